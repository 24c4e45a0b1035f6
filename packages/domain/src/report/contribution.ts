import type { AmountMinor, BusinessDate, Currency, QuantityMicro } from '@beaveros/kit';
import { amountMinor, quantityMicro } from '@beaveros/kit';
import type { Recorded } from '../journal/entry.ts';
import type { OrderEvent } from '../order/events.ts';

/** What one document adds to the reports. A ledger row: keyed by its event, it counts once however often it comes. */
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
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly lines: number;
  readonly quantity: QuantityMicro;
  /** The part of `total` below zero: lines that were returns. */
  readonly returned: AmountMinor;
}

export const REPORT_READS: ReadonlySet<string> = new Set(['order.OrderClosed']);

/** The contribution of a fact, or null when it adds nothing. Of two closes that share a line only the first counts: see the order's fold. */
export function contributionOf({ event, header }: Recorded): Contribution | null {
  const closed = event as OrderEvent;
  if (closed.type !== 'order.OrderClosed') return null;
  const { body } = closed;
  return {
    document: body.document,
    event: event.id,
    commandId: header.commandId,
    order: event.aggregate,
    tenant: header.tenant,
    store: header.store,
    terminal: header.terminal,
    businessDate: body.businessDate,
    hour: Number(body.localTime.slice(11, 13)),
    currency: body.currency,
    net: body.net,
    tax: amountMinor(body.total - body.net),
    total: body.total,
    lines: body.lines.length,
    quantity: quantityMicro(held(body.lines.reduce((all, line) => all + line.quantityMicro, 0))),
    returned: amountMinor(held(body.lines.reduce((all, line) => all + Math.min(0, line.total), 0))),
  };
}

/** A hostile document may add up to more than an integer holds; it must not stop the report. */
function held(value: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}
