/** A ticket came: two rising tones. Something was voided: one low and long. Known by ear over an extractor fan. */
const TONES = {
  new: [
    { hertz: 880, at: 0, seconds: 0.14 },
    { hertz: 1175, at: 0.17, seconds: 0.2 },
  ],
  void: [{ hertz: 392, at: 0, seconds: 0.5 }],
} as const;
const LOUDNESS = 0.35;
/** Without a ramp a tone begins and ends with a click. */
const RAMP_SECONDS = 0.02;

export type Sound = keyof typeof TONES;

/** Sounds without files. A browser gives none before somebody has touched the page: {@link unlock} is called by that touch. */
export class Beeper {
  #audio: AudioContext | null = null;

  get isUnlocked(): boolean {
    return this.#audio?.state === 'running';
  }

  async unlock(): Promise<void> {
    this.#audio ??= new AudioContext();
    if (this.#audio.state === 'suspended') await this.#audio.resume();
  }

  play(sound: Sound): void {
    const audio = this.#audio;
    if (audio === null || audio.state !== 'running') return;
    for (const { hertz, at, seconds } of TONES[sound]) {
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + at;
      tone.frequency.value = hertz;
      tone.type = 'triangle';
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(LOUDNESS, start + RAMP_SECONDS);
      gain.gain.setValueAtTime(LOUDNESS, start + seconds - RAMP_SECONDS);
      gain.gain.linearRampToValueAtTime(0, start + seconds);
      tone.connect(gain).connect(audio.destination);
      tone.start(start);
      tone.stop(start + seconds);
    }
  }
}
