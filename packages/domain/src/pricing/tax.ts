import { type RoundingMode, roundQuotient } from '@beaveros/kit';
import { apportion } from './apportion.ts';
import { type Exact, exact, minus, plus } from './exact.ts';
import type { Amounts, LinearAmount, SolvedTaxes, TaxRule } from './model.ts';
import type { PricingPolicies } from './policies.ts';
import { isPartOfPrice } from './solve-taxes.ts';

/**
 * A price (as the shelf shows it) as net and taxes. Whole under `per_unit` and `per_line`, where the price is whole
 * already; exact under `per_order` and `none`.
 */
export function taxedPrice(
  taxes: SolvedTaxes,
  price: Exact,
  quantityMicro: bigint,
  policies: PricingPolicies,
): Amounts {
  const { rules, fromPrice } = taxes;
  if (policies.roundFirst === 'net' && rules.some(isPartOfPrice))
    return netFirst(taxes, price, quantityMicro, policies);
  const amounts = fromPrice.taxes.map((tax) => valueOf(tax, fromPrice.d, price, quantityMicro, policies));
  let net = price;
  for (let at = 0; at < rules.length; at += 1) if (isPartOfPrice(rules[at]!)) net = minus(net, amounts[at]!);
  return { price, net, taxes: amounts, gross: grossOf(net, rules, amounts) };
}

/** A net as its price and taxes. */
export function taxedNet(
  taxes: SolvedTaxes,
  net: Exact,
  quantityMicro: bigint,
  policies: PricingPolicies,
): Amounts {
  const { rules, fromNet } = taxes;
  const amounts = fromNet.taxes.map((tax) => valueOf(tax, fromNet.d, net, quantityMicro, policies));
  let price = net;
  for (let at = 0; at < rules.length; at += 1)
    if (isPartOfPrice(rules[at]!)) price = plus(price, amounts[at]!);
  return { price, net, taxes: amounts, gross: grossOf(net, rules, amounts) };
}

/** The net becomes whole, and the included taxes share what it leaves of the price. */
function netFirst(
  { rules, fromPrice }: SolvedTaxes,
  price: Exact,
  quantityMicro: bigint,
  policies: PricingPolicies,
): Amounts {
  const net = valueOf(fromPrice.other, fromPrice.d, price, quantityMicro, policies);
  const amounts = fromPrice.taxes.map((tax) => valueOf(tax, fromPrice.d, price, quantityMicro, policies));
  const weights = fromPrice.taxes.flatMap((tax, at) =>
    isPartOfPrice(rules[at]!) ? [{ position: at, weight: scaled(tax, price, quantityMicro) }] : [],
  );
  const left = minus(price, net);
  if (left.d !== 1n || net.d !== 1n)
    return { price, net, taxes: amounts, gross: grossOf(net, rules, amounts) };
  const step = BigInt(policies.stepMinor);
  const parts = apportion(roundQuotient(left.n, step, 'DOWN'), weights);
  weights.forEach(({ position }, at) => {
    amounts[position] = exact(parts[at]! * step);
  });
  return { price, net, taxes: amounts, gross: grossOf(net, rules, amounts) };
}

export function grossOf(net: Exact, rules: readonly TaxRule[], amounts: readonly Exact[]): Exact {
  let gross = net;
  for (let at = 0; at < rules.length; at += 1)
    if (!rules[at]!.isReverseCharge) gross = plus(gross, amounts[at]!);
  return gross;
}

/** Without its denominator: enough to weigh by. */
function scaled({ of, perMicro }: LinearAmount, known: Exact, quantityMicro: bigint): bigint {
  return of * known.n + (perMicro === 0n ? 0n : perMicro * quantityMicro * known.d);
}

function valueOf(
  linear: LinearAmount,
  denominator: bigint,
  known: Exact,
  quantityMicro: bigint,
  { rounding, mode, stepMinor }: PricingPolicies,
): Exact {
  const n = scaled(linear, known, quantityMicro);
  const d = known.d === 1n ? denominator : denominator * known.d;
  if (rounding === 'per_order' || rounding === 'none') return { n, d };
  const step = BigInt(stepMinor);
  if (rounding === 'per_line' || quantityMicro === 0n) return { n: inSteps(n, d, step, mode), d: 1n };
  const quantity = quantityMicro < 0n ? -quantityMicro : quantityMicro;
  const ofUnit = inSteps(n * 1_000_000n, d * quantity, step, mode);
  return { n: inSteps(ofUnit * quantity, 1_000_000n, step, mode), d: 1n };
}

function inSteps(n: bigint, d: bigint, step: bigint, mode: RoundingMode): bigint {
  return step === 1n ? roundQuotient(n, d, mode) : roundQuotient(n, d * step, mode) * step;
}
