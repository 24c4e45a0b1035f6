import { type Draft, type Event, foldAll } from '@beaveros/domain/journal';
import {
  addLines,
  changeQuantity,
  dueOf,
  fireOrder,
  isOpenTask,
  isResolvable,
  openOrder,
  type OrderState,
  orderFold,
  orderTasks,
  overridePrice,
  refundParts,
  resolveTask,
  reverseDocument,
  setLineNote,
  standOf,
  voidLine,
} from '@beaveros/domain/order';
import { type CurrentShift, openShift } from '@beaveros/domain/payment';
import { payAndClose, refund, refundOverpayment } from '@beaveros/domain/processes';
import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { bump, recall, ticketsFold } from '@beaveros/domain/workflow';
import {
  amountMinor,
  assert,
  type BusinessDate,
  type Id,
  ONE,
  quantityMicro,
  type Result,
  unitPriceMicro,
  ZERO,
} from '@beaveros/kit';
import type { House } from './house.ts';
import { TillWriter } from './till-writer.ts';

/** A person at a new till: every word is a command decided by the domain on what this till knows. A refusal is a defect here. */
export class Cashier {
  readonly writer: TillWriter;
  readonly #house: House;
  readonly #code: string;
  #shift: CurrentShift | null = null;
  #orders = 0;
  #receipts = 0;

  constructor(house: House, code: string) {
    const { tenant, store } = house;
    this.#house = house;
    this.writer = new TillWriter({ tenant, store, terminal: house.newId<'Terminal'>() }, house);
    this.#code = code;
  }

  openShift(): Id<'Shift'> {
    const shift = this.#house.newId<'Shift'>();
    const drawer = this.#house.newId<'Device'>();
    const command = { shift, float: amountMinor(10_000) };
    this.#append('openShift', openShift(command, { ...this.#till(), drawer, businessDate: this.#date() }));
    this.#shift = { shift, drawer, businessDate: this.#date() };
    return shift;
  }

  /** `table`: where its guests sit. */
  openOrder(table: { readonly id: Id<'ServiceEntity'>; readonly name: string } | null = null): Id<'Order'> {
    const order = this.#house.newId<'Order'>();
    this.#orders += 1;
    const { actor, currency } = this.#house;
    const context = { actor, currency, label: `${this.#code}-${this.#orders}`, table };
    this.#append(
      'openOrder',
      openOrder(this.order(order), { order, kind: 'counter', table: null, guests: 2 }, context),
    );
    return order;
  }

  /** `options`: names of the item's options. */
  addLine(
    order: Id<'Order'>,
    item: TillItemRow,
    { quantity = 1, options = [] }: { readonly quantity?: number; readonly options?: readonly string[] } = {},
  ): Id<'Line'> {
    const line = this.#house.newId<'Line'>();
    const chosen = item.modifiers
      .flatMap((modifier) => modifier.options)
      .filter(({ name }) => options.includes(name));
    const added = {
      line,
      item: item.id,
      quantityMicro: quantityMicro(quantity * ONE),
      options: chosen.map(({ id }) => id),
      note: null,
      override: null,
    };
    this.#append('addLines', addLines(this.order(order), { order, lines: [added] }, this.#house));
    return line;
  }

  changeQuantity(order: Id<'Order'>, line: Id<'Line'>, delta: number): void {
    const command = { order, line, deltaMicro: quantityMicro(delta * ONE) };
    this.#append('changeQuantity', changeQuantity(this.order(order), command, this.#house));
  }

  setLineNote(order: Id<'Order'>, line: Id<'Line'>, note: string | null): void {
    this.#append('setLineNote', setLineNote(this.order(order), { order, line, note }, this.#house));
  }

  overridePrice(order: Id<'Order'>, line: Id<'Line'>, price: number): void {
    const command = { order, line, unitPriceMicro: unitPriceMicro(price), reason: 'friend of the house' };
    this.#append('overridePrice', overridePrice(this.order(order), command, this.#house));
  }

  voidLine(order: Id<'Order'>, line: Id<'Line'>): void {
    this.#append('voidLine', voidLine(this.order(order), { order, line, reason: 'mistake' }, this.#house));
  }

  fire(order: Id<'Order'>): Id<'Firing'> {
    const firing = this.#house.newId<'Firing'>();
    this.#append('fireOrder', fireOrder(this.order(order), { order, firing, lines: null }, this.#house));
    return firing;
  }

  /** To the next stage. `commandId`: the same press of a finger, repeated on another till. */
  bump(order: Id<'Order'>, line: Id<'Line'>, firing: Id<'Firing'>, commandId?: Id<'Command'>): void {
    const { state } = foldAll(ticketsFold, order, this.writer.facts(order));
    const context = { actor: this.#house.actor, stages: this.#house.kitchen.stages() };
    this.#append('bump', bump(state, { order, lines: [{ line, firing }], stage: null }, context), commandId);
  }

  recall(order: Id<'Order'>, line: Id<'Line'>, firing: Id<'Firing'>): void {
    const { state } = foldAll(ticketsFold, order, this.writer.facts(order));
    const stages = this.#house.kitchen.stages();
    const command = { order, lines: [{ line, firing }], stage: stages[0]!.id };
    this.#append('recall', recall(state, command, { actor: this.#house.actor, stages }));
  }

  /** Pays all that is due in cash, with a coin too much, and closes. */
  payAndClose(order: Id<'Order'>): Id<'Document'> {
    const document = this.#house.newId<'Document'>();
    const state = this.order(order);
    const due = dueOf(state);
    const tendered = amountMinor(due > 0 ? due + 50 : due);
    const payment = this.#house.newId<'Payment'>();
    const tenders = due === 0 ? [] : [{ payment, method: this.#house.cash.id, tendered }];
    const context = { ...this.#till(), ...this.#nextDocument() };
    this.#append('payAndClose', payAndClose(state, { order, document, tenders, printer: null }, context));
    return document;
  }

  /** What the till does by itself when it learns that closes of its own do not stand. Returns how many it reversed. */
  reverseOwnContested(order: Id<'Order'>): number {
    const { contested } = standOf(this.order(order));
    const own = contested.filter(({ by }) => by.terminal === this.writer.identity.terminal);
    for (const { document } of own) this.reverseDocument(order, document);
    return own.length;
  }

  /** A manager reverses a contested close, for a till that is dead. */
  reverseDocument(order: Id<'Order'>, reverses: Id<'Document'>): void {
    const command = { order, document: this.#house.newId<'Document'>(), reverses, reason: 'closed twice' };
    const context = { actor: this.#house.actor, ...this.#nextDocument() };
    this.#append('reverseDocument', reverseDocument(this.order(order), command, context));
  }

  /** Pays back what the order owes its guest. */
  refundOverpayment(order: Id<'Order'>): void {
    const command = { order, payment: this.#house.newId<'Payment'>(), method: this.#house.cash.id };
    this.#append('refundOverpayment', refundOverpayment(this.order(order), command, this.#till()));
  }

  /** Gives back so many units of each of these lines in cash; what of another till's document, without asking it. */
  refund(
    order: Id<'Order'>,
    refunds: Id<'Document'>,
    parts: ReadonlyMap<Id<'Line'>, number>,
  ): Id<'Document'> {
    const state = this.order(order);
    const lines = [...parts].map(([line, units]) => ({ line, quantityMicro: quantityMicro(units * ONE) }));
    const planned = refundParts(state, refunds, lines, null);
    assert(planned.ok, `refund was refused: ${planned.ok ? '' : planned.refusal.code}`);
    const { total } = planned.value;
    const to = { kind: 'method' as const, method: this.#house.cash.id, account: null };
    const tenders = total === 0 ? [] : [{ payment: this.#house.newId<'Payment'>(), amount: total, to }];
    const document = this.#house.newId<'Document'>();
    const command = {
      order,
      document,
      refunds,
      lines,
      reason: 'cold',
      tenders,
      restock: true,
      printer: null,
    };
    const limit = amountMinor(100_000_000);
    const context = {
      ...this.#till(),
      ...this.#nextDocument(),
      grant: null,
      limits: { perTillAndDayMinor: limit, offlinePerTillAndDayMinor: limit },
      refundedToday: { all: ZERO, alone: ZERO },
      ways: 'any' as const,
      cashRounding: null,
    };
    this.#append('refund', refund(state, command, context));
    return document;
  }

  /** Looks at everything that a word ends. */
  resolveTasks(order: Id<'Order'>): void {
    const open = orderTasks(this.order(order)).filter((task) => isResolvable(task.kind) && isOpenTask(task));
    for (const { task } of open) this.resolveTask(order, task);
  }

  resolveTask(order: Id<'Order'>, task: Id<'Task'>): void {
    this.#append('resolveTask', resolveTask(this.order(order), { order, task, note: 'seen' }, this.#house));
  }

  /** A word that this class does not have: what domain decided of it, written as one entry. */
  say(command: string, decided: Result<readonly Draft<Event>[], { readonly code: string }>): void {
    this.#append(command, decided);
  }

  /** The order as this till knows it. */
  order(order: string): OrderState {
    return foldAll(orderFold, order, this.writer.facts(order)).state;
  }

  #till() {
    const { actor, currency } = this.#house;
    const method = (id: string) => (id === this.#house.cash.id ? this.#house.cash : undefined);
    return { actor, currency, terminal: this.writer.identity.terminal, shift: this.#shift, method };
  }

  /** Closes and reversals take their numbers from one row. */
  #nextDocument() {
    this.#receipts += 1;
    return {
      number: { terminalCode: this.#code, series: 1, counter: this.#receipts },
      businessDate: this.#date(),
      localTime: new Date(this.#house.clock.now()).toISOString().slice(0, 19),
    };
  }

  #date(): BusinessDate {
    return new Date(this.#house.clock.now()).toISOString().slice(0, 10) as BusinessDate;
  }

  #append(
    command: string,
    decided: Result<readonly Draft<Event>[], { readonly code: string }>,
    commandId?: Id<'Command'>,
  ): void {
    assert(decided.ok, `${command} was refused: ${decided.ok ? '' : decided.refusal.code}`);
    this.#house.clock.advance(1_000);
    const actor = this.#house.actor.user;
    const content = { businessDate: this.#date(), events: decided.value, actor };
    this.writer.append(command, commandId === undefined ? content : { ...content, commandId });
  }
}
