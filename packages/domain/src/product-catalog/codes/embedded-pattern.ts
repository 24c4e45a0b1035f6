import { ok, type Result, refuse } from '@beaveros/kit';
import { isDigits } from './check-digit.ts';
import type { PatternRefusal } from './refusals.ts';

// An in-store code carries a product and a weight, a price or another value that a scale printed. Which digits are which
// differs by country and by scale, so a store describes its codes by patterns:
//   0-9    this very digit
//   .      a digit of the product; in the last place of a code of 8, 12, 13 or 14 digits its check digit
//   {NND}  the value: N whole digits, then D decimals
//   v      the verifier of a value of four or five digits
//   x      a digit that says nothing; in the last place the check digit

/** One digit of a code. */
export type Place =
  | { readonly is: 'literal'; readonly digit: string }
  | { readonly is: 'product' | 'value' | 'verifier' | 'check' | 'ignored' };

/** What a label says of its product: kilograms, an amount of the store's currency, or a bare number. */
export type Measure = 'weight' | 'price' | 'value';

/** How strictly a pattern is read; each store sets it for each of its patterns. */
export interface PatternStrictness {
  /**
   * `ignored` for scales that print wrong ones (features.md 4.3, rule 11), so that a mistaken digit goes unnoticed.
   * Default: `required`, if the pattern has one.
   */
  readonly checkDigit: 'required' | 'ignored';
  /** What stands in the check digit's place of the base code. Default: `recomputed`. */
  readonly baseCheckDigit: 'recomputed' | 'kept';
  /** A label that says zero: most often one printed before anything lay on the scale. Default: `refused`. */
  readonly zero: 'taken' | 'refused';
}

export const STRICT: PatternStrictness = {
  checkDigit: 'required',
  baseCheckDigit: 'recomputed',
  zero: 'refused',
};

export interface EmbeddedPattern extends PatternStrictness {
  readonly places: readonly Place[];
  /** Further digits may follow and say nothing, but for the check digit. */
  readonly isOpen: boolean;
  readonly measures: Measure;
  /** Of the value. */
  readonly decimals: number;
}

/** Longer than any code that a till scans as digits (SSCC: 18). */
const PLACES_MAX = 48;
const GTIN_LENGTHS: readonly number[] = [8, 12, 13, 14];

export function isGtinLength(length: number): boolean {
  return GTIN_LENGTHS.includes(length);
}

/** The pattern that a text describes, or the place where it stops making sense. */
export function embeddedPattern(
  text: string,
  measures: Measure,
  strictness: Partial<PatternStrictness> = {},
): Result<EmbeddedPattern, PatternRefusal> {
  const unreadable = (at: number) => refuse({ code: 'codes/pattern-unreadable', field: 'pattern', at });
  const braces = /\{(N*)(D*)\}/.exec(text);
  if (text.length > PLACES_MAX || braces === null) return unreadable(0);
  const [value, wholeDigits, decimalDigits] = [braces[0], braces[1]!, braces[2]!];
  const valueDigits = wholeDigits.length + decimalDigits.length;
  if (valueDigits === 0) return unreadable(braces.index);
  const places: Place[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (at === braces.index) {
      places.push(...repeated({ is: 'value' }, valueDigits));
      at += value.length - 1;
      continue;
    }
    const place = placeOf(text[at]!);
    if (place === undefined) return unreadable(at);
    places.push(place);
  }
  const verifier = places.findIndex(({ is }) => is === 'verifier');
  if (verifier >= 0 && valueDigits !== 4 && valueDigits !== 5) return unreadable(text.indexOf('v'));
  return ok({
    ...STRICT,
    ...strictness,
    places: withCheckPlace(places),
    isOpen: false,
    measures,
    decimals: decimalDigits.length,
  });
}

/** The digits that scales put behind a weight's and a price's point when only the number of digits is known. */
const DECIMALS_BY_MEASURE: Readonly<Record<Measure, number>> = { weight: 3, price: 2, value: 0 };

/** A prefix, then the product, then the value at once; what follows says nothing. Grams for weights, cents for prices. */
export function prefixPattern(
  {
    prefix,
    productDigits,
    valueDigits,
  }: { readonly prefix: string; readonly productDigits: number; readonly valueDigits: number },
  measures: Measure,
  strictness: Partial<PatternStrictness> = {},
): Result<EmbeddedPattern, PatternRefusal> {
  const wrong = (field: PatternRefusal['field']) =>
    refuse({ code: 'codes/pattern-unreadable', field, at: 0 });
  const isCount = (count: number) => Number.isInteger(count) && count >= 0 && count <= PLACES_MAX;
  if (!/^\d*$/.test(prefix) || prefix.length > PLACES_MAX) return wrong('prefix');
  if (!isCount(productDigits)) return wrong('productDigits');
  if (!isCount(valueDigits) || valueDigits === 0) return wrong('valueDigits');
  const literals = Array.from(prefix, (digit): Place => ({ is: 'literal', digit }));
  const places = [
    ...literals,
    ...repeated({ is: 'product' }, productDigits),
    ...repeated({ is: 'value' }, valueDigits),
  ];
  if (places.length > PLACES_MAX) return wrong('valueDigits');
  return ok({
    ...STRICT,
    ...strictness,
    places,
    isOpen: true,
    measures,
    decimals: DECIMALS_BY_MEASURE[measures],
  });
}

function placeOf(letter: string): Place | undefined {
  if (isDigits(letter)) return { is: 'literal', digit: letter };
  if (letter === '.') return { is: 'product' };
  if (letter === 'x') return { is: 'ignored' };
  return letter === 'v' ? { is: 'verifier' } : undefined;
}

function withCheckPlace(places: readonly Place[]): readonly Place[] {
  const last = places.at(-1)?.is;
  const isCheck = last === 'ignored' || (last === 'product' && isGtinLength(places.length));
  return isCheck ? [...places.slice(0, -1), { is: 'check' }] : places;
}

function repeated(place: Place, count: number): readonly Place[] {
  return Array.from({ length: count }, () => place);
}
