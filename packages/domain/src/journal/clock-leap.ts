/** How far above its predecessor's a clock may be. Nobody counts so far; a broken or hostile till might say so. */
const CLOCK_LEAP_MAX = 2 ** 32;

interface Clocks {
  /** What an entry says. */
  readonly clock: number;
  /** The highest clock accepted before it in its chain; 0 before seq 1. */
  readonly accepted: number;
}

/** Whether an entry's clock is beyond belief. Such an entry goes to suspense. */
export function clockLeaps({ clock, accepted }: Clocks): boolean {
  return clock - accepted > CLOCK_LEAP_MAX;
}

/** The highest clock accepted after an entry. One that leaps adds nothing: otherwise the next would carry its clock to everyone. */
export function clockAfter(clocks: Clocks): number {
  return clockLeaps(clocks) ? clocks.accepted : Math.max(clocks.accepted, clocks.clock);
}
