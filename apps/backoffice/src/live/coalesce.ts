/**
 * Runs `work` for any number of pokes without running it twice at once, and at most once in `gapMs`: a tenant that sells
 * ten times a second is not asked ten times a second. The last poke is always followed by a run.
 */
export class Coalesce implements Disposable {
  readonly #work: () => Promise<unknown>;
  readonly #gapMs: number;
  readonly #after: (ms: number, run: () => void) => () => void;
  #isBusy = false;
  #isPoked = false;
  #takeBack: (() => void) | null = null;

  constructor(options: {
    readonly work: () => Promise<unknown>;
    readonly gapMs: number;
    readonly after: (ms: number, run: () => void) => () => void;
  }) {
    this.#work = options.work;
    this.#gapMs = options.gapMs;
    this.#after = options.after;
  }

  poke(): void {
    this.#isPoked = true;
    this.#run();
  }

  [Symbol.dispose](): void {
    this.#isPoked = false;
    this.#takeBack?.();
    this.#takeBack = null;
  }

  #run(): void {
    if (this.#isBusy || !this.#isPoked) return;
    this.#isPoked = false;
    this.#isBusy = true;
    const rest = (): void => {
      this.#takeBack = this.#after(this.#gapMs, () => {
        this.#takeBack = null;
        this.#isBusy = false;
        this.#run();
      });
    };
    // A run that failed shows its own error where it is looked at; the next poke tries again.
    this.#work().then(rest, rest);
  }
}
