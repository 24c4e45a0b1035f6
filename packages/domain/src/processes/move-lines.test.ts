import { type Id, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, fixed } from '../_facts.ts';
import type { Draft, Event } from '../journal/entry.ts';
import {
  actorWithout,
  ANA,
  beerAdded,
  fired,
  ORDER,
  opened,
  quantityChanged,
  voided,
} from '../order/_orders.ts';
import { fireOrder } from '../order/fire.ts';
import { changeQuantity, voidLine } from '../order/decide.ts';
import { orderStatus } from '../order/standing.ts';
import type { OrderState } from '../order/state.ts';
import { isOpenTask, isSettled, orderTasks } from '../order/tasks.ts';
import { dueOf, orderTotals } from '../order/totals.ts';
import { tender, till } from '../payment/_tills.ts';
import { KnownOrders } from './_two-orders.ts';
import { type LineToMove, mergeOrders, moveLines } from './move-lines.ts';
import { payAndClose } from './pay-and-close.ts';
import { linesBySeat, partsBySeat, quantityShares, splitOrder } from './split-order.ts';

const A = ORDER;
const B = fixed('Order', 2);
const C = fixed('Order', 3);
const line = (n: number) => fixed('Line', n);
const beers = (n: number, quantity = 1): Draft<Event> => beerAdded(n, quantity);
const openedAs = (order: Id<'Order'>, label: string): Draft<Event> => ({
  ...opened,
  aggregate: order,
  body: { ...(opened.body as object), label },
});
const all = (n: number): LineToMove => ({ line: line(n), as: line(n + 100), quantityMicro: null });
const some = (n: number, quantity: number): LineToMove => ({
  ...all(n),
  quantityMicro: quantityMicro(quantity * 1_000_000),
});
const moving = (till: KnownOrders, to: Id<'Order'>, ...lines: readonly LineToMove[]) =>
  moveLines(
    till.order(A),
    till.order(to),
    { order: A, to, move: fixed('Move', to === B ? 1 : 2), lines: [...lines] },
    { actor: ANA },
  );
const total = (state: OrderState) => orderTotals(state).total;
const kinds = (state: OrderState) =>
  orderTasks(state)
    .filter(isOpenTask)
    .map(({ kind }) => kind);

/** One till with orders A, B and C; of A these lines. */
function store(...lines: readonly Draft<Event>[]): KnownOrders {
  const till = new KnownOrders(1);
  for (const [order, label] of [
    [A, 'T1-1'],
    [B, 'T1-2'],
    [C, 'T1-3'],
  ] as const)
    till.write(openedAs(order, label));
  for (const event of lines) till.write(event);
  return till;
}

describe('moveLines', () => {
  it('takes a line whole, at its price and with what the kitchen was told of it', () => {
    const till = store(beers(1, 2), fired(7, 1));
    till.write({
      type: 'order.LinePriceOverridden',
      v: 1,
      aggregate: A,
      body: { line: line(1), unitPriceMicro: 3_000_000, reason: 'old price' },
    });
    till.does(moving(till, B, all(1)));
    const [from, to] = [till.order(A), till.order(B)];
    expect([total(from), total(to)]).toEqual([0, 600]);
    expect(to.lines.get(line(101))).toMatchObject({
      quantityMicro: 2_000_000,
      firings: [fixed('Firing', 7)],
      overrideReason: 'old price',
      origins: [{ order: A, line: line(1) }],
    });
    expect(from.lines.get(line(1))).toMatchObject({ quantityMicro: 0, movedTo: B });
    // The kitchen is not told twice.
    const kitchen = { stations: () => [], stages: () => [] };
    expect(
      fireOrder(to, { order: B, firing: fixed('Firing', 8), lines: null }, { actor: ANA, kitchen }),
    ).toEqual({
      ok: false,
      refusal: { code: 'order/nothing-to-fire' },
    });
  });

  it('takes a part of a quantity and leaves the rest', () => {
    const till = store(beers(1, 3));
    till.does(moving(till, B, some(1, 2)));
    expect([total(till.order(A)), total(till.order(B))]).toEqual([350, 700]);
  });

  it('leaves a sum off a line with what stays, and a share off it with both', () => {
    const terms = (discount: number, terms: object): Draft<Event> => ({
      type: 'order.LineDiscounted',
      v: 1,
      aggregate: A,
      body: { discount: fixed('Discount', discount), line: line(1), name: 'Off', reason: 'late', terms },
    });
    const till = store(
      beers(1, 4),
      terms(1, { kind: 'percent', ratePpb: 500_000_000 }),
      terms(2, { kind: 'amount', amountMinor: 100 }),
    );
    expect(total(till.order(A))).toBe(600);
    till.does(moving(till, B, some(1, 2)));
    expect([total(till.order(A)), total(till.order(B))]).toEqual([250, 350]);
  });

  it.each([
    [
      'more than there is',
      [some(1, 4)],
      { code: 'order/more-than-there-is', line: line(1), left: 3_000_000 },
    ],
    [
      'the other way round',
      [some(1, -1)],
      { code: 'order/more-than-there-is', line: line(1), left: 3_000_000 },
    ],
    ['a line nobody knows', [all(9)], { code: 'order/line-unknown', line: line(9) }],
    [
      'one line twice',
      [all(1), { ...some(1, 1), as: line(300) }],
      { code: 'order/line-already-added', line: line(300) },
    ],
    [
      'a line under an id that is taken',
      [{ ...all(1), as: line(50) }],
      { code: 'order/line-already-added', line: line(50) },
    ],
  ])('is refused for %s', (_name, lines, refusal) => {
    const till = store(beers(1, 3));
    till.write({ ...beers(50), aggregate: B });
    expect(moving(till, B, ...lines)).toEqual({ ok: false, refusal });
  });

  it('is refused to the same order, to one that is closed or unknown, and without permission', () => {
    const till = store(beers(1));
    const command = { order: A, to: A, move: fixed('Move', 1), lines: [all(1)] };
    expect(moveLines(till.order(A), till.order(A), command, { actor: ANA })).toMatchObject({
      refusal: { code: 'order/same-order' },
    });
    expect(moving(till, fixed('Order', 9), all(1))).toMatchObject({ refusal: { code: 'order/not-open' } });
    expect(
      moveLines(
        till.order(A),
        till.order(B),
        { ...command, to: B },
        { actor: actorWithout('can_move_lines') },
      ),
    ).toMatchObject({ refusal: { permission: 'can_move_lines' } });
  });

  it('leaves a gift card where it was sold: it is loaded by the close of that order', () => {
    const till = store(beers(1));
    till.write({
      type: 'payment.LoadAttached',
      v: 1,
      aggregate: A,
      body: {
        line: line(1),
        account: fixed('Account', 1),
        kind: 'gift-card',
        label: '1234',
        customer: null,
        faceMicro: 3_500_000,
      },
    });
    expect(moving(till, B, all(1))).toEqual({
      ok: false,
      refusal: { code: 'order/line-loads-a-card', line: line(1) },
    });
  });

  it('moves a moved line on, and says no to it where it was', () => {
    const till = store(beers(1));
    till.does(moving(till, B, all(1)));
    expect(moving(till, C, all(1))).toEqual({
      ok: false,
      refusal: { code: 'order/line-moved', line: line(1), order: B },
    });
    till.does(
      moveLines(
        till.order(B),
        till.order(C),
        {
          order: B,
          to: C,
          move: fixed('Move', 5),
          lines: [{ line: line(101), as: line(201), quantityMicro: null }],
        },
        { actor: ANA },
      ),
    );
    expect([A, B, C].map((order) => total(till.order(order)))).toEqual([0, 0, 350]);
    expect(till.order(C).lines.get(line(201))?.origins).toEqual([
      { order: A, line: line(1) },
      { order: B, line: line(101) },
    ]);
  });

  it('a void of a fired line where it went reaches the tickets where it was fired', () => {
    const till = store(beers(1), fired(7, 1));
    till.does(moving(till, B, all(1)));
    const decided = voidLine(till.order(B), { order: B, line: line(101), reason: 'cold' }, { actor: ANA });
    expect(decided).toEqual({
      ok: true,
      value: [
        { type: 'order.LineVoided', v: 1, aggregate: B, body: { line: line(101), reason: 'cold' } },
        { type: 'order.MovedLineVoided', v: 1, aggregate: A, body: { line: line(1), in: B, reason: 'cold' } },
      ],
    });
    till.does(decided);
    expect(kinds(till.order(A))).toEqual([]);
  });
});

describe('two tills that do not see each other', () => {
  it('move one line to two orders: the first in canonical order stands, the other is a task that names its order', () => {
    const one = store(beers(1));
    const two = new KnownOrders(2);
    two.hear(one);
    one.does(moving(one, B, all(1)));
    two.does(moving(two, C, { ...all(1), as: line(201) }));
    one.hear(two);
    two.hear(one);
    expect(one.order(A)).toEqual(two.order(A));
    const [task] = orderTasks(one.order(A)).filter(isOpenTask);
    expect(task).toMatchObject({ kind: 'line-moved-twice', line: line(1) });
    expect(task!.cause.endsWith(`/${C}`)).toBe(true);
    // Both guests would pay for it: the person voids it in one of the two.
    expect([A, B, C].map((order) => total(one.order(order)))).toEqual([0, 350, 350]);
  });

  it('move parts of one line that together are more than there was: what was there first goes', () => {
    const one = store(beers(1, 3));
    const two = new KnownOrders(2);
    two.hear(one);
    one.does(moving(one, B, some(1, 2)));
    two.does(moving(two, C, { ...some(1, 2), as: line(201) }));
    one.hear(two);
    expect(total(one.order(A))).toBe(350);
    expect(kinds(one.order(A))).toEqual(['line-moved-twice']);
  });

  it('void and move one line: a task, whichever comes first', () => {
    for (const first of ['void', 'move']) {
      const one = store(beers(1));
      const two = new KnownOrders(2);
      two.hear(one);
      const [mover, voider] = first === 'move' ? [one, two] : [two, one];
      mover.does(moving(mover, B, all(1)));
      voider.write(voided(1));
      one.hear(two);
      expect(kinds(one.order(A))).toEqual(['unseen-void']);
      expect(total(one.order(B))).toBe(350);
    }
  });

  it('fire and move one line: the kitchen may hear of it again, so a person looks', () => {
    const one = store(beers(1));
    const two = new KnownOrders(2);
    two.hear(one);
    one.does(moving(one, B, all(1)));
    two.write(fired(7, 1));
    one.hear(two);
    expect(kinds(one.order(A))).toEqual(['unseen-firing']);
  });

  it('add to a line that the other moves away: what was added stays to be paid here', () => {
    const one = store(beers(1));
    const two = new KnownOrders(2);
    two.hear(one);
    one.does(moving(one, B, all(1)));
    two.write(quantityChanged(1, 1));
    one.hear(two);
    expect([total(one.order(A)), total(one.order(B))]).toEqual([350, 350]);
    expect(kinds(one.order(A))).toEqual(['unseen-quantity']);
  });

  it('close an order and move a line out of it: a task of the document, which stands', () => {
    const one = store(beers(1), beers(2));
    const two = new KnownOrders(2);
    two.hear(one);
    one.does(moving(one, B, all(1)));
    two.does(
      payAndClose(
        two.order(A),
        { order: A, document: fixed('Document', 1), tenders: [tender(1, 700)], printer: null },
        {
          ...till,
          number: { terminalCode: 'T2', series: 1, counter: 1 },
          businessDate: DAY,
          localTime: '2026-11-22T13:00:00',
        },
      ),
    );
    one.hear(two);
    const state = one.order(A);
    expect(orderStatus(state)).toBe('closed');
    expect(orderTasks(state).filter(isOpenTask)).toMatchObject([
      { kind: 'unseen-move', line: line(1), document: fixed('Document', 1) },
    ]);
    expect(dueOf(state)).toBe(0);
  });
});

describe('mergeOrders', () => {
  const merge = (till: KnownOrders, change = {}) =>
    mergeOrders(
      till.order(A),
      till.order(B),
      { order: A, into: B, move: fixed('Move', 1), ...change },
      { actor: ANA },
    );

  it('brings every open line to the other order and settles the one that gave them', () => {
    const till = store(beers(1), beers(2, 2), voided(1));
    till.write({ ...beers(3), aggregate: B });
    till.does(merge(till));
    const from = till.order(A);
    expect([orderStatus(from), isSettled(from), total(till.order(B))]).toEqual(['cancelled', true, 1_050]);
    expect(from.cancelled).toMatchObject({ mergedInto: B, reason: 'merged into T1-2' });
  });

  it('merges an order without lines', () => {
    const till = store();
    till.does(merge(till));
    expect(orderStatus(till.order(A))).toBe('cancelled');
  });

  it('what another till adds to the merged order meanwhile is open there, not lost', () => {
    const one = store(beers(1));
    const two = new KnownOrders(2);
    two.hear(one);
    one.does(merge(one));
    two.write(beers(2));
    one.hear(two);
    expect([orderStatus(one.order(A)), total(one.order(A)), total(one.order(B))]).toEqual(['open', 350, 350]);
  });

  it('is refused with itself, and while money is on the order that ends', () => {
    const till = store(beers(1));
    till.write({
      type: 'payment.PaymentRecorded',
      v: 2,
      aggregate: A,
      body: {
        payment: fixed('Payment', 1),
        shift: fixed('Shift', 1),
        method: { id: fixed('PaymentMethod', 1), name: 'Cash', type: 'cash' },
        currency: { code: 'EUR', exponent: 2 },
        amount: 100,
        tendered: 100,
        change: 0,
        tip: 0,
        rounding: 0,
        account: null,
        reference: null,
      },
    });
    expect(merge(till)).toEqual({ ok: false, refusal: { code: 'order/has-payments', paid: 100 } });
    expect(merge(store(beers(1)), { into: A })).toMatchObject({ refusal: { code: 'order/same-order' } });
  });
});

describe('splitOrder', () => {
  const N1 = fixed('Order', 11);
  const N2 = fixed('Order', 12);
  const split = (till: KnownOrders, parts: Parameters<typeof splitOrder>[1]['parts']) =>
    splitOrder(
      till.order(A),
      { order: A, parts },
      {
        actor: ANA,
        labels: parts.map((_, at) => `T1-${50 + at}`),
        opened: parts.map(({ to }) => till.order(to)),
      },
    );
  const seated = (n: number, seat: number): Draft<Event> => ({
    type: 'order.LineSeatSet',
    v: 1,
    aggregate: A,
    body: { line: line(n), seat },
  });

  it('by seat: an order for each, at the same table, and what has no seat stays', () => {
    const till = store(beers(1), beers(2), beers(3, 2), seated(1, 1), seated(3, 2));
    expect([...linesBySeat(till.order(A))]).toEqual([
      [1, [line(1)]],
      [2, [line(3)]],
      [null, [line(2)]],
    ]);
    till.does(
      split(
        till,
        partsBySeat(till.order(A), (seat) => (seat === 1 ? N1 : N2)),
      ),
    );
    expect([A, N1, N2].map((order) => total(till.order(order)))).toEqual([350, 350, 700]);
    expect(till.order(N2).opened).toMatchObject({ label: 'T1-51', kind: 'dine-in' });
  });

  it('by quantity: parts of one line to several orders, the rest stays', () => {
    const till = store(beers(1, 5));
    till.does(
      split(till, [
        { to: N1, move: fixed('Move', 1), lines: [some(1, 2)] },
        { to: N2, move: fixed('Move', 2), lines: [{ ...some(1, 2), as: line(201) }] },
      ]),
    );
    expect([A, N1, N2].map((order) => total(till.order(order)))).toEqual([350, 700, 700]);
  });

  it('is refused where parts take more than there is, or name an order twice or one that exists', () => {
    const till = store(beers(1, 3));
    const part = (to: Id<'Order'>, n: number, as: number) => ({
      to,
      move: fixed('Move', as),
      lines: [{ ...some(1, n), as: line(as) }],
    });
    expect(split(till, [part(N1, 2, 1), part(N2, 2, 2)])).toMatchObject({
      refusal: { code: 'order/more-than-there-is', left: 1_000_000 },
    });
    expect(split(till, [part(N1, 1, 1), part(N1, 1, 2)])).toMatchObject({
      refusal: { code: 'order/same-order' },
    });
    expect(split(till, [part(B, 1, 1)])).toMatchObject({ refusal: { code: 'order/already-opened' } });
  });

  it('shares of a quantity add up to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9e12, max: 9e12 }), fc.integer({ min: 1, max: 64 }), (quantity, n) => {
        const shares = quantityShares(quantityMicro(quantity), n);
        expect(shares.reduce<number>((all, share) => all + share, 0)).toBe(quantity);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('splits and merges conserve money: what leaves one order comes to another', () => {
  const step = fc.record({
    from: fc.constantFrom(A, B, C),
    to: fc.constantFrom(A, B, C),
    which: fc.nat(5),
    units: fc.option(fc.integer({ min: 1, max: 3 })),
    isMerge: fc.boolean(),
  });
  const quantities = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(quantities, fc.array(step, { maxLength: 8 }), (units, steps) => {
      const till = store(...units.map((n, at) => beers(at + 1, n)));
      const sum = () => [A, B, C].reduce((all, order) => all + total(till.order(order)), 0);
      const before = sum();
      for (const [at, { from, to, which, units, isMerge }] of steps.entries()) {
        const move = fixed('Move', 100 + at);
        const [give, take] = [till.order(from), till.order(to)];
        const lines = [...give.lines.keys()];
        const named = { line: lines[which % Math.max(1, lines.length)] as Id<'Line'>, as: line(1_000 + at) };
        const quantity = units === null ? null : quantityMicro(units * 1_000_000);
        const decided =
          isMerge && at > 5
            ? mergeOrders(give, take, { order: from, into: to, move }, { actor: ANA })
            : moveLines(
                give,
                take,
                { order: from, to, move, lines: [{ ...named, quantityMicro: quantity }] },
                { actor: ANA },
              );
        if (decided.ok) till.write(...decided.value);
        expect(sum()).toBe(before);
      }
      // Nobody missed anything.
      expect([A, B, C].flatMap((order) => kinds(till.order(order)))).toEqual([]);
    }),
    { numRuns: 200 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
  );
});

it('a line that was moved keeps its own life in the order it came to', () => {
  const till = store(beers(1));
  till.does(moving(till, B, all(1)));
  till.does(
    changeQuantity(
      till.order(B),
      { order: B, line: line(101), deltaMicro: quantityMicro(1_000_000) },
      { actor: ANA },
    ),
  );
  expect(total(till.order(B))).toBe(700);
});
