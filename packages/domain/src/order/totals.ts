import { type AmountMinor, amountMinor, type Currency, ZERO } from '@beaveros/kit';
import type { PricedLine } from '../pricing/line.ts';
import type { PricedCharge } from '../pricing/rules/price-order.ts';
import { taxKey, type Totals, totalOf } from '../pricing/totals.ts';
import { AMOUNT_MAX } from '../scalars.ts';
import { DOCUMENT_LINES_MAX, DOCUMENT_TAXES_MAX } from './document-parts.ts';
import { isSupplementary, type LinePrice, priceAlone, priceTogether } from './order-price.ts';
import { overRefundedOf } from './refund/over-refunded.ts';
import { balanceOf, standOf } from './standing.ts';
import { heldSum, isStandingLine, type LineState, type OrderState } from './state.ts';

/** ISO 4217's code for "no currency", with two decimals. */
const NO_CURRENCY: Currency = { code: 'XXX', exponent: 2 };

/** What the order is reckoned in; no currency while neither its opening nor a close of it has arrived. */
export function orderCurrency(state: OrderState): Currency {
  return state.opened?.currency ?? state.documents[0]?.currency ?? NO_CURRENCY;
}

export interface PricedOrderLine {
  readonly line: LineState;
  readonly priced: LinePrice;
}

/** `lines` and `charges` add up to it; `discount`: all discounts of all lines. */
export interface OrderTotals extends Totals {
  readonly lines: readonly PricedOrderLine[];
  readonly charges: readonly PricedCharge[];
  readonly discount: AmountMinor;
}

/** The lines that count: neither voided nor moved away. In the order of their adding. */
export function standingLines(state: OrderState): readonly LineState[] {
  return [...state.lines.values()].filter(isStandingLine);
}

/**
 * What a line comes to: as a part of its order where it stands, otherwise by itself. One beyond what an amount can say
 * counts nothing: decide refuses it, and a hostile fact stops no fold.
 */
export function priceOrderLine(state: OrderState, line: LineState): LinePrice {
  if (!isStandingLine(line)) return priceAlone(line, orderCurrency(state)) ?? nothing(line);
  const { lines } = orderTotals(state);
  return lines.find((each) => each.line === line)?.priced ?? nothing(line);
}

/** Priced once for each state: a screen, a store and a decision ask for the same. States are never changed. */
const TOTALS_BY_STATE = new WeakMap<OrderState, OrderTotals>();
const OPEN_TOTALS_BY_STATE = new WeakMap<OrderState, OrderTotals>();

/**
 * The totals of an order as it stands: a function of its facts, never of today's catalogue and rules. What is beyond any
 * document is added up line by line without its rules, and lines that would take a sum beyond 2^53 count nothing;
 * {@link tooLarge} says so long before.
 */
export function orderTotals(state: OrderState): OrderTotals {
  return remembered(TOTALS_BY_STATE, state, () => totalsOf(state, standingLines(state), { isWhole: true }));
}

/** The totals of what is still to be closed: every standing line of an open order, of a closed one those that no document has. */
export function openTotals(state: OrderState): OrderTotals {
  if (state.documents.length === 0) return orderTotals(state);
  return remembered(OPEN_TOTALS_BY_STATE, state, () =>
    totalsOf(state, standOf(state).openLines, { isWhole: !isSupplementary(state) }),
  );
}

function remembered(
  totals: WeakMap<OrderState, OrderTotals>,
  state: OrderState,
  price: () => OrderTotals,
): OrderTotals {
  const known = totals.get(state) ?? price();
  totals.set(state, known);
  return known;
}

/** What the open lines ask for beyond the payments that no document names. Negative: money out. 0 when nothing is open. */
export function dueOf(state: OrderState): AmountMinor {
  const { openLines, free } = standOf(state);
  if (openLines.length === 0) return ZERO;
  return heldSum([openTotals(state).total, ...free.map(({ amount }) => 0 - amount)]);
}

/** What a closed order owes its guest beyond the lines that are still open: a liability until it is refunded. */
export function overpaidOf(state: OrderState): AmountMinor {
  if (state.documents.length === 0) return ZERO;
  const { total } = openTotals(state);
  // What was refunded beyond what was sold, the guest has already.
  return amountMinor(Math.max(0, heldSum([balanceOf(state), 0 - total, 0 - overRefundedOf(state)])));
}

function totalsOf(
  state: OrderState,
  of: readonly LineState[],
  { isWhole }: { readonly isWhole: boolean },
): OrderTotals {
  const currency = orderCurrency(state);
  const priced = priceTogether(state, of, { currency, isWhole });
  if (priced === null) return sumAlone(of, currency);
  const { lines, charges, net, taxes, total, discount } = priced;
  return {
    lines: lines.map((price, at) => ({ line: of[at]!, priced: price })),
    charges,
    net,
    taxes,
    total,
    discount,
  };
}

function sumAlone(of: readonly LineState[], currency: Currency): OrderTotals {
  let weight = 0;
  const lines = of.map((line) => {
    const priced = priceAlone(line, currency) ?? nothing(line);
    weight += weightOf(priced);
    return { line, priced: Number.isSafeInteger(weight) ? priced : nothing(line) };
  });
  const totals = totalOf(lines.map(({ line, priced }) => ({ priced, taxes: line.added.taxes })));
  return { ...totals, lines, charges: [], discount: ZERO };
}

/** What of these open lines, priced together, is more than a document holds, or null. */
export function tooLarge(
  state: OrderState,
  lines: readonly LineState[],
): 'lines' | 'amount' | 'taxes' | null {
  if (lines.length > DOCUMENT_LINES_MAX) return 'lines';
  const currency = orderCurrency(state);
  const priced = priceTogether(state, lines, { currency, isWhole: !isSupplementary(state) });
  if (priced === null || priced.lines.some(({ listed }) => Math.abs(listed) > AMOUNT_MAX)) return 'amount';
  const weight = [...priced.lines, ...priced.charges.map(amountsOfCharge)].reduce(
    (all, each) => all + weightOf(each),
    0,
  );
  if (weight > AMOUNT_MAX) return 'amount';
  const taxes = new Set([
    ...lines.flatMap(({ added }) => added.taxes.map(taxKey)),
    ...priced.charges.flatMap((charge) => charge.taxes.map((tax) => `${tax.tax}/${tax.ratePpm}/${tax.mode}`)),
  ]);
  return taxes.size > DOCUMENT_TAXES_MAX ? 'taxes' : null;
}

function amountsOfCharge({ net, taxes, total }: PricedCharge): PricedLine {
  return { net, taxes: taxes.map(({ amount }) => amount), total };
}

function nothing(line: LineState): LinePrice {
  return { net: ZERO, taxes: line.added.taxes.map(() => ZERO), total: ZERO, listed: ZERO, discounts: [] };
}

/** At least the magnitude of anything the line adds to a total. */
function weightOf(priced: PricedLine): number {
  return priced.taxes.reduce((all, tax) => all + Math.abs(tax), Math.abs(priced.net));
}
