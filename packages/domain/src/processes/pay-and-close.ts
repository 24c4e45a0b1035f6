import { amountMinor, type BusinessDate, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import type { Draft } from '../journal/entry.ts';
import { notOpen } from '../order/decide.ts';
import { DOCUMENT_FACTS_MAX, DOCUMENT_PAYMENTS_MAX, type OrderEvent } from '../order/events.ts';
import type { OrderRefusal } from '../order/refusals.ts';
import { isNumbered, standOf } from '../order/standing.ts';
import type { ClosedDocument, OrderState } from '../order/state.ts';
import { dueOf, openTotals, type PricedOrderLine, tooLarge } from '../order/totals.ts';
import { zTender } from '../payment/commands.ts';
import { type TillContext, takePayments } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PaymentRefusal } from '../payment/refusals.ts';
import type { PaymentMethodRow } from '../payment/rows.ts';
import { zId } from '../scalars.ts';
import { drawerKick } from './drawer-kick.ts';

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
}

export type SaleRefusal = OrderRefusal | PaymentRefusal;

/**
 * One entry: payments, the close, the receipt and the drawer together, or a refusal and nothing. A supplementary order is
 * closed for the lines that no standing document has, with what was paid beyond those documents.
 */
export function payAndClose(
  state: OrderState,
  command: PayAndClose,
  context: ClosingContext,
): Result<readonly Draft<OrderEvent | PaymentEvent>[], SaleRefusal> {
  const closed = notOpen(state);
  if (closed !== null) return refuse(closed);
  // Captured when the order was opened: it stands even if the store changes its currency meanwhile.
  const { currency } = state.opened!;
  const { openLines: lines, free } = standOf(state);
  if (lines.length === 0) return refuse({ code: 'order/empty' });
  const what = tooLarge(lines, currency) ?? tooMany(state, free.length + command.tenders.length);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const recorded = command.tenders.find(({ payment }) => state.payments.has(payment));
  if (recorded !== undefined) return refuse({ code: 'payment/already-recorded', payment: recorded.payment });
  if (isNumbered(state, command.document))
    return refuse({ code: 'order/document-id-taken', document: command.document });
  const totals = openTotals(state, currency);
  const due = dueOf(state);
  const taken = takePayments(command.order, due, command.tenders, { ...context, currency });
  if (!taken.ok) return taken;
  const payments = taken.value.flatMap((event) =>
    event.type === 'payment.PaymentRecorded' ? [event.body] : [],
  );
  const paidNow = payments.reduce<number>((all, payment) => all + payment.amount, 0);
  if (paidNow !== due) {
    return refuse({ code: 'order/not-fully-paid', due, paid: amountMinor(paidNow) });
  }
  const document = closingDocument(state, command, context, totals, [...free, ...payments]);
  const events: Draft<OrderEvent | PaymentEvent>[] = [
    ...taken.value,
    { type: 'order.OrderClosed', v: 1, aggregate: command.order, body: document },
  ];
  if (command.printer !== null) {
    events.push({
      type: 'order.ReceiptIssued',
      v: 1,
      aggregate: command.order,
      body: { document: command.document, terminal: context.terminal, printer: command.printer, copy: false },
    });
  }
  const reason = totals.total < 0 ? 'return' : 'sale';
  const kick = drawerKick(command.order, taken.value, { ...context, reason });
  return ok(kick === null ? events : [...events, kick]);
}

function tooMany(state: OrderState, payments: number): 'facts' | 'payments' | null {
  if (state.seen.length > DOCUMENT_FACTS_MAX) return 'facts';
  return payments > DOCUMENT_PAYMENTS_MAX ? 'payments' : null;
}

function closingDocument(
  state: OrderState,
  command: PayAndClose,
  context: ClosingContext,
  totals: ReturnType<typeof openTotals>,
  payments: readonly Extract<PaymentEvent, { type: 'payment.PaymentRecorded' }>['body'][],
): ClosedDocument {
  const opened = state.opened!;
  return {
    document: command.document,
    number: context.number,
    label: opened.label,
    kind: opened.kind,
    tableName: opened.table?.name ?? null,
    currency: opened.currency,
    businessDate: context.businessDate,
    localTime: context.localTime,
    cashierName: context.actor.name,
    lines: totals.lines.map(toDocumentLine),
    net: totals.net,
    taxes: totals.taxes.map((tax) => ({ ...tax }) as ClosedDocument['taxes'][number]),
    total: totals.total,
    payments: payments.map(({ payment, method, amount, tendered, change }) => ({
      payment,
      method: method.id,
      name: method.name,
      type: method.type,
      amount,
      tendered,
      change,
    })),
    change: amountMinor(payments.reduce<number>((all, payment) => all + payment.change, 0)),
    note: state.note,
    saw: [...state.seen],
  };
}

function toDocumentLine({ line, priced }: PricedOrderLine): ClosedDocument['lines'][number] {
  const { added } = line;
  return {
    line: added.line,
    item: added.item,
    name: added.name,
    sku: added.sku,
    quantityMicro: line.quantityMicro,
    unitPriceMicro: line.unitPriceMicro,
    modifiers: added.modifiers,
    note: line.note,
    net: priced.net,
    taxes: added.taxes.map(({ tax, name, ratePpm, mode }, at) => ({
      tax,
      name,
      ratePpm,
      mode,
      amount: priced.taxes[at]!,
    })),
    total: priced.total,
  };
}
