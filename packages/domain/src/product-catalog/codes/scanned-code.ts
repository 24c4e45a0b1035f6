import { type BusinessDate, ok, type Result } from '@beaveros/kit';
import type { Decimal } from './decimal.ts';
import { readByPatterns } from './embedded-code.ts';
import type { EmbeddedPattern, Measure } from './embedded-pattern.ts';
import { type Gs1Element, readElementString } from './gs1-element-string.ts';
import type { LabelRefusal } from './refusals.ts';
import { gtin14Of } from './symbology.ts';

/** What a label says beside its product. Kilograms, major units of the store's currency, or a bare number. */
export interface LabelValue {
  readonly measures: Measure;
  readonly value: Decimal;
}

/** One way to understand a scanned text: the spellings under which the catalogue may know the item, and what the label says. */
export interface CodeReading {
  /** In the order to look them up. */
  readonly codes: readonly string[];
  readonly label: LabelValue | null;
}

export interface ScanRules {
  /** The store's, in their order. */
  readonly patterns: readonly EmbeddedPattern[];
  /** For the century of dates in GS1 codes. */
  readonly today: BusinessDate;
}

/** AIM identifiers, which some scanners send first: `]E0` is EAN-13. */
const AIM = /^\][A-Za-z]\d/;
const GS = '\u001d';

/**
 * The readings of a scanned text, to be tried in turn until the catalogue knows one: as it is, as GS1 data, as an in-store
 * label, as any spelling of its GTIN. Refused is only a label that is one of the store's and says nonsense (a wrong check
 * digit, a weight of zero): the cashier must not sell it by another reading.
 */
export function codeReadings(
  scanned: string,
  { patterns, today }: ScanRules,
): Result<readonly CodeReading[], LabelRefusal> {
  const text = scanned.trim();
  const plain = text.replace(AIM, '');
  const readings: CodeReading[] = [{ codes: [text], label: null }];
  if (text.startsWith('(') || text.includes(GS) || plain !== text) {
    const elements = readElementString(text, { today });
    const reading = elements.ok ? gs1Reading(elements.value) : null;
    if (reading !== null) return ok([...readings, reading]);
  }
  const label = readByPatterns(plain, patterns);
  if (label.ok) {
    const { baseCode, productCode, measures, value } = label.value;
    const codes = [...spellingsOf(baseCode), ...(productCode === '' ? [] : [productCode])];
    return ok([...readings, { codes, label: { measures, value } }]);
  }
  if (label.refusal.code !== 'codes/pattern-not-matched') return label;
  return ok([...readings, { codes: spellingsOf(plain), label: null }]);
}

/** All lengths that one GTIN is printed in, the shortest last; the code itself where it is none. */
function spellingsOf(code: string): readonly string[] {
  const gtin = gtin14Of(code);
  const short = code.length === 8 ? gtin14Of(code, 'UPC-E') : null;
  const spelled = [...(gtin.ok ? lengthsOf(gtin.value) : []), ...(short?.ok ? lengthsOf(short.value) : [])];
  return [...new Set([code, ...spelled])];
}

function lengthsOf(gtin14: string): readonly string[] {
  return [14, 13, 12, 8].flatMap((length) =>
    /^0*$/.test(gtin14.slice(0, 14 - length)) ? [gtin14.slice(14 - length)] : [],
  );
}

function gs1Reading(elements: readonly Gs1Element[]): CodeReading | null {
  const named = (name: Gs1Element['name']) => elements.find((each) => each.name === name);
  const gtin = named('gtin') ?? named('contentGtin');
  if (gtin === undefined) return null;
  const weight = named('netWeightKg')?.value;
  const price = named('price')?.value;
  const count = named('count') ?? named('contentCount');
  let label: LabelValue | null = null;
  if (weight?.kind === 'number') label = { measures: 'weight', value: weight.number };
  else if (price?.kind === 'amount' && price.currency === null)
    label = { measures: 'price', value: price.amount };
  else if (count !== undefined)
    label = { measures: 'value', value: { unscaled: BigInt(count.data), decimals: 0 } };
  return { codes: lengthsOf(gtin.data), label };
}
