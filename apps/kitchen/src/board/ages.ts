import type { Instant } from '@beaveros/kit';

/** When a ticket turns: minutes since it was fired. */
export interface AgeLimits {
  readonly warnMinutes: number;
  readonly lateMinutes: number;
}

/** Until stations have targets of their own: a main course is due after about a quarter of an hour. */
export const AGE_LIMITS: AgeLimits = { warnMinutes: 8, lateMinutes: 15 };

export type AgeTone = 'ok' | 'warn' | 'late';

const MINUTE_MS = 60_000;

/** Milliseconds since the firing; 0 while the clock of the till that fired is ahead of this screen's. */
export function ageMs(firedAt: Instant, now: Instant): number {
  return Math.max(0, now - firedAt);
}

export function ageTone(age: number, { warnMinutes, lateMinutes }: AgeLimits): AgeTone {
  if (age >= lateMinutes * MINUTE_MS) return 'late';
  return age >= warnMinutes * MINUTE_MS ? 'warn' : 'ok';
}

/** The worst of several: what a page control says of the tickets it leads to. */
export function worstTone(tones: readonly AgeTone[]): AgeTone {
  if (tones.includes('late')) return 'late';
  return tones.includes('warn') ? 'warn' : 'ok';
}
