import { stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import { factsOf, sharedShelf, type WrittenEntry } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { rawOf } from './_written.ts';
import { Oracle } from './oracle.ts';

describe('the oracle of stock', () => {
  it.each([7, 8, 9])(
    'computes what the domain folds of a shelf that two tills sell from, seed %i',
    (seed) => {
      const raw = rawOf(named(sharedShelf(seed).chains));
      const written = raw.map(({ chain, text }) => ({
        chain,
        entry: JSON.parse(text) as WrittenEntry['entry'],
      }));
      using oracle = new Oracle(raw);
      const levels = oracle.ask(
        'SELECT id, item_id, level, counted, moved, movements FROM stock_levels ORDER BY id',
      );
      expect(levels.length).toBeGreaterThan(1);
      expect(levels.filter(({ counted }) => counted !== null).length).toBeGreaterThan(1);
      expect(levels).toEqual(
        levels.map(({ id }) => {
          const { levels: folded, movements } = stockRows(
            stockLedger(String(id), factsOf(written, String(id))),
          );
          const { itemId, level, counted, moved } = folded[0]!;
          return { id, item_id: itemId, level, counted, moved, movements: movements.length };
        }),
      );
    },
  );
});

/** A count names chains: as the raw entries will name them, which are hashed anew. Openings name none. */
function named(chains: readonly (readonly WrittenEntry[])[]): readonly (readonly WrittenEntry[])[] {
  const names = chains.map((written) => [written[0]!.chain, rawOf([written.slice(0, 2)])[1]!.chain] as const);
  return chains.map((written) =>
    written.map(({ chain, entry }) => {
      let text = JSON.stringify(entry);
      for (const [before, after] of names) text = text.replaceAll(before, after);
      return { chain, entry: JSON.parse(text) as WrittenEntry['entry'] };
    }),
  );
}
