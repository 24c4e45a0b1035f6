import type { Clock } from '@beaveros/kit';
import type { Journal } from './journal/index.ts';

/** How often the till looks whether it may tidy up. */
const LOOK_EVERY_MS = 30_000;
/** Without an entry for so long nobody stands at the till. */
const IDLE_MS = 20_000;
/** Every entry is read back once a day (design section 4, Damage). */
const SCRUB_EVERY_MS = 24 * 60 * 60_000;
/** Some 25 ms of reading: a cashier who comes back in the middle does not notice. */
const SCRUB_ENTRIES = 500;

/**
 * What a till does in quiet moments: moves the WAL into the file, so that no sale pays for it, and reads old entries back
 * a few at a time. A damaged entry is thrown, as wherever else it is read.
 */
export class Upkeep implements Disposable {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #stops: readonly (() => void)[];
  #lastArrivalAt: number;
  #nextScrubAt: number;
  #isTidy = false;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
    this.#lastArrivalAt = clock.now();
    this.#nextScrubAt = clock.now() + SCRUB_EVERY_MS;
    const timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    timer.unref();
    const forget = journal.onArrival(() => {
      this.#lastArrivalAt = clock.now();
      this.#isTidy = false;
    });
    this.#stops = [() => clearInterval(timer), forget];
  }

  /** Tidies up when nobody stands at the till. */
  look(): void {
    const now = this.#clock.now();
    if (now - this.#lastArrivalAt < IDLE_MS) return;
    if (!this.#isTidy) this.#journal.checkpoint();
    this.#isTidy = true;
    // A till that was never restarted would otherwise read all of its entries at the next start (7 s for 120,000).
    if (this.#journal.verifyBehind(SCRUB_ENTRIES) > 0) return;
    if (now < this.#nextScrubAt) return;
    if (this.#journal.scrub(SCRUB_ENTRIES) === 0) this.#nextScrubAt = now + SCRUB_EVERY_MS;
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
  }
}
