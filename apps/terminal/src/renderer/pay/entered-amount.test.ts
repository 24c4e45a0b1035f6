import { type AmountMinor, amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { withDigits, withoutLastDigit } from './entered-amount.ts';

const typed = (...keys: readonly string[]): AmountMinor | null =>
  keys.reduce<AmountMinor | null>(
    (entered, key) => (key === '<' ? withoutLastDigit(entered) : withDigits(entered, key)),
    null,
  );

describe('an entered amount', () => {
  it('grows from the right', () => {
    expect(typed('5', '0', '00')).toBe(5_000);
    expect(typed('0', '0', '7')).toBe(7);
  });

  it('is nothing again when its last digit is deleted', () => {
    expect(typed('1', '2', '<')).toBe(1);
    expect(typed('1', '2', '<', '<')).toBeNull();
    expect(typed('<')).toBeNull();
  });

  it('ignores digits beyond its bound, and a double zero that does not fit', () => {
    expect(typed('1234567890', '1')).toBe(amountMinor(1_234_567_890));
    expect(typed('123456789', '00')).toBe(amountMinor(123_456_789));
  });
});
