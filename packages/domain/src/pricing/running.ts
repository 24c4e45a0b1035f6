import { assert } from '@beaveros/kit';
import { type Exact, minus, NOTHING, plus } from './exact.ts';
import type { Adjustment, Amounts, PriceableLine, SolvedTaxes, StageLine, TaxRule } from './model.ts';
import type { PricingPolicies } from './policies.ts';
import { isPartOfPrice } from './solve-taxes.ts';
import { grossOf, taxedNet, taxedPrice } from './tax.ts';

/** A line at its list price, in minor units; before any discount. */
export function startedLine(
  line: PriceableLine,
  taxes: SolvedTaxes,
  price: Exact,
  policies: PricingPolicies,
): StageLine {
  const listed = taxedPrice(taxes, price, BigInt(line.quantityMicro), policies);
  return {
    position: line.position,
    line,
    taxKey: taxes.key,
    listed,
    original: listed,
    running: listed,
    taken: [],
    state: { taxes, taxed: listed, split: null },
  };
}

/** The lines after some adjustments, each line taxed anew as its adjustments' policies ask; the others as they are. */
export function adjusted(
  lines: readonly StageLine[],
  adjustments: readonly Adjustment[],
  policies: PricingPolicies,
): readonly StageLine[] {
  if (adjustments.length === 0) return lines;
  const byPosition = new Map<number, Adjustment[]>();
  for (const adjustment of adjustments) {
    const others = byPosition.get(adjustment.position);
    if (others === undefined) byPosition.set(adjustment.position, [adjustment]);
    else others.push(adjustment);
  }
  return lines.map((line) => {
    let after = line;
    for (const adjustment of byPosition.get(line.position) ?? [])
      after = adjustedLine(after, adjustment, policies);
    return after;
  });
}

export function adjustedLine(line: StageLine, adjustment: Adjustment, policies: PricingPolicies): StageLine {
  const { taxes, taxed, split } = line.state;
  const quantity = BigInt(line.line.quantityMicro);
  if (adjustment.kind === 'split') {
    const all = splitMore(taxes.rules, split, adjustment);
    const state = { taxes, taxed, split: all };
    const taken = [...line.taken, adjustment.gross];
    return { ...line, running: withoutSplit(taxed, all, taxes.rules), taken, state };
  }
  const anew =
    adjustment.kind === 'price'
      ? taxedPrice(taxes, minus(taxed.price, adjustment.amount), quantity, policies)
      : taxedNet(taxes, minus(taxed.net, adjustment.amount), quantity, policies);
  const running = split === null ? anew : withoutSplit(anew, split, taxes.rules);
  return {
    ...line,
    running,
    taken: [...line.taken, adjustment.amount],
    state: { taxes, taxed: anew, split },
  };
}

function splitMore(
  rules: readonly TaxRule[],
  before: Amounts | null,
  { net, taxes, gross }: { readonly net: Exact; readonly taxes: readonly Exact[]; readonly gross: Exact },
): Amounts {
  assert(taxes.length === rules.length, 'a split has an amount for each tax');
  let price = net;
  for (let at = 0; at < rules.length; at += 1) if (isPartOfPrice(rules[at]!)) price = plus(price, taxes[at]!);
  if (before === null) return { price, net, taxes, gross };
  return {
    price: plus(before.price, price),
    net: plus(before.net, net),
    taxes: taxes.map((tax, at) => plus(before.taxes[at] ?? NOTHING, tax)),
    gross: plus(before.gross, gross),
  };
}

function withoutSplit(from: Amounts, split: Amounts, rules: readonly TaxRule[]): Amounts {
  const taxes = from.taxes.map((tax, at) => minus(tax, split.taxes[at] ?? NOTHING));
  const net = minus(from.net, split.net);
  return { price: minus(from.price, split.price), net, taxes, gross: grossOf(net, rules, taxes) };
}
