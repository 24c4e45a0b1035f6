import { amountMinor, type Id, type Instant, instant } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, DAY, fixed, record, STORE } from '../_facts.ts';
import type { Draft, Event, Recorded } from '../journal/entry.ts';
import { readEvent } from '../journal/event-catalogue.ts';
import { closed, EUR } from '../order/_orders.ts';
import type { PaymentEvent } from '../payment/events.ts';
import { shiftLedgerOf } from '../payment/shift-ledger.ts';
import { shiftReport } from '../payment/shift-report.ts';
import { foldAll } from '../journal/fold.ts';
import { shiftFold } from '../payment/state.ts';
import { storeDaysOf } from './day-documents.ts';
import { paymentsOf, refundOf, reversalOf } from './_documents.ts';

const HOUR = 3_600_000;
/** A moment of the day, by the wall. */
const wall = (hour: number): Instant => instant(Math.round(AT + (hour - 12) * HOUR));

/** A till that writes facts down, and what it and others learn of them. One chain, a Lamport clock, a wall clock. */
class Till {
  readonly written: Recorded[] = [];
  readonly #n: number;
  #clock = 0;
  #seq = 0;
  #orders = 0;
  #shift: Id<'Shift'> | null = null;
  #counter = 0;

  constructor(n: number) {
    this.#n = n;
  }

  get shift(): Id<'Shift'> {
    return this.#shift!;
  }

  /** Takes over the clock of another till, as hearing from it does. */
  hear(other: Till): this {
    this.#clock = Math.max(this.#clock, other.#clock);
    return this;
  }

  open(hour: number, { isTraining = false } = {}): this {
    this.#shift = fixed('Shift', this.#n * 100 + this.#counter);
    const body = {
      terminal: fixed('Terminal', this.#n),
      drawer: null,
      currency: EUR,
      float: amountMinor(10_000),
    };
    return this.#write(hour, [
      {
        type: 'payment.ShiftOpened',
        v: 2,
        aggregate: this.#shift,
        body: { ...body, businessDate: DAY, isTraining, denominations: null },
      },
    ]);
  }

  /** A beer of 3.50, paid in cash. Returns its order. */
  sell(hour: number, { named = true, isTraining = false } = {}): Id<'Order'> {
    this.#orders += 1;
    const order = fixed('Order', this.#n * 1_000 + this.#orders);
    const document = this.#n * 1_000 + this.#orders;
    const draft = closed(document);
    const payments = paymentsOf(350, [{ method: 1, share: 0, tip: 50 }]).map((each) => ({
      ...each,
      payment: fixed('Payment', document),
    }));
    const paid: readonly Draft<PaymentEvent>[] = payments.map(({ method, name, type, ...payment }) => ({
      type: 'payment.PaymentRecorded' as const,
      v: 2,
      aggregate: order,
      body: {
        ...payment,
        method: { id: method, name, type },
        shift: this.shift,
        currency: EUR,
        reference: null,
      },
    }));
    const shift = named ? this.shift : null;
    const body = { ...draft.body, payments, isTraining, shift, businessDate: DAY };
    this.#write(hour, [...paid, { ...draft, aggregate: order, body }]);
    return order;
  }

  refund(
    hour: number,
    order: Id<'Order'>,
    { shift = this.shift }: { shift?: Id<'Shift'> | null } = {},
  ): this {
    const refund = refundOf(this.#closeOf(order), 500_000 + this.#seq)!;
    const body = { ...refund.body, businessDate: DAY, shift };
    const paid = body.payments.map(({ method, name, type, of: _of, ...payment }) => ({
      type: 'payment.PaymentRecorded' as const,
      v: 2,
      aggregate: order,
      body: { ...payment, method: { id: method, name, type }, shift, currency: EUR, reference: null },
    }));
    return this.#write(hour, [...paid, { ...refund, aggregate: order, body }] as Draft<Event>[]);
  }

  reverse(hour: number, order: Id<'Order'>): this {
    const reversal = reversalOf(this.#closeOf(order), 600_000 + this.#seq);
    return this.#write(hour, [
      { ...reversal, aggregate: order, body: { ...reversal.body, businessDate: DAY } },
    ]);
  }

  /** The Z, by what this till itself wrote. */
  close(hour: number): this {
    const opening = this.written.find(({ event }) => event.aggregate === this.shift)!;
    const { opened } = foldAll(shiftFold, this.shift, [opening]).state;
    const of = { shift: this.shift, terminal: opened!.terminal, currency: EUR, clock: opening.header.clock };
    this.#counter += 1;
    const z = {
      ...shiftReport(opened!, shiftLedgerOf(of, this.written), null),
      number: { terminalCode: `T${this.#n}`, series: 1, counter: this.#counter },
      closedAt: wall(hour),
      localTime: '2026-11-22T22:00:00',
      cashierName: 'Ana',
      isComplete: true,
      openOrders: 0,
      unconfirmed: 0,
    };
    return this.#write(hour, [{ type: 'payment.ShiftClosed', v: 1, aggregate: this.shift, body: z }]);
  }

  #closeOf(order: Id<'Order'>) {
    const fact = this.written.find(
      ({ event }) => event.aggregate === order && event.type === 'order.OrderClosed',
    )!;
    return fact.event as unknown as ReturnType<typeof closed>;
  }

  #write(hour: number, events: readonly Draft<Event>[]): this {
    this.#clock += 1;
    this.#seq += 1;
    const place = { chain: this.#n, seq: this.#seq, clock: this.#clock, at: wall(hour) };
    for (const fact of record(events, place)) {
      expect(readEvent(fact.event)).toMatchObject({ kind: 'read' });
      this.written.push(fact);
    }
    return this;
  }
}

/** The days that are known after these entries came in, in this order. */
function days(...arrived: readonly (readonly Recorded[])[]) {
  const facts = arrived.flat();
  const order = new Map<string, number>();
  for (const { header } of facts) {
    const place = `${header.chain}/${header.seq}`;
    if (!order.has(place)) order.set(place, order.size);
  }
  return storeDaysOf(facts, ({ chain, seq }) => order.get(`${chain}/${seq}`)!);
}

const figures = (sales: number, more: { refunds?: number; reversals?: number } = {}) => {
  const { refunds = 0, reversals = 0 } = more;
  const beers = sales - refunds - reversals;
  return { sales, refunds, reversals, net: beers * 318 + 0, total: beers * 350 + 0 };
};

describe('late orders at close (odoo #203431, #137648, PR #239535)', () => {
  /** T2 stands in the beer garden and its network is down. T1 closes at ten, the manager looks at the day from home. */
  function evening() {
    const one = new Till(1).open(9);
    for (const hour of [12, 18, 21]) one.sell(hour);
    const garden = new Till(2).open(10);
    for (const hour of [15, 19]) garden.sell(hour);
    return { one, garden, atTen: one.close(22).written };
  }

  it('the day says what is known: T1’s Z, and nothing else', () => {
    const { one, atTen } = evening();
    const [day] = days(atTen);
    expect(day).toMatchObject({
      businessDate: DAY,
      store: STORE,
      isClosed: true,
      total: figures(3),
      ofZs: figures(3),
      said: figures(3),
      corrections: [],
      outside: figures(0),
    });
    expect(day!.shifts).toMatchObject([{ shift: one.shift, documents: figures(3), late: figures(0) }]);
  });

  it('when T2 is heard of again its orders are in its own shift, and the day shows them as its correction', () => {
    const { garden, atTen } = evening();
    const [day, ...others] = days(atTen, garden.written);
    expect(others).toEqual([]);
    expect(day!.total).toEqual(figures(5));
    expect(day!.said).toEqual(figures(3));
    const [correction, ...more] = day!.corrections;
    expect(more).toEqual([]);
    const { documents, ...sums } = correction!;
    expect(sums).toEqual({ shift: garden.shift, ...figures(2) });
    // Which, by whom, when and how much: what a manager asks first.
    expect(documents).toMatchObject([
      { kind: 'sale', terminal: fixed('Terminal', 2), cashierName: 'Ana', at: wall(15), total: 350 },
      { kind: 'sale', terminal: fixed('Terminal', 2), cashierName: 'Ana', at: wall(19), total: 350 },
    ]);
    // T1's Z is what it was; T2's shift is open and its orders are its own: nothing is rescued into another session.
    expect(day!.ofZs).toEqual(figures(3));
    expect(day!.shifts.map(({ z, late }) => [z?.total ?? null, late])).toEqual([
      [1_050, figures(0)],
      [null, null],
    ]);
    expect(day!.isClosed).toBe(false);
    expect(day!.tenders).toEqual([
      {
        method: fixed('PaymentMethod', 1),
        name: 'Method 1',
        type: 'cash',
        amount: 1_750,
        tips: 250,
        rounding: 10,
        ofZs: 1_050,
        difference: 700,
      },
    ]);
  });

  it('T2 closes its shift the next morning: the Zs add up to the day, and the correction stays visible', () => {
    const { garden, atTen } = evening();
    const [day] = days(atTen, garden.close(33).written);
    expect(day!.ofZs).toEqual(day!.total);
    expect(day!.isClosed).toBe(true);
    expect(day!.tenders.map(({ difference }) => difference)).toEqual([0]);
    expect(day!.corrections).toMatchObject([{ shift: garden.shift, ...figures(2) }]);
    expect(days(atTen)[0]!.total).toEqual(day!.said);
  });

  it('had T2 been heard of in time, the day would have waited for it and had no correction', () => {
    const { garden, atTen } = evening();
    const known = [...garden.written];
    const [day] = days(known, atTen, garden.close(33).written);
    expect(day).toMatchObject({ total: figures(5), said: figures(5), corrections: [], ofZs: figures(5) });
  });
});

describe('the store’s day', () => {
  it('opens again for an evening shift without calling it a correction', () => {
    const till = new Till(1).open(8);
    till.sell(9);
    till.close(14).open(15);
    till.sell(18);
    till.close(23);
    const [day] = days(till.written);
    expect(day).toMatchObject({ total: figures(2), said: figures(2), corrections: [], isClosed: true });
    expect(day!.shifts.map(({ documents }) => documents.sales)).toEqual([1, 1]);
  });

  it('counts a refund and a reversal in the shift that wrote them, as its Z does', () => {
    const one = new Till(1).open(9);
    const [kept, back, twice] = [one.sell(10), one.sell(11), one.sell(12)];
    expect(kept).not.toBe(back);
    one.refund(13, back).reverse(14, twice).close(22);
    const [day] = days(one.written);
    expect(day!.total).toEqual(figures(3, { refunds: 1, reversals: 1 }));
    expect(day!.ofZs).toEqual(day!.total);
    expect(day!.shifts[0]!.late).toEqual(figures(0));
    expect(day!.outside).toEqual(figures(0));
  });

  it('shows what names a shift whose Z did not count it as late, and leaves the Z as it is', () => {
    const one = new Till(1).open(9);
    const order = one.sell(10);
    one.close(22);
    // Another till wrote a refund into the shift: the Z of T1 does not know it.
    const two = new Till(2).hear(one);
    two.written.push(...one.written.filter(({ event }) => event.aggregate === order));
    two.refund(22.5, order, { shift: one.shift });
    const [day] = days(one.written, two.written);
    expect(day!.shifts).toMatchObject([
      {
        z: { total: 350 },
        documents: figures(1, { refunds: 1 }),
        late: { refunds: 1, net: -318, total: -350 },
      },
    ]);
    expect(day!.corrections).toEqual([]);
  });

  it('shows a document of no shift apart', () => {
    const till = new Till(1).open(9);
    till.sell(10, { named: false });
    till.close(12);
    till.sell(13, { named: false });
    const [day] = days(till.written);
    // The first names no shift, and was written during one.
    expect(day!.shifts.map(({ documents }) => documents)).toEqual([figures(1)]);
    expect(day!.outside).toEqual(figures(1));
  });

  it('knows nothing of training', () => {
    const till = new Till(1).open(9, { isTraining: true });
    till.sell(10, { isTraining: true });
    till.close(12);
    expect(days(till.written)).toEqual([]);
  });
});

describe('the store’s day of any evening', () => {
  const step = fc.record({
    till: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom('sell', 'sell', 'sell', 'refund', 'reverse', 'shift', 'hear'),
    other: fc.integer({ min: 0, max: 2 }),
  });
  const evenings = fc.array(step, { minLength: 5, maxLength: 40 }).map((steps) => {
    const tills = [1, 2, 3].map((n) => new Till(n));
    const isOpen = [false, false, false];
    const orders: Id<'Order'>[][] = [[], [], []];
    steps.forEach(({ till: at, what, other }, index) => {
      const till = tills[at]!;
      const hour = 9 + index / 4;
      if (what === 'hear') return till.hear(tills[other]!);
      if (!isOpen[at]) {
        isOpen[at] = true;
        return till.open(hour);
      }
      const order = orders[at]!.pop();
      if (what === 'shift') {
        isOpen[at] = false;
        return till.close(hour);
      }
      if (what === 'sell' || order === undefined) return orders[at]!.push(till.sell(hour));
      return what === 'refund' ? till.refund(hour, order) : till.reverse(hour, order);
    });
    return tills.map(({ written }) => written);
  });

  it('adds up: shifts and what is outside are the day, what it said and its corrections are the day', () => {
    fc.assert(
      fc.property(evenings, ([a, b, c]) => {
        for (const day of days(b!, a!, c!)) {
          const sum = (of: readonly { readonly total: number }[]) =>
            of.reduce((all, { total }) => all + total, 0);
          expect(sum(day.shifts.map(({ documents }) => documents)) + day.outside.total).toBe(day.total.total);
          expect(day.said.total + sum(day.corrections)).toBe(day.total.total);
          for (const { documents, total, sales, refunds, reversals } of day.corrections) {
            expect(sum(documents)).toBe(total);
            expect(documents.length).toBe(sales + refunds + reversals);
          }
          // A till's own shift is never late, and closed shifts are what their Zs say.
          for (const { late } of day.shifts) if (late !== null) expect(late).toEqual(figures(0));
          const open = day.shifts.filter(({ z }) => z === null).map(({ documents }) => documents);
          expect(day.ofZs.total + sum(open) + day.outside.total).toBe(day.total.total);
          expect(day.isClosed).toBe(open.length === 0 && day.shifts.length > 0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('ends the same in whatever order tills are heard of; only what it said before differs', () => {
    fc.assert(
      fc.property(evenings, ([a, b, c]) => {
        const told = (...order: readonly Recorded[][]) =>
          days(...order).map(({ said: _said, corrections: _late, ...day }) => day);
        expect(told(c!, b!, a!)).toEqual(told(a!, b!, c!));
        expect(days(a!, b!, c!, a!, b!)).toEqual(days(a!, b!, c!));
      }),
      { numRuns: 100 },
    );
  });

  it('can be asked what it said at any time: what it says now of what was known then', () => {
    fc.assert(
      fc.property(evenings, ([a, b, c]) => {
        const [then, now] = [days(a!, b!), days(a!, b!, c!)];
        // Whatever c brings is added, by day: documents that were known are in both.
        const total = (of: typeof now) => of.reduce((all, day) => all + day.total.total, 0);
        expect(total(now) - total(then)).toBe(total(days(c!)));
      }),
      { numRuns: 100 },
    );
  });
});
