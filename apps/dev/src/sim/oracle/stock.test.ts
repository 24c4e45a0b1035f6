import { sharedShelf, type WrittenEntry } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { domainRows, sortedRows, toColumns } from './_domain-rows.ts';
import { namedAnew, rawOf } from './_written.ts';
import { Oracle } from './oracle.ts';

describe('the oracle of stock', () => {
  it.each([7, 8, 9])(
    'computes what the domain folds of a shelf that two tills sell from, seed %i',
    (seed) => {
      const raw = rawOf(namedAnew(sharedShelf(seed).chains));
      const written = raw.map(({ chain, text }) => ({
        chain,
        entry: JSON.parse(text) as WrittenEntry['entry'],
      }));
      using oracle = new Oracle(raw);
      const levels = oracle.rows('stock_levels');
      expect(levels.length).toBeGreaterThan(1);
      expect(levels.filter(({ counted }) => counted !== null).length).toBeGreaterThan(1);
      for (const { id } of levels) {
        const folded = domainRows(written, String(id));
        for (const table of ['stock_levels', 'stock_movements'] as const)
          expect(sortedRows(oracle.rows(table, String(id)))).toEqual(
            sortedRows(folded[table].map(toColumns)),
          );
      }
    },
  );
});
