import type { Currency } from '@beaveros/kit';
import { compared, exact, type Exact, minus, negated, shareOf, times } from './exact.ts';
import type { LineDiscount, StageLine } from './model.ts';
import type { DiscountPolicy, PricingPolicies } from './policies.ts';
import { adjustmentsOf } from './promotions/adjust.ts';
import { type Terms, valueOf, wholeLine } from './promotions/slices.ts';
import { adjustedLine } from './running.ts';
import { taxedPrice } from './tax.ts';
import { inWholeSteps } from './whole-steps.ts';

/**
 * A line after its own discounts, in turn. None takes more than the line is worth, and on a return each gives back what
 * it once took off. Percentages round by `discountMode`, in the line; a lowest price binds stages, not a hand.
 */
export function lineDiscounted(
  line: StageLine,
  discounts: readonly LineDiscount[],
  { policies, currency }: { readonly policies: PricingPolicies; readonly currency: Currency },
): StageLine {
  if (discounts.length === 0) return line;
  const policy = policies.discountPolicy;
  const after =
    policy === 'recompute'
      ? offThePrice(line, discounts, policies, currency)
      : discounts.reduce((so, discount) => offTheAmounts(so, discount, { policy, policies, currency }), line);
  return { ...after, original: after.running };
}

/** The usual way: taxed once, at the end. */
function offThePrice(
  line: StageLine,
  discounts: readonly LineDiscount[],
  policies: PricingPolicies,
  currency: Currency,
): StageLine {
  let price = line.listed.price;
  const taken = discounts.map((discount) => {
    const amount = amountOf(discount, line, price, policies, currency);
    price = minus(price, amount);
    return amount;
  });
  const { taxes } = line.state;
  const taxed = taxedPrice(taxes, price, BigInt(line.line.quantityMicro), policies);
  return { ...line, running: taxed, taken, state: { taxes, taxed, split: null } };
}

function offTheAmounts(
  line: StageLine,
  discount: LineDiscount,
  { policy, policies, currency }: Omit<Terms, 'base'> & { readonly policy: DiscountPolicy },
): StageLine {
  const terms: Terms = { policy, policies, currency, base: 'running' };
  const value = valueOf(line.running, line.line, policy);
  const amount = amountOf(discount, line, value, policies, currency);
  if (amount.n === 0n) return { ...line, taken: [...line.taken, amount] };
  const part = { slice: wholeLine(line, terms), amount, claim: amount };
  const [adjustment] = adjustmentsOf({ parts: [part], shown: 'by_group' }, terms);
  return adjustment === undefined ? line : adjustedLine(line, adjustment, policies);
}

function amountOf(
  discount: LineDiscount,
  { line }: StageLine,
  value: Exact,
  policies: PricingPolicies,
  currency: Currency,
): Exact {
  const whole = (off: Exact) => inWholeSteps(off, policies, policies.discountMode);
  if (discount.kind === 'percent') return whole(times(value, shareOf(discount.ratePpb)));
  const magnitude =
    discount.kind === 'amount'
      ? whole(exact(BigInt(discount.amountMinor)))
      : whole(perUnit(discount.perUnitMicro, line.quantityMicro, currency));
  const isReturn = value.n < 0n;
  const worth = isReturn ? negated(value) : value;
  const most = compared(magnitude, worth) < 0 ? magnitude : worth;
  return isReturn ? negated(most) : most;
}

function perUnit(perUnitMicro: number, quantityMicro: number, { exponent }: Currency): Exact {
  const off = BigInt(perUnitMicro) * BigInt(quantityMicro);
  return exact(off < 0n ? -off : off, 10n ** BigInt(12 - exponent));
}
