/** A scanner types every 1 to 15 ms, a fast typist every 60; between two keys of one burst there is never more. */
export const BURST_GAP_MS = 30;
/** The terminator of a slow scanner, and of a wedge that waits before it. */
const ENTER_GAP_MS = 60;
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
  #last = Number.NEGATIVE_INFINITY;

  /** What was typed since the burst began. */
  get text(): string {
    return this.#text;
  }

  /** A printable key. True when it begins a new burst: what came before was a person's, or nothing. */
  key(character: string, at: number): boolean {
    const isNew = at - this.#last > BURST_GAP_MS;
    this.#text = isNew ? character : this.#text + character;
    this.#last = at;
    return isNew;
  }

  /** Enter. The code that was scanned, or null when a person pressed it. The burst is over either way. */
  enter(at: number): string | null {
    const text = this.#text;
    const isScan = at - this.#last <= ENTER_GAP_MS && text.length >= CODE_MIN && text.length <= CODE_MAX;
    this.end();
    return isScan ? text : null;
  }

  /** Any other key, or silence: whatever was typed was typed by a person. */
  end(): void {
    this.#text = '';
    this.#last = Number.NEGATIVE_INFINITY;
  }
}
