import { type AmountMinor, amountMinor } from '@beaveros/kit';

/** 10 digits: 99,999,999.99; more is a barcode scanned into the amount. */
const ENTERED_DIGITS_MAX = 10;

/**
 * An amount typed as a cash register takes it: digits of the minor unit, the last one first to the right. `null` is nothing
 * typed yet, which is not zero. A digit beyond the bound is ignored.
 */
export function withDigits(entered: AmountMinor | null, digits: string): AmountMinor {
  const text = `${entered ?? 0}${digits}`.replace(/^0+(?=\d)/, '');
  return text.length > ENTERED_DIGITS_MAX ? (entered ?? amountMinor(0)) : amountMinor(Number(text));
}

export function withoutLastDigit(entered: AmountMinor | null): AmountMinor | null {
  if (entered === null || entered < 10) return null;
  return amountMinor(Math.floor(entered / 10));
}
