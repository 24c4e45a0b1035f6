import type { Database, Statement } from 'better-sqlite3';
import type { Placed } from './item-places.ts';

/** Codes moved in one transaction of a build, about 5 ms. */
const BUILD_STEP = 2_000;

interface Code {
  readonly code: string;
  readonly item: number;
}

/**
 * Sorts names and codes aside, in a temporary file, while a slot is filled. Rows come in the order of their ids; inserting
 * each into every index at once would rewrite most index pages in every transaction (for 100,000 items three times the CPU
 * and 2 GB of WAL, measured 2026-11). Here they are put into drawers by their beginning, each drawer in the order of
 * arrival; a build empties one drawer after the other and sorts it, so that no single step holds up the till.
 */
export class ItemSorter {
  readonly #db: Database;
  readonly #clear: readonly Statement<[]>[];
  readonly #insertName: Statement<[number, number, string, string, string | null, string]>;
  readonly #deleteName: Statement<[number, number, number]>;
  readonly #insertCode: Statement<[number, string, number]>;
  readonly #deleteCode: Statement<[number, number, string, number]>;
  readonly #nextName: Statement<[number], number>;
  readonly #nextCode: Statement<[number], number>;
  readonly #names: Statement<[number, number], Placed>;
  readonly #codes: Statement<[number, number], Code>;
  #arrivals = 0;

  constructor(db: Database) {
    this.#db = db;
    db.exec(`
      create temp table sorted_names (
        place integer primary key, rid integer not null, folded text not null, id text not null, sku text, category_ids text not null
      );
      create temp table sorted_codes (place integer primary key, code text not null, item integer not null);`);
    const pluck = <T extends unknown[]>(text: string) => db.prepare(text).pluck() as Statement<T, number>;
    this.#clear = ['sorted_names', 'sorted_codes'].map((table) => db.prepare(`delete from temp.${table}`));
    this.#insertName = db.prepare(
      'insert into temp.sorted_names (place, rid, folded, id, sku, category_ids) values (?, ?, ?, ?, ?, ?)',
    );
    this.#deleteName = db.prepare('delete from temp.sorted_names where place >= ? and place < ? and rid = ?');
    this.#insertCode = db.prepare('insert into temp.sorted_codes (place, code, item) values (?, ?, ?)');
    this.#deleteCode = db.prepare(
      'delete from temp.sorted_codes where place >= ? and place < ? and code = ? and item = ?',
    );
    this.#nextName = pluck('select place from temp.sorted_names where place >= ? order by place limit 1');
    this.#nextCode = pluck('select place from temp.sorted_codes where place >= ? order by place limit 1');
    this.#names = db.prepare(
      'select rid, folded, id, sku, category_ids from temp.sorted_names where place >= ? and place < ? order by folded, id',
    );
    this.#codes = db.prepare(
      'select code, item from temp.sorted_codes where place >= ? and place < ? order by code, item',
    );
  }

  clear(): void {
    for (const statement of this.#clear) statement.run();
    this.#arrivals = 0;
  }
  addName({ rid, folded, id, sku, category_ids }: Placed): void {
    this.#insertName.run(drawerOf(folded) + this.#arrivals++, rid, folded, id, sku, category_ids);
  }
  removeName({ rid, folded }: Placed): void {
    const drawer = drawerOf(folded);
    this.#deleteName.run(drawer, drawer + DRAWER, rid);
  }
  addCode(code: string, item: number): void {
    this.#insertCode.run(drawerOf(code) + this.#arrivals++, code, item);
  }
  removeCode(code: string, item: number): void {
    const drawer = drawerOf(code);
    this.#deleteCode.run(drawer, drawer + DRAWER, code, item);
  }

  /** All names in the order (folded, id). */
  names(): Iterable<Placed> {
    return drawersOf(this.#nextName, this.#names);
  }

  /** Hands over the codes in order; yields after each transaction. */
  *codes(insert: (code: string, item: number) => void): Iterable<void> {
    let page: Code[] = [];
    const flush = () => {
      this.#db
        .transaction(() => {
          for (const { code, item } of page) insert(code, item);
        })
        .immediate();
      page = [];
    };
    for (const each of drawersOf(this.#nextCode, this.#codes)) {
      if (page.push(each) < BUILD_STEP) continue;
      flush();
      yield;
    }
    flush();
    yield;
  }
}

function* drawersOf<T>(next: Statement<[number], number>, all: Statement<[number, number], T>): Iterable<T> {
  for (let from = 0; ; ) {
    const place = next.get(from);
    if (place === undefined) return;
    const drawer = place - (place % DRAWER);
    from = drawer + DRAWER;
    yield* all.all(drawer, from);
  }
}

/** Room for 16 million arrivals; four letters of seven bits before it stay below 2^53. */
const DRAWER = 2 ** 24;
const LETTERS = 4;

/**
 * Where a text's drawer begins: by its first letters, in SQLite's binary order. A letter beyond ASCII comes after all of
 * ASCII, and what follows it decides nothing here; within a drawer the text itself is compared.
 */
function drawerOf(text: string): number {
  let drawer = 0;
  let isAscii = true;
  for (let at = 0; at < LETTERS; at += 1) {
    const letter = isAscii && at < text.length ? Math.min(text.charCodeAt(at), 0x7f) : 0;
    if (letter === 0x7f) isAscii = false;
    drawer = drawer * 128 + letter;
  }
  return drawer * DRAWER;
}
