/** Four looks a second: a pill that counts down an outbox reads as moving, and a burst of entries costs a screen nothing. */
const LOOK_EVERY_MS = 250;

/**
 * Tells when a small state has moved, at most four times a second, however often {@link touch} is called. Nothing runs
 * while nobody touches it.
 */
export class StatusWatch implements Disposable {
  readonly #read: () => string;
  readonly #onMoved: () => void;
  #last: string;
  #timer: NodeJS.Timeout | null = null;
  /** Touched again while a look was due. */
  #isStale = false;
  #isDisposed = false;

  constructor({ read, onMoved }: { readonly read: () => string; readonly onMoved: () => void }) {
    this.#read = read;
    this.#onMoved = onMoved;
    this.#last = read();
  }

  /** Something happened that may have moved the state. The first look comes right behind this turn. */
  touch(): void {
    if (this.#isDisposed) return;
    if (this.#timer === null) this.#wait(0);
    else this.#isStale = true;
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#isDisposed = true;
  }

  #wait(delayMs: number): void {
    this.#isStale = delayMs === 0;
    this.#timer = setTimeout(() => this.#look(), delayMs);
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = null;
    if (!this.#isStale) return;
    this.#wait(LOOK_EVERY_MS);
    const now = this.#read();
    if (now === this.#last) return;
    this.#last = now;
    this.#onMoved();
  }
}
