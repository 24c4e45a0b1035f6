import { type AmountMinor, amountMinor, type Currency, ZERO } from '@beaveros/kit';
import { type LineToPrice, type PricedLine, priceLineIfSayable } from '../pricing/line.ts';
import { taxKey, type Totals, totalOf } from '../pricing/totals.ts';
import { AMOUNT_MAX } from '../scalars.ts';
import { DOCUMENT_LINES_MAX, DOCUMENT_TAXES_MAX } from './events.ts';
import { balanceOf, standOf } from './standing.ts';
import { heldSum, type LineState, type OrderState } from './state.ts';

/** ISO 4217's code for "no currency", with two decimals. */
const NO_CURRENCY: Currency = { code: 'XXX', exponent: 2 };

/** What the order is reckoned in; no currency while neither its opening nor a close of it has arrived. */
export function orderCurrency(state: OrderState): Currency {
  return state.opened?.currency ?? state.documents[0]?.currency ?? NO_CURRENCY;
}

export interface PricedOrderLine {
  readonly line: LineState;
  readonly priced: PricedLine;
}

/** The lines that count: not voided. In the order of their adding. */
export function standingLines(state: OrderState): readonly LineState[] {
  return [...state.lines.values()].filter((line) => line.voided === null);
}

/** A line beyond what an amount can say counts nothing: decide refuses it, and a hostile fact stops no fold. */
export function priceOrderLine(line: LineState, currency: Currency): PricedLine {
  return priceLineIfSayable(toLineToPrice(line), currency) ?? nothing(line);
}

function nothing(line: LineState): PricedLine {
  return { net: ZERO, taxes: line.added.taxes.map(() => ZERO), total: ZERO };
}

/**
 * The totals of an order as it stands: a function of its facts, never of today's catalogue. Lines that would take a sum
 * beyond 2^53 count nothing; {@link tooLarge} says so long before.
 */
export function orderTotals(state: OrderState, currency: Currency): LineTotals {
  return totalsOf(standingLines(state), currency);
}

/** The totals of what is still to be closed: every standing line of an open order, of a closed one those that no document has. */
export function openTotals(state: OrderState, currency: Currency): LineTotals {
  return totalsOf(standOf(state).openLines, currency);
}

/**
 * What the open lines ask for beyond the payments that no document names. Negative: money out. 0 when nothing is open.
 * `known`: the order's totals where the caller has them, so that an open order is not priced twice.
 */
export function dueOf(state: OrderState, known: Totals | null = null): AmountMinor {
  const { openLines, free } = standOf(state);
  if (openLines.length === 0) return ZERO;
  const { total } =
    known !== null && state.documents.length === 0 ? known : totalsOf(openLines, orderCurrency(state));
  return heldSum([total, ...free.map(({ amount }) => 0 - amount)]);
}

/** What a closed order owes its guest beyond the lines that are still open: a liability until it is refunded. */
export function overpaidOf(state: OrderState): AmountMinor {
  if (state.documents.length === 0) return ZERO;
  const { total } = openTotals(state, orderCurrency(state));
  return amountMinor(Math.max(0, heldSum([balanceOf(state), 0 - total])));
}

type LineTotals = Totals & { readonly lines: readonly PricedOrderLine[] };

function totalsOf(of: readonly LineState[], currency: Currency): LineTotals {
  let weight = 0;
  const lines = of.map((line) => {
    const priced = priceOrderLine(line, currency);
    weight += weightOf(priced);
    return { line, priced: Number.isSafeInteger(weight) ? priced : nothing(line) };
  });
  const totals = totalOf(lines.map(({ line, priced }) => ({ priced, taxes: line.added.taxes })));
  return { ...totals, lines };
}

/** What of these lines is more than a document holds, or null. */
export function tooLarge(
  lines: readonly LineState[],
  currency: Currency,
): 'lines' | 'amount' | 'taxes' | null {
  if (lines.length > DOCUMENT_LINES_MAX) return 'lines';
  let weight = 0;
  for (const line of lines) {
    const priced = priceLineIfSayable(toLineToPrice(line), currency);
    if (priced === null) return 'amount';
    weight += weightOf(priced);
  }
  if (weight > AMOUNT_MAX) return 'amount';
  const taxes = new Set(lines.flatMap(({ added }) => added.taxes.map(taxKey)));
  return taxes.size > DOCUMENT_TAXES_MAX ? 'taxes' : null;
}

function toLineToPrice(line: LineState): LineToPrice {
  return {
    unitPriceMicro: line.unitPriceMicro,
    quantityMicro: line.quantityMicro,
    modifierPricesMicro: line.added.modifiers.map((modifier) => modifier.priceMicro),
    taxes: line.added.taxes,
  };
}

/** At least the magnitude of anything the line adds to a total. */
function weightOf(priced: PricedLine): number {
  return priced.taxes.reduce((all, tax) => all + Math.abs(tax), Math.abs(priced.net));
}
