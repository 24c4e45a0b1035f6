import type { AmountMinor, BusinessDate, Currency, QuantityMicro } from '@beaveros/kit';
import { amountMinor, negate, quantityMicro } from '@beaveros/kit';
import type { Fold } from '../journal/fold.ts';
import { orderFold } from '../order/evolve.ts';
import { standOf } from '../order/standing.ts';
import type { OrderState } from '../order/state.ts';

/** What one document adds to the reports; a reversal adds what its document says, negated, on its own day. */
export interface Contribution {
  readonly document: string;
  readonly event: string;
  readonly commandId: string;
  readonly order: string;
  readonly tenant: string;
  readonly store: string | null;
  readonly terminal: string | null;
  readonly businessDate: BusinessDate;
  /** Local hour at the store, 0 to 23. */
  readonly hour: number;
  readonly currency: Currency;
  /** 1; -1 for a reversal: sales are documents less reversals. */
  readonly documents: 1 | -1;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly lines: number;
  readonly quantity: QuantityMicro;
  /** The part of `total` below zero: lines that were returns. */
  readonly returned: AmountMinor;
}

/** All that a report has to keep of an order: a document says everything about itself. */
export const REPORT_READS: ReadonlySet<string> = new Set(['order.OrderClosed', 'order.DocumentReversed']);

/** The order's fold by its documents alone: whoever reports keeps no more of it. */
export const documentsFold: Fold<OrderState> = { ...orderFold, reads: REPORT_READS };

/**
 * What the documents of an order add: every close, contested or not, and every reversal that counts. So a sale that
 * was closed twice is counted twice until its reversal is there, and what was reported once never vanishes.
 */
export function contributionsOf(state: OrderState): readonly Contribution[] {
  const { reversed } = standOf(state);
  return state.documents.flatMap((close) => {
    const reversal = reversed.get(close.document);
    const sold = contributionOf(state, close);
    return reversal === undefined ? [sold] : [sold, negated(sold, placeOf(state, reversal))];
  });
}

type Numbered = OrderState['documents'][number] | OrderState['reversals'][number];

function placeOf(state: OrderState, { document, by, businessDate, localTime }: Numbered) {
  return {
    document,
    event: by.event,
    commandId: by.commandId,
    order: state.order,
    tenant: state.tenant!,
    store: state.store,
    terminal: by.terminal,
    businessDate,
    hour: Number(localTime.slice(11, 13)),
  };
}

function contributionOf(state: OrderState, close: OrderState['documents'][number]): Contribution {
  const { lines, net, total } = close;
  return {
    ...placeOf(state, close),
    currency: close.currency,
    documents: 1,
    net,
    tax: amountMinor(total - net),
    total,
    lines: lines.length,
    quantity: quantityMicro(held(lines.reduce((all, line) => all + line.quantityMicro, 0))),
    returned: amountMinor(held(lines.reduce((all, line) => all + Math.min(0, line.total), 0))),
  };
}

function negated(sold: Contribution, place: ReturnType<typeof placeOf>): Contribution {
  return {
    ...place,
    currency: sold.currency,
    documents: -1,
    net: negate(sold.net),
    tax: negate(sold.tax),
    total: negate(sold.total),
    lines: 0 - sold.lines,
    quantity: quantityMicro(0 - sold.quantity),
    returned: negate(sold.returned),
  };
}

/** A hostile document may add up to more than an integer holds; it must not stop the report. */
function held(value: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}
