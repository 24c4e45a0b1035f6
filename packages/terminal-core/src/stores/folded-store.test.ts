import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldAll, type Recorded } from '@beaveros/domain/journal';
import { type OrderState, orderFold, orderRows } from '@beaveros/domain/order';
import { paymentRows, type ShiftState, shiftFold, shiftRows } from '@beaveros/domain/payment';
import { soldOutFold, soldOutRows, stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import {
  entityStatusFold,
  entityStatusRows,
  reservationFold,
  reservationRows,
  tableVisitRows,
} from '@beaveros/domain/service-entity';
import {
  taskFold,
  taskRows,
  type TicketsState,
  ticketPlaceRows,
  ticketRows,
  ticketsFold,
} from '@beaveros/domain/workflow';
import { counterSale, describeFoldedStore, sharedTable } from '@beaveros/testkit';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryArrivals } from './_memory-arrivals.ts';
import { FoldedStore, type FoldedStoreDefinition } from './folded-store.ts';
import { orderStore } from './order/folded.ts';
import { paymentStore } from './payment/folded.ts';
import { stockStore } from './product-catalog/folded.ts';
import { serviceEntityStore } from './service-entity/folded.ts';
import { workflowStore } from './workflow/folded.ts';

const dirs: string[] = [];
const newDir = () => {
  const dir = mkdtempSync(join(tmpdir(), 'beaver-folded-'));
  dirs.push(dir);
  return dir;
};
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

const orderIn = (arrivals: MemoryArrivals) => (order: string) =>
  foldAll(orderFold, order, arrivals.factsOf(order)).state;
const shiftIn = (arrivals: MemoryArrivals) => (shift: string) =>
  foldAll(shiftFold, shift, arrivals.factsOf(shift)).state;
const ticketsIn = (arrivals: MemoryArrivals) => (order: string) =>
  foldAll(ticketsFold, order, arrivals.factsOf(order)).state;

const stateOf = {
  order: (aggregate: string, facts: readonly Recorded[]): OrderState =>
    foldAll(orderFold, aggregate, facts).state,
  shift: (aggregate: string, facts: readonly Recorded[]): ShiftState =>
    foldAll(shiftFold, aggregate, facts).state,
  tickets: (aggregate: string, facts: readonly Recorded[]): TicketsState =>
    foldAll(ticketsFold, aggregate, facts).state,
};

/** The contract's store over a real file; rows come back through Drizzle, so booleans are booleans again. */
function openStore(definitionOf: (arrivals: MemoryArrivals) => FoldedStoreDefinition) {
  return () => {
    const arrivals = new MemoryArrivals();
    const store = new FoldedStore(definitionOf(arrivals), arrivals, newDir());
    return Promise.resolve({
      take: (entries: Parameters<MemoryArrivals['take']>[0]) => {
        arrivals.take(entries);
        store.catchUp();
        expect(store.fault).toBeNull();
        return Promise.resolve();
      },
      rows: (aggregate: string) => Promise.resolve(rowsIn(store, aggregate)),
      [Symbol.asyncDispose]: () => {
        store[Symbol.dispose]();
        return Promise.resolve();
      },
    });
  };
}

function rowsIn(store: FoldedStore, aggregate: string): Record<string, unknown[]> {
  const reader = drizzle({ client: store.db });
  return Object.fromEntries(
    [...store.definition.tables, ...(store.definition.ledger?.tables ?? [])].map(
      ({ table, aggregateColumn }) => {
        const { name, columns } = getTableConfig(table);
        const field = columns.find((column) => column.name === aggregateColumn)!;
        const rows = reader.select().from(table).all() as Record<string, unknown>[];
        const key = Object.entries(table).find(([, value]) => value === field)![0];
        return [name, rows.filter((row) => row[key] === aggregate)];
      },
    ),
  );
}

describeFoldedStore<Record<string, readonly unknown[]>>({
  name: "the till's order store",
  open: openStore((arrivals) => orderStore(orderIn(arrivals))),
  expected: (aggregate, facts) => {
    const rows = orderRows(stateOf.order(aggregate, facts));
    return {
      orders: rows.orders,
      order_items: rows.orderItems,
      order_item_modifiers: rows.orderItemModifiers,
      order_item_taxes: rows.orderItemTaxes,
      order_documents: rows.documents,
      order_tasks: rows.tasks,
    };
  },
  aggregates: (story) => story.orders,
});

describeFoldedStore<Record<string, readonly unknown[]>>({
  name: "the till's payment store",
  open: openStore((arrivals) => paymentStore(orderIn(arrivals), shiftIn(arrivals))),
  expected: (aggregate, facts) => {
    const { shifts, zReports } = shiftRows(stateOf.shift(aggregate, facts));
    return {
      payments: paymentRows(stateOf.order(aggregate, facts)).payments,
      shifts,
      z_reports: zReports,
    };
  },
  aggregates: (story) => [...story.orders, ...story.shifts],
});

describeFoldedStore<Record<string, readonly unknown[]>>({
  name: "the till's workflow store",
  open: openStore((arrivals) =>
    workflowStore({
      tickets: ticketsIn(arrivals),
      order: orderIn(arrivals),
      task: (task) => foldAll(taskFold, task, arrivals.factsOf(task)).state,
    }),
  ),
  expected: (aggregate, facts) => {
    const rows = ticketRows(stateOf.tickets(aggregate, facts));
    return {
      tickets: rows.tickets,
      order_item_workflow_status: rows.ticketLines,
      ticket_places: ticketPlaceRows(stateOf.order(aggregate, facts)).ticketPlaces,
      tasks: taskRows(foldAll(taskFold, aggregate, facts).state).tasks,
    };
  },
  aggregates: (story) => [...story.orders, ...(story.tasks ?? [])],
});

describeFoldedStore<Record<string, readonly unknown[]>>({
  name: "the till's store of tables and reservations",
  open: openStore((arrivals) =>
    serviceEntityStore({
      order: (order) => foldAll(orderFold, order, arrivals.factsOf(order)),
      tickets: ticketsIn(arrivals),
      entityStatus: (entity) => foldAll(entityStatusFold, entity, arrivals.factsOf(entity)).state,
      reservation: (id) => foldAll(reservationFold, id, arrivals.factsOf(id)).state,
    }),
  ),
  expected: (aggregate, facts) => {
    const order = foldAll(orderFold, aggregate, facts);
    return {
      entity_statuses: entityStatusRows(foldAll(entityStatusFold, aggregate, facts).state).entityStatuses,
      table_visits: tableVisitRows(order.state, stateOf.tickets(aggregate, facts), order.facts).tableVisits,
      reservations: reservationRows(foldAll(reservationFold, aggregate, facts).state).reservations,
    };
  },
  aggregates: (story) => [...story.orders, ...(story.entities ?? []), ...(story.reservations ?? [])],
});

describeFoldedStore<Record<string, readonly unknown[]>>({
  name: "the till's stock store",
  open: openStore((arrivals) =>
    stockStore((item) => foldAll(soldOutFold, item, arrivals.factsOf(item)).state),
  ),
  expected: (aggregate, facts) => {
    const { levels, movements } = stockRows(stockLedger(aggregate, facts));
    const { soldOut } = soldOutRows(foldAll(soldOutFold, aggregate, facts).state);
    return { stock_levels: levels, stock_movements: movements, sold_out_items: soldOut };
  },
  aggregates: ({ chains }) => [
    ...new Set(
      chains
        .flat()
        .flatMap(({ entry }) => entry.events)
        .filter(({ type }) => type.startsWith('product-catalog.'))
        .map(({ aggregate }) => aggregate),
    ),
  ],
});

describe('FoldedStore', () => {
  const story = sharedTable(7);
  const definition = (arrivals: MemoryArrivals, foldVersion = 1) => ({
    ...orderStore(orderIn(arrivals)),
    foldVersion,
  });

  it('folds anew to the same rows, beside the old file, while entries arrive', async () => {
    const arrivals = new MemoryArrivals();
    using store = new FoldedStore(definition(arrivals), arrivals, newDir());
    arrivals.take(story.chains.flat());
    const before = store.digest();
    const rebuilding = store.rebuild();
    arrivals.take(counterSale(8).chains.flat());
    await rebuilding;
    const after = store.digest();
    expect(before.rows).toBeGreaterThan(0);
    expect(after.rows).toBeGreaterThan(before.rows);
    await store.rebuild();
    expect(store.digest()).toEqual(after);
  });

  it('folds anew under another fold version', () => {
    const arrivals = new MemoryArrivals();
    arrivals.take(story.chains.flat());
    const dir = newDir();
    const first = new FoldedStore(definition(arrivals), arrivals, dir);
    const before = first.digest();
    first[Symbol.dispose]();
    using second = new FoldedStore(definition(arrivals, 2), arrivals, dir);
    expect(second.arrival).toBe(0);
    expect(second.digest()).toEqual(before);
  });

  it('goes on where it was when it is opened again', () => {
    const arrivals = new MemoryArrivals();
    arrivals.take(story.chains.flat());
    const dir = newDir();
    const first = new FoldedStore(definition(arrivals), arrivals, dir);
    const before = first.digest();
    first[Symbol.dispose]();
    using second = new FoldedStore(definition(arrivals), arrivals, dir);
    expect(second.arrival).toBe(arrivals.lastArrival);
    expect(second.digest()).toEqual(before);
  });

  it('folds anew when its file is damaged', () => {
    const arrivals = new MemoryArrivals();
    arrivals.take(story.chains.flat());
    const dir = newDir();
    const first = new FoldedStore(definition(arrivals), arrivals, dir);
    const before = first.digest();
    first[Symbol.dispose]();
    const path = join(dir, 'order.sqlite');
    writeFileSync(path, readFileSync(path).fill(0x5a, 0, 512));
    using second = new FoldedStore(definition(arrivals), arrivals, dir);
    expect(second.digest()).toEqual(before);
  });

  it('is marked when it cannot apply, stops nobody, and is well after a rebuild', async () => {
    const arrivals = new MemoryArrivals();
    let isBroken = true;
    const { rowsOf, ...rest } = definition(arrivals);
    const store = new FoldedStore(
      {
        ...rest,
        rowsOf: (order) => {
          if (isBroken) throw new Error('a fold defect');
          return rowsOf(order);
        },
      },
      arrivals,
      newDir(),
    );
    arrivals.take(story.chains.flat());
    expect(() => store.catchUp()).not.toThrow();
    expect(store.fault?.code).toBe('store/cannot-apply');
    isBroken = false;
    await store.rebuild();
    expect(store.fault).toBeNull();
    expect(store.digest().rows).toBeGreaterThan(0);
    store[Symbol.dispose]();
  });
});
