import type {
  BillPresented,
  ClosedDocument,
  OrderEvent,
  OrderState,
  ReceiptAccounts,
  Refund,
} from '@beaveros/domain/order';
import type { EventOf, Recorded } from '@beaveros/domain/journal';
import { quantityMicro, unitPriceMicro, ZERO } from '@beaveros/kit';

type Payment = Pick<ClosedDocument['payments'][number], 'name' | 'type' | 'amount' | 'tendered'>;

/** What paper says of something that an order came to. */
export type Paper = Pick<
  ClosedDocument,
  'localTime' | 'label' | 'tableName' | 'cashierName' | 'currency' | 'isTraining' | 'taxes' | 'total' | 'note'
> & {
  readonly kind: 'receipt' | 'refund' | 'reversal' | 'quote' | 'bill' | 'payment';
  /** null: it has none, and is no document. */
  readonly number: ClosedDocument['number'] | null;
  readonly guests: number | null;
  readonly lines: readonly (Pick<
    ClosedDocument['lines'][number],
    'quantityMicro' | 'unitPriceMicro' | 'name' | 'modifiers' | 'note' | 'total'
  > &
    Partial<Pick<ClosedDocument['lines'][number], 'discounts'>>)[];
  readonly charges: readonly Pick<ClosedDocument['charges'][number], 'name' | 'total'>[];
  readonly payments: readonly Payment[];
  /** What moved beyond the total. */
  readonly tips: ClosedDocument['tips'];
  readonly rounding: ClosedDocument['rounding'];
  readonly change: ClosedDocument['change'];
  /** The number of the document that this one gives a part of back, or takes back. */
  readonly of: ClosedDocument['number'] | null;
  /** Why it was given back. */
  readonly reason: string | null;
  /** A quote's last day. */
  readonly validUntil: string | null;
  /** A bill's. */
  readonly due: ClosedDocument['total'] | null;
};

/** The numbered document of an order that is to be printed; undefined: nothing has this id. */
export function paperOf(state: OrderState, id: string): Paper | undefined {
  const close = state.documents.find(({ document }) => document === id);
  if (close !== undefined) return closePaper(close);
  const refund = state.refunds.find(({ document }) => document === id);
  if (refund !== undefined) return refundPaper(state, refund);
  const quote = state.quotes.find((each) => each.quote === id);
  if (quote !== undefined) return { ...PLAIN, ...placeOf(state), ...quote, kind: 'quote' };
  const reversal = state.reversals.find(({ document }) => document === id);
  if (reversal === undefined) return undefined;
  const reversed = state.documents.find(({ document }) => document === reversal.reverses);
  return {
    ...PLAIN,
    ...placeOf(state),
    ...reversal,
    kind: 'reversal',
    isTraining: reversed?.isTraining ?? false,
    of: reversed?.number ?? null,
  };
}

/** A close. */
export function closePaper(close: ClosedDocument): Paper {
  return { ...PLAIN, ...close, kind: 'receipt' };
}

/** The bill of an order as it was shown. */
export function billPaper({ occasion, ...bill }: EventOf<typeof BillPresented>['body']): Paper {
  const change = bill.payments.reduce((all, each) => all + each.change, 0) as Paper['change'];
  return { ...PLAIN, ...bill, kind: occasion, change };
}

/** What stored value there is on a paper. */
export type PaperAccounts = ReceiptAccounts;

/** What the first paper of a document said of stored value: its copy and its picture say the same. None printed, none said. */
export function accountsPrinted(facts: readonly Recorded[], document: string): PaperAccounts {
  for (const { event } of facts) {
    const fact = event as OrderEvent;
    if (fact.type === 'order.ReceiptIssued' && fact.body.document === document) return fact.body.accounts;
  }
  return [];
}

/** What a paper says that has nothing of the kind. */
const PLAIN = {
  kind: 'receipt',
  number: null,
  guests: null,
  lines: [],
  charges: [],
  payments: [],
  tips: ZERO,
  rounding: ZERO,
  change: ZERO,
  isTraining: false,
  of: null,
  reason: null,
  validUntil: null,
  due: null,
  note: null,
} as const satisfies Partial<Paper>;

function placeOf({ opened }: OrderState): Pick<Paper, 'label' | 'tableName'> {
  return { label: opened?.label ?? '', tableName: null };
}

/** Quantities below zero, prices and options as they were sold. */
function refundPaper(state: OrderState, refund: Refund): Paper {
  const refunded = state.documents.find(({ document }) => document === refund.refunds);
  const sold = (line: string) => refunded?.lines.find((each) => each.line === line);
  return {
    ...PLAIN,
    ...placeOf(state),
    ...refund,
    kind: 'refund',
    lines: refund.lines.map(({ line, name, quantityMicro: part, total }) => ({
      quantityMicro: quantityMicro(0 - part),
      unitPriceMicro: sold(line)?.unitPriceMicro ?? unitPriceMicro(0),
      name,
      modifiers: sold(line)?.modifiers ?? [],
      note: null,
      total,
    })),
    of: refunded?.number ?? null,
  };
}
