import { type AmountMinor, type Id, instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { addLine, give, onTwoTills, openOrder, openShift, type Place, turns } from '../_place.ts';
import { idOf } from '../_till-fixture.ts';
import { reverseOwnContested } from './own-reversals.ts';

// Two whole tills of one store; their journals are exchanged by hand, so that each knows what the test says.

const { one, two } = onTwoTills(async (place) => {
  await openShift(place);
});

const ask = (place: Place) => {
  const { till, core, session } = place;
  return {
    openOrder: () => openOrder(place),
    addBurger: (order: Id<'Order'>) => addLine(place, order),
    pay: (order: Id<'Order'>, tendered: number) => {
      const tenders = [
        {
          payment: till.newId<'Payment'>(),
          method: idOf<'PaymentMethod'>('cash'),
          tendered: tendered as AmountMinor,
        },
      ];
      return till.call(
        core,
        'payAndClose',
        { order, document: till.newId(), tenders, printer: null },
        { session },
      );
    },
    order: async (order: Id<'Order'>) => (await till.call(core, 'order', { order }, { session })).order!,
    tasks: async () =>
      (await till.call(core, 'orderTasks', { status: 'open', limit: 50, offset: 0 }, { session })).tasks,
    totals: () => till.call(core, 'totals', { businessDate: null }, { session }),
    open: async () =>
      (await till.call(core, 'orders', { status: 'open', limit: 50, offset: 0 }, { session })).orders,
  };
};

/** One order that both tills know and both have closed, apart. The first till's clock is the lower one. */
async function closedTwice(opener = one, other = two) {
  const order = await ask(opener).openOrder();
  await ask(opener).addBurger(order);
  give(opener, other);
  await ask(one).pay(order, 2_000);
  // One more entry of the second till's, so that its close comes later in canonical order.
  await ask(two).openOrder();
  await ask(two).pay(order, 1_250);
  return order;
}

function everyTillReads({ core }: Place, reads: boolean): void {
  Object.assign(core.desk, { mayWrite: () => reads });
}

describe('a close of practice that does not stand', () => {
  it('is reversed in practice, by a number of its row, and is in no Z of a real shift', async () => {
    /** Ends the shift that is open and begins another; answers the Z. */
    const nextShift = async ({ till, core, session }: Place, isTraining: boolean) => {
      const { shift: open } = await till.call(core, 'currentShift', {}, { session });
      const { report } = await till.call(
        core,
        'closeShift',
        { shift: open!.shift, count: null },
        { session },
      );
      const shift = till.newId<'Shift'>();
      await till.call(core, 'openShift', { shift, float: 0 as AmountMinor, isTraining }, { session });
      return report;
    };
    // Somebody learns at the second till, and what is closed there was paid at the first, too: a sale is no practice.
    await nextShift(two, true);
    const order = await closedTwice(two, one);
    await nextShift(two, false);
    const real = await ask(two).openOrder();
    await ask(two).addBurger(real);
    await ask(two).pay(real, 1_250);
    give(one, two);
    await turns();
    expect((await ask(two).order(order)).reversals).toEqual([]);
    expect(reverseOwnContested(two.core.desk, order, two.till.now)).toBe(false);
    const z = await nextShift(two, true);
    expect(z).toMatchObject({
      isTraining: false,
      total: 1_250,
      sales: { count: 1 },
      reversals: { count: 0 },
    });
    expect(reverseOwnContested(two.core.desk, order, two.till.now)).toBe(true);
    expect((await ask(two).order(order)).reversals).toMatchObject([
      { number: { terminalCode: 'T2', series: 1, counter: 2 }, total: -1_250 },
    ]);
    // The real sale has the first number of the real row; both totals know of nothing else.
    expect((await ask(two).order(real)).documents).toMatchObject([{ number: { series: 1, counter: 1 } }]);
    expect(await ask(two).totals()).toEqual({ documents: 2, lines: 2, total: '25.00' });
    expect(await ask(one).totals()).toEqual({ documents: 1, lines: 1, total: '12.50' });
    expect((await ask(two).tasks()).map(({ kind }) => kind)).not.toContain('receipt-number-clash');
    // The Z of the practice counts it.
    expect(await nextShift(two, false)).toMatchObject({ isTraining: true, reversals: { count: 1 } });
  });
});

describe('a close that does not stand', () => {
  it('is reversed by the till that wrote it, once it knows the other, and by no other till', async () => {
    const order = await closedTwice();
    give(two, one);
    await turns();
    expect((await ask(one).order(order)).reversals).toEqual([]);
    expect((await ask(one).tasks()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['overpaid', 1_250],
      ['contested-document', null],
    ]);
    expect(await ask(one).totals()).toEqual({ documents: 2, lines: 2, total: '25.00' });

    give(one, two);
    await turns();
    const [reversal, ...more] = (await ask(two).order(order)).reversals;
    expect(more).toEqual([]);
    expect(reversal).toMatchObject({
      number: { terminalCode: 'T2', series: 1, counter: 2 },
      cashierName: 'T2',
      total: -1_250,
    });
    give(two, one);
    expect(await ask(one).order(order)).toEqual(await ask(two).order(order));
    expect(await ask(one).totals()).toEqual({ documents: 1, lines: 1, total: '12.50' });
    expect((await ask(one).tasks()).map(({ kind }) => kind)).toEqual(['overpaid']);
  });

  it('is reversed once, whatever arrives again, and after a restart too', async () => {
    const order = await closedTwice();
    // The reversal is still owed when the till goes down: the folded table says so.
    everyTillReads(two, false);
    give(one, two);
    await turns();
    expect((await ask(two).order(order)).reversals).toEqual([]);
    await two.core[Symbol.asyncDispose]();
    two.core = two.till.open();
    await turns();
    expect((await ask(two).order(order)).reversals).toHaveLength(1);
    const entries = two.core.journal.entryCount();
    give(one, two);
    expect(reverseOwnContested(two.core.desk, order, two.till.now)).toBe(true);
    await turns();
    expect(two.core.journal.entryCount()).toBe(entries);
  });

  it('waits until every till reads what the reversal is, and is tried again with a later arrival', async () => {
    const order = await closedTwice();
    everyTillReads(two, false);
    give(one, two);
    await turns();
    expect((await ask(two).order(order)).reversals).toEqual([]);
    everyTillReads(two, true);
    two.till.now = instant(two.till.now + 60_000);
    await ask(two).openOrder();
    await turns();
    expect((await ask(two).order(order)).reversals).toHaveLength(1);
  });
});

describe('people and an order that tills disagreed about', () => {
  it('pay the overpayment back, and the order is settled', async () => {
    const order = await closedTwice();
    give(one, two);
    await turns();
    give(two, one);
    const input = { order, payment: one.till.newId<'Payment'>(), method: idOf<'PaymentMethod'>('cash') };
    const { order: after } = await one.till.call(one.core, 'refundOverpayment', input, {
      session: one.session,
    });
    expect(after).toMatchObject({ overpaid: 0, paid: 1_250, status: 'closed' });
    expect(await ask(one).tasks()).toEqual([]);
    await expect(
      one.till.call(
        one.core,
        'refundOverpayment',
        { ...input, payment: one.till.newId() },
        { session: one.session },
      ),
    ).rejects.toThrow('order/not-overpaid');
  });

  it('pay what a stale copy added as a further document: the order is among the open ones', async () => {
    const order = await ask(one).openOrder();
    await ask(one).addBurger(order);
    give(one, two);
    await ask(one).pay(order, 1_250);
    await ask(two).addBurger(order);
    give(one, two);
    expect(await ask(two).open()).toMatchObject([{ order, status: 'supplementary', due: 1_250 }]);
    const { document } = await ask(two).pay(order, 1_250);
    expect(document).toMatchObject({ total: 1_250, lines: [{}], number: { terminalCode: 'T2', counter: 1 } });
    give(two, one);
    expect(await ask(one).order(order)).toMatchObject({ status: 'closed', paid: 2_500, due: 0, overpaid: 0 });
    expect(await ask(one).totals()).toEqual({ documents: 2, lines: 2, total: '25.00' });
  });

  it('reverse a dead till by hand, and look at a void that came too late', async () => {
    const order = await ask(one).openOrder();
    const line = await ask(one).addBurger(order);
    give(one, two);
    const input = { order, line, reason: 'spilt' };
    await two.till.call(two.core, 'voidLine', input, { session: two.session });
    const { document } = await ask(one).pay(order, 1_250);
    give(two, one);
    const [task] = await ask(one).tasks();
    expect(task).toMatchObject({
      kind: 'unseen-void',
      lineName: 'Hamburguesa',
      document: document.document,
      label: 'T1-1',
    });
    await one.till.call(
      one.core,
      'resolveTask',
      { order, task: task!.task, note: 'kept' },
      { session: one.session },
    );
    expect(await ask(one).tasks()).toEqual([]);

    const again = await closedTwice();
    give(two, one);
    const { documents } = await ask(one).order(again);
    const reversing = {
      order: again,
      document: one.till.newId<'Document'>(),
      reverses: documents[1]!.document,
      reason: 'till is gone',
    };
    const { order: after } = await one.till.call(one.core, 'reverseDocument', reversing, {
      session: one.session,
    });
    expect(after.reversals).toMatchObject([
      { cashierName: 'Ana', total: -1_250, number: { terminalCode: 'T1' } },
    ]);
    // The dead till comes back: it knows the reversal as soon as the other close, and makes no second one.
    give(one, two);
    await turns();
    expect((await ask(two).order(again)).reversals).toHaveLength(1);
  });

  it('are told which till is too old to read what would be written', async () => {
    const order = await closedTwice();
    give(two, one);
    everyTillReads(one, false);
    const { documents } = await ask(one).order(order);
    const input = {
      order,
      document: one.till.newId<'Document'>(),
      reverses: documents[1]!.document,
      reason: 'x',
    };
    await expect(one.till.call(one.core, 'reverseDocument', input, { session: one.session })).rejects.toThrow(
      'core/till-too-old',
    );
  });
});
