/** The first wait: short, because most lines come back at once. */
const FIRST_WAIT_MS = 500;
/** A shop that is offline all day asks twice a minute. */
const LONGEST_WAIT_MS = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling, with up to half of it by chance, so that a
 * thousand pages do not come back in the same second. `attempt` counts failures from 0; `chance` lies in [0, 1).
 */
export function backoffMs(attempt: number, chance: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * chance);
}
