import type { Currency } from '@beaveros/kit';
import { exact, minus, shareOf, summed } from './exact.ts';
import type { OrderDiscount, StageLine, StageOutcome } from './model.ts';
import type { PricingPolicies } from './policies.ts';
import { adjustmentsOf, discountGroupsOf } from './promotions/adjust.ts';
import { discountable } from './promotions/select.ts';
import { type Slice, type Terms, wholeLine } from './promotions/slices.ts';
import { takeAmount, takePercent, type Taken } from './promotions/take.ts';
import { adjusted } from './running.ts';
import { inWholeSteps } from './whole-steps.ts';

export interface OrderDiscounted {
  readonly lines: readonly StageLine[];
  readonly outcomes: readonly StageOutcome[];
}

/** The lines after the discounts of the whole order, each on what the one before left. */
export function orderDiscounted(
  lines: readonly StageLine[],
  discounts: readonly OrderDiscount[],
  { policies, currency }: { readonly policies: PricingPolicies; readonly currency: Currency },
): OrderDiscounted {
  let so = lines;
  const outcomes = discounts.map((discount, at): StageOutcome => {
    const terms: Terms = {
      policy: discount.policy ?? policies.discountPolicy,
      policies,
      currency,
      base: 'running',
    };
    const slices = discountable(so).map((line) => wholeLine(line, terms));
    const taken = takenBy(discount, slices, terms);
    const adjustments = adjustmentsOf(taken, terms);
    so = adjusted(so, adjustments, policies);
    return { rule: `order-discount-${at + 1}`, adjustments, groups: discountGroupsOf(taken) };
  });
  return { lines: so, outcomes };
}

function takenBy(discount: OrderDiscount, slices: readonly Slice[], terms: Terms): Taken {
  if (discount.kind === 'percent') return takePercent(slices, shareOf(discount.ratePpb), null, terms);
  const { policies } = terms;
  if (discount.kind === 'amount') {
    const amount = exact(BigInt(discount.amountMinor));
    return takeAmount(slices, inWholeSteps(amount, policies, policies.discountMode), terms);
  }
  const beyond = minus(summed(slices.map(({ base }) => base)), exact(BigInt(discount.priceMinor)));
  return takeAmount(slices, inWholeSteps(beyond, policies, policies.mode), terms);
}
