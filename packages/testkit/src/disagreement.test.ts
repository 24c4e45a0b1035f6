import { foldAll, type Recorded } from '@beaveros/domain/journal';
import {
  balanceOf,
  isSettled,
  orderFold,
  orderRows,
  orderStatus,
  orderTasks,
  overpaidOf,
  standingDocuments,
} from '@beaveros/domain/order';
import { addDayLedger, contributionsOf, dayLedgerRows } from '@beaveros/domain/report';
import type { Id } from '@beaveros/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cashier } from './cashier.ts';
import { type House, houseOf } from './house.ts';
import { factsOf, type WrittenEntry } from './till-writer.ts';

// Three tills at one table that hear of each other now and then. Whatever they do apart, they end at the same order, and
// the money adds up. A failure prints seed and path; give them to fc.assert to see it again.

const TILLS = 3;
const RUNS = 150;

type What = 'hear' | 'add' | 'more' | 'void' | 'price' | 'fire' | 'close' | 'reverse' | 'refund' | 'resolve';

const step = fc.record({
  till: fc.nat(TILLS - 1),
  other: fc.nat(TILLS - 1),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<What>('add', 'more', 'price') },
    { weight: 1, arbitrary: fc.constantFrom<What>('void', 'fire', 'resolve') },
    { weight: 2, arbitrary: fc.constantFrom<What>('hear', 'reverse', 'refund') },
    { weight: 2, arbitrary: fc.constant<What>('close') },
  ),
  pick: fc.nat(5),
});
type Step = typeof step extends fc.Arbitrary<infer Told> ? Told : never;

interface Table {
  readonly house: House;
  readonly tills: readonly Cashier[];
  readonly order: Id<'Order'>;
}

function seated(seed: number): Table {
  const house = houseOf(seed);
  const tills = Array.from({ length: TILLS }, (_, at) => new Cashier(house, `T${at + 1}`));
  for (const till of tills) till.openShift();
  const order = tills[0]!.openOrder();
  for (const item of house.items.slice(0, 2)) tills[0]!.addLine(order, item);
  for (const till of tills) till.writer.hear(tills[0]!.writer);
  return { house, tills, order };
}

/** Does it where this till may, as far as it knows; a person who is refused does something else. */
function act({ house, tills, order }: Table, { till: at, other, what, pick }: Step): void {
  const till = tills[at]!;
  const state = till.order(order);
  const status = orderStatus(state);
  const isOpen = status === 'open' || status === 'supplementary';
  const closed = new Set(standingDocuments(state).flatMap(({ lines }) => lines.map(({ line }) => line)));
  const lines = [...state.lines.values()].filter(
    (line) => line.voided === null && !closed.has(line.added.line),
  );
  const line = lines[pick % Math.max(1, lines.length)];
  const item = house.items[pick % 3]!;
  switch (what) {
    case 'hear':
      return till.writer.hear(tills[other]!.writer);
    case 'add':
      return status === 'open' ? void till.addLine(order, item) : undefined;
    case 'more':
      return line === undefined ? undefined : till.changeQuantity(order, line.added.line, 1);
    case 'void':
      return line === undefined ? undefined : till.voidLine(order, line.added.line);
    case 'price':
      return line === undefined ? undefined : till.overridePrice(order, line.added.line, pick * 500_000);
    case 'fire':
      return lines.some(({ added, firings }) => firings.length === 0 && added.categories.length > 0)
        ? void till.fire(order)
        : undefined;
    case 'close':
      return isOpen && lines.length > 0 ? void till.payAndClose(order) : undefined;
    case 'reverse':
      return void till.reverseOwnContested(order);
    case 'refund':
      return overpaidOf(state) > 0 ? till.refundOverpayment(order) : undefined;
    case 'resolve':
      return till.resolveTasks(order);
  }
}

function meet(tills: readonly Cashier[]): void {
  for (const one of tills) for (const two of tills) one.writer.hear(two.writer);
}

/** Everybody hears everybody; the tills reverse what is theirs, people close, refund and look. Bounded: it must end. */
function settle({ tills, order }: Table): void {
  for (let round = 0; round < 10; round += 1) {
    meet(tills);
    for (const till of tills) till.reverseOwnContested(order);
    meet(tills);
    const [first] = tills;
    if (orderStatus(first!.order(order)) === 'supplementary') first!.payAndClose(order);
    if (overpaidOf(first!.order(order)) > 0) first!.refundOverpayment(order);
    first!.resolveTasks(order);
    if (orderTasks(first!.order(order)).every(({ resolved }) => resolved !== null)) return;
  }
  throw new Error('the order does not settle');
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
const entriesOf = ({ tills }: Table): readonly WrittenEntry[] =>
  tills.flatMap(({ writer }) => writer.entries());

describe('three tills at one table', () => {
  const histories = fc.record({
    seed: fc.nat(1_000_000),
    steps: fc.array(step, { minLength: 12, maxLength: 40 }),
  });

  it('keep the money: paid = standing documents + balance, and sales less what is contested = what stands', () => {
    fc.assert(
      fc.property(histories, ({ seed, steps }) => {
        const table = seated(seed);
        for (const each of steps) act(table, each);
        meet(table.tills);
        const facts = factsOf(entriesOf(table), table.order);
        const { state } = foldAll(orderFold, table.order, facts);
        const rows = orderRows(state);
        const recorded = facts.flatMap(({ event }) =>
          event.type === 'payment.PaymentRecorded' ? [(event.body as { amount: number }).amount] : [],
        );
        // No payment is ever merged away, and every document is paid by the payments it names.
        expect(rows.orders[0]!.paid).toBe(sum(recorded));
        for (const { payments, total } of state.documents)
          expect(sum(payments.map(({ amount }) => amount))).toBe(total);
        const standing = sum(standingDocuments(state).map(({ total }) => total));
        expect(rows.orders[0]!.paid).toBe(standing + balanceOf(state));
        const contested = rows.documents.filter(({ status }) => status === 'contested');
        const sold = sum(contributionsOf(state).map(({ total }) => total));
        expect(sold - sum(contested.map(({ total }) => total))).toBe(standing);
        expect(sum(dayLedgerRows(facts).map(({ total }) => total))).toBe(sold);
        // No line is sold twice by what stands.
        const lines = standingDocuments(state).flatMap((document) => document.lines.map(({ line }) => line));
        expect(new Set(lines).size).toBe(lines.length);
      }),
      { numRuns: RUNS },
    );
  });

  it('end at the same order, tasks and documents, whatever order the facts come in', () => {
    fc.assert(
      fc.property(histories, fc.nat(), ({ seed, steps }, by) => {
        const table = seated(seed);
        for (const each of steps) act(table, each);
        const facts = factsOf(entriesOf(table), table.order);
        const shuffled = facts.map((fact, at) => ({ fact, key: (at * 7_919 + by) % 104_729 }));
        const delivered: Recorded[] = shuffled.sort((a, b) => a.key - b.key).map(({ fact }) => fact);
        const one = foldAll(orderFold, table.order, facts).state;
        const two = foldAll(orderFold, table.order, [...delivered, ...delivered.slice(0, 5)]).state;
        expect(orderRows(two)).toEqual(orderRows(one));
        expect(isSettled(two)).toBe(isSettled(one));
      }),
      { numRuns: RUNS },
    );
  });

  it('can always settle: reversed, refunded, closed and looked at, sales are what was paid', () => {
    fc.assert(
      fc.property(histories, ({ seed, steps }) => {
        const table = seated(seed);
        for (const each of steps) act(table, each);
        meet(table.tills);
        const [first] = table.tills;
        if (orderStatus(first!.order(table.order)) === 'open') return;
        settle(table);
        const facts = factsOf(entriesOf(table), table.order);
        const { state } = foldAll(orderFold, table.order, facts);
        expect([orderStatus(state), isSettled(state), overpaidOf(state)]).toEqual(['closed', true, 0]);
        const sold = sum(contributionsOf(state).map(({ total }) => total));
        expect(sold).toBe(sum(standingDocuments(state).map(({ total }) => total)));
        // What was paid out twice is a loss that somebody has looked at; nobody is owed anything.
        expect(orderRows(state).orders[0]!.paid - sold).toBe(balanceOf(state));
        expect(balanceOf(state)).toBeLessThanOrEqual(0);
        const [day, ...more] = addDayLedger(dayLedgerRows(facts));
        expect([day?.total ?? 0, more]).toEqual([sold, []]);
      }),
      { numRuns: RUNS },
    );
  });
});
