import type { TillItemRow } from '@beaveros/domain/product-catalog';
import {
  type Id,
  type Instant,
  ONE,
  type QuantityMicro,
  quantityMicro,
  type UnitPriceMicro,
} from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { GuessedCommand } from './fold-guess.ts';
import { type DeskClient, type DeskLinks, OrderInHand } from './order-in-hand.ts';
import { lineToStackOn } from './stack-line.ts';

export interface AddItem {
  /** How many, without sign; one when absent. */
  readonly quantityMicro?: QuantityMicro;
  readonly options?: readonly Id<'ModifierOption'>[];
  readonly note?: string | null;
  /** Brought back by a guest: the quantity counts negative. */
  readonly isReturn?: boolean;
  /** The scanned label that it is of; `quantityMicro` is what that says. It makes a line of its own. */
  readonly label?: string;
}

/** One order in hand: the core's last view with the unanswered taps folded on top. View state; it decides nothing. */
export interface OrderDesk {
  readonly view: OrderView | null;
  /** Nothing of `view` is a guess. */
  readonly isSettled: boolean;
  /** Since when something is unanswered. */
  readonly unsettledSince: Instant | null;
  /** Gives the desk its core. Idempotent; an order that was opened before is asked for then. */
  connect(client: DeskClient): void;
  /** Takes an order in hand and asks the core for it; asks again for the one in hand. */
  open(order: Id<'Order'>): void;
  /** Lays the order aside: it stays as it is in the core. */
  clear(): void;
  /** Opens a counter order when none is in hand. False when decide refuses; it is shown then. */
  startOrderIfNone(): boolean;
  /**
   * Adds an item, or one more of the newest line when that is the same thing. The line it is on by now, or null when
   * refused. An order is started when there is none.
   */
  addItem(item: TillItemRow, how?: AddItem): Id<'Line'> | null;
  changeQuantity(line: Id<'Line'>, deltaMicro: QuantityMicro): void;
  setNote(line: Id<'Line'>, note: string | null): void;
  setOrderNote(note: string | null): void;
  voidLine(line: Id<'Line'>, reason: string): void;
  overridePrice(
    line: Id<'Line'>,
    price: { readonly unitPriceMicro: UnitPriceMicro; readonly reason: string },
  ): void;
  /** Sends what the kitchen was not told of. Painted when the core has answered: only it knows stations and stages. */
  fire(): void;
  /** Resolves when nothing of the view is a guess. Waits for a core that is away. */
  settled(): Promise<void>;
}

/** Makes the desk of a page. Refused commands are shown by `links` and leave nothing behind. */
export function createOrderDesk({
  now,
  ...links
}: Omit<DeskLinks, 'onPaint'> & { readonly now: () => Instant }): UseBoundStore<StoreApi<OrderDesk>> {
  return create<OrderDesk>()((set) => {
    const inHand = new OrderInHand({
      ...links,
      onPaint: () => {
        const isSettled = inHand.log?.isSettled ?? true;
        set(({ unsettledSince }) => ({
          view: inHand.log?.view ?? null,
          isSettled,
          unsettledSince: isSettled ? null : (unsettledSince ?? now()),
        }));
      },
    });
    return {
      view: null,
      isSettled: true,
      unsettledSince: null,
      connect: (client) => inHand.connect(client),
      open: (order) => {
        if (inHand.log?.order !== order) inHand.take(order);
        inHand.refresh();
      },
      clear: () => inHand.take(null),
      startOrderIfNone: () => startOrderIfNone(inHand, links),
      addItem: (item, how = {}) => addItem(inHand, links, item, how),
      ...lineActions(inHand),
      fire: () => inHand.fire(links.newId<'Firing'>()),
      settled: () => inHand.settled(),
    };
  });
}

type Minting = Pick<DeskLinks, 'newId'>;

/** Whether an opening is known, or on its way though it cannot be painted. */
function isBegun({ log, isUnknown }: OrderInHand): boolean {
  return log !== null && (isUnknown || log.isOpened || (!log.isSettled && log.view === null));
}

function opening(order: Id<'Order'>): GuessedCommand {
  return { call: 'openOrder', input: { order, kind: 'counter', table: null, guests: null } };
}

function startOrderIfNone(inHand: OrderInHand, { newId }: Minting): boolean {
  const order = inHand.log?.order ?? newId<'Order'>();
  return isBegun(inHand) || inHand.begin(order, [opening(order)]);
}

function addItem(
  inHand: OrderInHand,
  { newId }: Minting,
  item: TillItemRow,
  { quantityMicro: quantity = ONE, options = [], note = null, isReturn = false, label }: AddItem,
): Id<'Line'> | null {
  // A tax that came down after this screen had asked: the core will know it, and the next tap here too.
  if (inHand.rows?.hasTaxesOf(item) === false) inHand.askRows();
  const signed = isReturn ? quantityMicro(-quantity) : quantity;
  const order = inHand.log?.order ?? newId<'Order'>();
  const view = inHand.log?.view ?? null;
  const isAlone = note !== null || label !== undefined;
  const below = isAlone ? null : lineToStackOn(view, { item, options, quantityMicro: signed });
  if (below !== null) {
    const input = { order, line: below, deltaMicro: signed };
    return inHand.say('order', { call: 'changeQuantity', input }) ? below : null;
  }
  const line = newId<'Line'>();
  const added = {
    line,
    item: item.id,
    quantityMicro: signed,
    options: [...options],
    note,
    override: null,
    ...(label === undefined ? {} : { label }),
  };
  const adding: GuessedCommand = { call: 'addLines', input: { order, lines: [added] } };
  const isSaid = isBegun(inHand)
    ? inHand.say('order', adding, item)
    : inHand.begin(order, [opening(order), adding], item);
  return isSaid ? line : null;
}

function lineActions(
  inHand: OrderInHand,
): Pick<OrderDesk, 'changeQuantity' | 'setNote' | 'setOrderNote' | 'voidLine' | 'overridePrice'> {
  const onLine = (line: Id<'Line'>, make: (order: Id<'Order'>) => GuessedCommand): void => {
    if (inHand.log !== null) inHand.say(`line:${line}`, make(inHand.log.order));
  };
  return {
    changeQuantity: (line, deltaMicro) =>
      onLine(line, (order) => ({ call: 'changeQuantity', input: { order, line, deltaMicro } })),
    setNote: (line, note) => onLine(line, (order) => ({ call: 'setLineNote', input: { order, line, note } })),
    setOrderNote: (note) => {
      if (inHand.log !== null)
        inHand.say('order', { call: 'setOrderNote', input: { order: inHand.log.order, note } });
    },
    voidLine: (line, reason) =>
      onLine(line, (order) => ({ call: 'voidLine', input: { order, line, reason } })),
    overridePrice: (line, price) =>
      onLine(line, (order) => ({ call: 'overridePrice', input: { order, line, ...price } })),
  };
}
