import type { AmountMinor, Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { addLine, give, onTwoTills, openOrder } from '../_place.ts';
import { idOf } from '../_till-fixture.ts';

// A till on which somebody is taught: practice shifts and real ones in turn.

const { one: place, two } = onTwoTills();

async function shift(isTraining: boolean) {
  const { till, core, session } = place;
  const { shift: open } = await till.call(core, 'currentShift', {}, { session });
  const z =
    open === null
      ? null
      : (await till.call(core, 'closeShift', { shift: open.shift, count: null }, { session })).report;
  const next = till.newId<'Shift'>();
  await till.call(core, 'openShift', { shift: next, float: 0 as AmountMinor, isTraining }, { session });
  return z;
}
async function burger(): Promise<Id<'Order'>> {
  const order = await openOrder(place);
  await addLine(place, order);
  return order;
}
const cash = (tendered: number) => ({
  payment: place.till.newId<'Payment'>(),
  method: idOf<'PaymentMethod'>('cash'),
  tendered: tendered as AmountMinor,
});
const close = (order: Id<'Order'>, tendered: number) =>
  place.till.call(
    place.core,
    'payAndClose',
    { order, document: place.till.newId(), tenders: [cash(tendered)], printer: null },
    { session: place.session },
  );
const part = (order: Id<'Order'>, tendered: number) =>
  place.till.call(
    place.core,
    'recordPayment',
    { order, tenders: [cash(tendered)] },
    { session: place.session },
  );

describe('practice', () => {
  it('pays for no sale, and no sale pays for practice', async () => {
    await shift(true);
    const practised = await burger();
    await part(practised, 500);
    await shift(false);
    await expect(close(practised, 750)).rejects.toThrow('payment/practice-kept-apart');
    await expect(part(practised, 100)).rejects.toThrow('payment/practice-kept-apart');
    const real = await burger();
    await part(real, 500);
    await shift(true);
    await expect(close(real, 750)).rejects.toThrow('payment/practice-kept-apart');
    // Each goes on in a shift of its own kind.
    expect((await close(practised, 750)).document).toMatchObject({
      isTraining: true,
      number: { counter: 1 },
    });
    await shift(false);
    expect((await close(real, 750)).document).toMatchObject({ isTraining: false, number: { counter: 1 } });
    expect(await shift(false)).toMatchObject({ isTraining: false, total: 1_250, sales: { count: 1 } });
  });

  it('closes no table that another till has guests at', async () => {
    const table = await openOrder(two);
    await addLine(two, table);
    give(two, place);
    await shift(true);
    await expect(close(table, 1_250)).rejects.toThrow('payment/practice-kept-apart');
    await expect(part(table, 100)).rejects.toThrow('payment/practice-kept-apart');
    await shift(false);
    expect((await close(table, 1_250)).document.isTraining).toBe(false);
  });

  it('has a row of numbers without a hole, and so have sales, however they take turns', async () => {
    const numbers = { sales: [] as number[], practice: [] as number[] };
    for (const isTraining of [true, false, true, true, false]) {
      await shift(isTraining);
      for (const _ of [1, 2]) {
        const { document } = await close(await burger(), 1_250);
        numbers[isTraining ? 'practice' : 'sales'].push(document.number.counter);
      }
    }
    expect(numbers).toEqual({ sales: [1, 2, 3, 4], practice: [1, 2, 3, 4, 5, 6] });
  });

  it('given back is practice as well: by a number of its row, and in no report', async () => {
    const { till, core, session } = place;
    await shift(true);
    const order = await burger();
    const { document } = await close(order, 1_250);
    const [line] = document.lines;
    const refund = {
      order,
      document: till.newId<'Document'>(),
      refunds: document.document,
      lines: [{ line: line!.line, quantityMicro: line!.quantityMicro }],
      reason: 'cold',
      tenders: [
        {
          payment: till.newId<'Payment'>(),
          amount: 1_250 as AmountMinor,
          to: { kind: 'method' as const, method: idOf<'PaymentMethod'>('cash'), account: null },
        },
      ],
      restock: true,
      printer: null,
    };
    await shift(false);
    await expect(till.call(core, 'refund', refund, { session })).rejects.toThrow('order/refund-in-training');
    await shift(true);
    const answer = await till.call(core, 'refund', refund, { session });
    expect(answer.refund).toMatchObject({ isTraining: true, number: { series: 1, counter: 2 } });
    expect(await till.call(core, 'totals', { businessDate: null }, { session })).toMatchObject({
      documents: 0,
    });
    const { businessDate } = document;
    for (const dimension of ['day', 'item', 'tender'] as const) {
      const asked = { businessDate, dimension, terminal: null };
      expect((await till.call(core, 'dayReport', asked, { session })).rows).toEqual([]);
    }
  });
});
