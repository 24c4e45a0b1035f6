import { type AmountMinor, amountMinor, ok, type Result, refuse } from '@beaveros/kit';
import { apportion } from '../apportion.ts';
import { type Exact, plus, rounded } from '../exact.ts';
import type { Derivation, DerivedLine, PricingRefusal } from '../model.ts';
import { price } from '../price.ts';
import { taxKeyOf } from '../solve-taxes.ts';
import { taxKey, type TaxTotal } from '../totals.ts';
import { chargesOf, orderToPrice, type RuledOrder } from './order-to-price.ts';
import { wholeParts } from './whole-parts.ts';

export type DiscountSource = 'line' | 'order' | 'promotion' | 'coupon' | 'reward';

/** What one rule took off one line: below zero on a sale, above on a return. `rule`: its id, or its fact's. */
export interface TakenOff {
  readonly source: DiscountSource;
  readonly rule: string;
  readonly name: string;
  readonly amount: AmountMinor;
}

/** `listed + sum of discounts = total = net + sum of taxes`. */
export interface PricedLineOfOrder {
  readonly line: string;
  /** What the line would cost without any discount, its taxes and all. */
  readonly listed: AmountMinor;
  /** One for each rule that took something. */
  readonly discounts: readonly TakenOff[];
  readonly net: AmountMinor;
  /** One for each of the line's taxes, in their order. */
  readonly taxes: readonly AmountMinor[];
  readonly total: AmountMinor;
}

export interface PricedCharge {
  readonly charge: string;
  readonly name: string;
  readonly net: AmountMinor;
  readonly taxes: readonly TaxTotal[];
  readonly total: AmountMinor;
}

/** `net + sum of taxes = total`; lines and charges add up to each of them; `discount` is the sum of all lines' discounts. */
export interface PricedOrder {
  /** In the order of the lines given. */
  readonly lines: readonly PricedLineOfOrder[];
  readonly charges: readonly PricedCharge[];
  readonly net: AmountMinor;
  /** By tax, rate and mode, in order of first appearance. */
  readonly taxes: readonly TaxTotal[];
  readonly total: AmountMinor;
  readonly discount: AmountMinor;
}

/**
 * Prices an order with its captured rules, in whole minor units that add up: what a document says. Without discounts,
 * charges and rules it says what `priceLine` and `totalOf` say. Refuses only what is beyond any document.
 */
export function priceOrder(order: RuledOrder): Result<PricedOrder, PricingRefusal> {
  const derivation = price(orderToPrice(order));
  if (!derivation.ok) return derivation;
  if (weightOf(derivation.value) > MOST) return refuse({ code: 'pricing/beyond-limits', field: 'amount' });
  return ok(pricedOrder(order, derivation.value));
}

/** A sale and a return cancel in a total, and not in what a document says of each: no partial sum leaves 2^53. */
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

function weightOf({ lines }: Derivation): bigint {
  let weight = 0n;
  for (const { listed, gross, taxes } of lines) {
    weight += magnitude(listed.gross) + magnitude(gross);
    for (const { amount } of taxes) weight += magnitude(amount);
  }
  return weight;
}

function magnitude({ n, d }: Exact): bigint {
  return rounded({ n: n < 0n ? -n : n, d }, 'UP');
}

interface WholeLine {
  readonly derived: DerivedLine;
  readonly net: AmountMinor;
  readonly taxes: readonly AmountMinor[];
  readonly total: AmountMinor;
}

function pricedOrder(order: RuledOrder, derivation: Derivation): PricedOrder {
  const whole = wholeLines(derivation);
  const takenBy = takers(order, derivation);
  const lines = order.lines.map(({ line }, at): PricedLineOfOrder => {
    const { derived, net, taxes, total } = whole.get(at + 1)!;
    return { line, net, taxes, total, ...discountsOf(derived, total, takenBy(at + 1)) };
  });
  const charges = chargesOf(order).map(({ rule, charge }): PricedCharge => {
    const { net, taxes, total } = whole.get(charge.position)!;
    return {
      charge: rule.id,
      name: rule.name,
      net,
      taxes: totalsOf([{ taxes: rule.taxes, amounts: taxes }]),
      total,
    };
  });
  const taxed = [
    ...order.lines.map(({ taxes }, at) => ({ taxes, amounts: lines[at]!.taxes })),
    ...chargesOf(order).map(({ rule, charge }) => ({
      taxes: rule.taxes,
      amounts: whole.get(charge.position)!.taxes,
    })),
  ];
  return {
    lines,
    charges,
    net: toAmount(rounded(derivation.net)),
    taxes: totalsOf(taxed),
    total: toAmount(rounded(derivation.total)),
    discount: added(lines.flatMap(({ discounts }) => discounts.map(({ amount }) => amount))),
  };
}

/** Under `per_order` only sums are whole: each line then says its share of them, to the unit. */
function wholeLines({ lines, taxes, net }: Derivation): ReadonlyMap<number, WholeLine> {
  const nets = wholeParts(
    rounded(net),
    lines.map((line) => line.net),
  );
  const amounts = lines.map(({ taxes: posted }) => posted.map(() => 0n));
  for (const { amount, postings } of postingsByTax({ lines, taxes })) {
    const parts = wholeParts(
      amount,
      postings.map(({ line, at }) => lines[line]!.taxes[at]!.amount),
    );
    postings.forEach(({ line, at }, place) => {
      amounts[line]![at] = parts[place]!;
    });
  }
  return new Map(
    lines.map((derived, at) => {
      const own = amounts[at]!.map(toAmount);
      return [
        derived.position,
        { derived, net: toAmount(nets[at]!), taxes: own, total: added([toAmount(nets[at]!), ...own]) },
      ];
    }),
  );
}

/** Captured taxes post once each, so that a line's postings are its taxes in their order. */
function postingsByTax({ lines, taxes }: Pick<Derivation, 'lines' | 'taxes'>): readonly {
  readonly amount: bigint;
  readonly postings: readonly Posting[];
}[] {
  const postings = new Map<string, Posting[]>(taxes.map(({ key }) => [key, []]));
  lines.forEach(({ rules }, line) => {
    rules.forEach((rule, at) => postings.get(`${at}/${taxKeyOf(rule)}`)!.push({ line, at }));
  });
  return taxes.map(({ key, amount }) => ({ amount: rounded(amount), postings: postings.get(key)! }));
}

/** The tax at this place of this line. */
interface Posting {
  readonly line: number;
  readonly at: number;
}

interface Taker {
  readonly source: DiscountSource;
  readonly rule: string;
  readonly name: string;
}

/** Who took each entry of a line's `taken`, in its order: line discounts, then stages, then order discounts. */
function takers(order: RuledOrder, { outcomes, orderDiscounts }: Derivation) {
  const rules = new Map<string, Taker>();
  const know = (source: DiscountSource) => (rule: { readonly id: string; readonly name: string }) =>
    rules.set(rule.id, { source, rule: rule.id, name: rule.name });
  order.rules.promotions.forEach(know('promotion'));
  order.coupons.forEach(know('coupon'));
  order.rewards.forEach(know('reward'));
  const steps = [
    ...outcomes.map(({ rule, adjustments }) => ({ taker: rules.get(rule)!, adjustments })),
    ...orderDiscounts.map(({ adjustments }, at) => {
      const { id, name } = order.orderDiscounts[at]!;
      return { taker: { source: 'order' as const, rule: id, name }, adjustments };
    }),
  ];
  return (position: number): readonly Taker[] => [
    ...order.lines[position - 1]!.discounts.map(({ id, name }) => ({
      source: 'line' as const,
      rule: id,
      name,
    })),
    ...steps.flatMap(({ taker, adjustments }) =>
      adjustments.filter((each) => each.position === position).map(() => taker),
    ),
  ];
}

/**
 * What the line lost, by who took it. Each took in the terms of its policy (price, net or gross); the document says what
 * the guest saved, so the difference is shared out by what each took.
 */
function discountsOf(
  { listed, taken }: DerivedLine,
  total: AmountMinor,
  takenBy: readonly Taker[],
): Pick<PricedLineOfOrder, 'listed' | 'discounts'> {
  const byRule = new Map<string, { readonly taker: Taker; taken: Exact }>();
  taken.forEach((amount, at) => {
    const taker = takenBy[at]!;
    const key = `${taker.source}/${taker.rule}`;
    const known = byRule.get(key);
    if (known === undefined) byRule.set(key, { taker, taken: amount });
    else known.taken = plus(known.taken, amount);
  });
  const all = [...byRule.values()].filter(({ taken: { n } }) => n !== 0n);
  if (all.length === 0) return { listed: total, discounts: [] };
  const before = rounded(listed.gross);
  const parts = apportion(
    before - BigInt(total),
    all.map(({ taken: weight }, position) => ({
      position,
      weight: rounded({ ...weight, n: weight.n * WEIGHT_SCALE }),
    })),
  );
  const discounts = all.map(({ taker }, at) => ({ ...taker, amount: toAmount(-parts[at]!) }));
  return { listed: toAmount(before), discounts: discounts.filter(({ amount }) => amount !== 0) };
}

/** Weights need only be in proportion. */
const WEIGHT_SCALE = 1_000_000n;

function totalsOf(
  of: readonly {
    readonly taxes: RuledOrder['lines'][number]['taxes'];
    readonly amounts: readonly AmountMinor[];
  }[],
): readonly TaxTotal[] {
  const totals = new Map<string, TaxTotal>();
  for (const { taxes, amounts } of of) {
    taxes.forEach((tax, at) => {
      const key = taxKey(tax);
      const amount = toAmount(BigInt(totals.get(key)?.amount ?? 0) + BigInt(amounts[at]!));
      totals.set(key, { tax: tax.tax, name: tax.name, ratePpm: tax.ratePpm, mode: tax.mode, amount });
    });
  }
  return [...totals.values()];
}

function added(amounts: readonly AmountMinor[]): AmountMinor {
  return toAmount(amounts.reduce((all, amount) => all + BigInt(amount), 0n));
}

function toAmount(value: bigint): AmountMinor {
  return amountMinor(Number(value));
}
