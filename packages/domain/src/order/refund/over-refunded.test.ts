import { negate } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed } from '../../_facts.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { contributionsOf } from '../../report/contribution.ts';
import { ANA, beerAdded, ORDER, opened, voided } from '../_orders.ts';
import { orderFold } from '../evolve.ts';
import { orderRows } from '../folded.ts';
import { resolveTask } from '../resolve-task.ts';
import { balanceOf, orderStatus } from '../standing.ts';
import type { OrderState } from '../state.ts';
import { isSettled, orderTasks } from '../tasks.ts';
import { dueOf, overpaidOf } from '../totals.ts';
import { doc, refunded, sale, SERVICE } from './_sold.ts';

// What tills that did not hear of each other have refunded. Lines are beers of 3.50.

const stateOf = (...events: Draft<Event>[]): OrderState => given(orderFold, ORDER, ...events).state;
const beer = (n: number) => ({ n, net: 350 });
const table = [opened, beerAdded(1), beerAdded(2)];
const reversal = (n: number, of: number, total: number): Draft<Event> => ({
  type: 'order.DocumentReversed',
  v: 1,
  aggregate: ORDER,
  body: {
    document: doc(n),
    number: { terminalCode: 'T2', series: 1, counter: n },
    reverses: doc(of),
    reason: 'another close stands',
    businessDate: '2026-11-22',
    localTime: '2026-11-22T14:00:00',
    cashierName: 'T2',
    currency: { code: 'EUR', exponent: 2 },
    net: 0 - total,
    taxes: [],
    total: 0 - total,
  },
});
const tasksOf = (state: OrderState) =>
  orderTasks(state).map(({ kind, line, document, amount }) => [kind, line, document, amount]);

describe('two tills that refunded one line apart', () => {
  const facts = [
    ...sale([beer(1), beer(2)], [{ n: 1, amount: 700 }]),
    ...refunded(50, [{ n: 1, total: 350 }]),
    ...refunded(51, [{ n: 1, total: 350 }], { permit: 'alone' }),
  ];

  it('have both paid: both documents count, and the loss has a name', () => {
    const state = stateOf(...facts);
    expect(contributionsOf(state).map(({ total }) => total)).toEqual([700, -350, -350]);
    expect([balanceOf(state), overpaidOf(state), orderStatus(state)]).toEqual([0, 0, 'closed']);
    expect(tasksOf(state)).toEqual([['over-refunded', fixed('Line', 1), doc(1), 350]]);
    expect(isSettled(state)).toBe(false);
  });

  it('and somebody looks at it; a greater loss is another one', () => {
    const state = stateOf(...facts);
    const [task] = orderTasks(state);
    const decided = resolveTask(state, { order: ORDER, task: task!.task, note: 'our loss' }, { actor: ANA });
    if (!decided.ok) throw new Error(decided.refusal.code);
    expect(isSettled(stateOf(...facts, ...decided.value))).toBe(true);
    const third = stateOf(...facts, ...decided.value, ...refunded(52, [{ n: 1, total: 350 }]));
    expect(orderTasks(third).map(({ amount, resolved }) => [amount, resolved])).toEqual([[700, null]]);
  });

  it('charges that went back twice are a loss of the document', () => {
    const withCharge = sale([beer(1)], [{ n: 1, amount: 400 }], { charges: [50] });
    const charged = (n: number) =>
      refunded(n, [{ n: 1, total: 350 }]).map((event) =>
        event.type === 'order.RefundIssued'
          ? {
              ...event,
              body: {
                ...(event.body as OrderState['refunds'][number]),
                charges: [{ charge: SERVICE, name: 'Service', net: -50, taxes: [], total: -50 }],
              },
            }
          : event,
      );
    const state = stateOf(...withCharge, ...charged(50), ...charged(51));
    expect(tasksOf(state)).toEqual([
      ['over-refunded', fixed('Line', 1), doc(1), 350],
      ['over-refunded', null, doc(1), 50],
    ]);
  });
});

describe('a document that was refunded and then found to be contested', () => {
  // Both tills closed line 1; the guest paid both, and one of them gave the money back.
  const first = sale([beer(1)], [{ n: 1, amount: 350 }], { isOpened: true });
  const second = sale([beer(1)], [{ n: 2, amount: 350 }], { isOpened: true, document: 2 });
  const facts = [
    opened,
    beerAdded(1),
    ...first,
    ...second,
    ...refunded(50, [{ n: 1, total: 350 }], { refunds: 2 }),
  ];

  it('was refunded all the same: the line that stands is the one that came back', () => {
    const state = stateOf(...facts, reversal(60, 2, 350));
    // Paid 7.00, got 3.50 back, and brought the only beer back: 3.50 are owed.
    expect([balanceOf(state), overpaidOf(state)]).toEqual([350, 350]);
    expect(tasksOf(state)).toEqual([['overpaid', null, null, 350]]);
  });

  it('and the lines that no document has are paid by what was paid for them, not by what went back', () => {
    // Document 2 had line 2 as well; it is reversed, so line 2 is open again with its money there.
    const both = sale([beer(1), beer(2)], [{ n: 2, amount: 700 }], { isOpened: true, document: 2 });
    const returned = refunded(50, [{ n: 2, total: 350 }], { refunds: 2 });
    const state = stateOf(...table, ...first, ...both, ...returned, reversal(60, 2, 700));
    expect(orderStatus(state)).toBe('supplementary');
    // Line 2 asks for 3.50, and document 2 had taken 7.00 of which 3.50 are owed.
    expect(dueOf(state)).toBe(-350);
    const gone = stateOf(...table, ...first, ...both, ...returned, reversal(60, 2, 700), voided(2));
    // It was never sold after all, and its money went back: nothing is owed for it.
    expect(overpaidOf(gone)).toBe(350);
    expect(tasksOf(gone)).toContainEqual(['over-refunded', fixed('Line', 2), null, 350]);
  });
});

describe('the rows of an order with refunds', () => {
  it('show each refund as a document that always counts', () => {
    const state = stateOf(
      ...sale([beer(1)], [{ n: 1, amount: 350 }]),
      ...refunded(50, [{ n: 1, total: 350 }]),
    );
    const { documents } = orderRows(state);
    expect(
      documents.map(({ status, net, total, lines, change }) => [status, net, total, lines, change]),
    ).toEqual([
      ['standing', 350, 350, 1, 0],
      ['refund', negate(state.documents[0]!.net), -350, 0, 0],
    ]);
    expect(JSON.parse(documents[1]!.body)).toMatchObject({ refunds: doc(1), reason: 'flat' });
  });
});
