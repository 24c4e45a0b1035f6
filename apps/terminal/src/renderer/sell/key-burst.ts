/** A scanner types a key every 1 to 20 ms on the average, the fastest typist one in 60. */
const MEAN_GAP_MAX_MS = 30;
/** A busy machine, or a scanner's radio, holds single keys up; a longer silence ends a burst. */
export const BURST_GAP_MS = 60;
/** Shorter bursts are fingers that roll over two or three keys. The shortest codes in use are EAN-8 and in-store skus. */
const CODE_MIN = 4;
/** The `scan` query takes no more; GS1 element strings fit. */
const CODE_MAX = 64;

/**
 * Tells a scanner that poses as a keyboard from a person, by timing alone: a burst of keys that ends in Enter is a scan. Pure;
 * `at` is the key's own time in milliseconds, so that a busy page does not stretch a burst.
 */
export class KeyBurst {
  #text = '';
  #first = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** A printable key. True when it begins a new burst: what came before was a person's, or nothing. */
  key(character: string, at: number): boolean {
    const isNew = at - this.#last > BURST_GAP_MS;
    if (isNew) this.#first = at;
    this.#text = isNew ? character : this.#text + character;
    this.#last = at;
    return isNew;
  }

  /** Enter. The code that was scanned, or null when a person pressed it. The burst is over either way. */
  enter(at: number): string | null {
    const text = this.#text;
    const meanGapMs = (this.#last - this.#first) / Math.max(1, text.length - 1);
    const isScan =
      text.length >= CODE_MIN &&
      text.length <= CODE_MAX &&
      at - this.#last <= BURST_GAP_MS &&
      meanGapMs <= MEAN_GAP_MAX_MS;
    this.end();
    return isScan ? text : null;
  }

  /** Any other key, or silence: whatever was typed was typed by a person. */
  end(): void {
    this.#text = '';
    this.#last = Number.NEGATIVE_INFINITY;
  }
}
