import { unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../_facts.ts';
import { deliveries, histories } from '../_histories.ts';
import { orderEvents } from '../order/_order-events.ts';
import { beerAdded, ORDER, opened, quantityChanged, voided } from '../order/_orders.ts';
import { orderFold } from '../order/evolve.ts';
import { balanceOf } from '../order/standing.ts';
import { isSettled } from '../order/tasks.ts';
import { orderTotals } from '../order/totals.ts';
import { addDayLedger, dayLedgerRows } from '../report/day-ledger.ts';
import { orderRows } from '../order/folded.ts';
import { paymentRows } from '../payment/folded.ts';
import { ticketRows } from '../workflow/folded.ts';
import { ticketsFold } from '../workflow/state.ts';
import { readEvent } from './event-catalogue.ts';
import { type Fold, foldAll, foldMore } from './fold.ts';

/** `npm run test:deep` goes deeper. */
const DEPTH = Number(process.env['BEAVEROS_DEPTH'] ?? 1);

const delivered = histories(orderEvents).chain((facts) =>
  deliveries(facts).map((batches) => ({ facts, batches })),
);

describe.each<[string, Fold<unknown>]>([
  ['an order', orderFold as Fold<unknown>],
  ['the tickets of an order', ticketsFold as Fold<unknown>],
])('the fold of %s', (_name, fold) => {
  it('is the same for any order and repetition of its facts', () => {
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        expect(foldAll(fold, ORDER, batches.flat())).toEqual(foldAll(fold, ORDER, facts));
      }),
      { numRuns: 300 * DEPTH },
    );
  });

  it('is the same when the facts come in any batches', () => {
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        let folded = foldAll(fold, ORDER, []);
        for (const batch of batches) folded = foldMore(fold, ORDER, folded, batch);
        expect(folded).toEqual(foldAll(fold, ORDER, facts));
      }),
      { numRuns: 300 * DEPTH },
    );
  });

  it('accepts any event in any state, in whatever order evolve gets them', () => {
    fc.assert(
      fc.property(delivered, ({ batches }) => {
        let state = fold.initial(ORDER);
        for (const fact of batches.flat())
          if (fold.reads.has(fact.event.type)) state = fold.evolve(state, fact);
        expect(state).toBeDefined();
      }),
      { numRuns: 300 * DEPTH },
    );
  });
});

describe('the rows of any order', () => {
  it('can always be made, with one row per key', () => {
    fc.assert(
      fc.property(histories(orderEvents), (facts) => {
        for (const { event } of facts) expect(readEvent(event).kind).toBe('read');
        const { state } = foldAll(orderFold, ORDER, facts);
        const rows = orderRows(state);
        const tickets = ticketRows(foldAll(ticketsFold, ORDER, facts).state);
        for (const keyed of [
          rows.orders,
          rows.orderItems,
          rows.documents,
          rows.tasks,
          paymentRows(state).payments,
          tickets.tickets,
          tickets.ticketLines,
        ]) {
          const ids = keyed.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
        }
        const standing = rows.orderItems.filter((item) => !item.isVoided);
        const [order] = rows.orders;
        if (order !== undefined) {
          expect(order.net + order.tax).toBe(order.total);
          const charged = orderTotals(state).charges.reduce((all, { total }) => all + total, 0);
          expect(standing.reduce((all, item) => all + item.total, charged)).toBe(order.total);
          const stand = rows.documents.filter(({ status }) => status === 'standing' || status === 'refund');
          const balance = order.paid - stand.reduce((all, document) => all + document.total, 0);
          expect(balanceOf(state)).toBe(balance);
          // What was sold twice is counted twice until it is reversed: sales less what is contested is what stands.
          const counted = rows.documents.filter(({ status }) => status !== 'idle' && status !== 'contested');
          expect(counted.reduce((all, document) => all + document.total, 0)).toBe(order.paid - balance);
          const [day] = addDayLedger(dayLedgerRows(facts));
          const contested = rows.documents.filter(({ status }) => status === 'contested');
          expect(day?.total ?? 0).toBe(
            order.paid - balance + contested.reduce((all, document) => all + document.total, 0),
          );
          expect(isSettled(state)).toBe(
            state.opened !== null &&
              (order.status === 'cancelled' || (order.status === 'closed' && order.overpaid === 0)) &&
              state.pending.size === 0 &&
              !rows.tasks.some((task) => task.isOpen),
          );
        }
      }),
      { numRuns: 300 * DEPTH },
    );
  });
});

describe('lines that add up to more than any sum holds', () => {
  it('still have rows: those beyond count nothing', () => {
    // 900 million x 100: the most that one line can say.
    const dear = (n: number) => {
      const { body, ...event } = beerAdded(n, 100);
      return { ...event, body: { ...body, unitPriceMicro: unitPriceMicro(900_000_000_000_000), taxes: [] } };
    };
    const lines = Array.from({ length: 1_100 }, (_, at) =>
      record([dear(at + 1)], { seq: at + 1, clock: at + 1 }),
    );
    const [order] = orderRows(foldAll(orderFold, ORDER, lines.flat()).state).orders;
    expect(order).toMatchObject({ net: 9_000_000_000_000_000, total: 9_000_000_000_000_000 });
  });
});

describe('two entries with one command id', () => {
  const first = record([beerAdded(1)], { chain: 2, seq: 5, clock: 10, command: 7 });
  const second = record([beerAdded(1, 2), beerAdded(2)], { chain: 1, seq: 9, clock: 11, command: 7 });
  const open = record([opened], { chain: 1, seq: 1, clock: 1 });

  it('only the first in canonical order counts, all of it and nothing of the second', () => {
    const { state, facts } = foldAll(orderFold, ORDER, [...second, ...open, ...first]);
    expect([...state.lines.values()].map((line) => [line.added.line, line.quantityMicro])).toEqual([
      [fixed('Line', 1), 1_000_000],
    ]);
    expect(facts).toEqual([...open, ...first]);
  });

  it('a first entry that comes late replaces the second', () => {
    const before = foldAll(orderFold, ORDER, [...open, ...second]);
    expect(before.state.lines.size).toBe(2);
    expect(foldMore(orderFold, ORDER, before, first)).toEqual(foldAll(orderFold, ORDER, [...open, ...first]));
  });

  it('a second that comes later changes nothing', () => {
    const before = foldAll(orderFold, ORDER, [...open, ...first]);
    expect(foldMore(orderFold, ORDER, before, second)).toEqual(before);
  });

  it('of equal clocks the lower chain name is first', () => {
    const low = record([beerAdded(1)], { chain: 1, seq: 5, clock: 10, command: 7 });
    const high = record([beerAdded(2)], { chain: 2, seq: 2, clock: 10, command: 7 });
    expect([...foldAll(orderFold, ORDER, [...high, ...low]).state.lines.keys()]).toEqual([fixed('Line', 1)]);
  });
});

describe('lines of two tills', () => {
  const at = (seq: number) => ({ seq, clock: seq });

  it('one line id from two commands: the first adding stands', () => {
    const facts = [
      ...record([beerAdded(1)], at(1)),
      ...record([beerAdded(1, 5)], { chain: 2, seq: 1, clock: 2 }),
    ];
    expect(foldAll(orderFold, ORDER, facts).state.lines.get(fixed('Line', 1))?.quantityMicro).toBe(1_000_000);
  });

  it.each([
    ['a void before its line', voided(1), { voided: { reason: 'spilt' }, quantityMicro: 1_000_000 }],
    ['a quantity before its line', quantityChanged(1, 2), { voided: null, quantityMicro: 3_000_000 }],
  ])('%s waits for it', (_name, early, expected) => {
    const facts = [...record([opened], at(1)), ...record([early], at(2)), ...record([beerAdded(1)], at(3))];
    const waiting = foldAll(orderFold, ORDER, facts.slice(0, 2)).state;
    expect([waiting.lines.size, waiting.pending.size]).toEqual([0, 1]);
    const { lines, pending } = foldAll(orderFold, ORDER, facts).state;
    expect(lines.get(fixed('Line', 1))).toMatchObject(expected);
    expect(pending.size).toBe(0);
  });

  it('of two openings the first stands', () => {
    const second = { ...opened, body: { ...opened.body, label: 'T2-1' } } as typeof opened;
    const facts = [...record([opened], at(1)), ...record([second], { chain: 2, seq: 1, clock: 2 })];
    expect(foldAll(orderFold, ORDER, facts).state.opened).toMatchObject({ label: 'T1-12' });
  });

  it('a voided line stays voided whatever comes later, and the first reason stands', () => {
    const again = { ...voided(1), body: { line: fixed('Line', 1), reason: 'again' } } as typeof opened;
    const facts = [beerAdded(1), voided(1), quantityChanged(1, 1), again].flatMap((event, index) =>
      record([event], at(index + 1)),
    );
    const line = foldAll(orderFold, ORDER, facts).state.lines.get(fixed('Line', 1));
    expect(line).toMatchObject({ voided: { reason: 'spilt' }, quantityMicro: 2_000_000 });
  });

  it('deltas of two waiters add up', () => {
    const facts = [
      ...record([beerAdded(1)], at(1)),
      ...record([quantityChanged(1, 1)], { chain: 2, seq: 1, clock: 2 }),
      ...record([quantityChanged(1, 1)], { chain: 3, seq: 1, clock: 2 }),
    ];
    expect(foldAll(orderFold, ORDER, facts).state.lines.get(fixed('Line', 1))?.quantityMicro).toBe(3_000_000);
  });

  it('a quantity stays within what can be said, however much merges into it', () => {
    const facts = Array.from({ length: 1_100 }, (_, seq) =>
      record([quantityChanged(1, 9_000_000)], at(seq + 2)),
    ).flat();
    const { state } = foldAll(orderFold, ORDER, [...record([beerAdded(1)], at(1)), ...facts]);
    expect(state.lines.get(fixed('Line', 1))?.quantityMicro).toBe(9_000_000_000_000);
  });
});
