import type { Database, Statement } from 'better-sqlite3';
import { SLOTS, type Slot } from '../shape-rows.ts';
import { foldText } from './search-text.ts';

// The word index of a slot. FTS5 yields documents by number, so the number is the item's place in the order that a search
// shows: (folded name, id). Numbers have gaps; a name that comes between two others takes the middle of theirs, and where
// there is no middle left the neighbours behind it are spread out again.

/** 2^32 leaves room for 2 million items below 2^53 and for 32 names in a row at the same place. */
const GAP = 2 ** 32;
/** Neighbours moved at first when a place is full; doubled while they are too crowded. */
const SPREAD_FIRST = 256;
const BUILD_STEP = 2_000;

interface Named {
  readonly item: number;
  readonly folded: string;
  readonly id: string;
  readonly sku: string | null;
}

export class ItemRanks {
  readonly #db: Database;
  readonly #of: readonly Statements[];

  constructor(db: Database) {
    this.#db = db;
    this.#of = SLOTS.map((slot) => statements(db, slot));
  }

  clear(slot: Slot): void {
    const { clearRanks, clearWords } = this.#of[slot]!;
    clearRanks.run();
    clearWords.run();
  }

  /** Numbers and indexes all active items of a slot that has none; yields after each transaction. */
  *build(slot: Slot): Iterable<void> {
    const { following, insertRank, insertWords } = this.#of[slot]!;
    let last: { readonly folded: string; readonly id: string } = { folded: '', id: '' };
    for (let rank = GAP; ; ) {
      const page = following.all(last.folded, last.id, BUILD_STEP);
      this.#db.transaction(() => {
        for (const named of page) {
          insertRank.run(rank, named.item);
          insertWords.run(rank, wordsOf(named));
          rank += GAP;
        }
      }).immediate();
      yield;
      if (page.length < BUILD_STEP) return;
      last = page.at(-1)!;
    }
  }

  /** In a transaction, after the item's row was written. */
  add(slot: Slot, named: Named): void {
    const { before, after, insertRank, insertWords } = this.#of[slot]!;
    const low = before.get(named.folded, named.id) ?? 0;
    const high = after.get(named.folded, named.id) ?? low + 2 * GAP;
    let rank = low + Math.floor((high - low) / 2);
    if (rank === low) rank = this.#makeRoom(slot, low);
    insertRank.run(rank, named.item);
    insertWords.run(rank, wordsOf(named));
  }

  remove(slot: Slot, item: number): void {
    const { rankOf, deleteRank, deleteWords } = this.#of[slot]!;
    const rank = rankOf.get(item);
    if (rank === undefined) return;
    deleteRank.run(rank);
    deleteWords.run(rank);
  }

  /** Spreads the ranks behind `low` and returns a free one right behind it. */
  #makeRoom(slot: Slot, low: number): number {
    const { behind, deleteRank, deleteWords, insertRank, insertWords } = this.#of[slot]!;
    for (let count = SPREAD_FIRST; ; count *= 2) {
      const neighbours = behind.all(low, count + 1);
      const end = neighbours.length > count ? neighbours.at(-1)!.rank : low + (neighbours.length + 2) * GAP;
      const moved = neighbours.slice(0, count);
      const step = Math.floor((end - low) / (moved.length + 2));
      if (step < 4 && neighbours.length > count) continue;
      for (const { rank } of moved) {
        deleteRank.run(rank);
        deleteWords.run(rank);
      }
      moved.forEach((each, at) => {
        insertRank.run(low + step * (at + 2), each.item);
        insertWords.run(low + step * (at + 2), wordsOf(each));
      });
      return low + step;
    }
  }
}

/** The words of the name, and the sku as words: cashiers type the beginning of either. */
function wordsOf({ folded, sku }: Pick<Named, 'folded' | 'sku'>): string {
  return sku === null ? folded : `${folded} ${foldText(sku)}`;
}

interface Statements {
  readonly clearRanks: Statement<[]>;
  readonly clearWords: Statement<[]>;
  readonly following: Statement<[string, string, number], Named>;
  readonly behind: Statement<[number, number], Named & { readonly rank: number }>;
  readonly before: Statement<[string, string], number>;
  readonly after: Statement<[string, string], number>;
  readonly rankOf: Statement<[number], number>;
  readonly insertRank: Statement<[number, number]>;
  readonly insertWords: Statement<[number, string]>;
  readonly deleteRank: Statement<[number]>;
  readonly deleteWords: Statement<[number]>;
}

function statements(db: Database, slot: Slot): Statements {
  const [items, ranks, words] = [`till_items_${slot}`, `till_item_ranks_${slot}`, `till_item_words_${slot}`];
  const neighbour = (compared: string, order: string) =>
    db.prepare<[string, string], number>(
      `select r.rank from ${items} i join ${ranks} r on r.item = i.rid
        where i.is_active = 1 and (i.folded, i.id) ${compared} (?, ?) order by i.folded ${order}, i.id ${order} limit 1`,
    ).pluck();
  return {
    clearRanks: db.prepare(`delete from ${ranks}`),
    clearWords: db.prepare(`insert into ${words} (${words}) values ('delete-all')`),
    following: db.prepare(
      `select rid as item, folded, id, sku from ${items} where is_active = 1 and (folded, id) > (?, ?) order by folded, id limit ?`,
    ),
    behind: db.prepare(
      `select r.rank, r.item, i.folded, i.id, i.sku from ${ranks} r join ${items} i on i.rid = r.item where r.rank > ? order by r.rank limit ?`,
    ),
    before: neighbour('<', 'desc') as Statement<[string, string], number>,
    after: neighbour('>', 'asc') as Statement<[string, string], number>,
    rankOf: db.prepare<[number], number>(`select rank from ${ranks} where item = ?`).pluck() as Statement<[number], number>,
    insertRank: db.prepare(`insert into ${ranks} (rank, item) values (?, ?)`),
    insertWords: db.prepare(`insert into ${words} (rowid, words) values (?, ?)`),
    deleteRank: db.prepare(`delete from ${ranks} where rank = ?`),
    deleteWords: db.prepare(`delete from ${words} where rowid = ?`),
  };
}
