import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { Shape } from '@beaveros/protocol/shapes';
import type { Database, Statement } from 'better-sqlite3';
import { type RowWriter, SLOTS, type Slot, type Totals } from '../shape-rows.ts';
import { readWireRow, type WireRow, type WireValue } from '../wire-row.ts';
import { ItemPlaces, type Placed } from './item-places.ts';
import { ItemSorter } from './item-sorter.ts';
import { foldCode, foldText } from './search-text.ts';

/** Held rows looked at in one transaction, about 10 ms. */
const RELEASE_STEP = 500;

/**
 * Items with what finds them. A row is taken only when every tax that it names is on this till; until then it is held, and
 * the till goes on selling by the last good row (design, decision 6). A held row counts in the totals, its predecessor
 * does not: they are about what the server sent.
 */
export class TillItemWriter implements RowWriter {
  readonly #shape: Shape;
  readonly #db: Database;
  readonly #of: readonly Statements[];
  readonly #places: ItemPlaces;
  readonly #sorter: ItemSorter;
  readonly #hasTax: (id: string) => boolean;
  /** The slot that is being filled: its indexes are sorted aside and built at the end. */
  #unbuilt: Slot | null = null;

  constructor(db: Database, shape: Shape, hasTax: (id: string) => boolean) {
    this.#shape = shape;
    this.#db = db;
    this.#of = SLOTS.map((slot) => statements(db, shape, slot));
    this.#places = new ItemPlaces(db);
    this.#sorter = new ItemSorter(db);
    this.#hasTax = hasTax;
  }

  clear(slot: Slot): void {
    for (const statement of this.#of[slot]!.clear) statement.run();
    this.#places.clear(slot);
    this.#sorter.clear();
    this.#unbuilt = slot;
  }

  add(slot: Slot, wire: WireRow): void {
    const row = wire.row as TillItemRow;
    if (!this.#isGood(row)) return this.#hold(slot, wire);
    const { insert, insertDigest } = this.#of[slot]!;
    const folded = foldText(row.name);
    const rid = Number(insert.run(...wire.stored, folded).lastInsertRowid);
    insertDigest.run(rid, wire.digest);
    this.#find(slot, placedOf(rid, row, folded), row);
  }

  put(slot: Slot, wire: WireRow): void {
    const row = wire.row as TillItemRow;
    if (!this.#isGood(row)) return this.#hold(slot, wire);
    const { release, old, update, updateDigest } = this.#of[slot]!;
    release.run(row.id);
    const before = old.get(row.id);
    if (before === undefined) return this.add(slot, wire);
    const item = placedOf(before.rid, row, foldText(row.name));
    const hasMoved = !isSamePlace(before, item, row);
    if (hasMoved) this.#lose(slot, before);
    update.run(...wire.stored, item.folded, before.rid);
    updateDigest.run(wire.digest, before.rid);
    if (hasMoved) this.#find(slot, item, row);
  }

  remove(slot: Slot, key: readonly string[]): void {
    const [id] = key as readonly [string];
    const { release, old, remove, removeDigest } = this.#of[slot]!;
    release.run(id);
    const before = old.get(id);
    if (before === undefined) return;
    this.#lose(slot, before);
    remove.run(before.rid);
    removeDigest.run(before.rid);
  }

  *finish(slot: Slot): Iterable<void> {
    const { insertCode } = this.#of[slot]!;
    yield* this.#sorter.codes((code, item) => insertCode.run(code, item));
    yield* this.#places.build(slot, this.#sorter.names());
    this.#sorter.clear();
    this.#unbuilt = null;
  }

  /** Where the new rows are held, the last good one moves over. */
  settle(from: Slot, to: Slot): void {
    const { keepGood, keepDigest, old, heldIds } = this.#of[to]!;
    for (let after: string | null = ''; after !== null; ) after = this.#takePage(to, after);
    for (const id of heldIds.all()) {
      if (keepGood[from]!.run(id).changes === 0) continue;
      const kept = old.get(id)!;
      keepDigest[from]!.run(kept.rid, id);
      this.#find(to, kept, { isActive: kept.is_active === 1, barcodes: JSON.parse(kept.barcodes) });
    }
  }

  digestOf(slot: Slot, key: readonly string[]): number | null {
    const [id] = key as readonly [string];
    const { heldDigest, goodDigest } = this.#of[slot]!;
    return heldDigest.get(id) ?? goodDigest.get(id) ?? null;
  }

  totals(slot: Slot): Totals {
    const { all, held, replaced } = this.#of[slot]!.totals;
    const [whole, waiting, old] = [all.get()!, held.get()!, replaced.get()!];
    return {
      count: whole.count + waiting.count - old.count,
      digest: whole.digest + waiting.digest - old.digest,
    };
  }

  /** Takes the held rows whose taxes are here now; each step is a transaction of its own and yields how many were held. */
  *release(slot: Slot): Iterable<number> {
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after;
      const held = this.#of[slot]!.totals.held.get()!.count;
      if (held === 0) return;
      after = this.#db.transaction(() => this.#takePage(slot, from)).immediate();
      yield held;
    }
  }

  /** Answers the last id looked at, `null` when there are no more. */
  #takePage(slot: Slot, after: string): string | null {
    const page = this.#of[slot]!.held.all(after, RELEASE_STEP);
    for (const { wire } of page) {
      const row = readWireRow(this.#shape, JSON.parse(wire) as WireValue, 'update');
      if (this.#isGood(row.row as TillItemRow)) this.put(slot, row);
    }
    return page.length < RELEASE_STEP ? null : page.at(-1)!.id;
  }

  #isGood(row: TillItemRow): boolean {
    return row.taxIds.every((tax) => this.#hasTax(tax));
  }

  #hold(slot: Slot, wire: WireRow): void {
    this.#of[slot]!.hold.run((wire.row as TillItemRow).id, JSON.stringify(wire.wire), wire.digest);
  }

  #find(slot: Slot, item: Placed, { isActive, barcodes }: Pick<TillItemRow, 'isActive' | 'barcodes'>): void {
    const isUnbuilt = this.#unbuilt === slot;
    for (const code of codesOf(item.sku, barcodes)) {
      if (isUnbuilt) this.#sorter.addCode(code, item.rid);
      else this.#of[slot]!.insertCode.run(code, item.rid);
    }
    if (!isActive) return;
    if (isUnbuilt) this.#sorter.addName(item);
    else this.#places.add(slot, item);
  }

  #lose(slot: Slot, before: OldItem): void {
    const isUnbuilt = this.#unbuilt === slot;
    for (const code of codesOf(before.sku, JSON.parse(before.barcodes))) {
      if (isUnbuilt) this.#sorter.removeCode(code, before.rid);
      else this.#of[slot]!.deleteCode.run(code, before.rid);
    }
    if (isUnbuilt) this.#sorter.removeName(before);
    else this.#places.remove(slot, before);
  }
}

function placedOf(rid: number, row: TillItemRow, folded: string): Placed {
  return { rid, id: row.id, folded, sku: row.sku, category_ids: JSON.stringify(row.categoryIds) };
}

/** What the indexes know of an item. */
interface OldItem extends Placed {
  readonly is_active: number;
  readonly barcodes: string;
}

/** Most changes are of a price or a flag; the indexes need not hear of them. */
function isSamePlace(before: OldItem, item: Placed, row: TillItemRow): boolean {
  return (
    before.folded === item.folded &&
    before.sku === item.sku &&
    before.is_active === Number(row.isActive) &&
    JSON.stringify(JSON.parse(before.category_ids)) === item.category_ids &&
    JSON.stringify(JSON.parse(before.barcodes)) === JSON.stringify(row.barcodes)
  );
}

function codesOf(sku: string | null, barcodes: readonly string[]): ReadonlySet<string> {
  return new Set([...(sku === null ? [] : [sku]), ...barcodes].map(foldCode).filter((code) => code !== ''));
}

interface Statements {
  readonly clear: readonly Statement<[]>[];
  readonly insert: Statement;
  readonly update: Statement;
  readonly remove: Statement<[number]>;
  readonly insertDigest: Statement<[number, number]>;
  readonly updateDigest: Statement<[number, number]>;
  readonly removeDigest: Statement<[number]>;
  readonly old: Statement<[string], OldItem>;
  /** By the slot that the good row comes from. */
  readonly keepGood: readonly Statement<[string]>[];
  readonly keepDigest: readonly Statement<[number, string]>[];
  readonly hold: Statement<[string, string, number]>;
  readonly release: Statement<[string]>;
  readonly held: Statement<[string, number], { readonly id: string; readonly wire: string }>;
  readonly heldIds: Statement<[], string>;
  readonly heldDigest: Statement<[string], number>;
  readonly goodDigest: Statement<[string], number>;
  readonly insertCode: Statement<[string, number]>;
  readonly deleteCode: Statement<[string, number]>;
  readonly totals: Readonly<Record<'all' | 'held' | 'replaced', Statement<[], Totals>>>;
}

function statements(db: Database, shape: Shape, slot: Slot): Statements {
  const [items, digests, held, codes] = ['items', 'item_digests', 'items_held', 'item_codes'].map(
    (table) => `till_${table}_${slot}`,
  ) as [string, string, string, string];
  const columns = [...shape.columns.map((each) => each.column), 'folded'];
  const sums = 'select count(*) as count, coalesce(sum(wire_digest), 0) as digest from';
  return {
    clear: [items, digests, held, codes].map((table) => db.prepare(`delete from ${table}`)),
    insert: db.prepare(
      `insert into ${items} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    ),
    update: db.prepare(
      `update ${items} set ${columns.map((each) => `${each} = ?`).join(', ')} where rid = ?`,
    ),
    remove: db.prepare(`delete from ${items} where rid = ?`),
    insertDigest: db.prepare(`insert into ${digests} (item, wire_digest) values (?, ?)`),
    updateDigest: db.prepare(`update ${digests} set wire_digest = ? where item = ?`),
    removeDigest: db.prepare(`delete from ${digests} where item = ?`),
    old: db.prepare(
      `select rid, id, folded, sku, category_ids, is_active, barcodes from ${items} where id = ?`,
    ),
    keepGood: SLOTS.map((from) =>
      db.prepare(
        `insert into ${items} (${columns.join(', ')}) select ${columns.join(', ')} from till_items_${from} where id = ?
          on conflict (id) do nothing`,
      ),
    ),
    keepDigest: SLOTS.map((from) =>
      db.prepare(
        `insert into ${digests} (item, wire_digest) select ?, d.wire_digest
          from till_item_digests_${from} d join till_items_${from} i on i.rid = d.item where i.id = ?`,
      ),
    ),
    hold: db.prepare(
      `insert into ${held} (id, wire, wire_digest) values (?, ?, ?)
        on conflict (id) do update set wire = excluded.wire, wire_digest = excluded.wire_digest`,
    ),
    release: db.prepare(`delete from ${held} where id = ?`),
    held: db.prepare(`select id, wire from ${held} where id > ? order by id limit ?`),
    heldIds: db.prepare(`select id from ${held}`).pluck() as Statement<[], string>,
    heldDigest: db.prepare(`select wire_digest from ${held} where id = ?`).pluck() as Statement<
      [string],
      number
    >,
    goodDigest: db
      .prepare(`select d.wire_digest from ${items} i join ${digests} d on d.item = i.rid where i.id = ?`)
      .pluck() as Statement<[string], number>,
    insertCode: db.prepare(`insert into ${codes} (code, item) values (?, ?)`),
    deleteCode: db.prepare(`delete from ${codes} where code = ? and item = ?`),
    totals: {
      all: db.prepare(`${sums} ${digests}`),
      held: db.prepare(`${sums} ${held}`),
      replaced: db.prepare(
        `${sums} ${digests} where item in (select i.rid from ${held} h join ${items} i on i.id = h.id)`,
      ),
    },
  };
}
