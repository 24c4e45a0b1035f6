import { clockLeaps } from '@beaveros/domain/journal';

/** Why an entry's clock is beyond belief after `accepted`, the highest accepted in its chain, or null. */
export function leapAfter(clock: number, accepted: number): string | null {
  return clockLeaps({ clock, accepted }) ? `clock ${clock} after ${accepted}` : null;
}
