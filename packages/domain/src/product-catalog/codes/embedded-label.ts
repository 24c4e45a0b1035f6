import { ok, type Result, refuse } from '@beaveros/kit';
import { valueVerifierOf, withCheckDigit } from './check-digit.ts';
import { type Decimal, tenTo } from './decimal.ts';
import { type EmbeddedPattern, isGtinLength } from './embedded-pattern.ts';
import type { LabelRefusal } from './refusals.ts';

/**
 * The code of a label that says this value of this product, with its verifier and check digit: what we print, and what a
 * scale prints. Digits that say nothing are zeros; a pattern that is open ends after its value and a check digit.
 */
export function embeddedLabel(
  { places, isOpen, decimals }: EmbeddedPattern,
  { productCode, value }: { readonly productCode: string; readonly value: Decimal },
): Result<string, LabelRefusal> {
  const count = (is: string) => places.filter((place) => place.is === is).length;
  const valueDigits = digitsOf(value, { length: count('value'), decimals });
  if (valueDigits === null || !/^\d*$/.test(productCode) || productCode.length !== count('product'))
    return refuse({ code: 'codes/label-does-not-fit' });
  const left = { value: Array.from(valueDigits), product: Array.from(productCode) };
  const verifier = valueVerifierOf(valueDigits) ?? '0';
  const code = places
    .map((place) => {
      switch (place.is) {
        case 'literal':
          return place.digit;
        case 'value':
        case 'product':
          return left[place.is].shift()!;
        case 'verifier':
          return verifier;
        case 'check':
        case 'ignored':
          return '0';
      }
    })
    .join('');
  if (isOpen && isGtinLength(code.length + 1)) return ok(withCheckDigit(`${code}0`));
  return ok(places.at(-1)?.is === 'check' ? withCheckDigit(code) : code);
}

/** Null when the value is negative, has more digits than there are places, or more decimals than the pattern. */
function digitsOf(
  { unscaled, decimals: given }: Decimal,
  { length, decimals }: { readonly length: number; readonly decimals: number },
): string | null {
  const scaled = given > decimals ? unscaled / tenTo(given - decimals) : unscaled * tenTo(decimals - given);
  const isExact = given <= decimals || scaled * tenTo(given - decimals) === unscaled;
  const digits = String(scaled).padStart(length, '0');
  return unscaled >= 0n && isExact && digits.length === length ? digits : null;
}
