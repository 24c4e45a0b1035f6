import type { ClosedDocument, OrderState, Refund } from '@beaveros/domain/order';
import { quantityMicro, unitPriceMicro, ZERO } from '@beaveros/kit';

/** What paper says of a document. */
export type Paper = Pick<
  ClosedDocument,
  | 'number'
  | 'localTime'
  | 'label'
  | 'tableName'
  | 'cashierName'
  | 'currency'
  | 'charges'
  | 'taxes'
  | 'total'
  | 'change'
  | 'note'
> & {
  readonly lines: readonly (Pick<
    ClosedDocument['lines'][number],
    'quantityMicro' | 'unitPriceMicro' | 'name' | 'modifiers' | 'note' | 'total'
  > &
    Partial<Pick<ClosedDocument['lines'][number], 'discounts'>>)[];
  readonly payments: readonly Pick<ClosedDocument['payments'][number], 'name' | 'tendered'>[];
  /** Of a close: what moved beyond its total. */
  readonly tips?: ClosedDocument['tips'];
  readonly rounding?: ClosedDocument['rounding'];
  /** The number of the document that this one gives a part of back. */
  readonly refunds?: ClosedDocument['number'] | null;
};

/** The document of an order that is to be printed: a close, or a refund; undefined: neither has this id. */
export function paperOf(state: OrderState, id: string): Paper | undefined {
  const close = state.documents.find(({ document }) => document === id);
  if (close !== undefined) return close;
  const refund = state.refunds.find(({ document }) => document === id);
  return refund === undefined ? undefined : refundPaper(state, refund);
}

/** Quantities below zero, prices and options as they were sold. */
function refundPaper(state: OrderState, refund: Refund): Paper {
  const refunded = state.documents.find(({ document }) => document === refund.refunds);
  const sold = (line: string) => refunded?.lines.find((each) => each.line === line);
  return {
    number: refund.number,
    localTime: refund.localTime,
    label: refunded?.label ?? '',
    tableName: null,
    cashierName: refund.cashierName,
    currency: refund.currency,
    lines: refund.lines.map(({ line, name, quantityMicro: part, total }) => ({
      quantityMicro: quantityMicro(0 - part),
      unitPriceMicro: sold(line)?.unitPriceMicro ?? unitPriceMicro(0),
      name,
      modifiers: sold(line)?.modifiers ?? [],
      note: null,
      total,
    })),
    charges: refund.charges,
    taxes: refund.taxes,
    total: refund.total,
    payments: refund.payments,
    change: ZERO,
    note: refund.reason,
    refunds: refunded?.number ?? null,
  };
}
