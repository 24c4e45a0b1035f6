import { type Id, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, STORE } from '../../_facts.ts';
import { readEvent } from '../../journal/event-catalogue.ts';
import { type StockLine, STOCKS_MOVED_MAX, stockMovements } from './movements.ts';
import { stockIdOf } from './events.ts';
import { BOTTLE, CHEESE, DOUGH, FLOUR, ORDER, PIZZA, reader, row, TOMATO, units } from './_stocks.ts';

const EXTRA = fixed('ModifierOption', 1);
const WITHOUT = fixed('ModifierOption', 2);

/** Dough for eight from 1.5 kg of flour; a pizza is one dough, 0.1 kg of cheese and 0.08 of tomato. */
const KITCHEN = reader(
  row(BOTTLE),
  row(FLOUR),
  row(CHEESE),
  row(TOMATO),
  row(DOUGH, {
    isTracked: false,
    yieldMicro: units(8),
    ingredients: [{ item: FLOUR, quantityMicro: units(1.5) }],
  }),
  row(PIZZA, {
    isTracked: false,
    ingredients: [
      { item: DOUGH, quantityMicro: units(1) },
      { item: CHEESE, quantityMicro: units(0.1) },
      { item: TOMATO, quantityMicro: units(0.08) },
    ],
    options: [
      { option: EXTRA, ingredients: [{ item: CHEESE, quantityMicro: units(0.05) }] },
      { option: WITHOUT, ingredients: [{ item: TOMATO, quantityMicro: units(-0.08) }] },
    ],
  }),
);

const line = (n: number, item: Id<'Item'>, count: number, ...options: Id<'ModifierOption'>[]): StockLine => ({
  line: fixed('Line', n),
  item,
  quantityMicro: units(count),
  modifiers: options.map((option) => ({ option })),
});

const sale = (...lines: readonly StockLine[]) =>
  stockMovements(lines, { order: ORDER, kind: 'sale', stock: KITCHEN });
const said = (events: ReturnType<typeof stockMovements>) =>
  events.map(({ body }) =>
    body !== null && 'deltaMicro' in body ? [body.item, body.kind, body.deltaMicro, body.cause?.line] : [],
  );

describe('what a document moves', () => {
  it('a tracked item moves itself, in the stock of its store', () => {
    expect(sale(line(1, BOTTLE, 3))).toEqual([
      {
        type: 'product-catalog.StockMoved',
        v: 1,
        aggregate: stockIdOf(STORE, BOTTLE),
        body: {
          item: BOTTLE,
          kind: 'sale',
          deltaMicro: units(-3),
          cause: { order: ORDER, document: null, line: fixed('Line', 1) },
          note: null,
        },
      },
    ]);
  });

  it('an item with a recipe moves its ingredients, and theirs', () => {
    expect(said(sale(line(1, PIZZA, 2)))).toEqual([
      [CHEESE, 'sale', units(-0.2), fixed('Line', 1)],
      [TOMATO, 'sale', units(-0.16), fixed('Line', 1)],
      [FLOUR, 'sale', units(-0.375), fixed('Line', 1)],
    ]);
  });

  it('options add ingredients and leave them out', () => {
    expect(said(sale(line(1, PIZZA, 1, EXTRA, WITHOUT)))).toEqual([
      [CHEESE, 'sale', units(-0.15), fixed('Line', 1)],
      [FLOUR, 'sale', units(-0.1875), fixed('Line', 1)],
    ]);
  });

  it('an item that nobody tracks and that has no recipe moves nothing', () => {
    expect(sale(line(1, fixed('Item', 99), 5))).toEqual([]);
  });

  it('a line below zero is a return, and does not hide in the sale of the same item', () => {
    expect(said(sale(line(1, BOTTLE, 3), line(2, BOTTLE, -1)))).toEqual([
      [BOTTLE, 'sale', units(-3), fixed('Line', 1)],
      [BOTTLE, 'return', units(1), fixed('Line', 2)],
    ]);
  });

  it('two thousand lines of forty items are forty movements', () => {
    const items = Array.from({ length: 40 }, (_, at) => fixed('Item', 100 + at));
    const stock = reader(...items.map((item) => row(item)));
    const lines = Array.from({ length: 2_000 }, (_, at) => line(at, items[at % 40]!, 1));
    const events = stockMovements(lines, { order: ORDER, kind: 'sale', stock });
    expect(said(events)).toEqual(items.map((item) => [item, 'sale', units(-50), null]));
  });

  it('never more movements than an entry has room for', () => {
    const items = Array.from({ length: 1_500 }, (_, at) => fixed('Item', 1_000 + at));
    const stock = reader(...items.map((item) => row(item)));
    const lines = items.map((item, at) => line(at, item, 1));
    const events = stockMovements(lines, { order: ORDER, kind: 'sale', stock });
    expect(events.length).toBe(STOCKS_MOVED_MAX);
    expect(readEvent({ ...events.at(-1)!, id: fixed('Event', 1) }).kind).toBe('read');
  });

  it('recipes that name each other end', () => {
    const stock = reader(
      row(DOUGH, { ingredients: [{ item: PIZZA, quantityMicro: units(1) }] }),
      row(PIZZA, {
        ingredients: Array.from({ length: 64 }, () => ({ item: DOUGH, quantityMicro: units(1) })),
      }),
    );
    const events = stockMovements([line(1, PIZZA, 1)], { order: ORDER, kind: 'sale', stock });
    expect(new Set(said(events).map(([item]) => item))).toEqual(new Set([PIZZA, DOUGH]));
  });

  it('rounds the whole way down once, half away from zero', () => {
    // A third of a third: three roundings of 0.333333 would give 0.111111 x 3 = 0.333333 from 1.
    const stock = reader(
      row(FLOUR),
      row(DOUGH, {
        isTracked: false,
        yieldMicro: units(3),
        ingredients: [{ item: FLOUR, quantityMicro: units(1) }],
      }),
      row(PIZZA, {
        isTracked: false,
        yieldMicro: units(3),
        ingredients: [{ item: DOUGH, quantityMicro: units(9) }],
      }),
    );
    const moves = (count: number) =>
      said(stockMovements([line(1, PIZZA, count)], { order: ORDER, kind: 'sale', stock }));
    expect(moves(1)).toEqual([[FLOUR, 'sale', units(-1), fixed('Line', 1)]]);
    const half = reader(
      row(FLOUR),
      row(PIZZA, {
        isTracked: false,
        yieldMicro: 2_000_000,
        ingredients: [{ item: FLOUR, quantityMicro: quantityMicro(1) }],
      }),
    );
    const one = stockMovements([line(1, PIZZA, 1)], { order: ORDER, kind: 'sale', stock: half });
    expect(said(one)).toEqual([[FLOUR, 'sale', -1, fixed('Line', 1)]]);
  });

  it('a refund, a reversal and a return of a line bring back exactly what it took', () => {
    const lines = fc.array(
      fc.record({
        item: fc.constantFrom(BOTTLE, PIZZA, DOUGH, FLOUR),
        quantity: fc.integer({ min: 1, max: 9_000_000 }),
        options: fc.subarray([EXTRA, WITHOUT]),
      }),
      { maxLength: 8 },
    );
    const sumBy = (events: ReturnType<typeof stockMovements>) => {
      const sums = new Map<unknown, number>();
      for (const [item, , delta] of said(events)) sums.set(item, (sums.get(item) ?? 0) + Number(delta));
      return [...sums].filter(([, sum]) => sum !== 0);
    };
    fc.assert(
      fc.property(lines, fc.constantFrom('refund' as const, 'reversed' as const), (some, kind) => {
        const sold = some.map(({ item, quantity, options }, at) => ({
          ...line(at, item, 0, ...options),
          quantityMicro: quantityMicro(quantity),
        }));
        const back = stockMovements(sold, { order: ORDER, kind, stock: KITCHEN });
        expect(sumBy([...sale(...sold), ...back])).toEqual([]);
        const returned = sold.map((each) => ({
          ...each,
          quantityMicro: quantityMicro(0 - each.quantityMicro),
        }));
        expect(sumBy([...sale(...sold), ...sale(...returned)])).toEqual([]);
      }),
      { numRuns: 1_000, verbose: 1 },
    );
  });
});
