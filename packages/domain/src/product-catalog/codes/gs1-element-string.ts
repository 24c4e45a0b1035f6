import { type BusinessDate, ok, type Result, refuse } from '@beaveros/kit';
import { checkDigitOf, hasRightCheckDigit } from './check-digit.ts';
import { type Decimal, decimalOfDigits } from './decimal.ts';
import { gs1Date } from './gs1-date.ts';
import {
  type DataPart,
  type Gs1Name,
  hasPredefinedLength,
  type Identifier,
  identifierAt,
  lengthsOf,
} from './gs1-identifiers.ts';
import type { Gs1Refusal } from './refusals.ts';

/** One identifier and what it says. `data` is as it stands in the code, without parentheses and separators. */
export interface Gs1Element {
  readonly ai: string;
  readonly name: Gs1Name | null;
  readonly data: string;
  readonly value: Gs1Value;
}

export type Gs1Value =
  | { readonly kind: 'text' }
  | { readonly kind: 'number'; readonly number: Decimal }
  /** `currency`: three digits of ISO 4217; null: that of the store. */
  | { readonly kind: 'amount'; readonly amount: Decimal; readonly currency: string | null }
  | { readonly kind: 'date'; readonly date: BusinessDate };

export interface Gs1Rules {
  /** For the century of dates. */
  readonly today: BusinessDate;
  /** `ignored`: for labels whose GTIN is known to be wrong. Default: `required`. */
  readonly checkDigits?: 'required' | 'ignored';
  /** How this scanner spells FNC1 within the data. Default: GS (U+001D) alone. */
  readonly separators?: readonly string[];
}

const GS = '\u001d';
/** A Data Matrix holds 3,116 digits, a QR code 7,089: no element string is longer. */
const TEXT_MAX = 7_089;
/** AIM identifiers by which scanners announce GS1 data: GS1-128, DataBar, Data Matrix, QR, DotCode, composite. */
const AIM = /^\](?:C1|e[0-3]|d2|Q3|J1|L6)/;

/**
 * Reads the elements of a GS1 code in their order: as scanned (`0104012345678901…`, FNC1 as separator) or as printed below
 * the bars (`(01)04012345678901…`; within data `\(` is a parenthesis). All of it is read, or it is refused.
 */
export function readElementString(
  text: string,
  { today, checkDigits = 'required', separators = [GS] }: Gs1Rules,
): Result<readonly Gs1Element[], Gs1Refusal> {
  if (text.length > TEXT_MAX) return refuse({ code: 'codes/gs1-too-long', found: text.length });
  const announced = AIM.exec(text)?.[0].length ?? 0;
  const plain = separators.reduce((so, each) => so.replaceAll(each, GS), text.slice(announced));
  const elementString = plain.startsWith(GS) ? plain.slice(1) : plain;
  const pieces = elementString.startsWith('(') ? printedPieces(elementString) : scannedPieces(elementString);
  if (!pieces.ok) return pieces;
  if (pieces.value.length === 0) return refuse({ code: 'codes/gs1-empty' });
  const elements: Gs1Element[] = [];
  for (const piece of pieces.value) {
    const element = elementOf(piece, { today, checkDigits });
    if (!element.ok) return element;
    const said = elements.find(({ ai }) => ai === element.value.ai);
    // Several symbols on one item may repeat an element, but not contradict it (General Specifications, 4.14.1).
    if (said !== undefined && said.data !== element.value.data)
      return refuse({ code: 'codes/gs1-contradiction', ai: said.ai });
    if (said === undefined) elements.push(element.value);
  }
  return ok(elements);
}

interface Piece {
  readonly identifier: Identifier;
  readonly data: string;
}

function scannedPieces(text: string): Result<readonly Piece[], Gs1Refusal> {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    // After an element of predefined length a separator is needless, but allowed (General Specifications, 7.8.6).
    if (text[at] === GS) {
      at += 1;
      continue;
    }
    const identifier = identifierAt(text, at);
    if (identifier === undefined) return refuse({ code: 'codes/gs1-unknown-identifier', at });
    const from = at + identifier.ai.length;
    const separator = text.indexOf(GS, from);
    const end = separator < 0 ? text.length : separator;
    const { min, max } = lengthsOf(identifier);
    // Where every value has one length, the next element may follow at once: labels that leave FNC1 out there are common.
    const isFixed = hasPredefinedLength(identifier) || min === max;
    const to = isFixed ? Math.min(end, from + max) : end;
    pieces.push({ identifier, data: text.slice(from, to) });
    at = to;
  }
  return ok(pieces);
}

const PRINTED = /\((\d{2,4})\)((?:\\\(|(?!\(\d{2,4}\))[^])*)/y;

function printedPieces(text: string): Result<readonly Piece[], Gs1Refusal> {
  const pieces: Piece[] = [];
  PRINTED.lastIndex = 0;
  // Each match takes an identifier of four characters at least, so the text bounds the loop.
  while (PRINTED.lastIndex < text.length) {
    const at = PRINTED.lastIndex;
    const match = PRINTED.exec(text);
    const identifier = match === null ? undefined : identifierAt(match[1]!, 0);
    if (match === null || identifier === undefined || identifier.ai !== match[1])
      return refuse({ code: 'codes/gs1-unknown-identifier', at });
    const data = match[2]!.replaceAll('\\(', '(');
    pieces.push({ identifier, data: data.endsWith(GS) ? data.slice(0, -1) : data });
  }
  return ok(pieces);
}

const SETS: Readonly<Record<DataPart['set'], RegExp>> = {
  n: /^\d*$/,
  x: /^[!"%-?A-Z_a-z]*$/,
  y: /^[#\-/0-9A-Z]*$/,
  z: /^[-0-9A-Z_a-z]*=*$/,
};

function elementOf(
  { identifier, data }: Piece,
  rules: Required<Pick<Gs1Rules, 'today' | 'checkDigits'>>,
): Result<Gs1Element, Gs1Refusal> {
  const { ai, name, parts } = identifier;
  const { min, max } = lengthsOf(identifier);
  const wrong = refuse({ code: 'codes/gs1-wrong-data', ai, data });
  if (data.length < min || data.length > max) return wrong;
  let at = 0;
  for (const part of parts) {
    const stretch = data.slice(at, at + part.max);
    at += stretch.length;
    if (part.isOptional && stretch === '') continue;
    if (stretch.length < part.min || !SETS[part.set].test(stretch)) return wrong;
    const refusal = refusalOf(stretch, part, { ai, ...rules });
    if (refusal !== null) return refuse(refusal);
  }
  return ok({ ai, name, data, value: valueOf(identifier, data, rules.today) });
}

function refusalOf(
  stretch: string,
  { rule }: DataPart,
  { ai, today, checkDigits }: Required<Pick<Gs1Rules, 'today' | 'checkDigits'>> & { readonly ai: string },
): Gs1Refusal | null {
  switch (rule) {
    case 'none':
    case 'currency':
      return null;
    case 'mod10': {
      if (checkDigits === 'ignored' || hasRightCheckDigit(stretch)) return null;
      const expected = checkDigitOf(stretch.slice(0, -1));
      return { code: 'codes/gs1-wrong-check-digit', ai, expected, found: stretch.slice(-1) };
    }
    case 'date':
    case 'day': {
      const read = gs1Date(stretch, today, { day: rule === 'date' ? 'may-be-00' : 'given' });
      return read.ok ? null : { code: 'codes/gs1-wrong-data', ai, data: stretch };
    }
    case 'time':
      return /^(?:[01]\d|2[0-3])[0-5]\d$/.test(stretch)
        ? null
        : { code: 'codes/gs1-wrong-data', ai, data: stretch };
  }
}

const COUNTS: readonly (Gs1Name | null)[] = ['count', 'contentCount'];
const AMOUNTS: readonly (Gs1Name | null)[] = ['amount', 'price', 'pricePerUnit'];

function valueOf({ name, parts, decimals }: Identifier, data: string, today: BusinessDate): Gs1Value {
  const [first] = parts;
  if (parts.length === 1 && (first!.rule === 'date' || first!.rule === 'day')) {
    const date = gs1Date(data, today);
    if (date.ok) return { kind: 'date', date: date.value };
  }
  if (decimals === null)
    return COUNTS.includes(name) ? { kind: 'number', number: decimalOfDigits(data, 0) } : { kind: 'text' };
  const currency = first!.rule === 'currency' ? data.slice(0, first!.max) : null;
  const number = decimalOfDigits(currency === null ? data : data.slice(currency.length), decimals);
  return AMOUNTS.includes(name) ? { kind: 'amount', amount: number, currency } : { kind: 'number', number };
}
