import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readEvent } from '@beaveros/domain/journal';
import { statementsOf } from '@beaveros/terminal-core/sim';
import Database from 'better-sqlite3';
import { Oracle, ORACLE_TABLES, type OracleRow, type OracleTable, type RawEntry } from '../oracle/oracle.ts';
import type { NodeView, WorldView } from '../world-view.ts';
import { readCloud } from './cloud-evidence.ts';
import type { Evidence, Rows, SideHeld, TillEvidence } from './evidence.ts';
import { everything, holdingOfTill } from './holdings.ts';

/** Reads every living disk and the cloud, and lets the oracle compute over all of it. Dispose the oracle. */
export async function gather(world: WorldView): Promise<Evidence> {
  const tills = world.nodes
    .filter(({ state }) => state === 'running')
    .map((node) => tillEvidence(node, world.canary));
  const cloud = await readCloud(world);
  const known = new Map<string, RawEntry>();
  for (const { held } of [cloud, ...tills])
    for (const entry of everything(held)) if (entry.text !== '') known.set(entry.hash, entry);
  const stored = new Set(cloud.held.standing.map(({ hash }) => hash));
  const isRead = (event: unknown) => readEvent(event as Parameters<typeof readEvent>[0]).kind === 'read';
  const oracle = new Oracle(known.values(), { stored, isRead });
  const { seed, tenant, store, draining, witness } = world;
  const owners = new Map(world.nodes.map(({ name, terminal }) => [name, terminal]));
  const whole = tills.map((till) => ({
    ...till,
    partial: new Set([...till.partial, ...belowSnapshot(till, oracle)]),
  }));
  return { world: { seed, tenant, store, draining }, witness, owners, tills: whole, cloud, oracle };
}

function tillEvidence(node: NodeView, canary: string): TillEvidence {
  const stores = Object.values(node.stores);
  for (const store of stores) store.catchUp();
  const held = holdingOfTill(node);
  return {
    name: node.name,
    terminal: node.terminal,
    epoch: node.epoch,
    diskLife: node.diskLife,
    held,
    rows: rowsOf(stores.map(({ db }) => db)),
    unknownTables: stores.flatMap(({ definition: { tables, ledger } }) =>
      [...tables, ...(ledger?.tables ?? [])]
        .map((table) => statementsOf(table).name)
        .filter((name) => !(name in ORACLE_TABLES)),
    ),
    partial: new Set(partialAggregates(join(node.dir, 'journal.sqlite'))),
    stuck: stores
      .filter(({ fault, arrival }) => fault !== null || arrival < node.journal.lastArrival)
      .map(({ definition, fault, arrival }) => ({
        till: node.name,
        service: definition.service,
        fault,
        arrival,
      })),
    jobs: new Map(
      node.spool.all({ limit: node.spool.total(), offset: 0 }).map(({ job, state }) => [job, state]),
    ),
    sides: sidesOf(join(node.dir, 'journal.sqlite')),
    strangeFiles: filesWith(node.dir, canary),
  };
}

/** Every folded table, found in whichever store has it. */
function rowsOf(files: readonly Database.Database[]): Rows {
  const read = (table: OracleTable) => {
    const holds = (db: Database.Database) =>
      db
        .prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?`)
        .pluck()
        .get(table) === 1;
    const file = files.find(holds);
    return file === undefined ? [] : (file.prepare(`SELECT * FROM ${table}`).all() as OracleRow[]);
  };
  const tables = Object.keys(ORACLE_TABLES) as OracleTable[];
  return Object.fromEntries(tables.map((table) => [table, read(table)] as const)) as unknown as Rows;
}

function readonlyFile<T>(path: string, read: (db: Database.Database) => T): T {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

function sidesOf(path: string): readonly SideHeld[] {
  return readonlyFile(path, (db) => {
    const rows = db.prepare('SELECT lower(hex(id)) AS id, value FROM sides').all() as {
      id: string;
      value: string;
    }[];
    return rows.map(({ id, value }) => ({ side: toUuid(id), value }));
  });
}

/** What the window dropped or left in opening rows, and what began before the snapshot: the journal keeps the ids of all. */
function partialAggregates(path: string): readonly string[] {
  return readonlyFile(path, (db) => {
    const names = ['dropped_aggregates', 'unborn_aggregates', 'rolled_aggregates'];
    const ids = db
      .prepare(names.map((name) => `SELECT lower(hex(aggregate)) FROM ${name}`).join(' UNION '))
      .pluck()
      .all() as string[];
    return ids.map(toUuid);
  });
}

/** Aggregates with a fact at or below the place up to which its chain came as a snapshot, whose entry is not here. */
function belowSnapshot({ held }: TillEvidence, oracle: Oracle): readonly string[] {
  if (held.bases.size === 0) return [];
  const here = new Set(held.standing.map(({ chain, seq }) => `${chain}/${seq}`));
  return oracle
    .ask('SELECT DISTINCT aggregate, chain, seq FROM every_fact')
    .filter(
      ({ chain, seq }) =>
        Number(seq) <= (held.bases.get(String(chain))?.seq ?? 0) && !here.has(`${chain}/${seq}`),
    )
    .map(({ aggregate }) => String(aggregate));
}

function toUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Files below `dir` that hold the word, whole as they lie on the disk. */
export function filesWith(dir: string, word: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((file) => join(dir, file))
    .filter(
      (file) =>
        statSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file).includes(word),
    );
}
