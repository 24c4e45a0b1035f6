import { amountMinor, derivedId, negate, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY, fixed, record } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { refundOverpayment } from '../processes/refund-overpayment.ts';
import { payAndClose } from '../processes/pay-and-close.ts';
import { CASH, DRAWER, SHIFT, tender, till } from '../payment/_tills.ts';
import { contributionsOf } from '../report/contribution.ts';
import { dayLedgerRows } from '../report/day-ledger.ts';
import {
  ANA,
  actorWithout,
  beerAdded,
  catalogue,
  closed,
  EUR,
  lineToAdd,
  ORDER,
  opened,
  quantityChanged,
  reversed,
  voided,
} from './_orders.ts';
import { addLines, changeQuantity, overridePrice, voidLine } from './decide.ts';
import { orderFold } from './evolve.ts';
import { orderRows } from './folded.ts';
import { resolveTask } from './resolve-task.ts';
import { reverseDocument } from './reverse-document.ts';
import { balanceOf, orderStatus, standingDocuments, standOf } from './standing.ts';
import type { OrderState } from './state.ts';
import { isSettled, orderTasks } from './tasks.ts';
import { dueOf, overpaidOf } from './totals.ts';

// Design section 5: what an order is when two tills disagree about it. Lines are beers of 3.50.

const order = (...events: Draft<Event>[]) => given(orderFold, ORDER, ...events);
const stateOf = (...events: Draft<Event>[]): OrderState => order(...events).state;
const doc = (n: number) => fixed('Document', n);
/** `given` makes one entry an event: the ids of the first `count`. */
const seen = (count: number) => Array.from({ length: count }, (_, at) => fixed('Event', (10_001 + at) * 100));

/** A close of these lines with its payment (0: none), as document `n`; `saw` names the first facts of the order. */
function closing(n: number, lines: readonly number[], { saw = 0, paid = true } = {}) {
  const total = lines.length * 350;
  const body = closed(1).body;
  const pays = { payment: fixed('Payment', n), method: CASH, name: 'Cash', type: 'cash' };
  const amount = { amount: amountMinor(total), tendered: amountMinor(total), change: amountMinor(0) };
  const more = { tip: amountMinor(0), rounding: amountMinor(0), account: null };
  const close: Draft<Event> = {
    ...closed(1),
    body: {
      ...body,
      document: doc(n),
      number: { terminalCode: `T${n}`, series: 1, counter: 1 },
      lines: lines.map((line) => closed(line).body.lines[0]!),
      net: amountMinor(lines.length * 318),
      taxes: [{ ...body.taxes[0]!, amount: amountMinor(lines.length * 32) }],
      total: amountMinor(total),
      payments: paid ? [{ ...pays, ...amount, ...more }] : [],
      saw: seen(saw),
    },
  };
  return paid ? [payment(n, total), close] : [close];
}

function payment(n: number, amount: number): Draft<Event> {
  return {
    type: 'payment.PaymentRecorded',
    v: 2,
    aggregate: ORDER,
    body: {
      payment: fixed('Payment', n),
      shift: SHIFT,
      method: { id: CASH, name: 'Cash', type: 'cash' },
      currency: EUR,
      amount: amountMinor(amount),
      tendered: amountMinor(amount),
      change: amountMinor(0),
      tip: amountMinor(0),
      rounding: amountMinor(0),
      account: null,
      reference: null,
    },
  };
}

const number = { terminalCode: 'T2', series: 1, counter: 7 };
const reversing = { actor: ANA, number, businessDate: DAY, localTime: '2026-11-22T14:00:00' };
const reversal = (n: number, of: number, close = closing(of, [1]).at(-1)!): Draft<Event> => {
  const { net, total, taxes } = close.body as OrderState['documents'][number];
  return {
    ...reversed(1),
    body: {
      ...reversed(1).body,
      document: doc(n),
      reverses: doc(of),
      net: negate(net),
      total: negate(total),
      taxes: taxes.map((tax) => ({ ...tax, amount: negate(tax.amount) })),
    },
  };
};
const closeWith = (n: number, tenders: ReturnType<typeof tender>[]) => (state: OrderState) =>
  payAndClose(
    state,
    { order: ORDER, document: doc(n), tenders, printer: null },
    { ...till, number, businessDate: DAY, localTime: '2026-11-22T14:00:00' },
  );
const taskOf = (kind: string, cause: string) => derivedId<'Task'>(ORDER, `task/${kind}/${cause}`);

describe('two closes that share a line', () => {
  const table = [opened, beerAdded(1), beerAdded(2)];

  it('the first in canonical order stands, whichever comes first', () => {
    const facts = [
      ...record(table, { seq: 1, clock: 1 }),
      ...record(closing(1, [1, 2]), { chain: 2, seq: 1, clock: 9 }),
      ...record(closing(2, [1, 2]), { chain: 3, seq: 1, clock: 8 }),
    ];
    for (const delivered of [facts, facts.toReversed()]) {
      const { state } = foldAll(orderFold, ORDER, delivered);
      expect(standingDocuments(state).map(({ document }) => document)).toEqual([doc(2)]);
      expect(standOf(state).contested.map(({ document }) => document)).toEqual([doc(1)]);
    }
  });

  it('sells twice until the other is reversed, and owes the guest the second payment', () => {
    const state = stateOf(...table, ...closing(1, [1, 2]), ...closing(2, [1, 2]));
    expect(contributionsOf(state).reduce((all, { total }) => all + total, 0)).toBe(1_400);
    expect([balanceOf(state), overpaidOf(state), orderStatus(state)]).toEqual([700, 700, 'closed']);
    expect(orderTasks(state).map(({ kind, document, amount }) => [kind, document, amount])).toEqual([
      ['contested-document', doc(2), null],
      ['overpaid', null, 700],
    ]);
    expect(isSettled(state)).toBe(false);
  });

  it('is reversed by a document with its own number and the negated amounts', () => {
    const command = { order: ORDER, document: doc(9), reverses: doc(2), reason: 'closed twice' };
    const after = order(...table, ...closing(1, [1, 2]), ...closing(2, [1, 2]))
      .when((state) => reverseDocument(state, command, reversing))
      .thenEvents({
        type: 'order.DocumentReversed',
        v: 1,
        aggregate: ORDER,
        body: {
          document: doc(9),
          number,
          reverses: doc(2),
          reason: 'closed twice',
          businessDate: DAY,
          localTime: '2026-11-22T14:00:00',
          cashierName: 'Ana',
          currency: EUR,
          net: -636,
          taxes: [{ ...closed(1).body.taxes[0]!, amount: -64 }],
          total: -700,
        },
      });
    expect(
      contributionsOf(after).map(({ documents, total, lines, hour }) => [documents, total, lines, hour]),
    ).toEqual([
      [1, 700, 2, 13],
      [1, 700, 2, 13],
      [-1, -700, -2, 14],
    ]);
    expect(orderRows(after).documents.map(({ status, total, lines }) => [status, total, lines])).toEqual([
      ['standing', 700, 2],
      ['reversed', 700, 2],
      ['reversal', -700, -2],
    ]);
    expect(orderTasks(after).map(({ kind }) => kind)).toEqual(['overpaid']);
  });

  it('a reversal that is refused', () => {
    const facts = [
      ...table,
      ...closing(1, [1, 2]),
      ...closing(2, [1, 2]),
      reversal(9, 2, closing(2, [1, 2]).at(-1)),
    ];
    const ask =
      (change: object, actor = ANA) =>
      (state: OrderState) =>
        reverseDocument(
          state,
          { order: ORDER, document: doc(8), reverses: doc(2), reason: 'x', ...change },
          { ...reversing, actor },
        );
    order(...facts)
      .when(ask({}))
      .thenRefused({ code: 'order/document-already-reversed', document: doc(2) });
    order(...facts)
      .when(ask({ reverses: doc(1) }))
      .thenRefused({ code: 'order/document-stands', document: doc(1) });
    order(...facts)
      .when(ask({ reverses: doc(7) }))
      .thenRefused({ code: 'order/document-unknown', document: doc(7) });
    order(...facts)
      .when(ask({ document: doc(9) }))
      .thenRefused({ code: 'order/document-id-taken', document: doc(9) });
    order(...facts)
      .when(ask({}, actorWithout('can_return_without_receipt')))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_return_without_receipt' });
  });

  it('counts one reversal of a document, and none that says other amounts', () => {
    const wrong = { ...reversal(9, 2), body: { ...(reversal(9, 2).body as object), total: amountMinor(-1) } };
    const twice = [reversal(10, 2, closing(2, [1, 2]).at(-1)), reversal(11, 2, closing(2, [1, 2]).at(-1))];
    const state = stateOf(...table, ...closing(1, [1, 2]), ...closing(2, [1, 2]), wrong, ...twice);
    expect(orderRows(state).documents.map(({ status }) => status)).toEqual([
      'standing',
      'reversed',
      'idle',
      'reversal',
      'idle',
    ]);
    expect(contributionsOf(state).reduce((all, { total }) => all + total, 0)).toBe(700);
  });

  it('a reversal that is known before its close waits for it', () => {
    const early = [...table, reversal(9, 1), ...closing(2, [1])];
    expect(orderRows(stateOf(...early)).documents.map(({ status }) => status)).toEqual(['standing', 'idle']);
    const state = stateOf(...early, ...closing(1, [1]));
    expect(orderRows(state).documents.map(({ status }) => status)).toEqual([
      'standing',
      'reversed',
      'reversal',
    ]);
  });

  it('a close that contests only a contested one stands, until that one does', () => {
    const facts = [...table, beerAdded(3), ...closing(1, [1]), ...closing(2, [1, 2]), ...closing(3, [2, 3])];
    const statuses = (state: OrderState) => orderRows(state).documents.map(({ status }) => status);
    expect(statuses(stateOf(...facts))).toEqual(['standing', 'contested', 'standing']);
    expect(statuses(stateOf(...facts, reversal(9, 1)))).toEqual([
      'reversed',
      'standing',
      'contested',
      'reversal',
    ]);
  });

  it('when a fork moves the first behind the second and both are reversed, everything is open with its money', () => {
    const facts = [
      opened,
      beerAdded(1),
      ...closing(2, [1]),
      reversal(9, 2),
      ...closing(1, [1]),
      reversal(8, 1),
    ];
    const state = stateOf(...facts);
    expect([orderStatus(state), dueOf(state)]).toEqual(['supplementary', -350]);
    expect([balanceOf(state), overpaidOf(state)]).toEqual([700, 350]);
    expect(contributionsOf(state).reduce((all, { total }) => all + total, 0)).toBe(0);
    // One guest gets the second payment back; the first pays for the beer again, in a document of its own.
    expect(closeWith(4, [])(stateOf(...facts, payment(5, -350)))).toMatchObject({
      ok: true,
      value: [{ body: { total: 350, payments: [{ amount: 350 }, { amount: 350 }, { amount: -350 }] } }],
    });
  });

  it('of the lines that only the contested close had, the order is open again', () => {
    const state = stateOf(...table, ...closing(1, [1]), ...closing(2, [1, 2]));
    expect(orderStatus(state)).toBe('supplementary');
    expect(standOf(state).openLines.map(({ added }) => added.line)).toEqual([fixed('Line', 2)]);
    // 7.00 were paid to the contested close; the open line asks for 3.50 of it.
    expect([dueOf(state), overpaidOf(state), balanceOf(state)]).toEqual([-350, 350, 700]);
  });
});

describe('odoo PR #288974: a draft table paid on one till while another holds a stale copy', () => {
  const facts = (late: Draft<Event>[]) => [
    ...record([opened, beerAdded(1)], { seq: 1, clock: 1 }),
    ...record(closing(1, [1], { saw: 2 }), { chain: 2, seq: 1, clock: 2 }),
    // The other till has the draft of before the payment, and goes on with it.
    ...record(late, { chain: 3, seq: 1, clock: 2 }),
  ];

  it('does not open the paid lines again: what the stale till adds is a supplementary check', () => {
    const { state } = foldAll(orderFold, ORDER, facts([beerAdded(2)]));
    expect([orderStatus(state), dueOf(state), balanceOf(state)]).toEqual(['supplementary', 350, 0]);
    const decision = closeWith(2, [tender(2, 500)])(state);
    if (!decision.ok) throw new Error(decision.refusal.code);
    const after = foldAll(orderFold, ORDER, [
      ...facts([beerAdded(2)]),
      ...record(decision.value, { chain: 3, seq: 2, clock: 5 }),
    ]).state;
    expect(orderRows(after).documents.map(({ status, total, lines }) => [status, total, lines])).toEqual([
      ['standing', 350, 1],
      ['standing', 350, 1],
    ]);
    expect([orderStatus(after), balanceOf(after), isSettled(after)]).toEqual(['closed', 0, true]);
  });

  it('does not make the payment unsaid, nor the document, by a stale void or quantity: a person looks', () => {
    const { state } = foldAll(orderFold, ORDER, facts([quantityChanged(1, 2), voided(1)]));
    expect([orderStatus(state), balanceOf(state), orderRows(state).documents[0]?.total]).toEqual([
      'closed',
      0,
      350,
    ]);
    expect(orderTasks(state).map(({ kind, line, document }) => [kind, line, document])).toEqual([
      ['unseen-quantity', fixed('Line', 1), doc(1)],
      ['unseen-void', fixed('Line', 1), doc(1)],
    ]);
  });

  it('a second payment of the stale copy is a contested close and a liability, never merged away', () => {
    const { state } = foldAll(orderFold, ORDER, facts(closing(2, [1], { saw: 2 })));
    expect([standOf(state).standing.length, standOf(state).contested.length, overpaidOf(state)]).toEqual([
      1, 1, 350,
    ]);
    expect(state.payments.size).toBe(2);
  });
});

describe('a supplementary order', () => {
  const supplementary = [opened, beerAdded(1), ...closing(1, [1], { saw: 2 }), beerAdded(2)];

  it('takes changes of its open lines and of nothing else', () => {
    const { state } = order(...supplementary);
    const more = (n: number) => ({
      order: ORDER,
      line: fixed('Line', n),
      deltaMicro: quantityMicro(1_000_000),
    });
    const already = { ok: false, refusal: { code: 'order/already-closed', document: doc(1) } };
    expect(changeQuantity(state, more(1), { actor: ANA })).toEqual(already);
    expect(changeQuantity(state, more(2), { actor: ANA })).toMatchObject({ ok: true });
    expect(voidLine(state, { order: ORDER, line: fixed('Line', 1), reason: 'x' }, { actor: ANA })).toEqual(
      already,
    );
    expect(
      voidLine(state, { order: ORDER, line: fixed('Line', 2), reason: 'x' }, { actor: ANA }),
    ).toMatchObject({ ok: true });
    const price = { order: ORDER, line: fixed('Line', 2), unitPriceMicro: unitPriceMicro(1), reason: 'x' };
    expect(overridePrice(state, price, { actor: ANA })).toMatchObject({ ok: true });
    expect(
      addLines(state, { order: ORDER, lines: [lineToAdd(3)] }, { actor: ANA, catalogue: catalogue() }),
    ).toEqual(already);
  });

  it('is closed again when its open lines are voided', () => {
    const state = stateOf(...supplementary, voided(2));
    expect([orderStatus(state), orderTasks(state), isSettled(state)]).toEqual(['closed', [], true]);
  });

  it('pays out what was paid twice beyond its lines, and its document adds up', () => {
    const facts = [opened, beerAdded(1), beerAdded(2), ...closing(1, [1]), ...closing(2, [1, 2])];
    const decision = closeWith(3, [tender(3, -350)])(stateOf(...facts));
    if (!decision.ok) throw new Error(decision.refusal.code);
    const { state } = foldAll(orderFold, ORDER, [
      ...factsOf(facts),
      ...record(decision.value, { seq: 99, clock: 99 }),
    ]);
    const [, , third] = state.documents;
    expect(third?.payments.map(({ amount }) => amount)).toEqual([700, -350]);
    expect(third?.total).toBe(350);
    expect([orderStatus(state), balanceOf(state)]).toEqual(['closed', 0]);
    // The contested close waits for its reversal; after it nothing is left to do.
    expect(orderTasks(state).map(({ kind }) => kind)).toEqual(['contested-document']);
  });
});

describe('refundOverpayment', () => {
  const paidTwice = [
    opened,
    beerAdded(1),
    ...closing(1, [1], { saw: 2 }),
    ...closing(2, [1]),
    reversal(9, 2),
  ];
  const command = { order: ORDER, payment: fixed('Payment', 5), method: CASH };
  const refund =
    (change = {}) =>
    (state: OrderState) =>
      refundOverpayment(state, command, { ...till, ...change });

  it('pays the whole liability out, opens the drawer, and the order is settled', () => {
    const out = payment(5, -350);
    const kick = {
      type: 'payment.DrawerKicked',
      v: 1,
      aggregate: ORDER,
      body: { terminal: till.terminal, drawer: DRAWER, shift: SHIFT, reason: 'return', note: null },
    };
    const state = order(...paidTwice)
      .when(refund())
      .thenEvents(out, kick);
    expect([balanceOf(state), orderTasks(state), isSettled(state)]).toEqual([0, [], true]);
    expect(dayLedgerRows(factsOf([...paidTwice, out]))).toMatchObject([
      { documents: 1, lines: 1, total: 350 },
    ]);
  });

  it('is refused where nothing is owed, without a shift and without permission', () => {
    order(...paidTwice, payment(6, -350))
      .when(refund())
      .thenRefused({ code: 'order/not-overpaid' });
    order(opened, beerAdded(1), payment(6, 500)).when(refund()).thenRefused({ code: 'order/not-overpaid' });
    order(...paidTwice)
      .when(refund({ shift: null }))
      .thenRefused({ code: 'payment/shift-closed' });
    order(...paidTwice)
      .when(refund({ actor: actorWithout('can_return_without_receipt') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_return_without_receipt' });
  });

  it('of two tills that both pay out, the second is a named loss that somebody looks at', () => {
    const facts = [...paidTwice, payment(5, -350), payment(6, -350)];
    const state = stateOf(...facts);
    const id = taskOf('underpaid', '-350');
    expect(orderTasks(state)).toMatchObject([{ task: id, kind: 'underpaid', amount: 350, resolved: null }]);
    expect(isSettled(state)).toBe(false);
    const after = order(...facts)
      .when((before) => resolveTask(before, { order: ORDER, task: id, note: 'written off' }, { actor: ANA }))
      .thenEvents({
        type: 'order.TaskResolved',
        v: 1,
        aggregate: ORDER,
        body: { task: id, note: 'written off' },
      });
    expect(isSettled(after)).toBe(true);
  });
});

describe('resolveTask', () => {
  const facts = [opened, beerAdded(1), ...closing(1, [1], { saw: 2 }), voided(1)];
  const id = taskOf('unseen-void', seen(5).at(-1)!);
  const resolve =
    (task: typeof id, actor = ANA) =>
    (state: OrderState) =>
      resolveTask(state, { order: ORDER, task, note: 'the guest agreed' }, { actor });

  it('ends what a close did not see, and changes no document', () => {
    const state = order(...facts)
      .when(resolve(id))
      .thenEvents({
        type: 'order.TaskResolved',
        v: 1,
        aggregate: ORDER,
        body: { task: id, note: 'the guest agreed' },
      });
    expect(orderRows(state).tasks).toMatchObject([
      { id, kind: 'unseen-void', isOpen: false, note: 'the guest agreed' },
    ]);
    expect([isSettled(state), orderRows(state).documents[0]?.total]).toEqual([true, 350]);
  });

  it('is refused twice, for no task, for one that needs an act, and without permission', () => {
    const done = {
      type: 'order.TaskResolved',
      v: 1,
      aggregate: ORDER,
      body: { task: id, note: 'x' },
    } as const;
    order(...facts, done)
      .when(resolve(id))
      .thenRefused({ code: 'order/task-already-resolved', task: id });
    const contested = taskOf('contested-document', doc(2));
    order(...facts)
      .when(resolve(contested))
      .thenRefused({ code: 'order/task-unknown', task: contested });
    order(...facts, ...closing(2, [1]))
      .when(resolve(contested))
      .thenRefused({ code: 'order/task-needs-an-act', task: contested, kind: 'contested-document' });
    order(...facts)
      .when(resolve(id, actorWithout('can_void_lines')))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_void_lines' });
  });

  it('a void that the close saw, or of a line in no document, is no task', () => {
    expect(
      orderTasks(stateOf(opened, beerAdded(1), beerAdded(2), voided(2), ...closing(1, [1], { saw: 4 }))),
    ).toEqual([]);
    expect(
      orderTasks(stateOf(opened, beerAdded(1), ...closing(1, [1], { saw: 2 }), beerAdded(2), voided(2))),
    ).toEqual([]);
  });
});

function factsOf(events: readonly Draft<Event>[]) {
  return events.flatMap((event, at) => record([event], { seq: at + 1, clock: at + 1 }));
}
