import type { AmountMinor, Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { addLine, give, onTwoTills, openOrder, openShift, type Place } from '../_place.ts';
import { idOf } from '../_till-fixture.ts';

// Two whole tills of one store; their journals are exchanged by hand, so that each hears of the other when the test says.

const { one, two } = onTwoTills(async (place) => {
  await openShift(place);
});

async function sell(place: Place): Promise<Id<'Document'>> {
  const { till, core, session } = place;
  const order = await openOrder(place);
  await addLine(place, order);
  const document = till.newId<'Document'>();
  const tenders = [
    {
      payment: till.newId<'Payment'>(),
      method: idOf<'PaymentMethod'>('cash'),
      tendered: 1_250 as AmountMinor,
    },
  ];
  await till.call(core, 'payAndClose', { order, document, tenders, printer: null }, { session });
  return document;
}

async function closeShift({ till, core, session }: Place) {
  const { shift } = await till.call(core, 'currentShift', {}, { session });
  return till.call(core, 'closeShift', { shift: shift!.shift, count: null }, { session });
}

async function practise(place: Place): Promise<void> {
  const { till, core, session } = place;
  const open = { shift: till.newId<'Shift'>(), float: 0 as AmountMinor, isTraining: true };
  await till.call(core, 'openShift', open, { session });
  await sell(place);
  await closeShift(place);
}

async function dayOf({ till, core, session }: Place) {
  const { orders } = await till.call(core, 'orders', { status: 'all', limit: 1, offset: 0 }, { session });
  return till.call(core, 'storeDay', { businessDate: orders[0]!.businessDate! }, { session });
}

const report = async ({ till, core, session }: Place, dimension: 'day' | 'hour' | 'item') => {
  const { orders } = await till.call(core, 'orders', { status: 'all', limit: 1, offset: 0 }, { session });
  const asked = { businessDate: orders[0]!.businessDate!, dimension, terminal: null };
  return (await till.call(core, 'dayReport', asked, { session })).rows;
};

describe('the store’s day at a till', () => {
  it('shows what came after it had looked complete: which documents, of whom, and what they changed', async () => {
    await sell(one);
    const late = [await sell(two), await sell(two)];
    const { report: z } = await closeShift(one);
    const [before, ...others] = (await dayOf(one)).days;
    expect(others).toEqual([]);
    expect(before).toMatchObject({
      isClosed: true,
      total: { sales: 1, total: 1_250 },
      ofZs: { sales: 1, total: 1_250 },
      said: { sales: 1, total: 1_250 },
      corrections: [],
    });

    give(two, one);
    const { days, isWhole } = await dayOf(one);
    expect(isWhole).toBe(true);
    expect(days).toHaveLength(1);
    expect(days[0]).toMatchObject({
      isClosed: false,
      total: { sales: 3, total: 3_750 },
      said: { sales: 1, total: 1_250 },
      ofZs: { sales: 1, total: 1_250 },
      tenders: [{ amount: 3_750, ofZs: 1_250, difference: 2_500 }],
    });
    const [correction, ...more] = days[0]!.corrections;
    expect(more).toEqual([]);
    expect(correction).toMatchObject({ sales: 2, total: 2_500 });
    expect(correction!.documents.map(({ document }) => document).sort()).toEqual(late.sort());
    expect(correction!.documents).toMatchObject(
      [1, 2].map((counter) => ({
        kind: 'sale',
        number: { terminalCode: 'T2', counter },
        terminal: two.till.identity.terminal,
        cashierName: 'Ana',
        total: 1_250,
      })),
    );
    // The Z is what it was.
    expect(days[0]!.shifts.find(({ z: of }) => of !== null)).toMatchObject({
      z: { number: z.number, figures: { total: 1_250 } },
      late: { sales: 0, total: 0 },
    });

    // The other till heard of nothing late: it was there when they sold.
    await closeShift(two);
    give(one, two);
    give(two, one);
    expect((await dayOf(two)).days[0]).toMatchObject({
      isClosed: true,
      total: { sales: 3 },
      ofZs: { sales: 3 },
    });
    expect((await dayOf(one)).days[0]).toMatchObject({
      isClosed: true,
      said: { sales: 1 },
      ofZs: { sales: 3 },
    });
  });

  it('knows nothing of practice, nor does any report, and lists it as what it is', async () => {
    await sell(one);
    await closeShift(one);
    await practise(one);
    const { till, core, session } = one;
    expect((await dayOf(one)).days).toMatchObject([
      { total: { sales: 1, total: 1_250 }, shifts: [{ documents: { sales: 1 } }], outside: { sales: 0 } },
    ]);
    for (const dimension of ['day', 'hour', 'item'] as const)
      expect(await report(one, dimension)).toMatchObject([{ count: 1, total: 1_250 }]);
    expect(await till.call(core, 'totals', { businessDate: null }, { session })).toEqual({
      documents: 1,
      lines: 1,
      total: '12.50',
    });
    const { orders } = await till.call(core, 'orders', { status: 'all', limit: 9, offset: 0 }, { session });
    expect(orders.map(({ isTraining }) => isTraining).sort()).toEqual([false, true]);
    const views = await Promise.all(
      orders.map(async ({ order }) => (await till.call(core, 'order', { order }, { session })).order!),
    );
    // Each kind has a row of numbers of its own, and nobody is asked why two documents have one number.
    for (const { documents } of views)
      expect(documents).toMatchObject([{ number: { terminalCode: 'T1', series: 1, counter: 1 } }]);
    const page = { status: 'open', limit: 50, offset: 0 } as const;
    expect(await till.call(core, 'orderTasks', page, { session })).toEqual({ tasks: [], total: 0 });
  });

  it('is of this day by hour', async () => {
    await sell(one);
    await sell(one);
    const [row, ...others] = await report(one, 'hour');
    expect(others).toEqual([]);
    expect(row).toMatchObject({ count: 2, total: 2_500, quantityMicro: 2_000_000 });
    expect(row!.key).toMatch(/^([01]\d|2[0-3])$/);
    expect((await report(one, 'day'))[0]!.key).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
