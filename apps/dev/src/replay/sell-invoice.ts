import type { AmountMinor, Id } from '@beaveros/kit';
import type { IpcCallName, IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import { Refused, type TillClient } from '../house/till-client.ts';
import { untilAnswered } from '../house/until-answered.ts';
import type { RetailInvoice } from '../retail/retail-invoices.ts';

/** Lines of one command; the table of calls takes 2,000. */
const LINES_AT_ONCE = 1_000;
const REASON = 'replay';

/** What a till needs to know to sell a retail file. */
export interface Counter {
  readonly screen: TillClient;
  readonly cash: Id<'PaymentMethod'>;
  readonly itemByCode: ReadonlyMap<string, Id<'Item'>>;
  /** Told just before a command is said. */
  readonly onSaying?: () => void;
}

/**
 * Sells an invoice as a cashier would: opens it, adds its lines at the file's prices, pays exactly in cash, closes. What a
 * dying till did not answer is said to it again with its id.
 */
export async function sellInvoice(counter: Counter, invoice: RetailInvoice): Promise<AmountMinor> {
  const { screen, cash, itemByCode } = counter;
  const order = screen.newId<'Order'>();
  const opening = { order, kind: 'counter', table: null, guests: null } as const;
  let { order: view } = await say(counter, 'openOrder', opening);
  for (let at = 0; at < invoice.lines.length; at += LINES_AT_ONCE) {
    const lines = invoice.lines.slice(at, at + LINES_AT_ONCE).map((line) => ({
      line: screen.newId<'Line'>(),
      item: itemByCode.get(line.code)!,
      quantityMicro: line.quantityMicro,
      options: [],
      note: null,
      override: { unitPriceMicro: line.unitPriceMicro, reason: REASON },
    }));
    ({ order: view } = await say(counter, 'addLines', { order, lines }));
  }
  // Nothing changes hands for a zero total; below zero the drawer pays out.
  const tenders =
    view.total === 0 ? [] : [{ payment: screen.newId<'Payment'>(), method: cash, tendered: view.total }];
  const closed = await say(counter, 'payAndClose', {
    order,
    document: screen.newId<'Document'>(),
    tenders,
    printer: null,
  });
  return closed.document.total;
}

async function say<Name extends IpcCallName>(
  { screen, onSaying }: Counter,
  name: Name,
  input: IpcInput<Name>,
): Promise<IpcOutput<Name>> {
  onSaying?.();
  const { result } = await untilAnswered(screen, name, input);
  if (!result.ok) throw new Refused(name, result.refusal);
  return result.value;
}
