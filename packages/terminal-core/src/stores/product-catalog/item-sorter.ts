import type { Database, Statement } from 'better-sqlite3';
import type { Placed } from './item-places.ts';

/** Codes moved in one transaction of a build, about 5 ms. */
const BUILD_STEP = 2_000;

/**
 * Sorts names and codes aside, in a temporary file, while a slot is filled. Rows come in the order of their ids; inserting
 * each into every index at once would rewrite most index pages in every transaction (for 100,000 items three times the CPU
 * and 2 GB of WAL, measured 2026-11). Here they are appended, with an index of their first letters only; a build takes one
 * beginning after the other and sorts within it, so that no single step holds up the till.
 */
export class ItemSorter {
  readonly #db: Database;
  readonly #clear: readonly Statement<[]>[];
  readonly #insertName: Statement<[number, string, string, string | null, string]>;
  readonly #deleteName: Statement<[number]>;
  readonly #insertCode: Statement<[string, number]>;
  readonly #deleteCode: Statement<[string, string, number]>;
  readonly #nameBeginnings: Statement<[], string>;
  readonly #codeBeginnings: Statement<[], string>;
  readonly #names: Statement<[string], Placed>;
  readonly #codes: Statement<[string], { readonly code: string; readonly item: number }>;

  constructor(db: Database) {
    this.#db = db;
    // Two letters make some 500 beginnings; the first seven digits of a GTIN name the company.
    db.exec(`
      create temp table sorted_names (rid integer primary key, folded text not null, id text not null, sku text, category_ids text not null);
      create index temp.sorted_names_by_beginning on sorted_names (substr(folded, 1, 2));
      create temp table sorted_codes (code text not null, item integer not null);
      create index temp.sorted_codes_by_beginning on sorted_codes (substr(code, 1, 7));`);
    this.#clear = ['sorted_names', 'sorted_codes'].map((table) => db.prepare(`delete from temp.${table}`));
    this.#insertName = db.prepare('insert into temp.sorted_names (rid, folded, id, sku, category_ids) values (?, ?, ?, ?, ?)');
    this.#deleteName = db.prepare('delete from temp.sorted_names where rid = ?');
    this.#insertCode = db.prepare('insert into temp.sorted_codes (code, item) values (?, ?)');
    this.#deleteCode = db.prepare('delete from temp.sorted_codes where substr(code, 1, 7) = substr(?, 1, 7) and code = ? and item = ?');
    this.#nameBeginnings = db.prepare('select distinct substr(folded, 1, 2) from temp.sorted_names order by 1').pluck() as Statement<[], string>;
    this.#codeBeginnings = db.prepare('select distinct substr(code, 1, 7) from temp.sorted_codes order by 1').pluck() as Statement<[], string>;
    this.#names = db.prepare(
      'select rid, folded, id, sku, category_ids from temp.sorted_names where substr(folded, 1, 2) = ? order by folded, id',
    );
    this.#codes = db.prepare('select code, item from temp.sorted_codes where substr(code, 1, 7) = ? order by code, item');
  }

  clear(): void {
    for (const statement of this.#clear) statement.run();
  }
  addName({ rid, folded, id, sku, category_ids }: Placed): void {
    this.#insertName.run(rid, folded, id, sku, category_ids);
  }
  removeName(rid: number): void {
    this.#deleteName.run(rid);
  }
  addCode(code: string, item: number): void {
    this.#insertCode.run(code, item);
  }
  removeCode(code: string, item: number): void {
    this.#deleteCode.run(code, code, item);
  }

  /** All names in the order (folded, id). */
  *names(): Iterable<Placed> {
    for (const beginning of this.#nameBeginnings.all()) yield* this.#names.all(beginning);
  }

  /** Hands over the codes in order; yields after each transaction. */
  *codes(insert: (code: string, item: number) => void): Iterable<void> {
    let page: { readonly code: string; readonly item: number }[] = [];
    const flush = () => {
      this.#db.transaction(() => {
        for (const { code, item } of page) insert(code, item);
      }).immediate();
      page = [];
    };
    for (const beginning of this.#codeBeginnings.all()) {
      for (const each of this.#codes.all(beginning)) {
        if (page.push(each) < BUILD_STEP) continue;
        flush();
        yield;
      }
    }
    flush();
    yield;
  }
}
