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
  'id',
  'tenant_id',
  'name',
  'sku',
  'type',
  'price',
  'category_ids',
  'tax_ids',
  'modifiers',
  'barcodes',
  'image_url',
  'color',
  'is_active',
  'is_sold_out',
  'version',
] as const;
type Item = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

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
  return {
    value: Math.round(value),
    baseline: Math.round(baseline),
    ratio: rounded(ratio),
    ok: ratio >= RATIO_MIN,
    why,
  };
};

/** Seconds. The pull begins a few milliseconds before the ready line, with an empty file. */
async function sync(stage: Stage, dataDir: string): Promise<number> {
  await using core = await CoreProcess.start({
    bundle: stage.bundles['core']!,
    dataDir,
    logFile: join(stage.work, 'logs', 'first-sync.log'),
  });
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
  const columns = COLUMNS.map((column) => `${column}::text`).join(', ');
  await client.query(`declare items cursor for select ${columns} from till_items order by till_items.id`);
  const slot = db
    .prepare(`select slot from synced.positions where shape glob 'product-catalog.till_items.*'`)
    .pluck()
    .get() as number;
  const insertPage = inserter(db, `till_items_${slot}`);
  for (;;) {
    const { rows } = await client.query<Item>(`fetch ${PAGE} from items`);
    if (rows.length === 0) break;
    insertPage(rows);
  }
  await client.query('commit');
  buildIndexes(db, slot);
  const seconds = (performance.now() - startedAt) / 1000;
  assert(
    db.prepare(`select count(*) from main.till_items_${slot}`).pluck().get() === ITEMS,
    'the copy has not all items',
  );
  await client.end();
  db.close();
  for (const name of readdirSync(join(synced, '..')))
    if (name.includes('.direct')) rmSync(join(synced, '..', name));
  return seconds;
}

/** The tables and indexes of the till's own file, empty; the file itself beside it, as `synced`. */
function emptyLike(synced: string, file: string): Database.Database {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(`attach '${synced}' as synced`);
  // The five tables behind an FTS5 index come with it.
  const isOwn = `sql is not null and name not glob 'sqlite_*' and name not glob '*_words_[01]_*'`;
  const statements = db
    .prepare(`select sql from synced.sqlite_master where ${isOwn} order by rowid`)
    .pluck()
    .all() as string[];
  for (const sql of statements) db.exec(sql);
  return db;
}

function inserter(db: Database.Database, items: string): (rows: readonly Item[]) => void {
  const known: readonly string[] = [...COLUMNS, 'folded'];
  const columns = db
    .prepare(`select name from pragma_table_info(?) where name <> 'rid'`)
    .pluck()
    .all(items) as string[];
  assert(
    columns.every((column) => known.includes(column)),
    `${items} has columns that a direct copy does not know: ${columns.join(', ')}`,
  );
  const insert = db.prepare(
    `insert into ${items} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  return db.transaction((rows: readonly Item[]) => {
    for (const row of rows) insert.run(columns.map((column) => stored(row, column)));
  });
}

function stored(row: Item, column: string): string | number | bigint | null {
  if (column === 'folded') return fold(row.name!);
  const text = row[column as keyof Item];
  if (column === 'price') return BigInt(text!.replace('.', ''));
  if (column === 'version') return Number(text);
  if (column === 'is_active' || column === 'is_sold_out') return text === 'true' ? 1 : 0;
  return text;
}

function fold(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What finds items: plain tables row by row from the till's own file, whose rows have the same numbers; the words anew. */
function buildIndexes(db: Database.Database, slot: number): void {
  const tables = db
    .prepare(
      `select name from sqlite_master where type = 'table' and name glob 'till_item_*_' || ? and name not glob '*_words_*'`,
    )
    .pluck()
    .all(slot) as string[];
  db.transaction(() => {
    for (const table of tables) db.exec(`insert into main.${table} select * from synced.${table}`);
    db.exec(`insert into till_item_words_${slot} (rowid, words) select r.rank, i.folded || ' ' || lower(replace(i.sku, '-', ' '))
      from main.till_item_ranks_${slot} r join main.till_items_${slot} i on i.rid = r.item order by r.rank`);
  })();
}
