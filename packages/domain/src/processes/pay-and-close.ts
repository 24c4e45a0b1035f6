import { amountMinor, type BusinessDate, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import type { Draft } from '../journal/entry.ts';
import { notOpen } from '../order/decide.ts';
import { DOCUMENT_FACTS_MAX, DOCUMENT_PAYMENTS_MAX } from '../order/document-parts.ts';
import type { OrderEvent } from '../order/events.ts';
import type { OrderRefusal } from '../order/refusals.ts';
import { PAPER_ACCOUNTS_MAX } from '../order/paper-events.ts';
import { isNumbered, standOf } from '../order/standing.ts';
import type { ClosedDocument, OrderState } from '../order/state.ts';
import { dueOf, openTotals, tooLarge } from '../order/totals.ts';
import { closingDocument } from '../order/closing-document.ts';
import { zTender } from '../payment/commands.ts';
import { type TenderContext, type TillContext, takePayments } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PaymentRefusal } from '../payment/refusals.ts';
import type { PaymentMethodRow } from '../payment/rows.ts';
import { type StoredValueContext, storedValueOfClose } from '../payment/stored-value/of-close.ts';
import { accountsOnPaper } from '../payment/stored-value/on-paper.ts';
import type { AccountRefusal } from '../payment/stored-value/refusals.ts';
import type { CouponEvent } from '../product-catalog/coupons/events.ts';
import { type CouponReader, couponsUsed } from '../product-catalog/coupons/uses.ts';
import type { StockEvent } from '../product-catalog/stock/events.ts';
import { stockMovements } from '../product-catalog/stock/movements.ts';
import type { StockReader } from '../product-catalog/stock/rows.ts';
import { zId } from '../scalars.ts';
import { drawerKick } from './drawer-kick.ts';
import { keptApart, keptFromPractice } from './practice-apart.ts';

/** Pays what is due and closes the order as a document; prints and opens the drawer where the till has them. */
export const zPayAndClose = z.strictObject({
  order: zId<'Order'>(),
  document: zId<'Document'>(),
  tenders: z.array(zTender).max(32),
  /** null: no paper. */
  printer: zId<'Device'>().nullable(),
});
export type PayAndClose = z.output<typeof zPayAndClose>;

export interface ClosingContext extends TillContext {
  readonly method: (id: string) => PaymentMethodRow | undefined;
  readonly number: ClosedDocument['number'];
  readonly businessDate: BusinessDate;
  /** The store's wall time, `YYYY-MM-DDTHH:MM:SS`. */
  readonly localTime: string;
  /** Stored value that tenders spend and lines load. Absent: no account is taken. */
  readonly accounts?: StoredValueContext;
  /** What lines move in stock. Absent: this till writes no movement. */
  readonly stock?: StockReader;
  /** Coupons whose uses are limited. Absent: this till counts none. */
  readonly coupons?: CouponReader;
}

type SaleEvent = OrderEvent | PaymentEvent | StockEvent | CouponEvent;
export type SaleRefusal = OrderRefusal | PaymentRefusal | AccountRefusal;

/**
 * One entry: payments, the close, the receipt and the drawer together, or a refusal and nothing. A supplementary order is
 * closed for the lines that no standing document has, with what was paid beyond those documents.
 */
export function payAndClose(
  state: OrderState,
  command: PayAndClose,
  context: ClosingContext,
): Result<readonly Draft<SaleEvent>[], SaleRefusal> {
  const closed = notOpen(state);
  if (closed !== null) return refuse(closed);
  // Captured when the order was opened: it stands even if the store changes its currency meanwhile.
  const { currency } = state.opened!;
  const { openLines: lines, free } = standOf(state);
  if (lines.length === 0) return refuse({ code: 'order/empty' });
  const what = tooLarge(state, lines) ?? tooMany(state, free.length + command.tenders.length);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const recorded = command.tenders.find(({ payment }) => state.payments.has(payment));
  if (recorded !== undefined) return refuse({ code: 'payment/already-recorded', payment: recorded.payment });
  if (isNumbered(state, command.document))
    return refuse({ code: 'order/document-id-taken', document: command.document });
  const mixed = keptFromPractice(state, context) ?? keptApart(free, context);
  if (mixed !== null) return refuse(mixed);
  const totals = openTotals(state);
  const due = dueOf(state);
  // Whether an account bears its tender is decided with its movement, below: in one entry, or nothing.
  const bears = context.accounts === undefined ? {} : { bears: () => null };
  const tendering: TenderContext = { ...context, ...bears, customer: state.customer, currency };
  const taken = takePayments(command.order, due, command.tenders, tendering);
  if (!taken.ok) return taken;
  const payments = taken.value.flatMap((event) =>
    event.type === 'payment.PaymentRecorded' ? [event.body] : [],
  );
  const paidNow = payments.reduce<number>((all, payment) => all + payment.amount, 0);
  if (paidNow !== due) {
    return refuse({ code: 'order/not-fully-paid', due, paid: amountMinor(paidNow) });
  }
  const document = closingDocument(state, {
    ...context,
    document: command.document,
    cashierName: context.actor.name,
    totals,
    payments: [...free, ...payments],
  });
  const moved =
    context.accounts === undefined ? ok([]) : storedValueOfClose(state, document, payments, context.accounts);
  if (!moved.ok) return moved;
  const used = context.coupons === undefined ? ok([]) : couponsUsed(document, command.order, context.coupons);
  if (!used.ok) return used;
  const events: Draft<SaleEvent>[] = [
    ...taken.value,
    { type: 'order.OrderClosed', v: 2, aggregate: command.order, body: document },
    ...moved.value,
    ...leftShelf(document, command.order, context.stock),
    ...used.value,
  ];
  if (command.printer !== null) {
    events.push({
      type: 'order.ReceiptIssued',
      v: 2,
      aggregate: command.order,
      body: {
        document: command.document,
        terminal: context.terminal,
        printer: command.printer,
        copy: false,
        accounts: [...accountsOnPaper(moved.value, context.accounts, PAPER_ACCOUNTS_MAX)],
      },
    });
  }
  const reason = totals.total < 0 ? 'return' : 'sale';
  const kick = drawerKick(command.order, taken.value, { ...context, reason });
  return ok(kick === null ? events : [...events, kick]);
}

/** Nobody leaves with what was sold for practice. */
function leftShelf(
  { document, isTraining, lines }: ClosedDocument,
  order: PayAndClose['order'],
  stock: StockReader | undefined,
): readonly Draft<StockEvent>[] {
  if (stock === undefined || isTraining) return [];
  return stockMovements(lines, { order, document, kind: 'sale', stock });
}

function tooMany(state: OrderState, payments: number): 'facts' | 'payments' | null {
  if (state.seen.length > DOCUMENT_FACTS_MAX) return 'facts';
  return payments > DOCUMENT_PAYMENTS_MAX ? 'payments' : null;
}
