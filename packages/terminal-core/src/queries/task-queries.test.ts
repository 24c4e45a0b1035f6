import { foldAll, type Recorded } from '@beaveros/domain/journal';
import { orderFold, parkOrder } from '@beaveros/domain/order';
import { businessDate } from '@beaveros/kit';
import { Cashier, houseOf, staleDraft } from '@beaveros/testkit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryArrivals } from '../stores/_memory-arrivals.ts';
import { FoldedStore } from '../stores/folded-store.ts';
import { orderStore } from '../stores/order/folded.ts';
import { listOrders, sumDocuments } from './order-queries.ts';
import { listTasks } from './task-queries.ts';

let dir: string;
let arrivals: MemoryArrivals;
let store: FoldedStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaveros-tasks-'));
  arrivals = new MemoryArrivals();
  const factsOf = (order: string): readonly Recorded[] => arrivals.factsOf(order);
  store = new FoldedStore(
    orderStore((order) => foldAll(orderFold, order, factsOf(order)).state),
    arrivals,
    dir,
  );
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

const PAGE = { limit: 50, offset: 0 };

describe('what people must look at', () => {
  it('is listed with what it is about, and stays among all once somebody has looked', () => {
    const { chains } = staleDraft(3);
    for (const chain of chains) arrivals.take(chain);
    expect(listTasks(store, { status: 'open', ...PAGE })).toEqual({ tasks: [], total: 0 });
    const { tasks, total } = listTasks(store, { status: 'all', ...PAGE });
    expect(total).toBe(2);
    expect(
      tasks.map(({ kind, lineName, isOpen, note, amount }) => [kind, lineName, isOpen, note, amount]),
    ).toEqual([
      ['unseen-void', 'Lemonade', false, 'seen', null],
      ['unseen-quantity', 'Burger', false, 'seen', null],
    ]);
    expect(listTasks(store, { status: 'all', limit: 1, offset: 1 }).tasks).toEqual(tasks.slice(1));
  });

  it('holds both orders whose documents have one number, until each was looked at', () => {
    // A restored disk: a till of the same code and series gives its first number again.
    const house = houseOf(5);
    const tills = [new Cashier(house, 'T1'), new Cashier(house, 'T1')];
    const documents = tills.map((till) => {
      till.openShift();
      const order = till.openOrder();
      till.addLine(order, house.items[2]!);
      return { order, document: till.payAndClose(order) };
    });
    for (const till of tills) arrivals.take(till.writer.entries());
    const clashes = listTasks(store, { status: 'open', ...PAGE });
    expect(clashes.tasks.map(({ kind, order, document }) => ({ kind, order, document }))).toEqual(
      documents.map((each) => ({ kind: 'receipt-number-clash', ...each })),
    );
    const [one] = clashes.tasks;
    tills[0]!.resolveTask(one!.order, one!.task);
    arrivals.take(tills[0]!.writer.entries());
    const after = listTasks(store, { status: 'open', ...PAGE }).tasks;
    expect(after.map(({ order }) => order)).toEqual([documents[1]!.order]);
    expect(listTasks(store, { status: 'all', ...PAGE }).tasks).toMatchObject([
      { ...one, isOpen: false, note: 'seen' },
      after[0],
    ]);
  });
});

describe('the sums of documents', () => {
  it('are closes less reversals, with what orders sold that are not here any more', () => {
    const { chains } = staleDraft(3);
    for (const chain of chains) arrivals.take(chain);
    expect(sumDocuments(store, null)).toEqual({ documents: 2, lines: 3, total: '19.16' });
    const day = (date: string) => ({
      key: `${date}/EUR/2`,
      businessDate: businessDate(date),
      currency: { code: 'EUR', exponent: 2 },
      documents: 10,
      lines: 20,
      net: 900 as never,
      tax: 100 as never,
      total: 1_000 as never,
    });
    const dropped = [day('2026-01-01'), day('2025-12-31')];
    expect(sumDocuments(store, null, dropped)).toEqual({ documents: 22, lines: 43, total: '39.16' });
    expect(sumDocuments(store, businessDate('2026-01-01'), dropped)).toEqual({
      documents: 12,
      lines: 23,
      total: '29.16',
    });
    expect(sumDocuments(store, businessDate('2025-12-31'), dropped)).toEqual({
      documents: 10,
      lines: 20,
      total: '10.00',
    });
  });
});

describe('the list of open orders', () => {
  it('has those that were put aside apart when asked to, until they are over', () => {
    const house = houseOf(7);
    const till = new Cashier(house, 'T1');
    till.openShift();
    const [aside, inHand] = [till.openOrder(), till.openOrder()];
    till.addLine(aside, house.items[2]!);
    till.say('parkOrder', parkOrder(till.order(aside), { order: aside }, house));
    arrivals.take(till.writer.entries());
    const parked = (isParked: boolean, status: 'open' | 'all' = 'open') =>
      listOrders(store, { status, isParked, ...PAGE }).orders.map(({ order }) => order);
    expect([parked(true), parked(false)]).toEqual([[aside], [inHand]]);
    expect(listOrders(store, { status: 'open', ...PAGE }).total).toBe(2);
    till.payAndClose(aside);
    arrivals.take(till.writer.entries());
    expect([parked(true, 'all'), parked(false)]).toEqual([[], [inHand]]);
  });

  it('has a supplementary one, with what is still due', () => {
    const house = houseOf(6);
    const [one, two] = [new Cashier(house, 'T1'), new Cashier(house, 'T2')];
    one.openShift();
    const order = one.openOrder();
    one.addLine(order, house.items[2]!);
    two.writer.hear(one.writer);
    one.payAndClose(order);
    two.addLine(order, house.items[1]!);
    for (const till of [one, two]) arrivals.take(till.writer.entries());
    expect(listOrders(store, { status: 'open', ...PAGE })).toMatchObject({
      orders: [{ order, status: 'supplementary', due: 395, overpaid: 0, total: 480, paid: 85 }],
      total: 1,
    });
    expect(listOrders(store, { status: 'closed', ...PAGE }).total).toBe(0);
  });
});
