import type { Instant } from '@beaveros/kit';
import type { IpcRefusal } from '@beaveros/protocol/ipc';

/** Where one person's PIN stands. `refusal` is of the last try and goes with the next digit. */
export interface PinState {
  readonly digits: string;
  readonly refusal: IpcRefusal | null;
  readonly lockedUntil: Instant | null;
}

/** Of the sign-in call. */
const PIN_DIGITS_MIN = 4;
const PIN_DIGITS_MAX = 12;

export const NO_PIN: PinState = { digits: '', refusal: null, lockedUntil: null };

export function withDigit(state: PinState, digit: string): PinState {
  if (state.lockedUntil !== null || state.digits.length >= PIN_DIGITS_MAX) return state;
  return { ...state, digits: state.digits + digit, refusal: null };
}

export function withoutDigit(state: PinState): PinState {
  return { ...state, digits: state.digits.slice(0, -1), refusal: null };
}

/** The core said no: the digits go, the reason stays; a lock counts from `now`. */
export function refused(refusal: IpcRefusal, now: Instant): PinState {
  const isLocked = refusal.code === 'core/pin-locked';
  return {
    digits: '',
    refusal,
    lockedUntil: isLocked ? ((now + refusal.secondsLeft * 1_000) as Instant) : null,
  };
}

/** The lock is over: no trace of it is left. */
export function unlocked(state: PinState, now: Instant): PinState {
  return state.lockedUntil !== null && now >= state.lockedUntil ? NO_PIN : state;
}

export function canSubmit(state: PinState): boolean {
  return state.lockedUntil === null && state.digits.length >= PIN_DIGITS_MIN;
}

/** Dots to draw: one for each digit a PIN has at least, and one for each typed beyond. */
export function dotsOf(state: PinState): number {
  return Math.max(PIN_DIGITS_MIN, state.digits.length);
}
