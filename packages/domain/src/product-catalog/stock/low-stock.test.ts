import { derivedId } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../_facts.ts';
import { lowStockTasks, stockFlag } from './low-stock.ts';
import { BOTTLE, STOCK, units } from './_stocks.ts';

const at = (level: number, low: number | null = 3) => [
  { stock: STOCK, item: BOTTLE, levelMicro: units(level), lowMicro: low === null ? null : units(low) },
];

describe('a level', () => {
  it.each([
    [4, 3, null],
    [3, 3, 'low'],
    [0, 3, 'low'],
    [-1, 3, 'negative'],
    [0, null, null],
    [-1, null, 'negative'],
  ])('of %d with a threshold of %s is %s', (level, low, flag) => {
    expect(stockFlag(at(level, low)[0]!)).toBe(flag);
  });

  it('that falls to its threshold raises one task, whose id every till derives alike', () => {
    const task = derivedId(STOCK, `task/low/${DAY}`);
    expect(lowStockTasks(at(4), at(3), DAY)).toEqual([
      { task, kind: 'low-stock', stock: STOCK, item: BOTTLE, levelMicro: units(3) },
    ]);
    expect(lowStockTasks([], at(1), DAY)[0]?.task).toBe(task);
  });

  it('that falls on from there raises none until it is below zero', () => {
    expect(lowStockTasks(at(3), at(1), DAY)).toEqual([]);
    expect(lowStockTasks(at(1), at(-1), DAY)).toMatchObject([{ kind: 'negative-stock' }]);
    expect(lowStockTasks(at(-1), at(-2), DAY)).toEqual([]);
  });

  it('that rises raises none', () => {
    expect(lowStockTasks(at(-1), at(2), DAY)).toEqual([]);
    expect(lowStockTasks(at(2), at(20), DAY)).toEqual([]);
  });
});
