import { setTimeout as pause } from 'node:timers/promises';
import { amountMinor, type Id, MICRO, quantityMicro } from '@beaveros/kit';
import type { IpcCallName, IpcInput, IpcOutput, OrderView } from '@beaveros/protocol/ipc';
import { pick } from '../bench/seeded.ts';
import type { TillClient } from '../house/till-client.ts';
import { isUnanswered, untilAnswered } from '../house/until-answered.ts';
import type { Witness } from './witness.ts';

export interface TellerOptions {
  /** `T1`. */
  readonly code: string;
  readonly screen: TillClient;
  readonly random: () => number;
  readonly witness: Witness;
  readonly isOver: () => boolean;
}

/** What a teller looks up once. */
interface Counter {
  readonly items: readonly Id<'Item'>[];
  readonly tables: readonly Id<'ServiceEntity'>[];
  readonly cash: Id<'PaymentMethod'>;
  readonly printer: Id<'Device'>;
}

/** Things that need no choice. */
const DISHES = ['Caña', 'Gazpacho', 'Copa de Rioja', 'Refresco', 'Paella valenciana', 'Tarta de queso'];
/** Between two taps: quick hands, and a machine that can keep up. */
const [THINK_LEAST_MS, THINK_MOST_MS] = [10, 90];
/** Tables that are busy at once; from there on people pay before others sit down. */
const OPEN_ORDERS_MAX = 6;

/**
 * Sells at one till among others: opens tables, adds, fires, changes and voids lines, pays and closes what it sees,
 * whoever opened it. Says each command with one id until its till answers. Ends when told, with nothing unanswered.
 */
export async function sell(options: TellerOptions): Promise<void> {
  const counter = await openCounter(options);
  while (!options.isOver()) {
    await pause(THINK_LEAST_MS + options.random() * (THINK_MOST_MS - THINK_LEAST_MS));
    await act(options, counter).catch((error: unknown) => {
      // A question that the till's death interrupted: it is asked anew when the till is back.
      if (!isUnanswered(error)) throw error;
    });
  }
}

async function openCounter({ screen, witness, code }: TellerOptions): Promise<Counter> {
  const { shift } = await screen.call('status', {});
  if (shift === null) {
    const opening = { shift: screen.newId<'Shift'>(), float: amountMinor(10_000) };
    note(witness, code, 'openShift', await untilAnswered(screen, 'openShift', opening));
  }
  const found = await Promise.all(DISHES.map((text) => screen.call('search', { text, limit: 5 })));
  const items = found.flatMap(({ items: [item] }) => (item === undefined ? [] : [item.id]));
  const { entities } = await screen.call('serviceEntities', {});
  const { methods } = await screen.call('paymentMethods', {});
  const { devices } = await screen.call('devices', {});
  return {
    items,
    tables: entities.map(({ id }) => id),
    cash: methods.find(({ type }) => type === 'cash')!.id,
    printer: devices.find(({ kind }) => kind === 'receipt-printer')!.id,
  };
}

async function act(options: TellerOptions, counter: Counter): Promise<void> {
  const { screen, random } = options;
  const { orders } = await screen.call('orders', { status: 'open', limit: 50, offset: 0 });
  if (orders.length === 0 || (orders.length < OPEN_ORDERS_MAX && random() < 0.2)) {
    const order = screen.newId<'Order'>();
    await say(options, 'openOrder', {
      order,
      kind: 'dine-in',
      table: pick(counter.tables, random),
      guests: 2,
    });
    await addLines(options, counter, order);
    return;
  }
  const { order } = await screen.call('order', { order: pick(orders, random).order });
  if (order === null) return;
  const dice = random();
  // A draft that was read and lay on the counter for a while: the other till may have paid it meanwhile.
  if (random() < 0.2) await pause(random() * 300);
  if (dice < 0.35) await addLines(options, counter, order.order);
  else if (dice < 0.55)
    await say(options, 'fireOrder', { order: order.order, firing: screen.newId<'Firing'>(), lines: null });
  else if (dice < 0.7) await change(options, order);
  else await pay(options, counter, order);
}

async function addLines(options: TellerOptions, { items }: Counter, order: Id<'Order'>): Promise<void> {
  const { screen, random } = options;
  const lines = Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
    line: screen.newId<'Line'>(),
    item: pick(items, random),
    quantityMicro: quantityMicro(MICRO * (1 + Math.floor(random() * 3))),
    options: [],
    note: null,
    override: null,
  }));
  await say(options, 'addLines', { order, lines });
}

/** Voids a line, or adds one more of it. */
async function change(options: TellerOptions, { order, lines }: OrderView): Promise<void> {
  const { random } = options;
  const standing = lines.filter(({ isVoided }) => !isVoided);
  if (standing.length === 0) return;
  const { line } = pick(standing, random);
  if (random() < 0.5) await say(options, 'voidLine', { order, line, reason: 'chaos' });
  else await say(options, 'changeQuantity', { order, line, deltaMicro: quantityMicro(MICRO) });
}

async function pay(options: TellerOptions, counter: Counter, view: OrderView): Promise<void> {
  const { screen, random, witness } = options;
  const due = view.due ?? view.total - view.paid;
  const tendered = amountMinor(due > 0 && random() < 0.3 ? due + 500 : due);
  const closing = {
    order: view.order,
    document: screen.newId<'Document'>(),
    tenders: due === 0 ? [] : [{ payment: screen.newId<'Payment'>(), method: counter.cash, tendered }],
    printer: random() < 0.8 ? counter.printer : null,
  };
  const closed = await say(options, 'payAndClose', closing);
  if (closed !== null) witness.documents.push(closed.document);
}

async function say<Name extends IpcCallName>(
  { screen, witness, code }: TellerOptions,
  name: Name,
  input: IpcInput<Name>,
): Promise<IpcOutput<Name> | null> {
  witness.says(code);
  return note(witness, code, name, await untilAnswered(screen, name, input));
}

function note<Name extends IpcCallName>(
  witness: Witness,
  till: string,
  name: Name,
  { commandId, result, tries }: Awaited<ReturnType<typeof untilAnswered<Name>>>,
): IpcOutput<Name> | null {
  witness.hears(till);
  if (tries > 1) witness.repeated += 1;
  if (!result.ok) {
    witness.refused(result.refusal.code);
    return null;
  }
  witness.answered.push({ commandId, name, till, isMoved: false });
  return result.value;
}
