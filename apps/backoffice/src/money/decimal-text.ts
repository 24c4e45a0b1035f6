import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';

/** Why what was typed is no decimal. */
export type DecimalRefusal = Refusal<'empty' | 'not-a-number' | 'too-many-decimals' | 'too-large'>;

export interface DecimalForm {
  /** BCP 47: decides what `1.234` means; anything else is read the same everywhere. */
  readonly language: string;
  /** Digits after the point at most: 6 for a price, 4 for a percentage. */
  readonly decimalsMax: number;
}

/** As `decimalToScaled` of kit with scale 6: 13 digits before the point do not fit 2^53. */
const WHOLE_DIGITS_MAX = 9;

/**
 * Reads a number as people type it into the plain decimal that the API takes, by text alone: `12,5`, `12.50 €`,
 * `1.234,50`, `1,234.50`, `−3` (U+2212). Two kinds of separators: the last is the point. One separator, once: the point,
 * unless exactly three digits follow and it is this language's thousands separator. `12.50` is twelve and a half in every
 * language, because a numeric keypad has only one key for it.
 */
export function parseDecimalText(
  text: string,
  { language, decimalsMax }: DecimalForm,
): Result<string, DecimalRefusal> {
  const bare = text
    .replaceAll('−', '-')
    .replace(/[\p{Sc}%\s]/gu, '')
    .replace(/^\+/, '');
  if (bare === '' || bare === '-') return refuse({ code: 'empty' });
  const match = /^(-?)([\d.,'’]*)$/.exec(bare);
  if (match === null) return refuse({ code: 'not-a-number' });
  const parts = split(match[2]!.replaceAll(/['’]/g, ''), separatorOf(language));
  if (parts === null) return refuse({ code: 'not-a-number' });
  const whole = parts.whole.replace(/^0+(?=\d)/, '') || '0';
  const fraction = parts.fraction.replace(/0+$/, '');
  if (fraction.length > decimalsMax) return refuse({ code: 'too-many-decimals' });
  if (whole.length > WHOLE_DIGITS_MAX) return refuse({ code: 'too-large' });
  const magnitude = fraction === '' ? whole : `${whole}.${fraction}`;
  return ok(match[1] === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude);
}

/** Whole and fraction of digits with `.` and `,`, or null. */
function split(
  digits: string,
  thousands: '.' | ',',
): { readonly whole: string; readonly fraction: string } | null {
  const separators = digits.match(/[.,]/g) ?? [];
  if (!/\d/.test(digits)) return null;
  if (separators.length === 0) return { whole: digits, fraction: '' };
  const last = separators.at(-1)!;
  const at = digits.lastIndexOf(last);
  const [before, after] = [digits.slice(0, at), digits.slice(at + 1)];
  if (separators.length === 1) {
    const isGroup = last === thousands && after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
    return isGroup ? { whole: before + after, fraction: '' } : { whole: before, fraction: after };
  }
  const isOneKind = separators.every((each) => each === last);
  const [grouped, fraction] = isOneKind ? [digits, ''] : [before, after];
  const group = isOneKind ? last : last === '.' ? ',' : '.';
  const isGrouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(grouped);
  return isGrouped ? { whole: grouped.replaceAll(group, ''), fraction } : null;
}

/** What stands between thousands; a language that uses a space there is read like the one whose comma is the point. */
function separatorOf(language: string): '.' | ',' {
  const parts = new Intl.NumberFormat(language).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value === ',' ? '.' : ',';
}

/** A plain decimal as this language writes it in a field: `12.5` is `12,5` in Spanish. Nothing is rounded or grouped. */
export function decimalToText(decimal: string, language: string): string {
  return separatorOf(language) === '.' ? decimal.replace('.', ',') : decimal;
}

/** A price for a field: with at least the decimals of its currency, `12.5` as `12.50`. */
export function priceToText(decimal: string, language: string, exponent: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const padded = fraction.padEnd(exponent, '0');
  return decimalToText(padded === '' ? whole : `${whole}.${padded}`, language);
}
