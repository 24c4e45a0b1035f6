import { assert } from './assert.ts';

const DECIMAL = /^([+-]?)(\d{1,13})(?:\.(\d{1,12}))?$/;

/**
 * Reads a plain decimal (`-2.55`) as an integer of 10^-`scale`, exactly: digits beyond the scale other than zero, an
 * exponent, a blank or a result beyond 2^53 give `null`.
 */
export function decimalToScaled(text: string, scale: number): number | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign, whole, fraction = ''] = match;
  if (!/^0*$/.test(fraction.slice(scale))) return null;
  const digits = BigInt(whole! + fraction.slice(0, scale).padEnd(scale, '0'));
  const value = Number(sign === '-' ? -digits : digits);
  return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : null;
}

/** Writes an integer of 10^-`scale` with exactly `scale` decimals: `scaledToDecimal(-255, 2)` is `-2.55`. */
export function scaledToDecimal(value: number | bigint, scale: number): string {
  assert(typeof value === 'bigint' || Number.isSafeInteger(value), `not an integer: ${value}`);
  const negative = value < 0;
  const digits = (negative ? -BigInt(value) : BigInt(value)).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? digits : `${whole}.${digits.slice(digits.length - scale)}`;
  return negative ? `-${text}` : text;
}
