import { type Currency, unreachable } from '@beaveros/kit';
import { apportion } from './apportion.ts';
import { type Exact, exact, minus, NOTHING, negated, plus, rounded, roundedExact, summed } from './exact.ts';
import type {
  Charge,
  Derivation,
  DerivedLine,
  DerivedTax,
  PostedTax,
  StageLine,
  StageOutcome,
  Step,
  TaxRule,
} from './model.ts';
import type { PricingPolicies } from './policies.ts';
import { isPartOfPrice, taxKeyOf } from './solve-taxes.ts';

export interface Priced {
  readonly currency: Currency;
  readonly policies: PricingPolicies;
  readonly lines: readonly StageLine[];
  readonly charged: readonly StageLine[];
  readonly charges: readonly Charge[];
  readonly outcomes: readonly StageOutcome[];
  readonly orderDiscounts: readonly StageOutcome[];
  readonly stageSteps: readonly Step[];
}

/** Adds priced lines up. Under `per_order` this is where taxes become whole. */
export function derivationOf({ lines, charged, ...priced }: Priced): Derivation {
  const { policies } = priced;
  const derived = [
    ...lines.map((line) => derivedLine(line, 'line')),
    ...charged.map((line) => derivedLine(line, 'charge')),
  ].toSorted((a, b) => a.position - b.position);
  const exactly = taxTotals(derived);
  const price = summed(derived.map((line) => line.price));
  const unrounded = {
    net: summed(derived.map((line) => line.net)),
    tax: summed(exactly.map((tax) => tax.amount)),
    total: summed(derived.map((line) => line.gross)),
  };
  const taxes =
    policies.rounding === 'per_order' ? wholeTaxes(exactly, price, unrounded.net, policies) : exactly;
  const taxIncluded = sumOf(taxes, 'included');
  const taxExcluded = sumOf(taxes, 'excluded');
  const tax = plus(taxIncluded, taxExcluded);
  const total = plus(policies.rounding === 'per_order' ? whole(price, policies) : price, taxExcluded);
  return {
    ...priced,
    lines: derived,
    taxes,
    net: minus(total, tax),
    tax,
    taxIncluded,
    taxExcluded,
    total,
    unrounded,
  };
}

function derivedLine(from: StageLine, kind: DerivedLine['kind']): DerivedLine {
  const { position, line, listed, original, running, taken, state } = from;
  const { rules } = state.taxes;
  const taxes: PostedTax[] = [];
  for (let at = 0; at < rules.length; at += 1) {
    const { tax, mode, isReverseCharge } = rules[at]!;
    const amount = running.taxes[at]!;
    taxes.push({ tax, at, mode, amount });
    if (isReverseCharge) taxes.push({ tax, at, mode, amount: negated(amount) });
  }
  const { price, net, gross } = running;
  return { position, kind, source: line, rules, listed, original, price, net, taxes, gross, taken };
}

/** By place, rate, kind and mode, in order of first appearance; the two sides of a reverse charge apart. */
function taxTotals(lines: readonly DerivedLine[]): readonly DerivedTax[] {
  const totals = new Map<string, { readonly rule: TaxRule; amount: Exact }>();
  const keys = new Map<TaxRule, string>();
  for (const { rules, taxes } of lines) {
    let before = -1;
    for (const { at, amount } of taxes) {
      const rule = rules[at]!;
      let own = keys.get(rule);
      if (own === undefined) keys.set(rule, (own = taxKeyOf(rule)));
      const key = `${at}/${own}${at === before ? '/back' : ''}`;
      before = at;
      const total = totals.get(key);
      if (total === undefined) totals.set(key, { rule, amount });
      else total.amount = plus(total.amount, amount);
    }
  }
  return [...totals].map(([key, { rule, amount }]) => ({ key, rule, amount, unrounded: amount }));
}

/** Exact taxes as one amount: each whole before they are added, or their sum, or not at all. */
export function taxSumOf(taxes: readonly Exact[], policies: PricingPolicies): Exact {
  switch (policies.rounding) {
    case 'per_unit':
    case 'per_line':
      return summed(taxes.map((tax) => whole(tax, policies)));
    case 'per_order':
      return whole(summed(taxes), policies);
    case 'none':
      return summed(taxes);
    default:
      return unreachable(policies.rounding);
  }
}

function wholeTaxes(
  taxes: readonly DerivedTax[],
  price: Exact,
  net: Exact,
  policies: PricingPolicies,
): readonly DerivedTax[] {
  const rounded = taxes.map((tax) => ({ ...tax, amount: whole(tax.unrounded, policies) }));
  return policies.roundFirst === 'tax' ? rounded : netFirst(rounded, price, net, policies);
}

/** The net becomes whole, and the included taxes share what it leaves of the prices. */
function netFirst(
  taxes: readonly DerivedTax[],
  price: Exact,
  net: Exact,
  policies: PricingPolicies,
): readonly DerivedTax[] {
  const step = BigInt(policies.stepMinor);
  const sharing = taxes.filter(({ rule }) => isPartOfPrice(rule));
  const left = rounded(minus(whole(price, policies), whole(net, policies)), policies.mode, step);
  const common = sharing.reduce((all, { unrounded }) => all * unrounded.d, 1n);
  const weights = sharing.map(({ unrounded: { n, d } }, position) => ({
    position,
    weight: rounded({ n: n * common, d }, 'DOWN'),
  }));
  const parts = apportion(rounded(exact(left, step), 'DOWN'), weights);
  const amounts = new Map(sharing.map((tax, at) => [tax.key, exact(parts[at]! * step)]));
  return taxes.map((tax) => ({ ...tax, amount: amounts.get(tax.key) ?? tax.amount }));
}

function whole(amount: Exact, { mode, stepMinor }: PricingPolicies): Exact {
  return roundedExact(amount, mode, BigInt(stepMinor));
}

function sumOf(taxes: readonly DerivedTax[], mode: TaxRule['mode']): Exact {
  let all = NOTHING;
  for (const { rule, amount } of taxes) if (rule.mode === mode) all = plus(all, amount);
  return all;
}
