import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TillItemRow } from '@beaveros/domain/product-catalog';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, item, itemGone, tax, uuid } from '../_wire.ts';
import { openRows, type Rows } from '../rows.ts';
import type { WireRow } from '../wire-row.ts';
import { foldCode, foldText } from './search-text.ts';

let dir: string;
let rows: Rows;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaveros-search-'));
  rows = openRows({ dir, sealKey: Buffer.alloc(32) });
  fill('taxes', [tax()]);
});
afterEach(() => {
  rows[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const shape = (table: string) => rows.shapes.flat().find((each) => each.shape.table === table)!;
function fill(table: string, changes: readonly WireRow[]): void {
  const target = shape(table);
  target.beginShadow();
  target.fill(changes, true);
  for (const _step of target.finishShadow()) continue;
  target.swap(at(1), null);
}
const names = (found: readonly TillItemRow[]) => found.map(({ name }) => name);

describe('a search', () => {
  it('finds an exact code first, then what begins so, then words anywhere, each by name', () => {
    fill('till_items', [
      item(1, { name: 'Tea towel', sku: 'A1' }),
      item(2, { name: 'Iced tea', sku: 'B1' }),
      item(3, { name: 'Tea', sku: 'C1' }),
      item(4, { name: 'Zebra', sku: 'tea' }),
      item(5, { name: 'Steam iron', sku: 'D1' }),
    ]);
    expect(names(rows.catalogue.search('TEA', 10))).toEqual(['Zebra', 'Tea', 'Tea towel', 'Iced tea']);
    expect(names(rows.catalogue.search('tea', 2))).toEqual(['Zebra', 'Tea']);
  });

  it('does not look at case, accents or punctuation', () => {
    fill('till_items', [
      item(1, { name: 'Crème Brûlée' }),
      item(2, { name: 'Groß-Straße' }),
      item(3, { name: 'Ærø Smørrebrød' }),
      item(4, { name: 'Чай зелёный' }),
    ]);
    for (const [text, name] of [
      ['creme bru', 'Crème Brûlée'],
      ['BRÛL', 'Crème Brûlée'],
      ['gross strasse', 'Groß-Straße'],
      ['smorre', 'Ærø Smørrebrød'],
      ['зелен', 'Чай зелёный'],
    ] as const) {
      expect(names(rows.catalogue.search(text, 5))).toEqual([name]);
    }
  });

  it('takes what anybody may type for words', () => {
    fill('till_items', [item(1, { name: 'Mug "best" 50%' })]);
    for (const text of [
      '',
      '   ',
      '"',
      '*',
      'AND',
      'mug OR x',
      'NEAR(',
      '-',
      "'; drop",
      'a'.repeat(5_000),
      '\u{1F600}',
    ])
      rows.catalogue.search(text, 5);
    expect(names(rows.catalogue.search('best" mug*', 5))).toEqual(['Mug "best" 50%']);
  });

  it('shows active items only and forgets a name that changed', () => {
    fill('till_items', [item(1, { name: 'Red mug' }), item(2, { name: 'Red bowl', is_active: 'false' })]);
    expect(names(rows.catalogue.search('red', 5))).toEqual(['Red mug']);
    shape('till_items').apply([item(1, { name: 'Blue mug' }), item(2, { name: 'Red bowl' })], at(2), null);
    expect(names(rows.catalogue.search('red', 5))).toEqual(['Red bowl']);
    expect(names(rows.catalogue.search('mug', 5))).toEqual(['Blue mug']);
    expect(rows.catalogue.items({ category: null, limit: 1, offset: 1 })).toMatchObject({
      items: [{ name: 'Red bowl' }],
      total: 2,
    });
  });

  it('keeps its order where a thousand names come in between two others', () => {
    fill('till_items', [item(1, { name: 'a' }), item(2, { name: 'z' })]);
    for (let n = 0; n < 1_000; n += 100) {
      shape('till_items').apply(
        Array.from({ length: 100 }, (_, k) =>
          item(10 + n + k, { name: `m ${String(n + k).padStart(4, '0')}` }),
        ),
        at(n + 2),
        null,
      );
    }
    const all = names(rows.catalogue.items({ category: null, limit: 2_000, offset: 0 }).items);
    expect(all).toEqual([...all].sort());
    expect(all.length).toBe(1_002);
    expect(names(rows.catalogue.search('m 09', 200))).toEqual(
      Array.from({ length: 100 }, (_, k) => `m 09${String(k).padStart(2, '0')}`),
    );
    expect(names(rows.catalogue.search('0999 m', 5))).toEqual(['m 0999']);
  });
});

describe('a scan', () => {
  it('finds exactly the sku or barcode, of active items', () => {
    fill('till_items', [
      item(1, { sku: '85123A', barcodes: '["4006381333931"]' }),
      item(2, { sku: '85123a' }),
      item(3, { sku: null, barcodes: '["4006381333931"]', is_active: 'false' }),
    ]);
    const ids = (code: string) => rows.catalogue.scan(code).map(({ id }) => id);
    expect([ids('85123A'), ids('85123a'), ids('4006381333931'), ids('400638133393'), ids('')]).toEqual([
      [uuid(1)],
      [uuid(2)],
      [uuid(1)],
      [],
      [],
    ]);
  });
});

describe('whatever changes', () => {
  const word = fc.constantFrom('red', 'read', 'mug', 'muga', 'tea', 'Té', 'a', 'b');
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  const change = fc.record({
    n: fc.integer({ min: 1, max: 12 }),
    name,
    sku: fc.option(fc.constantFrom('tea', 'R1', 'r1', 'x')),
    isActive: fc.boolean(),
    isGone: fc.boolean(),
    category: fc.constantFrom('[]', JSON.stringify([uuid(0xc1)]), JSON.stringify([uuid(0xc1), uuid(0xc2)])),
  });

  it('searches, scans and lists are what a look at every item gives', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 4 }),
        fc.array(fc.oneof(name, fc.constantFrom('r', 're', 'm', 't', 'te x', 'a b', 'R1')), { maxLength: 6 }),
        fc.boolean(),
        (batches, queries, isAnew) => {
          fill('till_items', []);
          const model = new Map<string, TillItemRow>();
          const changesOf = (batch: (typeof batches)[number]) =>
            batch.map(({ n, name: text, sku, isActive, isGone, category }) => {
              if (isGone) {
                model.delete(uuid(n));
                return itemGone(n);
              }
              const row = item(n, { name: text, sku, is_active: String(isActive), category_ids: category });
              model.set(uuid(n), row.row as TillItemRow);
              return row;
            });
          const target = shape('till_items');
          if (isAnew) target.beginShadow();
          batches.forEach((batch, n) =>
            isAnew ? target.fill(changesOf(batch), false) : target.apply(changesOf(batch), at(n + 2), null),
          );
          if (isAnew) {
            for (const _step of target.finishShadow()) continue;
            target.swap(at(9), null);
          }
          const active = [...model.values()].filter((row) => row.isActive).sort(byName);
          for (const query of queries) {
            expect(rows.catalogue.search(query, 5).map(({ id }) => id)).toEqual(
              searched(active, query)
                .slice(0, 5)
                .map(({ id }) => id),
            );
            expect(new Set(rows.catalogue.scan(query).map(({ id }) => id))).toEqual(
              new Set(active.filter((row) => row.sku === query).map(({ id }) => id)),
            );
          }
          expect(rows.catalogue.items({ category: null, limit: 50, offset: 0 })).toEqual({
            items: active,
            total: active.length,
          });
          const inCategory = active.filter((row) => row.categoryIds.includes(uuid(0xc1) as never));
          expect(rows.catalogue.items({ category: uuid(0xc1), limit: 3, offset: 1 })).toEqual({
            items: inCategory.slice(1, 4),
            total: inCategory.length,
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

const byName = (a: TillItemRow, b: TillItemRow) =>
  compare(foldText(a.name), foldText(b.name)) || compare(a.id, b.id);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The order that a search promises, by looking at every item. */
function searched(active: readonly TillItemRow[], text: string): readonly TillItemRow[] {
  const folded = foldText(text);
  const wordsOf = ({ name, sku }: TillItemRow) => `${foldText(name)} ${foldText(sku ?? '')}`.split(' ');
  const exact = active.filter(({ sku, barcodes }) =>
    [sku ?? '', ...barcodes].some((code) => foldCode(code) === foldCode(text)),
  );
  const begins = active.filter(({ name }) => foldText(name).startsWith(folded));
  const words = active.filter((row) =>
    folded.split(' ').every((word) => wordsOf(row).some((each) => each.startsWith(word))),
  );
  return [...new Set([...exact, ...begins, ...words])];
}
