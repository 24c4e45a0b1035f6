import type { ReceiptDocument } from '@beaveros/devices';
import type { Recorded } from '@beaveros/domain/journal';
import type { OrderEvent, OrderState } from '@beaveros/domain/order';
import type { PaymentEvent, ShiftState } from '@beaveros/domain/payment';
import { billPaper, paperOf } from './paper.ts';
import { receiptOf } from './receipt.ts';
import { cashSlipOf, type PaperHouse, xPaperOf, zPaperOf } from './shift-paper.ts';
import type { Job } from './spool-file.ts';

/** Where the facts behind a job are. */
export interface JobFacts {
  readonly facts: (aggregate: string) => readonly Recorded[];
  readonly order: (order: string) => OrderState;
  readonly shift: (shift: string) => ShiftState;
  readonly house: PaperHouse;
}

/** What a job puts on paper, from the event that asked for it; undefined: the journal holds it no longer. */
export function jobPaper(
  { job, order: aggregate, document }: Pick<Job, 'job' | 'order' | 'document'>,
  { facts, order, shift, house }: JobFacts,
): ReceiptDocument | undefined {
  if (aggregate === null) return undefined;
  const asked = facts(aggregate).find(({ event }) => event.id === job)?.event;
  if (asked === undefined) return documentPaper(document, order(aggregate), house);
  const event = asked as OrderEvent | PaymentEvent;
  switch (event.type) {
    case 'order.ReceiptIssued': {
      const paper = paperOf(order(aggregate), event.body.document);
      return paper === undefined ? undefined : receiptOf(paper, house.store, event.body.accounts);
    }
    case 'order.BillPresented':
      return receiptOf(billPaper(event.body), house.store);
    case 'payment.ZReportIssued': {
      const { closed } = shift(aggregate);
      return closed === null ? undefined : zPaperOf(closed, house);
    }
    case 'payment.XReportIssued':
      return xPaperOf(event.body, house);
    case 'payment.CashSlipIssued':
      return cashSlipOf(event.body, house);
    default:
      return undefined;
  }
}

/** The event is aside, with another branch of this till's chain; a numbered document that stands says the same. */
function documentPaper(
  document: string | null,
  state: OrderState,
  { store }: PaperHouse,
): ReceiptDocument | undefined {
  const paper = document === null ? undefined : paperOf(state, document);
  return paper === undefined ? undefined : receiptOf(paper, store);
}
