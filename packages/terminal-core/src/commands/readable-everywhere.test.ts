import { EVENT_CATALOGUE } from '@beaveros/domain/journal';
import type { AmountMinor } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReachedTill, sellBurgers, TillsInReach } from '../_tills-in-reach.ts';

// A till of the store runs an older build: what this one writes is written so that it can read it, or not at all.

let store: TillsInReach;
let till: ReachedTill;
let older: ReachedTill;
beforeEach(async () => {
  store = new TillsInReach();
  [till, older] = [await store.open(), await store.open()];
  await store.meet(till, older);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

/** The other till says which event versions it reads from here on. */
async function olderReads(isRead: (version: string) => boolean): Promise<void> {
  const { journal } = older.core;
  journal.versions.announce([...EVENT_CATALOGUE.keys()].filter(isRead), older.till.now);
  await store.level(till, older);
}

const written = (type: string) =>
  till.core.journal
    .after(0, 1_000)
    .flatMap(({ entry }) => entry.events.filter((event) => event.type === type));

describe('a command', () => {
  it('writes its newest facts while every till of the store reads them', async () => {
    await sellBurgers(till, 1);
    expect(written('order.OrderClosed').map(({ v }) => v)).toEqual([2]);
  });

  it('writes them in versions that an older till reads, and folds them as the newest', async () => {
    await olderReads((version) => version.endsWith('/1'));
    const { order, document } = await sellBurgers(till, 2);
    expect(new Set(written('order.OrderClosed').map(({ v }) => v))).toEqual(new Set([1]));
    expect(new Set(written('payment.PaymentRecorded').map(({ v }) => v))).toEqual(new Set([1]));
    const own = till.core.desk.aggregates.order(order);
    expect(own.documents).toMatchObject([{ document, total: 2_500, discount: 0 }]);
    // Read back from the file it is the same.
    const [fact] = till.core.journal
      .byAggregate(order)
      .filter(({ event }) => event.type === 'order.OrderClosed');
    expect(fact!.event.v).toBe(2);
    await store.level(till, older);
    expect(older.core.desk.aggregates.order(order).documents).toEqual(own.documents);
  });

  it('is refused, and writes nothing, where the older versions have no words for it', async () => {
    await olderReads((version) => !version.startsWith('order.OrderClosed/'));
    await expect(sellBurgers(till, 1)).rejects.toThrow(
      '{"code":"core/till-too-old","type":"order.OrderClosed"}',
    );
    // The payment of the same entry could be read, and is not there either.
    expect(written('payment.PaymentRecorded')).toEqual([]);
  });

  it('is done again once the older till is upgraded', async () => {
    await olderReads((version) => !version.startsWith('payment.ShiftOpened/'));
    await expect(openShift()).rejects.toThrow('core/till-too-old');
    await olderReads(() => true);
    await openShift();
    expect(till.core.desk.aggregates.currentShift).not.toBeNull();
  });

  it('closes its drawer beside an older till: nobody else decides on it', async () => {
    await sellBurgers(till, 1);
    await olderReads((version) => !version.startsWith('payment.ShiftClosed/'));
    const { shift } = till.core.desk.aggregates.currentShift!;
    await till.till.call(till.core, 'closeShift', { shift, count: null }, { session: till.session });
    expect(written('payment.ShiftClosed')).toHaveLength(1);
    expect(till.core.desk.aggregates.currentShift).toBeNull();
  });
});

function openShift() {
  const input = { shift: till.till.newId<'Shift'>(), float: 0 as AmountMinor };
  return till.till.call(till.core, 'openShift', input, { session: till.session });
}
