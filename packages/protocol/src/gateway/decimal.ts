import { decimalToScaled, scaledToDecimal, type AmountMinor } from '@beaveros/kit';
import * as z from 'zod';

// Numbers of money and measure cross HTTP as decimal text: JSON numbers become floats in too many hands.

/** A plain decimal with at most `scale` digits after the point: no exponent, no thousands separator, no blank. */
export function zDecimal(scale: number) {
  return z
    .string()
    .max(32)
    .refine(
      (text) => decimalToScaled(text, scale) !== null,
      `expected a decimal with at most ${scale} decimals`,
    );
}

/** Unit prices and quantities: 10^-6. */
export const zDecimal6 = zDecimal(6);

/** An amount of its currency: `12.50`, `-3`, `0.125`. At most four decimals (ISO 4217). */
export const zAmountText = zDecimal(4);

/** An integer of 10^-`scale` without trailing zeros: `scaledToText(12500000, 6)` is `12.5`. */
export function scaledToText(value: number, scale: number): string {
  const text = scaledToDecimal(value, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** An amount with exactly the digits of its currency. */
export function amountToText(amount: AmountMinor, exponent: number): string {
  return scaledToDecimal(amount, exponent);
}
