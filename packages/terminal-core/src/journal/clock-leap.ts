/** How far above its predecessor's a clock may be. Nobody counts so far; a broken or hostile till might say so. */
const CLOCK_LEAP_MAX = 2 ** 32;

/**
 * Whether an entry's clock is beyond belief after `accepted`, the highest clock accepted in its chain (0 before seq
 * 1). Of an entry that leapt itself nothing is accepted: otherwise the next one would carry its clock to everyone.
 */
export function leaps(clock: number, accepted: number): boolean {
  return clock - accepted > CLOCK_LEAP_MAX;
}

/** Why an entry's clock is beyond belief, or null. */
export function leapAfter(clock: number, accepted: number): string | null {
  return leaps(clock, accepted) ? `clock ${clock} after ${accepted}` : null;
}
