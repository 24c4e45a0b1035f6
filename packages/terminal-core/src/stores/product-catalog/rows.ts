import {
  type CatalogueReader,
  type CategoryRow,
  type ItemStockRow,
  type TaxRow,
  type TillItemRow,
  readPriceRules,
  type ReadPriceRule,
} from '@beaveros/domain/product-catalog';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, eq, getColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS, type Slot } from '../shape-rows.ts';
import { CATALOG_ROWS, categories, priceRules, taxes, tillItems, tillStock } from './rows-tables.ts';
import { foldCode, foldText, wordQuery } from './search-text.ts';
import { TillItemWriter } from './till-item-writer.ts';

/** What a till sells from. Lists and searches show active items; `item` and `tax` know every row. */
export interface CatalogueRows extends CatalogueReader {
  /** The active price rules that this build reads, of every store and at every time: `holding` says which hold. */
  rules(): readonly ReadPriceRule[];
  /** Active ones, by position, then name. */
  categories(): readonly CategoryRow[];
  /** All, active or not, by the order they are computed in. */
  taxes(): readonly TaxRow[];
  /** Active items by name; `category` null: of all. */
  items(query: { readonly category: string | null; readonly limit: number; readonly offset: number }): {
    readonly items: readonly TillItemRow[];
    readonly total: number;
  };
  /** At most `limit` different addresses of pictures that active items show, in order. */
  imageUrls(limit: number): readonly string[];
  /**
   * At most `limit` items: those with exactly this sku or barcode, then those whose name begins so, then those in which every
   * word begins a word of name or sku; each group by name. Case, accents and punctuation do not count.
   */
  search(text: string, limit: number): readonly TillItemRow[];
  /** Active items with exactly this sku or barcode. */
  scan(code: string): readonly TillItemRow[];
  /** How an item moves stock; undefined: it does not, or its row is not here yet. */
  stock(item: string): ItemStockRow | undefined;
}

export interface CatalogStore {
  readonly file: RowFile;
  readonly shapes: readonly ShapeRows[];
  readonly reader: CatalogueRows;
}

export function openCatalogRows(
  dir: string,
  shapes: readonly Shape[],
  onApplied: (shape: string) => void,
): CatalogStore {
  const file = new RowFile(dir, 'product-catalog', CATALOG_ROWS);
  const named = (table: string) => shapes.find((shape) => shape.table === table)!;
  let taxIds: ReadonlySet<string> | null = null;
  /** Active items by category, null for all: counting 100,000 takes 2 ms, and every page of a list shows it. */
  const counts = new Map<string | null, number>();
  const plain = (table: string, onChange: (shape: string) => void) =>
    new ShapeRows({
      shape: named(table),
      file,
      writer: new PlainRowWriter(file.db, named(table)),
      onApplied: onChange,
    });
  const taxRows = plain('taxes', (shape) => {
    taxIds = null;
    onApplied(shape);
    // Rows that waited for these taxes are good now.
    let hasHeld = false;
    for (const _held of itemWriter.release(itemRows.live)) hasHeld = true;
    if (hasHeld) itemsApplied(itemRows.shape.name);
  });
  const categoryRows = plain('categories', onApplied);
  const taxIdsOf = SLOTS.map((slot) => file.db.prepare<[], string>(`select id from taxes_${slot}`).pluck());
  const hasTax = (id: string) => (taxIds ??= new Set(taxIdsOf[taxRows.live]!.all())).has(id);
  const itemWriter = new TillItemWriter(file.db, named('till_items'), hasTax);
  const itemsApplied = (shape: string) => {
    counts.clear();
    onApplied(shape);
  };
  const itemRows = new ShapeRows({
    shape: named('till_items'),
    file,
    writer: itemWriter,
    onApplied: itemsApplied,
  });
  const stockRows = plain('till_stock', onApplied);
  // Read with every line that is added: parsed once for each change.
  const known: { rules: readonly ReadPriceRule[] | null } = { rules: null };
  const ruleRows = plain('price_rules', (shape) => {
    known.rules = null;
    onApplied(shape);
  });
  const reader = catalogueReader(file, {
    taxRows,
    categoryRows,
    itemRows,
    stockRows,
    ruleRows,
    counts,
    known,
  });
  // In the order they come down: taxes before the items that name them.
  return { file, shapes: [taxRows, categoryRows, itemRows, stockRows, ruleRows], reader };
}

function catalogueReader(
  file: RowFile,
  {
    taxRows,
    categoryRows,
    itemRows,
    stockRows,
    ruleRows,
    counts,
    known,
  }: Record<'taxRows' | 'categoryRows' | 'itemRows' | 'stockRows' | 'ruleRows', ShapeRows> & {
    readonly counts: Map<string | null, number>;
    readonly known: { rules: readonly ReadPriceRule[] | null };
  },
): CatalogueRows {
  const of = SLOTS.map((slot) => queries(file, slot));
  const items = () => of[itemRows.live]!;
  return {
    item: (id) => items().item.get({ id }),
    rules: () => (known.rules ??= readPriceRules(of[ruleRows.live]!.rules.all())),
    tax: (id) => of[taxRows.live]!.tax.get({ id }),
    taxes: () => of[taxRows.live]!.taxes.all(),
    categories: () => of[categoryRows.live]!.categories.all(),
    items: ({ category, limit, offset }) => {
      const { page, pageOf, total, totalOf } = items();
      const found = category === null ? page.all({ limit, offset }) : pageOf.all({ category, limit, offset });
      const known =
        counts.get(category) ?? (category === null ? total.get()!.n : totalOf.get({ category })!.n);
      counts.set(category, known);
      return { items: found, total: known };
    },
    scan: (code) => {
      const wanted = code.trim();
      const { byCode } = items();
      return byCode
        .all({ code: foldCode(wanted) })
        .filter((row) => row.isActive && (row.sku === wanted || row.barcodes.includes(wanted)));
    },
    imageUrls: (limit) => items().imageUrls.all(limit),
    search: (text, limit) => search(items(), text, limit),
    stock: (item) => of[stockRows.live]!.stock.get({ item }),
  };
}

function search(
  { byCode, byPrefix, byWords, byRids }: Queries,
  text: string,
  limit: number,
): readonly TillItemRow[] {
  const found = new Map<string, TillItemRow>();
  const take = (rows: Iterable<TillItemRow>) => {
    for (const row of rows)
      if (row.isActive && found.size < limit) found.set(row.id, found.get(row.id) ?? row);
  };
  const folded = foldText(text);
  take(byCode.all({ code: foldCode(text) }));
  if (folded === '') return [...found.values()];
  if (found.size < limit)
    take(byPrefix.all({ from: folded, to: `${folded}\u{10ffff}`, limit: limit + found.size }));
  const query = wordQuery(folded);
  if (found.size < limit && query !== null) {
    // Those found already may stand among the first hits, so that many more are asked for.
    const rids = byWords.all(query, limit + found.size);
    const rows = new Map(byRids(rids).map((row) => [row.rid, row.item]));
    take(rids.flatMap((rid) => rows.get(rid) ?? []));
  }
  return [...found.values()];
}

type Queries = ReturnType<typeof queries>;

/** Prepared once for each slot. */
function queries(file: RowFile, slot: Slot) {
  const db = drizzle({ client: file.db });
  const [item, tax, category] = [tillItems(slot), taxes(slot), categories(slot)];
  const { rid: _rid, folded: _folded, ...itemFields } = getColumns(item);
  const { wireDigest: _taxDigest, ...taxFields } = getColumns(tax);
  const { wireDigest: _categoryDigest, ...categoryFields } = getColumns(category);
  const stocks = tillStock(slot);
  const rule = priceRules(slot);
  const { wireDigest: _ruleDigest, ...ruleFields } = getColumns(rule);
  const { wireDigest: _stockDigest, ...stockFields } = getColumns(stocks);
  const param = sql.placeholder;
  const ranks = sql.identifier(`till_item_ranks_${slot}`);
  const inCategory = sql.identifier(`till_item_categories_${slot}`);
  const names = sql.identifier(`till_item_names_${slot}`);
  const page = (places: SQL) =>
    db
      .select(itemFields)
      .from(sql`(${places}) p`)
      .innerJoin(item, sql`${item.rid} = p.item`)
      .orderBy(sql`p.rank`)
      .prepare();
  const paged = sql`order by rank limit ${param('limit')} offset ${param('offset')}`;
  const byRid = db
    .select({ rid: item.rid, ...itemFields })
    .from(item)
    .where(eq(item.rid, param('rid')))
    .prepare();
  return {
    item: db
      .select(itemFields)
      .from(item)
      .where(eq(item.id, param('id')))
      .prepare(),
    tax: db
      .select(taxFields)
      .from(tax)
      .where(eq(tax.id, param('id')))
      .prepare(),
    rules: db.select(ruleFields).from(rule).orderBy(asc(rule.id)).prepare(),
    taxes: db.select(taxFields).from(tax).orderBy(asc(tax.sequence), asc(tax.id)).prepare(),
    categories: db
      .select(categoryFields)
      .from(category)
      .where(eq(category.isActive, true))
      .orderBy(asc(category.position), asc(category.name), asc(category.id))
      .prepare(),
    page: page(sql`select rank, item from ${ranks} ${paged}`),
    pageOf:
      page(sql`select c.rank, r.item from (select rank from ${inCategory} where category = ${param('category')} ${paged}) c
      join ${ranks} r on r.rank = c.rank`),
    total: db
      .select({ n: sql<number>`count(*)` })
      .from(ranks as unknown as SQL)
      .prepare(),
    totalOf: db
      .select({ n: sql<number>`count(*)` })
      .from(inCategory as unknown as SQL)
      .where(sql`category = ${param('category')}`)
      .prepare(),
    stock: db
      .select(stockFields)
      .from(stocks)
      .where(eq(stocks.id, param('item')))
      .prepare(),
    byCode: db
      .select(itemFields)
      .from(item)
      .where(
        inArray(
          item.rid,
          sql`(select item from ${sql.identifier(`till_item_codes_${slot}`)} where code = ${param('code')})`,
        ),
      )
      .orderBy(asc(item.folded), asc(item.id))
      .prepare(),
    byPrefix: db
      .select(itemFields)
      .from(sql`(select folded, id, item from ${names} where folded >= ${param('from')} and folded < ${param('to')}
        order by folded, id limit ${param('limit')}) n`)
      .innerJoin(item, sql`${item.rid} = n.item`)
      .orderBy(sql`n.folded, n.id`)
      .prepare(),
    byWords: file.db
      .prepare(
        `select r.item from (select rowid from till_item_words_${slot} where till_item_words_${slot} match ? order by rowid limit ?) w
        join till_item_ranks_${slot} r on r.rank = w.rowid order by w.rowid`,
      )
      .pluck() as unknown as { all(query: string, limit: number): number[] },
    imageUrls: file.db
      .prepare<[number], string>(
        `select distinct image_url from till_items_${slot} where image_url is not null and is_active = 1
        order by image_url limit ?`,
      )
      .pluck(),
    byRids: (rids: readonly number[]) =>
      rids.flatMap((rid) => {
        const row = byRid.get({ rid });
        if (row === undefined) return [];
        const { rid: found, ...fields } = row;
        return [{ rid: found, item: fields }];
      }),
  };
}
