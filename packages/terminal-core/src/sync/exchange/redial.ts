import type { Random } from '@beaveros/kit';
import { type Closing, codeOf } from '@beaveros/sync/exchange';

/** Pauses between attempts: from the first, doubling, to the longest; each is shortened by up to half at random. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** 250 ms is not felt; 30 s is how long a till may stay behind after the line is back. */
export const BACKOFF: Backoff = { firstMs: 250, maxMs: 30_000 };
/** A connection that held this long was a good one: the next pause is the first again. */
const STABLE_MS = 10_000;
/** Trying again soon would change nothing: a person must act, or another connection of ours stands. */
const HOPELESS = new Set([
  'terminal/replaced',
  'terminal/revoked',
  'exchange/second-connection',
  'peer/refused',
  'peer/revoked',
]);
/** One side's heads went back, and the line is good: the next session may begin at once. */
const AT_ONCE = new Set(['exchange/journal-replaced']);
/** ... but not twice in a second, should the other side say so each time. */
const AT_ONCE_AGAIN_MS = 1_000;

export interface RedialOptions {
  /** One connection, from dialling to its end. Never rejects. */
  readonly dial: (signal: AbortSignal) => Promise<Closing>;
  readonly random: Random;
  readonly backoff: Backoff;
  /** Told the pause before the next attempt. */
  readonly onWaiting: (closing: Closing, delayMs: number) => void;
}

/** Keeps one connection up until it is disposed. */
export class Redial implements AsyncDisposable {
  readonly #options: RedialOptions;
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  #wake: (() => void) | null = null;

  constructor(options: RedialOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Ends a pause at once: the network came back, or somebody asked. */
  now(): void {
    this.#wake?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { dial, backoff, onWaiting } = this.#options;
    const { signal } = this.#stopped;
    let failures = 0;
    let hurriedAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const closing = await dial(signal);
      if (signal.aborted) return;
      const endedAt = performance.now();
      if (AT_ONCE.has(codeOf(closing)) && endedAt - hurriedAt >= AT_ONCE_AGAIN_MS) {
        hurriedAt = endedAt;
        continue;
      }
      if (endedAt - startedAt >= STABLE_MS) failures = 0;
      const longest = Math.min(backoff.firstMs * 2 ** failures, backoff.maxMs);
      const delayMs = this.#shortened(HOPELESS.has(codeOf(closing)) ? backoff.maxMs : longest);
      // 2^20 times any first pause is beyond any longest one.
      failures = Math.min(failures + 1, 20);
      onWaiting(closing, delayMs);
      await this.#pause(delayMs);
    }
  }

  /** Between half and all of it, so that the tills of a store do not come back in step. */
  #shortened(delayMs: number): number {
    return Math.ceil((delayMs / 2) * (1 + this.#options.random.bytes(1)[0]! / 255));
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
