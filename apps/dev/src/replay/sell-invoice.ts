import type { AmountMinor, Id } from '@beaveros/kit';
import type { TillClient } from '../house/till-client.ts';
import type { RetailInvoice } from '../retail/retail-invoices.ts';

/** Lines of one command; the table of calls takes 2,000. */
const LINES_AT_ONCE = 1_000;
const REASON = 'replay';

/** What a till needs to know to sell a retail file. */
export interface Counter {
  readonly screen: TillClient;
  readonly cash: Id<'PaymentMethod'>;
  readonly itemByCode: ReadonlyMap<string, Id<'Item'>>;
}

/** Sells an invoice as a cashier would: opens it, adds its lines at the file's prices, pays exactly in cash, closes. */
export async function sellInvoice(
  { screen, cash, itemByCode }: Counter,
  invoice: RetailInvoice,
): Promise<AmountMinor> {
  const order = screen.newId<'Order'>();
  let { order: view } = await screen.call('openOrder', { order, kind: 'counter', table: null, guests: null });
  for (let at = 0; at < invoice.lines.length; at += LINES_AT_ONCE) {
    const lines = invoice.lines.slice(at, at + LINES_AT_ONCE).map((line) => ({
      line: screen.newId<'Line'>(),
      item: itemByCode.get(line.code)!,
      quantityMicro: line.quantityMicro,
      options: [],
      note: null,
      override: { unitPriceMicro: line.unitPriceMicro, reason: REASON },
    }));
    ({ order: view } = await screen.call('addLines', { order, lines }));
  }
  // Nothing changes hands for a zero total; below zero the drawer pays out.
  const tenders =
    view.total === 0 ? [] : [{ payment: screen.newId<'Payment'>(), method: cash, tendered: view.total }];
  const closed = await screen.call('payAndClose', {
    order,
    document: screen.newId<'Document'>(),
    tenders,
    printer: null,
  });
  return closed.document.total;
}
