import type { AmountMinor, BusinessDate, Currency, QuantityMicro } from '@beaveros/kit';
import { amountMinor, negate, quantityMicro, ZERO } from '@beaveros/kit';
import type { Fold } from '../journal/fold.ts';
import { orderFold } from '../order/evolve.ts';
import { standOf } from '../order/standing.ts';
import { heldSum, type OrderState } from '../order/state.ts';

/** Where and when a document counts: a reversal and a refund on their own day, at their own till. */
export interface ContributionPlace {
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
}

/** What one document adds to the reports; a reversal adds what its document says, negated. */
export interface Contribution extends ContributionPlace {
  /** 1; -1 for a reversal: sales are documents less reversals. 0 for a refund: what was sold was sold. */
  readonly documents: 1 | -1 | 0;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  /** Lines sold. A refund gives back a part of some, which is its quantity. */
  readonly lines: number;
  readonly quantity: QuantityMicro;
  /** The part of `total` below zero: lines that were returns, and all of a refund. */
  readonly returned: AmountMinor;
}

/** All that a report has to keep of an order: a document says everything about itself. */
export const REPORT_READS: ReadonlySet<string> = new Set([
  'order.OrderClosed',
  'order.DocumentReversed',
  'order.RefundIssued',
]);

/** The order's fold by its documents alone: whoever reports keeps no more of it. */
export const documentsFold: Fold<OrderState> = { ...orderFold, reads: REPORT_READS };

/**
 * What the documents of an order add: every close, contested or not, every reversal that counts, every refund. So a sale
 * that was closed twice is counted twice until its reversal is there, and what was reported once never vanishes.
 * Training adds nothing.
 */
export function contributionsOf(state: OrderState): readonly Contribution[] {
  return countedDocuments(state).map((counted) => {
    const place = placeOf(state, counted);
    switch (counted.kind) {
      case 'sale':
        return { ...place, ...soldBy(counted.close) };
      case 'reversal':
        return { ...place, ...negated(soldBy(counted.close)) };
      case 'refund':
        return { ...place, ...givenBackBy(counted.refund) };
    }
  });
}

type Close = OrderState['documents'][number];
type Refund = OrderState['refunds'][number];
export type ReceiptNumber = Close['number'];

/** A document that counts. A reversal comes with the close that it takes back, for its own says the sums alone. */
export type CountedDocument =
  | { readonly kind: 'sale'; readonly close: Close }
  | { readonly kind: 'reversal'; readonly close: Close; readonly reversal: OrderState['reversals'][number] }
  | { readonly kind: 'refund'; readonly refund: Refund };

/** The documents of an order that reports count: closes in canonical order, each with its reversal, then refunds. */
export function countedDocuments(state: OrderState): readonly CountedDocument[] {
  const { reversed } = standOf(state);
  const closes = state.documents
    .filter(({ isTraining }) => !isTraining)
    .flatMap((close): CountedDocument[] => {
      const reversal = reversed.get(close.document);
      const sale = { kind: 'sale', close } as const;
      return reversal === undefined ? [sale] : [sale, { kind: 'reversal', close, reversal }];
    });
  const refunds = state.refunds.filter(({ isTraining }) => !isTraining);
  return [...closes, ...refunds.map((refund) => ({ kind: 'refund', refund }) as const)];
}

/** Where a document counts, by what it says itself. */
export function placeOf(state: OrderState, counted: CountedDocument): ContributionPlace {
  const { document, by, businessDate, localTime, currency } = numberedOf(counted);
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
    currency,
  };
}

/** The document itself: who wrote it, when, under which number. */
export function numberedOf(counted: CountedDocument): Close | OrderState['reversals'][number] | Refund {
  return counted.kind === 'sale'
    ? counted.close
    : counted.kind === 'reversal'
      ? counted.reversal
      : counted.refund;
}

type Figures = Omit<Contribution, keyof ContributionPlace>;

function soldBy({ lines, net, total }: Close): Figures {
  return {
    documents: 1,
    net,
    tax: amountMinor(total - net),
    total,
    lines: lines.length,
    quantity: quantityMicro(heldSum(lines.map(({ quantityMicro: quantity }) => quantity))),
    returned: heldSum(lines.map((line) => Math.min(0, line.total))),
  };
}

function givenBackBy({ lines, net, total }: Refund): Figures {
  return {
    documents: 0,
    net,
    tax: amountMinor(total - net),
    total,
    lines: 0,
    quantity: quantityMicro(heldSum(lines.map(({ quantityMicro: quantity }) => 0 - quantity))),
    returned: total < 0 ? total : ZERO,
  };
}

function negated(sold: Figures): Figures {
  return {
    documents: -1,
    net: negate(sold.net),
    tax: negate(sold.tax),
    total: negate(sold.total),
    lines: 0 - sold.lines,
    quantity: quantityMicro(0 - sold.quantity),
    returned: negate(sold.returned),
  };
}
