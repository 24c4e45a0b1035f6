import type { Database, Statement } from 'better-sqlite3';
import { SLOTS, type Slot } from '../shape-rows.ts';
import { foldText } from './search-text.ts';

// Where an active item stands in the order (folded name, id), which lists and searches show. A place is a rank: the number
// of its document in the word index, because FTS5 yields documents by number and a query may then stop at its limit. Ranks
// have gaps; a name that comes between two others takes the middle of theirs, and where there is no middle left the
// neighbours behind it are spread out again.

/** 2^32 leaves room for 2 million items below 2^53 and for 32 names in a row at the same place. */
const GAP = 2 ** 32;
/** Neighbours moved at first when a place is full; doubled while they are too crowded. */
const SPREAD_FIRST = 256;
/** Items placed in one transaction of a build, about 15 ms. */
const BUILD_STEP = 1_000;

/** What of an item decides where it stands and what finds it. */
export interface Placed {
  readonly rid: number;
  readonly id: string;
  readonly folded: string;
  readonly sku: string | null;
  /** JSON, as stored. */
  readonly category_ids: string;
}

export class ItemPlaces {
  readonly #db: Database;
  readonly #of: readonly Statements[];

  constructor(db: Database) {
    this.#db = db;
    this.#of = SLOTS.map((slot) => statements(db, slot));
  }

  clear(slot: Slot): void {
    for (const statement of this.#of[slot]!.clear) statement.run();
  }

  /** Places items that come in order into a slot that has none; yields after each transaction. */
  *build(slot: Slot, items: Iterable<Placed>): Iterable<void> {
    let rank = 0;
    for (const page of pagesOf(items, BUILD_STEP)) {
      this.#db
        .transaction(() => {
          for (const item of page) this.#insert(slot, (rank += GAP), item);
        })
        .immediate();
      yield;
    }
  }

  /** In a transaction. */
  add(slot: Slot, item: Placed): void {
    const { before, after } = this.#of[slot]!;
    const low = before.get(item.folded, item.id) ?? 0;
    const high = after.get(item.folded, item.id) ?? low + 2 * GAP;
    const middle = low + Math.floor((high - low) / 2);
    this.#insert(slot, middle === low ? this.#makeRoom(slot, low) : middle, item);
  }

  /** In a transaction; an item without a place is none. */
  remove(slot: Slot, item: Placed): void {
    const rank = this.#of[slot]!.rankOf.get(item.folded, item.id);
    if (rank !== undefined) this.#delete(slot, rank, item);
  }

  /** Spreads the ranks behind `low` and returns a free one right behind it. */
  #makeRoom(slot: Slot, low: number): number {
    for (let count = SPREAD_FIRST; ; count *= 2) {
      const neighbours = this.#of[slot]!.behind.all(low, count + 1);
      const isEnd = neighbours.length <= count;
      const moved = neighbours.slice(0, count);
      const end = isEnd ? low + (moved.length + 2) * GAP : neighbours[count]!.rank;
      const step = Math.floor((end - low) / (moved.length + 2));
      if (step < 2) continue;
      for (const item of moved) this.#delete(slot, item.rank, item);
      moved.forEach((item, at) => this.#insert(slot, low + step * (at + 2), item));
      return low + step;
    }
  }

  #insert(slot: Slot, rank: number, item: Placed): void {
    const { insertName, insertRank, insertWords, insertCategory } = this.#of[slot]!;
    insertName.run(item.folded, item.id, rank, item.rid);
    insertRank.run(rank, item.rid);
    insertWords.run(rank, wordsOf(item));
    for (const category of categoriesOf(item)) insertCategory.run(category, rank);
  }

  #delete(slot: Slot, rank: number, item: Placed): void {
    const { deleteName, deleteRank, deleteWords, deleteCategory } = this.#of[slot]!;
    deleteName.run(item.folded, item.id);
    deleteRank.run(rank);
    deleteWords.run(rank);
    for (const category of categoriesOf(item)) deleteCategory.run(category, rank);
  }
}

function* pagesOf<T>(items: Iterable<T>, size: number): Iterable<readonly T[]> {
  let page: T[] = [];
  for (const item of items) {
    if (page.push(item) < size) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** The words of the name, and the sku as words: cashiers type the beginning of either. */
function wordsOf({ folded, sku }: Placed): string {
  return sku === null ? folded : `${folded} ${foldText(sku)}`;
}

function categoriesOf({ category_ids }: Placed): ReadonlySet<string> {
  return new Set(JSON.parse(category_ids) as string[]);
}

interface Statements {
  readonly clear: readonly Statement<[]>[];
  readonly behind: Statement<[number, number], Placed & { readonly rank: number }>;
  readonly before: Statement<[string, string], number>;
  readonly after: Statement<[string, string], number>;
  readonly rankOf: Statement<[string, string], number>;
  readonly insertName: Statement<[string, string, number, number]>;
  readonly deleteName: Statement<[string, string]>;
  readonly insertRank: Statement<[number, number]>;
  readonly deleteRank: Statement<[number]>;
  readonly insertWords: Statement<[number, string]>;
  readonly deleteWords: Statement<[number]>;
  readonly insertCategory: Statement<[string, number]>;
  readonly deleteCategory: Statement<[string, number]>;
}

function statements(db: Database, slot: Slot): Statements {
  const [items, names, ranks, words, categories] = [
    'items',
    'item_names',
    'item_ranks',
    'item_words',
    'item_categories',
  ].map((table) => `till_${table}_${slot}`) as [string, string, string, string, string];
  const neighbour = (compared: string, order: string) =>
    db
      .prepare(
        `select rank from ${names} where (folded, id) ${compared} (?, ?) order by folded ${order}, id ${order} limit 1`,
      )
      .pluck() as Statement<[string, string], number>;
  return {
    clear: [
      db.prepare(`delete from ${names}`),
      db.prepare(`delete from ${ranks}`),
      db.prepare(`delete from ${categories}`),
      db.prepare(`insert into ${words} (${words}) values ('delete-all')`),
    ],
    behind: db.prepare(
      `select r.rank, i.rid, i.id, i.folded, i.sku, i.category_ids from ${ranks} r join ${items} i on i.rid = r.item
        where r.rank > ? order by r.rank limit ?`,
    ),
    before: neighbour('<', 'desc'),
    after: neighbour('>', 'asc'),
    rankOf: db.prepare(`select rank from ${names} where folded = ? and id = ?`).pluck() as Statement<
      [string, string],
      number
    >,
    insertName: db.prepare(`insert into ${names} (folded, id, rank, item) values (?, ?, ?, ?)`),
    deleteName: db.prepare(`delete from ${names} where folded = ? and id = ?`),
    insertRank: db.prepare(`insert into ${ranks} (rank, item) values (?, ?)`),
    deleteRank: db.prepare(`delete from ${ranks} where rank = ?`),
    insertWords: db.prepare(`insert into ${words} (rowid, words) values (?, ?)`),
    deleteWords: db.prepare(`delete from ${words} where rowid = ?`),
    insertCategory: db.prepare(`insert into ${categories} (category, rank) values (?, ?)`),
    deleteCategory: db.prepare(`delete from ${categories} where category = ? and rank = ?`),
  };
}
