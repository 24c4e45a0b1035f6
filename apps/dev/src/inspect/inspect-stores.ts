import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault, instant } from '@beaveros/kit';
import {
  Aggregates,
  type FoldedStore,
  FoldedStores,
  type Journal,
  journalOptions,
  openJournal,
  readIdentity,
} from '@beaveros/terminal-core';
import Database from 'better-sqlite3';

export const STORE_ACTIONS = ['rebuild', 'verify', 'show'] as const;
export type StoreAction = (typeof STORE_ACTIONS)[number];

export interface InspectedStore {
  readonly service: string;
  readonly ok: boolean;
  /** Rows of its folded tables. */
  readonly rows: number;
  /** The journal's arrival that it includes. */
  readonly arrival: number;
  /** SHA-256 over its rows in key order. */
  readonly digest: string;
  /** What is wrong, or null. */
  readonly why: string | null;
}

/** Entries read back between two looks at the clock; only to report progress. */
const SCRUB_ENTRIES = 5_000;

/**
 * Looks into a till's stores, or folds them anew. Only `rebuild` writes. Faults: `enrolment/missing`, `journal/in-use` (a
 * core runs on this folder), `journal/damaged` with the place.
 */
export async function inspectStores(
  action: StoreAction,
  dir: string,
  say: (line: string) => void,
): Promise<readonly InspectedStore[]> {
  using till = openTill(dir);
  const { journal } = till;
  say(
    `journal: ${journal.entryCount()} entries in ${journal.heads().length} chains, series ${journal.series}`,
  );
  if (action === 'verify') verifyJournal(journal, say);
  if (action === 'rebuild') return await rebuild(till);
  using beside = new Beside(dir);
  return till.withStores(beside.copied, (copies) => {
    if (action === 'show') return copies.all().map((store) => counted(store, beside.faultOf(store)));
    return till.withStores(beside.empty, (anew) =>
      copies.all().map((store, at) => compared(store, anew.all()[at]!, beside.faultOf(store))),
    );
  });
}

function openTill(dir: string) {
  const identity = readIdentity(join(dir, 'identity.json'));
  if (identity === null)
    throw new Fault('enrolment/missing', `${dir} is not the data folder of an enrolled till`);
  const clock = { now: () => instant(Date.now()) };
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const journal = openJournal(journalOptions({ dataDir: dir, identity, clock, random }));
  const aggregates = new Aggregates(journal, identity.terminal);
  return {
    journal,
    foldedDir: join(dir, 'folded'),
    withStores<T>(folder: string, work: (stores: FoldedStores) => T): T {
      using stores = new FoldedStores(aggregates, journal, folder);
      return work(stores);
    },
    stores: (folder: string) => new FoldedStores(aggregates, journal, folder),
    [Symbol.dispose]() {
      aggregates[Symbol.dispose]();
      journal[Symbol.dispose]();
    },
  };
}

function verifyJournal(journal: Journal, say: (line: string) => void): void {
  journal.checkStructure();
  // A round may have begun before: two ends of a round mean that every entry was read.
  for (let rounds = 0; rounds < 2; ) {
    if (journal.scrub(SCRUB_ENTRIES) === 0) rounds += 1;
  }
  say('journal: every entry verified');
}

async function rebuild(till: ReturnType<typeof openTill>): Promise<readonly InspectedStore[]> {
  using stores = till.stores(till.foldedDir);
  for (const store of stores.all()) await store.rebuild();
  return stores.all().map((store) => counted(store, null));
}

function counted(store: FoldedStore, fault: string | null): InspectedStore {
  const { rows, digest } = store.digest();
  const why = fault ?? store.fault?.message ?? null;
  return { service: store.definition.service, ok: why === null, rows, arrival: store.arrival, digest, why };
}

function compared(stored: FoldedStore, anew: FoldedStore, fault: string | null): InspectedStore {
  const found = counted(stored, fault);
  const right = counted(anew, null);
  if (!found.ok) return found;
  if (!right.ok) return { ...found, ok: false, why: right.why };
  if (found.digest === right.digest) return found;
  const why = `folded anew it has ${right.rows} rows with digest ${right.digest}`;
  return { ...found, ok: false, why };
}

/** Folded tables beside the till's own: a copy to look at, so that looking repairs nothing, and a folder to fold into. */
class Beside implements Disposable {
  readonly copied: string;
  readonly empty: string;
  readonly #source: string;

  constructor(dir: string) {
    this.#source = join(dir, 'folded');
    this.copied = mkdtempSync(join(tmpdir(), 'beaveros-stores-'));
    this.empty = mkdtempSync(join(tmpdir(), 'beaveros-folded-'));
    // Whatever stores there are, so that no new one is forgotten. Not `-shm`: SQLite makes it anew from the WAL.
    const files = existsSync(this.#source) ? readdirSync(this.#source) : [];
    for (const file of files) {
      if (/\.sqlite(-wal)?$/u.test(file)) copyFileSync(join(this.#source, file), join(this.copied, file));
    }
  }

  /** What is wrong with the till's own file: an opened store would quietly fold a damaged one anew. */
  faultOf(store: FoldedStore): string | null {
    const path = join(this.#source, `${store.definition.service}.sqlite`);
    if (!existsSync(path)) return 'it is missing';
    try {
      const db = new Database(path, { fileMustExist: true, timeout: 2_000 });
      try {
        const found = db.pragma('quick_check(1)', { simple: true });
        if (found !== 'ok') return String(found);
        // Another one than this code and this journal give: the next start folds the store anew.
        return versionOf(db) === versionOf(store.db) ? null : 'it is of another fold version or journal';
      } finally {
        db.close();
      }
    } catch (error) {
      return (error as Error).message;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.copied, { recursive: true, force: true });
    rmSync(this.empty, { recursive: true, force: true });
  }
}

function versionOf(db: Database.Database): unknown {
  return db.prepare(`SELECT value FROM folded_meta WHERE name = 'version'`).pluck().get();
}
