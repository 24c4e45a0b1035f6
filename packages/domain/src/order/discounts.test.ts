import { amountMinor, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, fixed } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Permission } from '../auth-user/permissions.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { tender, till } from '../payment/_tills.ts';
import { payAndClose } from '../processes/pay-and-close.ts';
import { NO_RULES } from '../pricing/rules/captured-rules.ts';
import { DEFAULT_STORE_POLICIES } from '../service-entity/policies.ts';
import { actorWithout, ANA, beerAdded, closed, EUR, ORDER, opened, voided } from './_orders.ts';
import { COVER, FIFTH_OFF, SERVICE, termsEvents, THREE_FOR_TWO, TWO_OFF } from './_terms-events.ts';
import { openOrder } from './decide.ts';
import {
  discountLine,
  discountOrder,
  enterCoupon,
  removeCoupon,
  removeDiscount,
  restoreCharge,
  waiveCharge,
} from './discounts.ts';
import { orderFold } from './evolve.ts';
import type { OrderState } from './state.ts';
import { isOpenTask, orderTasks } from './tasks.ts';
import { dueOf, openTotals, orderTotals } from './totals.ts';

const order = (...events: readonly Draft<Event>[]) => given(orderFold, ORDER, ...events);
const base = { v: 1, aggregate: ORDER } as const;
const words = { name: 'Regular guest', reason: 'comes every day' };
const percent = (ratePpb: number) => ({ kind: 'percent', ratePpb }) as const;
const off = (minor: number) => ({ kind: 'amount', amountMinor: amountMinor(minor) }) as const;
const rules = (change: Partial<typeof NO_RULES>, reason: 'opened' | 'repriced' = 'opened') =>
  ({ ...base, type: 'order.RulesCaptured', body: { ...NO_RULES, ...change, reason } }) as const;
const lineDiscounted = (discount: number, line: number, terms: object) =>
  ({
    ...base,
    type: 'order.LineDiscounted',
    body: { ...words, discount: fixed('Discount', discount), line: fixed('Line', line), terms },
  }) as const;
const orderDiscounted = (discount: number, terms: object) =>
  ({
    ...base,
    type: 'order.OrderDiscounted',
    body: { ...words, discount: fixed('Discount', discount), terms },
  }) as const;

const policies = { ...DEFAULT_STORE_POLICIES };
const context = (...lacking: readonly Permission[]) => ({ actor: actorWithout(...lacking), policies });
const offLine =
  (terms: Parameters<typeof discountLine>[1]['terms'], { actor } = context(), line = 1) =>
  (state: OrderState) =>
    discountLine(
      state,
      { ...words, order: ORDER, discount: fixed('Discount', 1), line: fixed('Line', line), terms },
      { actor, policies },
    );
const offOrder =
  (terms: Parameters<typeof discountOrder>[1]['terms'], { actor } = context(), limit = policies) =>
  (state: OrderState) =>
    discountOrder(
      state,
      { ...words, order: ORDER, discount: fixed('Discount', 2), terms },
      { actor, policies: limit },
    );

describe('discountLine', () => {
  it('takes a share of one line, and says by whom in its price', () => {
    const state = order(opened, beerAdded(1), beerAdded(2))
      .when(offLine(percent(200_000_000)))
      .thenEvents(lineDiscounted(1, 1, percent(200_000_000)));
    const { lines, total, discount } = orderTotals(state);
    expect(lines.map(({ priced }) => [priced.listed, priced.total])).toEqual([
      [350, 280],
      [350, 350],
    ]);
    expect(lines[0]!.priced.discounts).toEqual([
      { source: 'line', rule: fixed('Discount', 1), name: 'Regular guest', amount: -70 },
    ]);
    expect([total, discount, dueOf(state)]).toEqual([630, -70, 630]);
  });

  it('needs more permission beyond a quarter, and is given with it', () => {
    const beyond = offLine(percent(300_000_000), context('can_discount_beyond_limit'));
    order(opened, beerAdded(1)).when(beyond).thenRefused({
      code: 'auth-user/permission-missing',
      permission: 'can_discount_beyond_limit',
    });
    order(opened, beerAdded(1))
      .when(offLine(percent(300_000_000)))
      .thenEvents(lineDiscounted(1, 1, percent(300_000_000)));
    order(opened, beerAdded(1))
      .when(offLine(off(87), context('can_discount_beyond_limit')))
      .thenEvents(lineDiscounted(1, 1, off(87)));
    order(opened, beerAdded(1))
      .when(offLine(off(88), context('can_discount_beyond_limit')))
      .thenRefused({
        code: 'auth-user/permission-missing',
        permission: 'can_discount_beyond_limit',
      });
  });

  it('counts what hands took off the line before', () => {
    const tenth = percent(100_000_000);
    order(opened, beerAdded(1), lineDiscounted(7, 1, percent(200_000_000)))
      .when(offLine(tenth, context('can_discount_beyond_limit')))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_discount_beyond_limit' });
  });

  it.each([
    ['a line nobody knows', [opened], { code: 'order/line-unknown', line: fixed('Line', 1) }],
    [
      'a voided line',
      [opened, beerAdded(1), voided(1)],
      { code: 'order/line-voided', line: fixed('Line', 1) },
    ],
    [
      'a closed order',
      [opened, beerAdded(1), closed(1)],
      { code: 'order/already-closed', document: fixed('Document', 1) },
    ],
    [
      'an id that was used',
      [opened, beerAdded(1), beerAdded(2), lineDiscounted(1, 2, off(1))],
      { code: 'order/discount-already-given', discount: fixed('Discount', 1) },
    ],
    [
      'too many',
      [opened, beerAdded(1), ...Array.from({ length: 8 }, (_, n) => lineDiscounted(20 + n, 1, off(1)))],
      { code: 'order/too-many-discounts', max: 8 },
    ],
  ] as [string, Draft<Event>[], never][])('is refused for %s', (_name, events, refusal) => {
    order(...events)
      .when(offLine(off(10)))
      .thenRefused(refusal);
  });

  it('is refused where it takes nothing: of nothing, or where all is gone', () => {
    order(opened, beerAdded(1))
      .when(offLine(off(0)))
      .thenRefused({ code: 'order/discount-takes-nothing' });
  });

  it('is refused without permission', () => {
    order(opened, beerAdded(1))
      .when(offLine(off(10), context('can_discount')))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_discount' });
  });
});

describe('discountOrder', () => {
  it('spreads a sum over the lines to the cent', () => {
    const state = order(opened, beerAdded(1), beerAdded(2), beerAdded(3))
      .when(offOrder(off(100)))
      .thenEvents(orderDiscounted(2, off(100)));
    const { lines, total } = orderTotals(state);
    expect(lines.map(({ priced }) => priced.total)).toEqual([316, 317, 317]);
    expect(total).toBe(950);
  });

  it("has the store's limit in money, too, and counts what lines were lowered by", () => {
    const limit = { ...policies, discountLimit: { percentPpm: 1_000_000, amountMinor: amountMinor(100) } };
    const cashier = context('can_discount_beyond_limit');
    const more = { code: 'auth-user/permission-missing', permission: 'can_discount_beyond_limit' } as const;
    order(opened, beerAdded(1))
      .when(offOrder(off(101), cashier, limit))
      .thenRefused(more);
    order(opened, beerAdded(1), lineDiscounted(1, 1, off(50)))
      .when(offOrder(off(51), cashier, limit))
      .thenRefused(more);
    order(opened, beerAdded(1), lineDiscounted(1, 1, off(50)))
      .when(offOrder(off(50), cashier, limit))
      .thenEvents(orderDiscounted(2, off(50)));
  });

  it('is refused once the order was closed: what the document says stands', () => {
    order(opened, beerAdded(1), closed(1), beerAdded(2))
      .when(offOrder(off(10)))
      .thenRefused({ code: 'order/already-closed', document: fixed('Document', 1) });
  });
});

describe('removeDiscount', () => {
  const remove = (discount: number) => (state: OrderState) =>
    removeDiscount(state, { order: ORDER, discount: fixed('Discount', discount) }, { actor: ANA });
  const removed = (discount: number, line: number | null) => ({
    ...base,
    type: 'order.DiscountRemoved',
    body: { discount: fixed('Discount', discount), line: line === null ? null : fixed('Line', line) },
  });

  it('takes one off its line or off the order again', () => {
    const facts = [opened, beerAdded(1), lineDiscounted(1, 1, off(50)), orderDiscounted(2, off(30))];
    const state = order(...facts)
      .when(remove(1))
      .thenEvents(removed(1, 1));
    expect(orderTotals(state).total).toBe(320);
    expect(
      orderTotals(
        order(...facts)
          .when(remove(2))
          .thenEvents(removed(2, null)),
      ).total,
    ).toBe(300);
  });

  it('is refused for one that is not given', () => {
    order(opened, beerAdded(1))
      .when(remove(1))
      .thenRefused({ code: 'order/discount-unknown', discount: fixed('Discount', 1) });
  });
});

describe('coupons', () => {
  const valid = [TWO_OFF, FIFTH_OFF];
  const enter =
    (code: string, use = 1) =>
    (state: OrderState) =>
      enterCoupon(
        state,
        { order: ORDER, use: fixed('CouponUse', use), code },
        { actor: ANA, coupons: (wanted) => valid.filter((each) => each.code === wanted) },
      );
  const entered = (coupon: typeof TWO_OFF, use = 1) =>
    ({ ...base, type: 'order.CouponEntered', body: { use: fixed('CouponUse', use), coupon } }) as const;

  it('are captured with what they promise, and count once', () => {
    const state = order(opened, beerAdded(1)).when(enter('TWO')).thenEvents(entered(TWO_OFF));
    expect(orderTotals(state).total).toBe(150);
    order(opened, beerAdded(1), entered(TWO_OFF))
      .when(enter('TWO', 2))
      .thenRefused({ code: 'order/coupon-already-entered', coupon: 'TWO' });
    order(opened, beerAdded(1))
      .when(enter('OLD'))
      .thenRefused({ code: 'order/coupon-unknown', coupon: 'OLD' });
  });

  it('are taken back', () => {
    const remove = (use: number) => (state: OrderState) =>
      removeCoupon(state, { order: ORDER, use: fixed('CouponUse', use) }, { actor: ANA });
    const removed = { ...base, type: 'order.CouponRemoved', body: { use: fixed('CouponUse', 1) } };
    const state = order(opened, beerAdded(1), entered(FIFTH_OFF)).when(remove(1)).thenEvents(removed);
    expect(orderTotals(state).total).toBe(350);
    order(opened, beerAdded(1))
      .when(remove(1))
      .thenRefused({ code: 'order/coupon-not-entered', use: fixed('CouponUse', 1) });
  });
});

describe('charges', () => {
  const service = rules({ charges: [SERVICE, COVER] });
  const waive = (state: OrderState) =>
    waiveCharge(state, { order: ORDER, charge: SERVICE.id, reason: 'slow' }, { actor: ANA });
  const waived = { ...base, type: 'order.ChargeWaived', body: { charge: SERVICE.id, reason: 'slow' } };

  it('are owed beside the lines until somebody who may waives one, and again when it is restored', () => {
    const { state } = order(opened, service, beerAdded(1, 2));
    // 10 % of 7.00, and 1.50 from each of two guests.
    expect(orderTotals(state)).toMatchObject({
      total: 700 + 70 + 300,
      charges: [
        { charge: SERVICE.id, total: 70 },
        { charge: COVER.id, total: 300 },
      ],
    });
    const without = order(opened, service, beerAdded(1, 2)).when(waive).thenEvents(waived);
    expect(orderTotals(without).total).toBe(1_000);
    const restore = (state: OrderState) =>
      restoreCharge(state, { order: ORDER, charge: SERVICE.id }, { actor: ANA });
    const again = order(opened, service, beerAdded(1, 2), waived)
      .when(restore)
      .thenEvents({ ...base, type: 'order.ChargeRestored', body: { charge: SERVICE.id } });
    expect(orderTotals(again).total).toBe(1_070);
  });

  it('are waived with permission only, once, and only where they are owed', () => {
    order(opened, beerAdded(1)).when(waive).thenRefused({ code: 'order/charge-unknown', charge: SERVICE.id });
    order(opened, service, waived)
      .when(waive)
      .thenRefused({ code: 'order/charge-already-waived', charge: SERVICE.id });
    const actor = actorWithout('can_waive_charge');
    order(opened, service)
      .when((state) => waiveCharge(state, { order: ORDER, charge: SERVICE.id, reason: 'x' }, { actor }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_waive_charge' });
  });

  it('follow the guests', () => {
    const changed = { ...base, type: 'order.GuestsChanged', body: { guests: 5 } };
    expect(orderTotals(order(opened, service, beerAdded(1), changed).state).charges[1]).toMatchObject({
      total: 750,
    });
  });
});

describe('rules', () => {
  it('are captured when the order is opened, and none where the store has only the defaults', () => {
    const context = { actor: ANA, label: 'T1-12', currency: EUR, table: null };
    const command = { order: ORDER, kind: 'dine-in', table: null, guests: 2 } as const;
    const promotions = { ...NO_RULES, promotions: [THREE_FOR_TWO] };
    order()
      .when((state) => openOrder(state, command, { ...context, rules: promotions }))
      .thenEvents(opened, rules({ promotions: [THREE_FOR_TWO] }));
    order()
      .when((state) => openOrder(state, command, { ...context, rules: NO_RULES }))
      .thenEvents(opened);
  });

  it('price three beers as two, whatever order the beers came in', () => {
    const facts = [opened, rules({ promotions: [THREE_FOR_TWO] }), beerAdded(1), beerAdded(2), beerAdded(3)];
    const { total, discount } = orderTotals(order(...facts).state);
    expect([total, discount]).toEqual([700, -350]);
  });
});

describe('a document of an order with everything on it', () => {
  const facts = [
    opened,
    rules({ promotions: [THREE_FOR_TWO], charges: [SERVICE, COVER] }),
    beerAdded(1, 2),
    beerAdded(2),
    beerAdded(3),
    voided(3),
    lineDiscounted(1, 1, percent(100_000_000)),
    orderDiscounted(2, off(55)),
    { ...base, type: 'order.CouponEntered', body: { use: fixed('CouponUse', 1), coupon: FIFTH_OFF } },
  ];
  const close = (state: OrderState) =>
    payAndClose(
      state,
      { order: ORDER, document: fixed('Document', 9), tenders: [tender(1, 5_000)], printer: null },
      {
        ...till,
        number: { terminalCode: 'T1', series: 1, counter: 1 },
        businessDate: DAY,
        localTime: '2026-11-22T13:00:00',
      },
    );
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

  it('adds up in every direction', () => {
    const { state } = order(...facts);
    const decided = close(state);
    if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
    const event = decided.value.find(({ type }) => type === 'order.OrderClosed')!;
    const document = event.body as OrderState['documents'][number];
    const { lines, charges, net, taxes, total, discount, payments } = document;
    expect(sum([...lines, ...charges].map((each) => each.net))).toBe(net);
    expect(net + sum(taxes.map(({ amount }) => amount))).toBe(total);
    expect(sum([...lines, ...charges].map((each) => each.total))).toBe(total);
    expect(sum(payments.map(({ amount }) => amount))).toBe(total);
    expect(sum(lines.flatMap((line) => line.discounts.map(({ amount }) => amount)))).toBe(discount);
    for (const line of lines)
      expect(line.listed + sum(line.discounts.map(({ amount }) => amount))).toBe(line.total);
    expect(new Set(lines.flatMap((line) => line.discounts.map(({ source }) => source)))).toEqual(
      new Set(['line', 'promotion', 'coupon', 'order']),
    );
    expect(document.voided).toHaveLength(1);
    expect(total).toBe(orderTotals(state).total);
  });

  it('leaves to its supplementary check what comes with each line, not what an order gives once', () => {
    const { state } = order(...facts, beerAdded(4));
    const first = close(order(...facts).state);
    if (!first.ok) throw new Error('refused');
    const after = order(...facts, ...first.value, beerAdded(4)).state;
    expect(orderTotals(state).lines).toHaveLength(3);
    const { lines, charges } = openTotals(after);
    expect(lines.map(({ priced }) => priced.discounts.map(({ source }) => source))).toEqual([['coupon']]);
    expect(charges.map(({ charge }) => charge)).toEqual([SERVICE.id]);
    expect(dueOf(after)).toBe(280 + 28);
  });

  it('is no longer what people agreed on when a discount comes that it did not see: a task', () => {
    const first = close(order(...facts).state);
    if (!first.ok) throw new Error('refused');
    const late = [lineDiscounted(8, 1, off(1)), orderDiscounted(9, off(1)), rules({}, 'repriced')];
    const { state } = order(...facts, ...first.value, ...late);
    const tasks = orderTasks(state).filter(isOpenTask);
    expect(tasks.map(({ kind, line }) => [kind, line])).toEqual([
      ['unseen-discount', fixed('Line', 1)],
      ['unseen-discount', null],
      ['unseen-price', null],
    ]);
  });
});

it('whatever is on an order, its lines and charges add up to it', () => {
  const lines = fc.array(fc.integer({ min: -9_000_000, max: 9_000_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lines, fc.array(termsEvents, { maxLength: 12 }), (quantities, terms) => {
      const added = quantities.map((quantity, at) => {
        const beer = beerAdded(at + 1);
        return { ...beer, body: { ...beer.body, quantityMicro: quantityMicro(quantity) } };
      });
      const { state } = order(opened, ...added, ...terms);
      const { net, total, taxes, discount, charges, lines } = orderTotals(state);
      const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
      expect(net + sum(taxes.map(({ amount }) => amount))).toBe(total);
      expect(sum([...lines.map(({ priced }) => priced.total), ...charges.map((each) => each.total)])).toBe(
        total,
      );
      expect(sum([...lines.map(({ priced }) => priced.net), ...charges.map((each) => each.net)])).toBe(net);
      const taken = lines.flatMap(({ priced }) => priced.discounts.map(({ amount }) => amount));
      expect(sum(taken)).toBe(discount);
      for (const { priced } of lines)
        expect(priced.listed + sum(priced.discounts.map(({ amount }) => amount))).toBe(priced.total);
    }),
    { numRuns: 300 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
  );
});
