import { exact, rounded, times } from '@beaveros/domain/pricing';
import {
  checkedCode,
  type Decimal,
  embeddedLabel,
  embeddedPattern,
  type EmbeddedPattern,
  type Gs1Element,
  type Gs1Name,
  gs1Date,
  type Measure,
  type PatternStrictness,
  prefixPattern,
  quantityForPrice,
  readElementString,
  readEmbedded,
  symbologyNamed,
  type Symbology,
  WEIGHT_UNITS,
  weightIn,
} from '@beaveros/domain/product-catalog';
import { businessDateAt, localClock } from '@beaveros/domain/service-entity';
import { type BusinessDate, businessDate, type Instant, instant, isBusinessDate } from '@beaveros/kit';
import { type Fields, Unsupported } from '../fields.ts';
import { type Answer, exactOf, type Found, type Kind } from './kind.ts';

/** Codes and dates: what a scanner reads and what day it is. */
export const CODE_KINDS: Readonly<Record<string, Kind>> = {
  check_digit: (inputs) => {
    const symbology = symbologyIn(inputs);
    const code = needed(inputs.text('code'), 'code');
    const checked = checkedCode(code, symbology);
    const isWhole = checked.ok || checked.refusal.code !== 'codes/wrong-length';
    // A code without its check digit: whatever is put there, the engine says which it should be.
    const completed = isWhole ? checked : checkedCode(`${code}0`, symbology);
    const digit = completed.ok
      ? completed.value.slice(-1)
      : completed.refusal.code === 'codes/wrong-check-digit' && completed.refusal.expected;
    return {
      found: { valid: checked.ok, ...(digit !== false && { check_digit: exactOf(digit) }) },
      derivation: checked,
    };
  },

  embedded: (inputs) => {
    const priced = inputs.decimal('embedded_price');
    const unitPrice = inputs.decimal('unit_price_per_kg');
    const ifAbsent = priced !== undefined || unitPrice !== undefined ? 'price' : 'value';
    const measures = inputs.word('type', ['value', 'weight', 'price'], ifAbsent);
    const pattern = patternIn(inputs, measures);
    const symbology = inputs.has('symbology') ? symbologyIn(inputs) : undefined;
    const unit = inputs.word('sale_unit', WEIGHT_UNITS, 'kg');
    const given = inputs.text('code') ?? labelOf(pattern, priced);
    const read = given === null ? null : readEmbedded(given, pattern);
    if (given !== null && symbology !== undefined && !isAsLongAs(given, symbology))
      return { found: {}, derivation: `no ${symbology}` };
    if (read !== null && !read.ok) return { found: {}, derivation: read.refusal };
    const value = read?.value.value ?? decimalOf(needed(priced, 'code'));
    const kilograms = kilogramsOf(value, measures, unitPrice);
    const found: Found = {
      value: exactly(value),
      [VALUE_NAMES[measures]]: exactly(value),
      base_code: read?.value.baseCode,
      product_code: read?.value.productCode,
      ...(kilograms !== null && {
        qty_kg: exactly(kilograms),
        qty: exactly(weightIn(unit, kilograms)),
      }),
      ...(unitPrice !== undefined && { line_total: lineTotal(value, measures, { unitPrice, inputs }) }),
    };
    return { found, derivation: { pattern, read } };
  },

  gs1: (inputs) => {
    const text = needed(inputs.text('element_string'), 'element_string');
    const today = inputs.has('today') ? todayIn(inputs) : null;
    const rules = { today: today ?? ANY_DAY, separators: SEPARATORS };
    const strict = readElementString(text, rules);
    // A GTIN with a wrong check digit still says what it says, though it is not valid.
    const read = strict.ok ? strict : readElementString(text, { ...rules, checkDigits: 'ignored' });
    if (today === null && read.ok && read.value.some(({ value }) => value.kind === 'date'))
      throw new Unsupported('today is missing');
    const found = read.ok ? Object.fromEntries(read.value.flatMap(answersOf)) : {};
    return { found: { ...found, valid: strict.ok }, derivation: strict };
  },

  gs1_date: (inputs) => {
    const read = gs1Date(needed(inputs.text('value'), 'value'), todayIn(inputs));
    return {
      found: { valid: read.ok, ...(read.ok && { date: String(read.value) }) },
      derivation: read,
    };
  },

  business_date: (inputs) => {
    const clock = clockOf(needed(inputs.text('timezone'), 'timezone'));
    const at = instantOf(needed(inputs.text('instant'), 'instant'));
    const dayStart = minutesOf(inputs.text('day_start', '00:00'));
    return { found: { business_date: String(businessDateAt(at, clock, dayStart)) } };
  },
};

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Unsupported(`${name} is missing`);
  return value;
}

function symbologyIn(inputs: Fields): Symbology {
  const name = inputs.text('symbology', 'GTIN');
  const symbology = symbologyNamed(name);
  if (symbology === undefined) throw new Unsupported(`symbology is ${name}`);
  return symbology;
}

function isAsLongAs(code: string, symbology: Symbology): boolean {
  const checked = checkedCode(code, symbology);
  return checked.ok || checked.refusal.code !== 'codes/wrong-length';
}

const VALUE_NAMES = { value: 'value', weight: 'weight_kg', price: 'price' } as const;

function patternIn(inputs: Fields, measures: Measure): EmbeddedPattern {
  const strictness: PatternStrictness = {
    // The format's own rule: a wrong check digit never rejects, and a label may say zero.
    checkDigit: 'ignored',
    zero: 'taken',
    baseCheckDigit:
      inputs.word('check_digit', ['recompute', 'keep'], 'recompute') === 'keep' ? 'kept' : 'recomputed',
  };
  const text = inputs.text('pattern');
  const pattern =
    text === undefined
      ? prefixPattern(
          {
            prefix: needed(inputs.text('prefix'), 'pattern'),
            productDigits: inputs.integer('product_digits', 5),
            valueDigits: inputs.integer('value_digits', 5),
          },
          measures,
          strictness,
        )
      : embeddedPattern(text, measures, strictness);
  if (!pattern.ok) throw new Unsupported(`${pattern.refusal.field} is not readable at ${pattern.refusal.at}`);
  return pattern.value;
}

/** The label that a scale would print, where the pattern spells the product out. */
function labelOf(pattern: EmbeddedPattern, price: string | undefined): string | null {
  if (price === undefined) return null;
  const label = embeddedLabel(pattern, { productCode: '', value: decimalOf(price) });
  return label.ok ? label.value : null;
}

function kilogramsOf(value: Decimal, measures: Measure, unitPrice: string | undefined): Decimal | null {
  if (measures === 'weight') return value;
  if (measures === 'value' || unitPrice === undefined) return null;
  const quantity = quantityForPrice(value, decimalOf(unitPrice));
  return quantity.ok ? quantity.value : null;
}

/** A printed price stands; a printed weight is priced and rounded. */
function lineTotal(
  value: Decimal,
  measures: Measure,
  { unitPrice, inputs }: { readonly unitPrice: string; readonly inputs: Fields },
): Answer | undefined {
  if (measures === 'price') return exactly(value);
  if (measures === 'value') return undefined;
  const scale = 10n ** BigInt(inputs.integer('decimals', 2));
  const product = times(exactly(value), exactOf(unitPrice));
  return exact(rounded({ n: product.n * scale, d: product.d }), scale);
}

/** FNC1 as scanners and other people's texts spell it. */
const SEPARATORS = ['\u001d', '\u241d', '^', '<GS>', '{GS}', '<FNC1>', '{FNC1}'];

/** For elements without a date, whose reading no day changes. */
const ANY_DAY = businessDate('2000-01-01');

/** The names that element strings are answered by, where they are more than the identifier's own. */
const FURTHER_NAMES: Partial<Readonly<Record<Gs1Name, readonly string[]>>> = {
  lot: ['batch', 'batch_lot'],
  produced: ['production_date', 'production'],
  due: ['due_date'],
  packed: ['packaging_date', 'packed_date'],
  bestBefore: ['best_before_date'],
  sellBy: ['sell_by_date'],
  expiry: ['expiry_date', 'expiration', 'expiration_date', 'expires', 'use_by'],
  serial: ['serial_number'],
  contentGtin: ['content'],
  contentCount: ['count'],
  amount: ['amount_payable'],
  price: ['amount_payable'],
};

function answersOf({ ai, name, data, value }: Gs1Element): readonly (readonly [string, Answer])[] {
  const names = name === null ? [] : [snake(name), ...(FURTHER_NAMES[name] ?? [])];
  const currency = value.kind === 'amount' && value.currency !== null ? value.currency : null;
  return [
    ...[ai, ...names].map((each) => [each, answerOf(value, data)] as const),
    ...(currency === null ? [] : [['currency', currency] as const]),
  ];
}

function answerOf(value: Gs1Element['value'], data: string): Answer {
  switch (value.kind) {
    case 'text':
      return data;
    case 'number':
      return exactly(value.number);
    case 'amount':
      return exactly(value.amount);
    case 'date':
      return value.date;
  }
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function todayIn(inputs: Fields): BusinessDate {
  const today = needed(inputs.text('today'), 'today');
  if (!isBusinessDate(today)) throw new Unsupported(`today is ${today}`);
  return today;
}

function decimalOf(text: string): Decimal {
  const fraction = text.split('.')[1] ?? '';
  return { unscaled: BigInt(text.replace('.', '')), decimals: fraction.length };
}

function exactly({ unscaled, decimals }: Decimal): Answer & object {
  return exact(unscaled, 10n ** BigInt(decimals));
}

function clockOf(timeZone: string) {
  try {
    return localClock(timeZone);
  } catch (error) {
    if (error instanceof RangeError) throw new Unsupported(`timezone is ${timeZone}`);
    throw error;
  }
}

/** Only with its offset: another text would mean the clock of the machine that runs the cases. */
function instantOf(text: string): Instant {
  const time = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isSafeInteger(time) || time < 0) throw new Unsupported(`instant is ${text}`);
  return instant(time);
}

function minutesOf(text: string): number {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::00)?$/.exec(text);
  if (match === null) throw new Unsupported(`day_start is ${text}`);
  return Number(match[1]) * 60 + Number(match[2]);
}
