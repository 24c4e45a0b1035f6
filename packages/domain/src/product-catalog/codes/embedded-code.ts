import { ok, type Result, refuse } from '@beaveros/kit';
import {
  checkDigitOf,
  hasRightCheckDigit,
  isDigits,
  valueVerifierOf,
  withCheckDigit,
} from './check-digit.ts';
import { type Decimal, decimalOfDigits } from './decimal.ts';
import { type EmbeddedPattern, isGtinLength, type Measure, type Place } from './embedded-pattern.ts';
import type { LabelRefusal } from './refusals.ts';

/** What an in-store code says. */
export interface EmbeddedCode {
  /** The same for every label of a product: value and verifier zeroed. Items of the catalogue carry it as their barcode. */
  readonly baseCode: string;
  /** The product's digits alone; empty where the pattern spells the product out. */
  readonly productCode: string;
  readonly measures: Measure;
  /** Kilograms, major units of the store's currency, or a bare number. */
  readonly value: Decimal;
}

/**
 * Reads a code by one pattern; `codes/pattern-not-matched` asks for the next pattern, every other refusal is for the
 * cashier. A UPC-A and the same code with a leading zero (EAN-13) are one: scanners give either.
 */
export function readEmbedded(code: string, pattern: EmbeddedPattern): Result<EmbeddedCode, LabelRefusal> {
  const spelled = spellingsOf(code).find((each) => isMatch(each, pattern));
  if (spelled === undefined) return refuse({ code: 'codes/pattern-not-matched' });
  const digitsOf = (is: Place['is']) =>
    pattern.places.map((place, at) => (place.is === is ? spelled[at]! : '')).join('');
  const hasCheck = hasCheckDigit(spelled, pattern);
  if (hasCheck && pattern.checkDigit === 'required' && !hasRightCheckDigit(spelled))
    return refuse({
      code: 'codes/wrong-check-digit',
      expected: checkDigitOf(spelled.slice(0, -1)),
      found: spelled.slice(-1),
    });
  const valueDigits = digitsOf('value');
  const verifier = valueVerifierOf(valueDigits);
  const printed = digitsOf('verifier');
  if (printed !== '' && verifier !== null && printed !== verifier && pattern.checkDigit === 'required')
    return refuse({ code: 'codes/wrong-value-verifier', expected: verifier, found: printed });
  const value = decimalOfDigits(valueDigits, pattern.decimals);
  if (value.unscaled === 0n && pattern.zero === 'refused') return refuse({ code: 'codes/value-is-zero' });
  const zeroed = Array.from(spelled, (digit, at) => {
    const is = pattern.places[at]?.is;
    return is === 'value' || is === 'verifier' ? '0' : digit;
  }).join('');
  return ok({
    baseCode: hasCheck && pattern.baseCheckDigit === 'recomputed' ? withCheckDigit(zeroed) : zeroed,
    productCode: digitsOf('product'),
    measures: pattern.measures,
    value,
  });
}

/** The first pattern that matches reads the code; `codes/pattern-not-matched` when none does. */
export function readByPatterns(
  code: string,
  patterns: readonly EmbeddedPattern[],
): Result<EmbeddedCode, LabelRefusal> {
  const pattern = patterns.find((each) => spellingsOf(code).some((spelled) => isMatch(spelled, each)));
  return pattern === undefined ? refuse({ code: 'codes/pattern-not-matched' }) : readEmbedded(code, pattern);
}

function spellingsOf(code: string): readonly string[] {
  if (code.length === 12) return [code, `0${code}`];
  return code.length === 13 && code.startsWith('0') ? [code, code.slice(1)] : [code];
}

/** Longer than any code that says something by its digits' places. */
const CODE_MAX = 64;

function isMatch(code: string, { places, isOpen }: EmbeddedPattern): boolean {
  if (!isDigits(code) || code.length > CODE_MAX) return false;
  const isLong = isOpen ? code.length >= places.length : code.length === places.length;
  return isLong && places.every((place, at) => place.is !== 'literal' || place.digit === code[at]);
}

/** The last digit is a check digit if the pattern says so, or if digits that it does not name end a GTIN. */
function hasCheckDigit(code: string, { places }: EmbeddedPattern): boolean {
  return code.length === places.length ? places.at(-1)?.is === 'check' : isGtinLength(code.length);
}
