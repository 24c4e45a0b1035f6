import { assert } from './assert.ts';
import { roundQuotient } from './rounding.ts';

/** An integer count of a currency's minor unit (cents, yen, fils). Never a float; products go through BigInt. */
export type AmountMinor = number & { readonly __unit: 'minor' };
/** An integer of 10^-6 of the currency's major unit: a price per selling unit. */
export type UnitPriceMicro = number & { readonly __unit: 'price-micro' };
/** An integer of 10^-6 of the selling unit (each, kilogram, hour). Negative on a return. */
export type QuantityMicro = number & { readonly __unit: 'quantity-micro' };
/** An integer of 10^-6: 160000 is 16 %. */
export type RatePpm = number & { readonly __unit: 'ppm' };

/** ISO 4217: alphabetic code and the number of decimal digits of its minor unit, 0 to 4. */
export interface Currency {
  readonly code: string;
  readonly exponent: number;
}

export const MICRO = 1_000_000;
export const ONE = MICRO as QuantityMicro;
export const ZERO = 0 as AmountMinor;

export function amountMinor(value: number): AmountMinor {
  return integer(value, 'amount') as AmountMinor;
}
export function unitPriceMicro(value: number): UnitPriceMicro {
  return integer(value, 'unit price') as UnitPriceMicro;
}
export function quantityMicro(value: number): QuantityMicro {
  return integer(value, 'quantity') as QuantityMicro;
}
export function ratePpm(value: number): RatePpm {
  return integer(value, 'rate') as RatePpm;
}

export function sum(amounts: Iterable<AmountMinor>): AmountMinor {
  let total = 0;
  for (const amount of amounts) total += amount;
  return amountMinor(total);
}

export function negate(amount: AmountMinor): AmountMinor {
  return (amount === 0 ? 0 : -amount) as AmountMinor;
}

/** quantity x unit price in the currency's minor unit, half away from zero. */
export function extend(price: UnitPriceMicro, quantity: QuantityMicro, currency: Currency): AmountMinor {
  assert(currency.exponent >= 0 && currency.exponent <= 4, `exponent out of range: ${currency.exponent}`);
  // micro x micro = 10^-12 major; minor = 10^-exponent major.
  return fromBigInt(
    roundQuotient(BigInt(price) * BigInt(quantity), 10n ** BigInt(12 - currency.exponent), 'HALF_UP'),
  );
}

/** amount x numerator / denominator, half away from zero; the denominator is positive. */
export function proportion(amount: AmountMinor, numerator: bigint, denominator: bigint): AmountMinor {
  return fromBigInt(roundQuotient(BigInt(amount) * numerator, denominator, 'HALF_UP'));
}

function fromBigInt(value: bigint): AmountMinor {
  return amountMinor(Number(value));
}

function integer(value: number, what: string): number {
  assert(Number.isSafeInteger(value), `${what} is not a safe integer: ${value}`);
  return value === 0 ? 0 : value; // -0 would survive JSON as 0 and break byte equality.
}
