import { decimalToScaled, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import { expect } from 'vitest';
import type { Derivation, PriceableLine, PricingStage, StageOutcome, TaxRule } from '../model.ts';
import type { Exact } from '../exact.ts';
import { DEFAULT_POLICIES, type PricingPolicies } from '../policies.ts';
import { price } from '../price.ts';
import { DEFAULT_PROMOTION, type Promotion, type PromotionGift } from './rules.ts';

// Small orders for the tests of promotions. Amounts are decimals as a shelf shows them.

export const EURO = { code: 'EUR', exponent: 2 } as const;

/** A line of the shop; untaxed unless it says so. */
export function line(
  position: number,
  unitPrice: string,
  quantity = '1',
  more: Partial<PriceableLine> = {},
): PriceableLine {
  return {
    position,
    unitPriceMicro: unitPriceMicro(decimalToScaled(unitPrice, 6)!),
    quantityMicro: quantityMicro(decimalToScaled(quantity, 6)!),
    modifierPricesMicro: [],
    taxes: [],
    discounts: [],
    ...more,
  };
}

export function vat(percent: number, mode: TaxRule['mode'] = 'excluded'): TaxRule {
  return {
    tax: 'vat',
    mode,
    amount: { kind: 'percent', ratePpb: percent * 10_000_000 },
    joinsLaterBases: false,
    takesJoinedBases: true,
    isCompound: false,
    isReverseCharge: false,
  };
}

export function deposit(each: string): TaxRule {
  const amount = { kind: 'fixed', perUnitMicro: unitPriceMicro(decimalToScaled(each, 6)!) } as const;
  return { ...vat(0), tax: 'deposit', amount };
}

export function percent(value: number): PromotionGift {
  return { kind: 'percent', ratePpb: value * 10_000_000 };
}

export function promotion(gift: PromotionGift, more: Partial<Promotion> = {}): Promotion {
  return { ...DEFAULT_PROMOTION, id: 'p', gift, ...more };
}

/** The order as priced; a refusal fails the test. */
export function priced(
  lines: readonly PriceableLine[],
  stages: readonly PricingStage[],
  policies: Partial<PricingPolicies> = {},
): Derivation {
  const found = price({ currency: EURO, lines, stages, policies: { ...DEFAULT_POLICIES, ...policies } });
  if (!found.ok) expect.unreachable(found.refusal.code);
  return found.value;
}

/** Whole minor units. */
export function minor({ n, d }: Exact): number {
  expect(n % d).toBe(0n);
  return Number(n / d);
}

/** What each rule took, by tax group. */
export function takenBy(outcomes: readonly StageOutcome[]): readonly (readonly number[])[] {
  return outcomes.map(({ groups }) => groups.map(({ amount }) => minor(amount)));
}

export function totalsOf({ net, tax, total }: Derivation): readonly number[] {
  return [net, tax, total].map(minor);
}

export function grossOf({ lines }: Derivation): readonly number[] {
  return lines.map(({ gross }) => minor(gross));
}
