import type { Currency } from '@beaveros/kit';
import { type PricedLine, priceLine } from '../pricing/line.ts';
import { type Totals, totalOf } from '../pricing/totals.ts';
import type { LineState, OrderState } from './state.ts';

export interface PricedOrderLine {
  readonly line: LineState;
  readonly priced: PricedLine;
}

/** The lines that count: not voided. In the order of their adding. */
export function standingLines(state: OrderState): readonly LineState[] {
  return [...state.lines.values()].filter((line) => line.voided === null);
}

export function priceOrderLine(line: LineState, currency: Currency): PricedLine {
  return priceLine(
    {
      unitPriceMicro: line.unitPriceMicro,
      quantityMicro: line.quantityMicro,
      modifierPricesMicro: line.added.modifiers.map((modifier) => modifier.priceMicro),
      taxes: line.added.taxes,
    },
    currency,
  );
}

/** The totals of an order as it stands: a function of its facts, never of today's catalogue. */
export function orderTotals(
  state: OrderState,
  currency: Currency,
): Totals & { readonly lines: readonly PricedOrderLine[] } {
  const lines = standingLines(state).map((line) => ({ line, priced: priceOrderLine(line, currency) }));
  const totals = totalOf(lines.map(({ line, priced }) => ({ priced, taxes: line.added.taxes })));
  return { ...totals, lines };
}
