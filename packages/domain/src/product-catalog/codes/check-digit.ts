import { assert } from '@beaveros/kit';

/**
 * The digit that follows these, by which a GTIN, GLN or SSCC is whole: from the right the weights are 3, 1, 3, ...
 * (GS1 General Specifications, section 7.9.1). `digits` is the code without its check digit, of any length.
 */
export function checkDigitOf(digits: string): string {
  assert(isDigits(digits), 'a check digit is made of digits');
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const weight = (digits.length - at) % 2 === 1 ? 3 : 1;
    sum += weight * Number(digits[at]);
  }
  return String((10 - (sum % 10)) % 10);
}

/** The code with its last digit made right. */
export function withCheckDigit(code: string): string {
  const digits = code.slice(0, -1);
  return digits + checkDigitOf(digits);
}

/** Whether there is something before the last digit, and the last digit is right. */
export function hasRightCheckDigit(code: string): boolean {
  return code.length > 1 && isDigits(code) && withCheckDigit(code) === code;
}

export function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

/** Of each digit from 0 to 9: 2- is twice the digit less its tens, 5- five times less its tens, 5+ five times and its tens. */
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7] as const;
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7] as const;
const FIVE_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9] as const;
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1] as const;

/**
 * The verifier of a price or measure of four or five digits inside an in-store code; null for another length
 * (GS1 General Specifications, sections 7.9.2 to 7.9.4).
 */
export function valueVerifierOf(digits: string): string | null {
  const sumBy = (...tables: readonly (readonly number[])[]) =>
    tables.reduce((sum, table, at) => sum + table[Number(digits[at])]!, 0);
  if (!isDigits(digits)) return null;
  if (digits.length === 4) return String((sumBy(TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS) * 3) % 10);
  if (digits.length !== 5) return null;
  const sum = sumBy(FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS);
  return String(FIVE_MINUS.findIndex((value) => value === (10 - (sum % 10)) % 10));
}
