import { ok, type Result, refuse } from '@beaveros/kit';
import { checkDigitOf, isDigits } from './check-digit.ts';
import type { CodeRefusal } from './refusals.ts';

/**
 * How many digits, its check digit included, each carries. UPC-E is a UPC-A with its zeros left out: its check digit is
 * that of the UPC-A, and six or seven digits are the same code without number system 0 or check digit.
 */
const LENGTHS = {
  'EAN-8': [8],
  'EAN-13': [13],
  'UPC-A': [12],
  'UPC-E': [8],
  'ITF-14': [14],
  GLN: [13],
  GSIN: [17],
  SSCC: [18],
  /** Whichever of the four it is, by its length. */
  GTIN: [8, 12, 13, 14],
} as const;

export type Symbology = keyof typeof LENGTHS;

/** What else people call them, in capitals and without marks. */
const ALIASES: Readonly<Record<string, Symbology>> = {
  EAN8: 'EAN-8',
  GTIN8: 'EAN-8',
  JAN8: 'EAN-8',
  EAN13: 'EAN-13',
  EAN: 'EAN-13',
  GTIN13: 'EAN-13',
  JAN: 'EAN-13',
  JAN13: 'EAN-13',
  ISBN13: 'EAN-13',
  UPCA: 'UPC-A',
  UPC: 'UPC-A',
  UPC12: 'UPC-A',
  GTIN12: 'UPC-A',
  UPCE: 'UPC-E',
  ITF14: 'ITF-14',
  ITF: 'ITF-14',
  EAN14: 'ITF-14',
  GTIN14: 'ITF-14',
  DUN14: 'ITF-14',
  GLN: 'GLN',
  GLN13: 'GLN',
  GSIN: 'GSIN',
  GSIN17: 'GSIN',
  SSCC: 'SSCC',
  SSCC18: 'SSCC',
  EAN18: 'SSCC',
  GTIN: 'GTIN',
};

/** `ean13`, `EAN-13` and `GTIN_13` are one. Undefined: none that has a check digit of this kind. */
export function symbologyNamed(name: string): Symbology | undefined {
  const key = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
}

/** The code if its length and its check digit are right, else what is wrong and which digit it should be. */
export function checkedCode(code: string, symbology: Symbology = 'GTIN'): Result<string, CodeRefusal> {
  if (!isDigits(code)) return refuse({ code: 'codes/not-digits' });
  const lengths: readonly number[] = LENGTHS[symbology];
  if (!lengths.includes(code.length))
    return refuse({ code: 'codes/wrong-length', lengths, found: code.length });
  const digits = code.slice(0, -1);
  const whole = symbology === 'UPC-E' ? upcABody(digits) : digits;
  if (whole === null) return refuse({ code: 'codes/no-number-system', found: code[0]! });
  const expected = checkDigitOf(whole);
  const found = code.slice(-1);
  return expected === found ? ok(code) : refuse({ code: 'codes/wrong-check-digit', expected, found });
}

/**
 * The one spelling under which an item is known, however its code was printed or scanned: 14 digits. UPC-E is written
 * out; everything shorter is filled with zeros from the left. Only codes with a right check digit have one.
 */
export function gtin14Of(code: string, symbology: Symbology = 'GTIN'): Result<string, CodeRefusal> {
  const checked = checkedCode(code, symbology);
  if (!checked.ok) return checked;
  if (symbology === 'GLN' || symbology === 'GSIN' || symbology === 'SSCC')
    return refuse({ code: 'codes/symbology-unknown', symbology });
  const whole = symbology === 'UPC-E' ? `${upcABody(code.slice(0, -1))!}${code.slice(-1)}` : code;
  return ok(whole.padStart(14, '0'));
}

/**
 * The eleven digits of the UPC-A that a UPC-E of seven digits (number system, then six) is short for; null when the number
 * system is neither 0 nor 1. The last digit says where the zeros go (GS1 General Specifications, section 5.2.2.4).
 */
function upcABody(digits: string): string | null {
  const system = digits[0]!;
  if (system !== '0' && system !== '1') return null;
  const [a, b, c, d, e, last] = digits.slice(1);
  switch (last!) {
    case '0':
    case '1':
    case '2':
      return `${system}${a}${b}${last}0000${c}${d}${e}`;
    case '3':
      return `${system}${a}${b}${c}00000${d}${e}`;
    case '4':
      return `${system}${a}${b}${c}${d}00000${e}`;
    default:
      return `${system}${a}${b}${c}${d}${e}0000${last}`;
  }
}
