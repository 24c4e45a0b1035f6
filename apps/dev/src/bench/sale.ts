import { type Id, ONE } from '@beaveros/kit';
import type { TillClient } from '../house/till-client.ts';

/** Who sells, and what. */
export interface Counter {
  readonly screen: TillClient;
  readonly cash: Id<'PaymentMethod'>;
  readonly items: readonly Id<'Item'>[];
}

/** Opens an order with so many lines and gives the command that pays and closes it. */
export async function openSale({ screen, cash, items }: Counter, lineCount: number) {
  const order = screen.newId<'Order'>();
  await screen.call('openOrder', { order, kind: 'counter', table: null, guests: null });
  const lines = Array.from({ length: lineCount }, (_, at) => ({
    line: screen.newId<'Line'>(),
    item: items[at % items.length]!,
    quantityMicro: ONE,
    options: [],
    note: null,
    override: null,
  }));
  const { order: view } = await screen.call('addLines', { order, lines });
  const payment = screen.newId<'Payment'>();
  return {
    order,
    document: screen.newId<'Document'>(),
    tenders: [{ payment, method: cash, tendered: view.total }],
    printer: null,
  };
}
