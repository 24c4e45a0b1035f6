import { instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import {
  canSubmit,
  dotsOf,
  NO_PIN,
  type PinState,
  refused,
  unlocked,
  withDigit,
  withoutDigit,
} from './pin-state.ts';

const typed = (digits: string, from: PinState = NO_PIN): PinState => digits.split('').reduce(withDigit, from);
const NOW = instant(1_000_000);

describe('a PIN being typed', () => {
  it('can be tried from the fourth digit on, and grows its dots beyond', () => {
    expect(canSubmit(typed('258'))).toBe(false);
    expect(canSubmit(typed('2580'))).toBe(true);
    expect(dotsOf(typed('2'))).toBe(4);
    expect(dotsOf(typed('258012'))).toBe(6);
  });

  it('takes no more than twelve digits', () => {
    expect(typed('1234567890123').digits).toBe('123456789012');
  });

  it('starts anew when it was wrong, and says so until the next digit', () => {
    const wrong = refused({ code: 'core/pin-wrong', triesLeft: 3 }, NOW);
    expect(wrong).toEqual({
      digits: '',
      refusal: { code: 'core/pin-wrong', triesLeft: 3 },
      lockedUntil: null,
    });
    expect(withDigit(wrong, '1')).toEqual({ digits: '1', refusal: null, lockedUntil: null });
    expect(withoutDigit(typed('12', wrong)).digits).toBe('1');
  });

  it('takes nothing while locked, and is as new when the lock is over', () => {
    const locked = refused({ code: 'core/pin-locked', secondsLeft: 30 }, NOW);
    expect(withDigit(locked, '1')).toBe(locked);
    expect(canSubmit(locked)).toBe(false);
    expect(unlocked(locked, instant(NOW + 29_999))).toBe(locked);
    expect(unlocked(locked, instant(NOW + 30_000))).toEqual(NO_PIN);
  });
});
