import type { Currency } from '@beaveros/kit';

/** Nine digits: millions of the major unit. More is a barcode in the wrong place. */
const TYPED_MAX = 999_999_999;

/** A digit after what was typed, in the minor unit; null: nothing typed yet. A digit too many changes nothing. */
export function typedDigit(minor: number | null, digit: string): number | null {
  if (!/^\d+$/.test(digit)) return minor;
  const next = Number(`${minor ?? 0}${digit}`);
  return next > TYPED_MAX ? minor : next;
}

/** An amount of the minor unit as a unit price, in 10^-6 of the major unit. */
export function priceOfMinor(minor: number, { exponent }: Currency): number {
  return minor * 10 ** (6 - exponent);
}
