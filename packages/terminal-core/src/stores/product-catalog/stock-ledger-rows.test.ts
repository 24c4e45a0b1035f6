import type { Recorded } from '@beaveros/domain/journal';
import { stockIdOf, stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import { derivedId, type Id } from '@beaveros/kit';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statementsOf } from '../folded-tables.ts';
import { stockStore } from './folded.ts';

const NAMESPACE = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
const idOf = <Of extends string>(name: string): Id<Of> => derivedId<Of>(NAMESPACE, name);
const STORE = idOf<'Store'>('store');
const ITEMS = [idOf<'Item'>('bottle'), idOf<'Item'>('glass')] as const;
const STOCKS = ITEMS.map((item) => stockIdOf(STORE, item));
const chain = (n: number) => `${n}`.repeat(64);

const moved = fc.record({
  kind: fc.constantFrom('sale', 'received', 'reversed'),
  deltaMicro: fc.integer({ min: -9, max: 9 }),
  document: fc.constantFrom('A', 'B'),
});
const counted = fc.record({
  kind: fc.constant('counted'),
  countedMicro: fc.nat(50),
  saw: fc.uniqueArray(fc.record({ chain: fc.constantFrom(1, 2, 3), seq: fc.integer({ min: 1, max: 8 }) }), {
    selector: (head) => head.chain,
    maxLength: 3,
  }),
});
const entries = fc.array(
  fc.record({
    chain: fc.constantFrom(1, 2, 3),
    step: fc.integer({ min: 1, max: 3 }),
    /** The same finger on several tills, now and then. */
    finger: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 3 }),
    events: fc.array(
      fc.tuple(fc.nat(1), fc.oneof({ weight: 4, arbitrary: moved }, { weight: 1, arbitrary: counted })),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  { maxLength: 30 },
);
type Written = typeof entries extends fc.Arbitrary<infer T> ? T : never;

/** The facts of tills that wrote these entries apart. */
function factsOf(written: Written): Recorded[] {
  const heads = new Map<number, { seq: number; clock: number }>();
  const fingers = new Set<string>();
  return written.flatMap(({ chain: of, step, finger, events }) => {
    const before = heads.get(of) ?? { seq: 0, clock: 0 };
    const place = { seq: before.seq + 1, clock: before.clock + step };
    heads.set(of, place);
    // One chain carries a command once: the journal answers a repetition with the first result.
    const isRepeated = finger === undefined || fingers.has(`${of}/${finger}`);
    if (finger !== undefined) fingers.add(`${of}/${finger}`);
    const commandId = idOf<'Command'>(isRepeated ? `command ${of}/${place.seq}` : `finger ${finger}`);
    const header = {
      ...place,
      chain: chain(of),
      at: 1_795_000_000_000 + place.clock,
      tenant: idOf('tenant'),
      store: STORE,
      terminal: idOf(`terminal ${of}`),
      epoch: 1,
      commandId,
      command: 'test',
      actor: null,
      businessDate: '2026-11-23',
    } as unknown as Recorded['header'];
    return events.map(([at, said], index) => {
      const item = ITEMS[at]!;
      const event = { id: idOf<'Event'>(`${of}/${place.seq}/${index}`), v: 1, aggregate: STOCKS[at]! };
      if ('countedMicro' in said) {
        const saw = said.saw.map((head) => ({ chain: chain(head.chain), seq: head.seq }));
        const body = { item, countedMicro: said.countedMicro, saw, note: null };
        return { event: { ...event, type: 'product-catalog.StockCounted', body }, header, index };
      }
      const { kind, deltaMicro, document } = said;
      const cause = { order: idOf('order'), document: idOf(document), line: null };
      const body = { item, kind, deltaMicro, cause, note: null };
      return { event: { ...event, type: 'product-catalog.StockMoved', body }, header, index };
    });
  });
}

describe('the tables of levels and movements', () => {
  it('say what domain says of the same facts, whatever came when and in which batches', () => {
    const { tables, open } = stockStore(() => ({ item: '', tenant: null, marks: new Map() })).ledger!;
    const delivered = entries.map(factsOf).chain((facts) => {
      const cuts = fc.array(fc.nat(facts.length), { maxLength: 8 });
      return fc.tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), cuts);
    });
    fc.assert(
      fc.property(delivered, ([facts, cuts]) => {
        using db = disposable(new Database(':memory:'));
        for (const table of tables) for (const sql of statementsOf(table).create) db.exec(sql);
        const { add } = open(db, { openingRow: () => null, openingRows: () => [], isHeld: () => true });
        const ends = [...cuts.toSorted((a, b) => a - b), facts.length];
        for (const [at, end] of ends.entries()) {
          add(facts.slice(at === 0 ? 0 : ends[at - 1], end));
          for (const stock of STOCKS) {
            const known = facts.slice(0, end).filter(({ event }) => event.aggregate === stock);
            expect(rowsIn(db, stock)).toEqual(asStored(stockRows(stockLedger(stock, known))));
          }
        }
      }),
      { numRuns: 300, verbose: 1 },
    );
  });
});

function disposable(db: Database.Database): Database.Database & Disposable {
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}

type Rows = ReturnType<typeof stockRows>;

function rowsIn(db: Database.Database, stock: string) {
  return {
    levels: db.prepare('SELECT level, counted, moved, counted_at FROM stock_levels WHERE id = ?').all(stock),
    movements: db
      .prepare(
        'SELECT id, doing, chain, seq, position, delta, is_counted FROM stock_movements WHERE stock_id = ? ORDER BY id',
      )
      .all(stock),
  };
}

function asStored({ levels, movements }: Rows) {
  return {
    levels: levels.map(({ level, counted: found, moved: since, countedAt }) => ({
      level,
      counted: found,
      moved: since,
      counted_at: countedAt,
    })),
    movements: movements
      .map(({ id, doing, chain: of, seq, position, delta, isCounted }) => ({
        id,
        doing,
        chain: of,
        seq,
        position,
        delta,
        is_counted: isCounted ? 1 : 0,
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
