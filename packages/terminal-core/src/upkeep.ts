import { type Clock, type Instant, isFault } from '@beaveros/kit';
import type { Journal } from './journal/index.ts';

/** How often the till looks whether it may tidy up. */
const LOOK_EVERY_MS = 30_000;
/** Without an entry for so long nobody stands at the till. */
const IDLE_MS = 20_000;
/** Every entry is read back once a day (design section 4, Damage). */
const SCRUB_EVERY_MS = 24 * 60 * 60_000;
/** Some 25 ms of reading: a cashier who comes back in the middle does not notice. */
const SCRUB_ENTRIES = 500;
/** Entries whose orders are folded, to learn which are settled: about as long. */
const JUDGE_ENTRIES = 100;
/** The window is looked through once a day: it moves by a day. */
const WINDOW_EVERY_MS = 24 * 60 * 60_000;
/** Old entries looked at, and dropped, in one go: about as long, and one sync. */
const WINDOW_ENTRIES = 200;

/**
 * What a till does in quiet moments: moves the WAL into the file, so that no sale pays for it, learns which orders are
 * settled, drops what the cloud has had for the whole window, and reads old entries back; a few at a time. A damaged entry
 * is thrown, as wherever else it is read.
 */
export class Upkeep implements Disposable {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #stops: readonly (() => void)[];
  #lastArrivalAt: number;
  #nextScrubAt: number;
  #nextWindowAt: number;
  #isTidy = false;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
    this.#lastArrivalAt = clock.now();
    this.#nextScrubAt = clock.now() + SCRUB_EVERY_MS;
    this.#nextWindowAt = clock.now();
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
    try {
      this.#tidy(now);
    } catch (error) {
      // A full disk is told to whoever sells; tidying waits for the next look.
      if (!isFault(error) || !error.retryable) throw error;
    }
  }

  #tidy(now: Instant): void {
    if (!this.#isTidy) this.#journal.checkpoint();
    this.#isTidy = true;
    // A till that was never restarted would otherwise read all of its entries at the next start (7 s for 120,000).
    if (this.#journal.verifyBehind(SCRUB_ENTRIES) > 0) return;
    if (this.#journal.judge(JUDGE_ENTRIES) > 0) return;
    if (now >= this.#nextWindowAt) {
      if (this.#journal.dropBodies({ now, limit: WINDOW_ENTRIES }).looked > 0) return;
      this.#nextWindowAt = now + WINDOW_EVERY_MS;
    }
    if (now < this.#nextScrubAt) return;
    if (this.#journal.scrub(SCRUB_ENTRIES) === 0) this.#nextScrubAt = now + SCRUB_EVERY_MS;
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
  }
}
