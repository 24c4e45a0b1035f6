import { type Draft, type Event, foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { shiftFold, shiftLedgerOf, shiftReport } from '@beaveros/domain/payment';
import {
  amountMinor,
  assert,
  type BusinessDate,
  type Id,
  MICRO,
  quantityMicro,
  unitPriceMicro,
} from '@beaveros/kit';
import { documentParts, type DocumentParts, negatedParts } from './document-parts.ts';
import { type House, houseOf } from './house.ts';
import { seededNumbers } from './seeded.ts';
import type { Story } from './story.ts';
import { TillWriter } from './till-writer.ts';

const TILLS = 3;
const STEPS = 24;
const STEP_MS = 1_800_000;

/**
 * A day of three tills in any number of shifts: documents with everything that one can say (discounts, charges, voids, tips,
 * rounding, sellers, two tenders), refunds, reversals, practice, and a Z for each shift that was closed. Facts as tills
 * write them, not by their deciders: what reports must bear. `steps`: how much happens.
 */
export function tradingDay(seed: number, steps = STEPS): Story {
  const house = houseOf(seed);
  const next = seededNumbers(seed * 31 + 5);
  const below = (n: number) => Math.floor(next() * n);
  const tills = Array.from({ length: TILLS }, (_, at) => new Till(house, `T${at + 1}`, below));
  for (let step = 0; step < steps; step += 1) {
    house.clock.advance(STEP_MS);
    const till = tills[below(TILLS)]!;
    if (below(6) === 0) till.writer.hear(tills[below(TILLS)]!.writer);
    if (!till.isOpen) till.openShift(below(8) === 0);
    else if (below(6) === 0) till.closeShift();
    else if (below(4) === 0) till.takeBack();
    else till.sell();
  }
  return {
    name: 'trading day',
    house,
    chains: tills.map(({ writer }) => writer.entries()),
    orders: tills.flatMap(({ orders }) => orders),
    shifts: tills.flatMap(({ shifts }) => shifts),
  };
}

/** A till that writes documents as a drawn number has it. */
class Till {
  readonly writer: TillWriter;
  readonly orders: Id<'Order'>[] = [];
  readonly shifts: Id<'Shift'>[] = [];
  readonly #house: House;
  readonly #code: string;
  readonly #below: (n: number) => number;
  readonly #sold: {
    readonly order: Id<'Order'>;
    readonly document: Id<'Document'>;
    readonly parts: DocumentParts;
  }[] = [];
  #shift: { readonly id: Id<'Shift'>; readonly isTraining: boolean; readonly date: BusinessDate } | null =
    null;
  #counter = 0;
  #zs = 0;

  constructor(house: House, code: string, below: (n: number) => number) {
    const { tenant, store } = house;
    this.writer = new TillWriter({ tenant, store, terminal: house.newId<'Terminal'>() }, house);
    this.#house = house;
    this.#code = code;
    this.#below = below;
  }

  get isOpen(): boolean {
    return this.#shift !== null;
  }

  openShift(isTraining: boolean): void {
    const id = this.#house.newId<'Shift'>();
    this.#shift = { id, isTraining, date: this.#localTime().slice(0, 10) as BusinessDate };
    this.shifts.push(id);
    const body = {
      terminal: this.writer.identity.terminal,
      drawer: null,
      currency: this.#house.currency,
      float: amountMinor(10_000),
      businessDate: this.#date(),
      isTraining,
      denominations: null,
    };
    this.#append('openShift', [{ type: 'payment.ShiftOpened', v: 2, aggregate: id, body }]);
  }

  /** The Z, by what this till wrote itself. */
  closeShift(): void {
    const shift = this.#shift!.id;
    const own = this.#own();
    const opening = own.find(({ event }) => event.aggregate === shift)!;
    const { opened } = foldAll(shiftFold, shift, [opening]).state;
    assert(opened !== null, 'an opened shift');
    const { currency } = this.#house;
    const of = { shift, terminal: opened.terminal, currency, clock: opening.header.clock };
    this.#zs += 1;
    const z = {
      ...shiftReport(opened, shiftLedgerOf(of, own), null),
      number: { terminalCode: this.#code, series: 1, counter: this.#zs },
      closedAt: this.#house.clock.now(),
      localTime: this.#localTime(),
      cashierName: 'Ann',
      isComplete: true,
      openOrders: 0,
      unconfirmed: 0,
    };
    this.#append('closeShift', [{ type: 'payment.ShiftClosed', v: 1, aggregate: shift, body: z }]);
    this.#shift = null;
  }

  sell(): void {
    const { newId, currency } = this.#house;
    const { id: shift, isTraining } = this.#shift!;
    const order = newId<'Order'>();
    const document = newId<'Document'>();
    const parts = documentParts(this.#house, this.#below);
    this.orders.push(order);
    if (!isTraining) this.#sold.push({ order, document, parts });
    this.#append('payAndClose', [
      ...this.#paid(order, parts),
      {
        type: 'order.OrderClosed',
        v: 2,
        aggregate: order,
        body: {
          ...this.#numbered(document),
          label: `${this.#code}-${this.orders.length}`,
          kind: 'counter',
          tableName: null,
          currency,
          ...parts,
          lines: parts.lines.map(({ quantity, ...line }) => ({
            ...line,
            sku: null,
            quantityMicro: quantityMicro(quantity * MICRO),
            unitPriceMicro: unitPriceMicro(MICRO),
            modifiers: [],
            note: null,
            seat: null,
            course: null,
          })),
          customer: null,
          guests: 2,
          isTraining,
          // Version 1 named no shift, and what was upcast from it names none.
          shift: this.#below(5) === 0 ? null : shift,
          change: 0,
          note: null,
          saw: [],
        },
      },
    ]);
  }

  /** Refunds a whole sale of this till, or reverses it. Each once. */
  takeBack(): void {
    const sold = this.#sold.pop();
    if (sold === undefined || this.#shift!.isTraining) return;
    const { order, document } = sold;
    const parts = negatedParts(sold.parts, this.#house.newId);
    const said = { currency: this.#house.currency, net: parts.net, taxes: parts.taxes, total: parts.total };
    const numbered = this.#numbered(this.#house.newId<'Document'>());
    const isRefundable = sold.parts.lines.every(({ quantity, total }) => quantity > 0 && total >= 0);
    if (!isRefundable || this.#below(2) === 0) {
      const body = { ...numbered, reverses: document, reason: 'closed twice', ...said };
      this.#append('reverseDocument', [{ type: 'order.DocumentReversed', v: 1, aggregate: order, body }]);
      return;
    }
    const body = {
      ...numbered,
      refunds: document,
      reason: 'cold',
      permit: 'own',
      ...said,
      lines: parts.lines.map(({ line, name, item, categories, quantity, net, taxes, total }) => ({
        line,
        name,
        item,
        categories,
        quantityMicro: quantityMicro(-quantity * MICRO),
        net,
        taxes,
        total,
      })),
      charges: parts.charges,
      rounding: parts.rounding,
      payments: parts.payments.map((payment) => ({ ...payment, of: null })),
      isTraining: false,
      shift: this.#shift!.id,
      customer: null,
    };
    this.#append('refund', [
      ...this.#paid(order, parts),
      { type: 'order.RefundIssued', v: 1, aggregate: order, body },
    ]);
  }

  #paid(order: Id<'Order'>, { payments }: DocumentParts): readonly Draft<Event>[] {
    const { currency } = this.#house;
    return payments.map(({ method, name, type, ...payment }) => ({
      type: 'payment.PaymentRecorded',
      v: 2,
      aggregate: order,
      body: {
        ...payment,
        method: { id: method, name, type },
        currency,
        shift: this.#shift!.id,
        reference: null,
      },
    }));
  }

  #numbered(document: Id<'Document'>) {
    this.#counter += 1;
    return {
      document,
      number: { terminalCode: this.#code, series: 1, counter: this.#counter },
      businessDate: this.#date(),
      localTime: this.#localTime(),
      cashierName: 'Ann',
    };
  }

  #own(): readonly Recorded[] {
    return this.writer
      .entries()
      .flatMap(({ chain, entry: { events, ...header } }) =>
        events.map((event, index) => ({ event, header: { ...header, chain }, index })),
      );
  }

  #localTime(): string {
    return new Date(this.#house.clock.now()).toISOString().slice(0, 19);
  }

  /** Fixed when the shift opens, whatever midnight says. */
  #date(): BusinessDate {
    return this.#shift!.date;
  }

  #append(command: string, events: readonly Draft<Event>[]): void {
    // As a till writes them: what its schema reads, in the schema's order.
    const read = events.map((draft) => {
      const reading = readEvent(draft as Event);
      assert(reading.kind === 'read', `${draft.type} does not say what its schema does`);
      return { ...draft, body: reading.event.body };
    });
    this.#house.clock.advance(1_000);
    this.writer.append(command, { businessDate: this.#date(), events: read, actor: this.#house.actor.user });
  }
}
