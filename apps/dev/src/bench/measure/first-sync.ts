import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '@beaveros/kit';
import Database from 'better-sqlite3';
import pg from 'pg';
import { enrolledTill } from '../bench-till.ts';
import { ITEMS } from '../catalogue.ts';
import { CoreProcess } from '../core-process.ts';
import { median, rounded } from '../figures.ts';
import type { Measure, Stage } from '../row.ts';

const REPEATS = 3;
const RATIO_MIN = 0.3;
const SYNC_MS = 120_000;
/** Rows fetched and inserted in one transaction. */
const PAGE = 2_000;
const COLUMNS = [
  'id', 'tenant_id', 'name', 'sku', 'type', 'price', 'category_ids', 'tax_ids', 'modifiers', 'barcodes', 'image_url', 'color',
  'is_active', 'is_sold_out', 'version',
] as const;

/** A new till's first sync, from its ready line until every shape is complete, against copying the items by hand. */
export const firstSync: Measure = async (stage) => {
  const syncs: number[] = [];
  const copies: number[] = [];
  for (let at = 0; at < REPEATS; at += 1) {
    const dir = await enrolledTill(stage, 'first-sync');
    syncs.push(await sync(stage, dir));
    copies.push(await copyDirectly(stage, join(dir, 'rows', 'product-catalog.sqlite')));
  }
  const value = ITEMS / median(syncs);
  const baseline = ITEMS / median(copies);
  const ratio = value / baseline;
  const seconds = (values: readonly number[]) => values.map(rounded).join(', ');
  const why = `${ITEMS} items; syncs took ${seconds(syncs)} s, direct copies ${seconds(copies)} s`;
  return { value: Math.round(value), baseline: Math.round(baseline), ratio: rounded(ratio), ok: ratio >= RATIO_MIN, why };
};

/** Seconds. The pull begins a few milliseconds before the ready line, with an empty file. */
async function sync(stage: Stage, dataDir: string): Promise<number> {
  await using core = await CoreProcess.start({ bundle: stage.bundles['core']!, dataDir, logFile: join(stage.work, 'logs', 'first-sync.log') });
  const startedAt = performance.now();
  await core.screen.untilReady(SYNC_MS);
  const seconds = (performance.now() - startedAt) / 1000;
  const { shapes } = await core.screen.call('status', {});
  const items = shapes.find(({ name }) => name.startsWith('product-catalog.till_items'));
  assert(items?.rows === ITEMS, `the till has ${items?.rows} items`);
  await core.stop();
  return seconds;
}

/** Seconds to bring the same items into a file with the same tables, indexes and search index, with nothing in between. */
async function copyDirectly(stage: Stage, synced: string): Promise<number> {
  const file = `${synced}.direct`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const db = emptyLike(synced, file);
  const url = new URL(stage.postgresUrl!);
  url.pathname = '/beaver_product_catalog';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const startedAt = performance.now();
  await client.query('begin');
  await client.query(`declare items cursor for select ${COLUMNS.map((column) => `${column}::text`).join(', ')} from till_items`);
  const insertPage = inserter(db);
  for (;;) {
    const { rows } = await client.query<Record<(typeof COLUMNS)[number], string | null>>(`fetch ${PAGE} from items`);
    if (rows.length === 0) break;
    insertPage(rows);
  }
  await client.query('commit');
  buildSearchIndex(db);
  const seconds = (performance.now() - startedAt) / 1000;
  assert(db.prepare('select count(*) from till_items_0').pluck().get() === ITEMS, 'the copy has not all items');
  await client.end();
  db.close();
  for (const name of readdirSync(join(synced, '..'))) if (name.includes('.direct')) rmSync(join(synced, '..', name));
  return seconds;
}

/** The tables and indexes of the till's own file, empty. */
function emptyLike(synced: string, file: string): Database.Database {
  const source = new Database(synced, { readonly: true });
  const statements = source
    .prepare(`select sql from sqlite_master where sql is not null and name not like '%_words_%\\__%' escape '\\' and name not like 'sqlite_%' order by rowid`)
    .pluck()
    .all() as string[];
  source.close();
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  for (const sql of statements) db.exec(sql);
  return db;
}

function inserter(db: Database.Database): (rows: readonly Record<(typeof COLUMNS)[number], string | null>[]) => void {
  const all = [...COLUMNS, 'folded', 'wire_digest'];
  const item = db.prepare(`insert into till_items_0 (${all.join(', ')}) values (${all.map(() => '?').join(', ')})`);
  const code = db.prepare('insert into till_item_codes_0 (code, item) values (?, ?)');
  const category = db.prepare('insert into till_item_categories_0 (category, folded, item) values (?, ?, ?)');
  return db.transaction((rows: readonly Record<(typeof COLUMNS)[number], string | null>[]) => {
    for (const row of rows) {
      const folded = fold(row.name!);
      const values = COLUMNS.map((column) => {
        if (column === 'price') return BigInt(row.price!.replace('.', ''));
        if (column === 'version') return Number(row.version);
        if (column === 'is_active' || column === 'is_sold_out') return row[column] === 'true' ? 1 : 0;
        return row[column];
      });
      const { lastInsertRowid } = item.run(...values, folded, 0);
      for (const each of [row.sku!, ...(JSON.parse(row.barcodes!) as string[])]) code.run(each.toLowerCase(), lastInsertRowid);
      for (const each of JSON.parse(row.category_ids!) as string[]) category.run(each, folded, lastInsertRowid);
    }
  });
}

function fold(name: string): string {
  return name.toLowerCase().normalize('NFD').replaceAll(/\p{M}+/gu, '').replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function buildSearchIndex(db: Database.Database): void {
  db.transaction(() => {
    db.exec(`insert into till_item_ranks_0 (rank, item)
      select row_number() over (order by folded, id) * 4294967296, rid from till_items_0 where is_active = 1`);
    db.exec(`insert into till_item_words_0 (rowid, words)
      select r.rank, i.folded || ' ' || lower(replace(i.sku, '-', ' ')) from till_item_ranks_0 r join till_items_0 i on i.rid = r.item order by r.rank`);
  })();
}
