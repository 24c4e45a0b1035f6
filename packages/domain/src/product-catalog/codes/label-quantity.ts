import { ok, type Result, type RoundingMode, refuse, roundQuotient } from '@beaveros/kit';
import { type Decimal, tenTo } from './decimal.ts';
import type { LabelRefusal } from './refusals.ts';

/** Kilograms in one of each, exactly (international avoirdupois pound, 1959; sixteen ounces each). */
const KILOGRAMS = {
  kg: { unscaled: 1n, decimals: 0 },
  g: { unscaled: 1n, decimals: 3 },
  lb: { unscaled: 45_359_237n, decimals: 8 },
  oz: { unscaled: 28_349_523_125n, decimals: 12 },
} as const satisfies Readonly<Record<string, Decimal>>;

export type WeightUnit = keyof typeof KILOGRAMS;
export const WEIGHT_UNITS = Object.keys(KILOGRAMS) as readonly WeightUnit[];

/** Legal weights are weighed to the gram, and so are quantities of what is sold by weight. */
const QUANTITY_DECIMALS = 3;

/** A weight in kilograms as a quantity of the unit that the item is sold in, to three decimals. */
export function weightIn(unit: WeightUnit, kilograms: Decimal, mode: RoundingMode = 'HALF_UP'): Decimal {
  return quotient(kilograms, KILOGRAMS[unit], { decimals: QUANTITY_DECIMALS, mode });
}

/**
 * How much a label's price buys at a price for one unit, to three decimals. It explains the amount and moves the stock; the
 * line's amount stays the printed price and is never computed from it (OCA/pos#171, odoo#72606).
 */
export function quantityForPrice(
  price: Decimal,
  unitPrice: Decimal,
  mode: RoundingMode = 'HALF_UP',
): Result<Decimal, LabelRefusal> {
  if (unitPrice.unscaled <= 0n) return refuse({ code: 'codes/unit-price-not-positive' });
  return ok(quotient(price, unitPrice, { decimals: QUANTITY_DECIMALS, mode }));
}

function quotient(
  a: Decimal,
  b: Decimal,
  { decimals, mode }: { readonly decimals: number; readonly mode: RoundingMode },
): Decimal {
  const dividend = a.unscaled * tenTo(b.decimals + decimals);
  return { unscaled: roundQuotient(dividend, b.unscaled * tenTo(a.decimals), mode), decimals };
}
