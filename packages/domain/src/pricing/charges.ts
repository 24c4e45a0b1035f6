import { type Currency, ok, type QuantityMicro, type Result, type UnitPriceMicro } from '@beaveros/kit';
import { exact, type Exact, NOTHING, shareOf, summed, times } from './exact.ts';
import { lineDiscounted } from './line-discounts.ts';
import type { Charge, PriceableLine, PricingRefusal, SolvedTaxes, StageLine, TaxRule } from './model.ts';
import type { PricingPolicies } from './policies.ts';
import { discountable } from './promotions/select.ts';
import { startedLine } from './running.ts';
import { inWholeSteps } from './whole-steps.ts';

const ONE_UNIT = 1_000_000 as QuantityMicro;
const NO_PRICE = 0 as UnitPriceMicro;

/** The further lines that charges make of an order whose lines had all their discounts. */
export function chargedLines(
  charges: readonly Charge[],
  lines: readonly StageLine[],
  by: {
    readonly policies: PricingPolicies;
    readonly currency: Currency;
    readonly solved: (rules: readonly TaxRule[]) => Result<SolvedTaxes, PricingRefusal>;
  },
): Result<readonly StageLine[], PricingRefusal> {
  const charged: StageLine[] = [];
  for (const charge of charges) {
    const taxes = by.solved(charge.taxes);
    if (!taxes.ok) return taxes;
    const line: PriceableLine = {
      position: charge.position,
      unitPriceMicro: NO_PRICE,
      quantityMicro: ONE_UNIT,
      modifierPricesMicro: [],
      taxes: charge.taxes,
      discounts: charge.discounts,
    };
    const price = chargeOf(charge.amount, lines, by.policies);
    charged.push(lineDiscounted(startedLine(line, taxes.value, price, by.policies), charge.discounts, by));
  }
  return ok(charged);
}

function chargeOf(amount: Charge['amount'], lines: readonly StageLine[], policies: PricingPolicies): Exact {
  if (amount.kind === 'fixed')
    return inWholeSteps(exact(BigInt(amount.amountMinor)), policies, policies.mode);
  const base = summed(
    discountable(lines).map((line) => (amount.basis === 'net' ? line.running.price : line.original.price)),
  );
  return serviceCharge({ base, ratePpb: amount.ratePpb }, policies);
}

/** A percentage of a base, never below zero: an order that is worth nothing is served for nothing. */
export function serviceCharge(
  { base, ratePpb }: { readonly base: Exact; readonly ratePpb: number },
  policies: Pick<PricingPolicies, 'rounding' | 'mode' | 'stepMinor'>,
): Exact {
  if (base.n <= 0n) return NOTHING;
  return inWholeSteps(times(base, shareOf(ratePpb)), policies, policies.mode);
}
