import { assert } from '@beaveros/kit';
import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { Shape } from '@beaveros/protocol/shapes';
import type { Database, Statement } from 'better-sqlite3';
import { type RowWriter, SLOTS, type Slot, type Totals } from '../shape-rows.ts';
import { readWireRow, type WireRow, type WireValue } from '../wire-row.ts';
import { ItemRanks } from './item-ranks.ts';
import { foldCode, foldText } from './search-text.ts';

/**
 * Items with what finds them. A row is taken only when every tax that it names is on this till; until then it is held, and
 * the till goes on selling by the last good row (design, decision 6). A held row counts in the totals, its predecessor
 * does not: they are about what the server sent.
 */
export class TillItemWriter implements RowWriter {
  readonly #shape: Shape;
  readonly #db: Database;
  readonly #of: readonly Statements[];
  readonly #ranks: ItemRanks;
  readonly #hasTax: (id: string) => boolean;
  /** Slots whose word index is built; a slot that is being filled gets its index at the end. */
  readonly #isIndexed: [boolean, boolean] = [true, true];

  constructor(db: Database, shape: Shape, hasTax: (id: string) => boolean) {
    this.#shape = shape;
    this.#db = db;
    this.#of = SLOTS.map((slot) => statements(db, shape, slot));
    this.#ranks = new ItemRanks(db);
    this.#hasTax = hasTax;
  }

  clear(slot: Slot): void {
    for (const statement of this.#of[slot]!.clear) statement.run();
    this.#ranks.clear(slot);
    this.#isIndexed[slot] = false;
  }

  add(slot: Slot, wire: WireRow): void {
    const row = wire.row as TillItemRow;
    if (!this.#isGood(row)) return this.#hold(slot, wire);
    const folded = foldText(row.name);
    const { lastInsertRowid } = this.#of[slot]!.insert.run(...wire.stored, folded, wire.digest);
    this.#found(slot, Number(lastInsertRowid), row, folded);
  }

  put(slot: Slot, wire: WireRow): void {
    const row = wire.row as TillItemRow;
    if (!this.#isGood(row)) return this.#hold(slot, wire);
    const { release, old, update } = this.#of[slot]!;
    release.run(row.id);
    const before = old.get(row.id);
    if (before === undefined) return this.add(slot, wire);
    const folded = foldText(row.name);
    this.#lost(slot, before);
    const isSameWords = before.folded === folded && before.sku === row.sku && before.is_active === Number(row.isActive);
    if (!isSameWords) this.#ranks.remove(slot, before.rid);
    update.run(...wire.stored, folded, wire.digest, before.rid);
    this.#found(slot, before.rid, row, folded, isSameWords);
  }

  remove(slot: Slot, key: readonly string[]): void {
    const [id] = key as readonly [string];
    const { release, old, remove } = this.#of[slot]!;
    release.run(id);
    const before = old.get(id);
    if (before === undefined) return;
    this.#lost(slot, before);
    this.#ranks.remove(slot, before.rid);
    remove.run(before.rid);
  }

  *finish(slot: Slot): Iterable<void> {
    yield* this.#ranks.build(slot);
    this.#isIndexed[slot] = true;
  }

  /** Where the new rows are held, the last good one moves over. */
  settle(from: Slot, to: Slot): void {
    const { keepGood, old, heldIds } = this.#of[to]!;
    for (let after: string | null = ''; after !== null; ) after = this.#takePage(to, after);
    for (const id of heldIds.all()) {
      if (keepGood[from]!.run(id).changes === 0) continue;
      this.#foundAgain(to, id, old.get(id)!);
    }
  }

  totals(slot: Slot): Totals {
    const { all, held, shadowed } = this.#of[slot]!.totals;
    const [whole, waiting, replaced] = [all.get()!, held.get()!, shadowed.get()!];
    return {
      count: whole.count + waiting.count - replaced.count,
      digest: whole.digest + waiting.digest - replaced.digest,
    };
  }

  heldCount(slot: Slot): number {
    return this.#of[slot]!.totals.held.get()!.count;
  }

  /** Takes the held rows whose taxes are here now; each step is a transaction of its own. */
  *release(slot: Slot): Iterable<void> {
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after;
      after = this.#db.transaction(() => this.#takePage(slot, from)).immediate();
      yield;
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

  #found(slot: Slot, rid: number, row: TillItemRow, folded: string, hasWords = false): void {
    const { insertCode, insertCategory } = this.#of[slot]!;
    for (const code of codesOf(row.sku, row.barcodes)) insertCode.run(code, rid);
    if (!row.isActive) return;
    for (const category of new Set(row.categoryIds)) insertCategory.run(category, folded, rid);
    if (this.#isIndexed[slot] && !hasWords) this.#ranks.add(slot, { item: rid, folded, id: row.id, sku: row.sku });
  }

  #foundAgain(slot: Slot, id: string, { rid, sku, folded, is_active, barcodes, category_ids }: OldItem): void {
    const row = { id, sku, isActive: is_active === 1, barcodes: JSON.parse(barcodes), categoryIds: JSON.parse(category_ids) };
    this.#found(slot, rid, row as TillItemRow, folded);
  }

  #lost(slot: Slot, before: OldItem): void {
    const { deleteCode, deleteCategory } = this.#of[slot]!;
    for (const code of codesOf(before.sku, JSON.parse(before.barcodes))) deleteCode.run(code, before.rid);
    for (const category of new Set(JSON.parse(before.category_ids))) deleteCategory.run(category, before.folded, before.rid);
  }
}

/** Held rows looked at in one transaction, about 10 ms. */
const RELEASE_STEP = 500;

function codesOf(sku: string | null, barcodes: readonly string[]): ReadonlySet<string> {
  return new Set([...(sku === null ? [] : [sku]), ...barcodes].map(foldCode).filter((code) => code !== ''));
}

/** What the indexes know of an item. */
interface OldItem {
  readonly rid: number;
  readonly folded: string;
  readonly sku: string | null;
  readonly is_active: number;
  readonly barcodes: string;
  readonly category_ids: string;
}

interface Statements {
  readonly clear: readonly Statement<[]>[];
  readonly insert: Statement<unknown[]>;
  readonly update: Statement<unknown[]>;
  readonly remove: Statement<[number]>;
  readonly old: Statement<[string], OldItem>;
  /** By the slot that the good row comes from. */
  readonly keepGood: readonly Statement<[string]>[];
  readonly hold: Statement<[string, string, number]>;
  readonly release: Statement<[string]>;
  readonly held: Statement<[string, number], { readonly id: string; readonly wire: string }>;
  readonly heldIds: Statement<[], string>;
  readonly insertCode: Statement<[string, number]>;
  readonly deleteCode: Statement<[string, number]>;
  readonly insertCategory: Statement<[string, string, number]>;
  readonly deleteCategory: Statement<[unknown, string, number]>;
  readonly totals: Readonly<Record<'all' | 'held' | 'shadowed', Statement<[], Totals>>>;
}

function statements(db: Database, shape: Shape, slot: Slot): Statements {
  const [items, held, codes, categories] = ['till_items', 'till_items_held', 'till_item_codes', 'till_item_categories'].map(
    (table) => `${table}_${slot}`,
  ) as [string, string, string, string];
  const columns = [...shape.columns.map((each) => each.column), 'folded', 'wire_digest'];
  const sums = 'select count(*) as count, coalesce(sum(wire_digest), 0) as digest from';
  return {
    clear: [items, held, codes, categories].map((table) => db.prepare(`delete from ${table}`)),
    insert: db.prepare(`insert into ${items} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`),
    update: db.prepare(`update ${items} set ${columns.map((each) => `${each} = ?`).join(', ')} where rid = ?`),
    remove: db.prepare(`delete from ${items} where rid = ?`),
    old: db.prepare(`select rid, folded, sku, is_active, barcodes, category_ids from ${items} where id = ?`),
    keepGood: SLOTS.map((from) =>
      db.prepare(
        `insert into ${items} (${columns.join(', ')}) select ${columns.join(', ')} from till_items_${from} where id = ? on conflict (id) do nothing`,
      ),
    ),
    hold: db.prepare(
      `insert into ${held} (id, wire, wire_digest) values (?, ?, ?) on conflict (id) do update set wire = excluded.wire, wire_digest = excluded.wire_digest`,
    ),
    release: db.prepare(`delete from ${held} where id = ?`),
    held: db.prepare(`select id, wire from ${held} where id > ? order by id limit ?`),
    heldIds: db.prepare<[], string>(`select id from ${held}`).pluck() as Statement<[], string>,
    insertCode: db.prepare(`insert into ${codes} (code, item) values (?, ?)`),
    deleteCode: db.prepare(`delete from ${codes} where code = ? and item = ?`),
    insertCategory: db.prepare(`insert into ${categories} (category, folded, item) values (?, ?, ?)`),
    deleteCategory: db.prepare(`delete from ${categories} where category = ? and folded = ? and item = ?`),
    totals: {
      all: db.prepare(`${sums} ${items}`),
      held: db.prepare(`${sums} ${held}`),
      shadowed: db.prepare(`${sums} ${items} where id in (select id from ${held})`),
    },
  };
}
