import { type Clock, type Instant, instant, type Random } from '@beaveros/kit';

/** The same bytes for the same seed (mulberry32); for tests only. */
export function seededRandom(seed: number): Random {
  const next = seededNumbers(seed);
  return { bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
}

/** Numbers from 0 up to 1, the same for the same seed. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A clock that stands still until it is told to go. */
export class StandingClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): Instant {
    return instant(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
