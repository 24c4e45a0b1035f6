import { amountMinor, type Id, ONE, quantityMicro } from '@beaveros/kit';
import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import type { TillClient } from '../house/till-client.ts';

/** A line as people say it: the item's name, how many, and the names of its options. */
export interface Wanted {
  readonly item: string;
  readonly quantity: number;
  readonly options?: readonly string[];
}

export type Document = IpcOutput<'payAndClose'>['document'];
export type Order = IpcOutput<'openOrder'>['order'];

/** Opens a shift on a till with a float, unless it has one. */
export async function openShift(till: TillClient): Promise<void> {
  const { shift } = await till.call('status', {});
  if (shift === null)
    await till.call('openShift', { shift: till.newId<'Shift'>(), float: amountMinor(10_000) });
}

export async function openOrder(till: TillClient, lines: readonly Wanted[]): Promise<Order> {
  const order = till.newId<'Order'>();
  await till.call('openOrder', { order, kind: 'counter', table: null, guests: null });
  return await addLines(till, order, lines);
}

async function addLines(till: TillClient, order: Id<'Order'>, lines: readonly Wanted[]): Promise<Order> {
  const wanted = await Promise.all(lines.map((line) => lineOf(till, line)));
  return (await till.call('addLines', { order, lines: wanted })).order;
}

/** Takes what is due in cash, with a note too large when `tenderedMore` is given. */
export async function payCash(
  till: TillClient,
  order: Order,
  {
    tenderedMore = 0,
    printer = null,
  }: { readonly tenderedMore?: number; readonly printer?: Id<'Device'> | null } = {},
): Promise<Document> {
  const { methods } = await till.call('paymentMethods', {});
  const cash = methods.find((method) => method.type === 'cash')!;
  const due = order.total - order.paid;
  const tendered = amountMinor(due > 0 ? due + tenderedMore : due);
  const tenders = due === 0 ? [] : [{ payment: till.newId<'Payment'>(), method: cash.id, tendered }];
  const closing = { order: order.order, document: till.newId<'Document'>(), tenders, printer };
  return (await till.call('payAndClose', closing)).document;
}

export async function receiptPrinterOf(till: TillClient): Promise<Id<'Device'>> {
  const { devices } = await till.call('devices', {});
  return devices.find((device) => device.kind === 'receipt-printer')!.id;
}

async function lineOf(till: TillClient, wanted: Wanted): Promise<IpcInput<'addLines'>['lines'][number]> {
  const { items } = await till.call('search', { text: wanted.item, limit: 10 });
  const item = items.find(({ name }) => name === wanted.item);
  if (item === undefined)
    throw new Error(`no item ${wanted.item}; found ${items.map(({ name }) => name).join(', ')}`);
  const all = item.modifiers.flatMap((modifier) => modifier.options);
  const options = (wanted.options ?? []).map((name) => all.find((option) => option.name === name)!.id);
  return {
    line: till.newId<'Line'>(),
    item: item.id,
    quantityMicro: quantityMicro(wanted.quantity * ONE),
    options,
    note: null,
    override: null,
  };
}
