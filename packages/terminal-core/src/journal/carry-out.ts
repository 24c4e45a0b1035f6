import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { SideRecord } from '@beaveros/domain/journal';
import { Fault, type Id, isFault } from '@beaveros/kit';
import {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type BatchHead,
  type EntryOnWire,
  type Head,
  headToSign,
} from '@beaveros/protocol/exchange';
import Database from 'better-sqlite3';
import { runMigrations } from '../migrations/run-migrations.ts';
import type { Batch } from './batch-after.ts';
import { blobToId } from './blobs.ts';
import { JOURNAL_PLAN } from './journal-migrations.ts';
import type { FoundEntry } from './gathered-rows.ts';
import { type FoundChain, Salvage } from './salvage.ts';
import { isSignedBy } from './signer.ts';

export interface LostPlace {
  readonly chain: string;
  readonly seq: number;
}

/**
 * The journal of a dead till, read without writing to its disk: from a copy, past every damage, so that what it sold can
 * be uploaded under a manager's eyes. Dispose of it to remove the copy.
 */
export interface DeadDisk extends Disposable {
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly terminal: Id<'Terminal'>;
  /** Of every run, by chain: what can be told to whoever asks how far it goes. */
  readonly heads: readonly Head[];
  /** Entries that cannot be read. What follows them in their chain attaches only where somebody has them. */
  readonly lost: readonly LostPlace[];
  /** Whether every table could be read to its end, so that the last entry found is the last there was. */
  readonly isEndKnown: boolean;
  /**
   * Its own chains whole, each batch at most a frame; `head.signature` is null where no stored signature covers its end,
   * for the dead till signs no more. Peers' chains as far as their authors signed.
   */
  batches(): Generator<Batch>;
}

/** Opens a dead till's `journal.sqlite`. Faults: `journal/damaged` when not even its owner can be read, `carrier/unreadable`. */
export function carryOut(deadJournalPath: string): DeadDisk {
  using made = new DisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'beaver-dead-'));
  made.defer(() => rmSync(dir, { recursive: true, force: true }));
  const copy = copyOf(deadJournalPath, dir);
  const owner = ownerOf(copy, deadJournalPath);
  const salvage = made.use(new Salvage(copy, { terminal: owner.terminal, certificate: null }));
  const runs = salvage.chains.flatMap((chain) => runsOf(chain, salvage));
  const sides = salvage.sides();
  const disk = {
    ...owner,
    heads: runs.map(({ chain, entries }) => headAt(chain, entries.at(-1)!)),
    lost: salvage.chains.flatMap(lostOf),
    isEndKnown: salvage.isComplete,
    *batches() {
      for (const run of runs) yield* batchesOf(run, salvage, sides);
    },
  };
  const kept = made.move();
  return { ...disk, [Symbol.dispose]: () => kept.dispose() };
}

/** The file and its WAL: SQLite replays it on the copy, never on the dead disk. */
function copyOf(path: string, dir: string): string {
  const copy = join(dir, basename(path));
  try {
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
  } catch (cause) {
    throw new Fault('carrier/unreadable', `${path} cannot be read`, { details: { path }, cause });
  }
  return copy;
}

function ownerOf(copy: string, path: string): Pick<DeadDisk, 'tenant' | 'store' | 'terminal'> {
  let db: Database.Database | null = null;
  try {
    db = new Database(copy);
    bringUpToDate(db);
    const row = db.prepare('SELECT tenant, store, terminal FROM journal').get() as
      | Record<'tenant' | 'store' | 'terminal', Buffer>
      | undefined;
    if (row !== undefined && [row.tenant, row.store, row.terminal].every((id) => id.length === 16)) {
      return {
        tenant: blobToId(row.tenant) as Id<'Tenant'>,
        store: blobToId(row.store) as Id<'Store'>,
        terminal: blobToId(row.terminal) as Id<'Terminal'>,
      };
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db?.close();
  }
  throw new Fault('journal/damaged', `${path} does not say whose it is`, { details: { path } });
}

/** An earlier build's file gets today's tables where its damage lets it; otherwise it is read as it is. */
function bringUpToDate(db: Database.Database): void {
  try {
    runMigrations(db, JOURNAL_PLAN);
  } catch (error) {
    if (!(error instanceof Database.SqliteError) && !isFault(error)) throw error;
  }
}

/** Entries of one chain that follow each other, to the last that may be given. */
interface Run {
  readonly chain: FoundChain;
  readonly entries: readonly FoundEntry[];
  /** Valid signatures, by seq. */
  readonly signatures: ReadonlyMap<number, string>;
}

function runsOf(chain: FoundChain, salvage: Salvage): Run[] {
  const { publicKey, kind } = chain.facts;
  const signatures = new Map(
    salvage
      .signatures(chain.row)
      .filter(({ seq, signature }) => {
        const entry = chain.entries.get(seq);
        return entry !== undefined && isSignedBy(publicKey, headToSign(headAt(chain, entry)), signature);
      })
      .map(({ seq, signature }) => [seq, signature]),
  );
  const runs: FoundEntry[][] = [];
  for (const entry of wholeInOrder(chain)) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (before !== undefined && before.seq === entry.seq - 1 && before.hash === entry.prev) run!.push(entry);
    else runs.push([entry]);
  }
  return runs.flatMap((run) => {
    const last = run.findLastIndex(({ seq }) => kind === 'own' || signatures.has(seq));
    return last === -1 ? [] : [{ chain, entries: run.slice(0, last + 1), signatures }];
  });
}

function wholeInOrder({ entries }: FoundChain): readonly FoundEntry[] {
  return [...entries.values()]
    .filter((entry) => entry.isWhole && entry.bodilessClock === null)
    .sort((a, b) => a.seq - b.seq);
}

/** What lies between, and is neither whole nor dropped by the window. */
function lostOf({ facts, entries, base }: FoundChain): LostPlace[] {
  const end = Math.max(0, ...entries.keys());
  const lost: LostPlace[] = [];
  for (let seq = 1 + (base?.seq ?? 0); seq <= end; seq += 1)
    if (entries.get(seq)?.isWhole !== true) lost.push({ chain: facts.name, seq });
  return lost;
}

function* batchesOf(
  { chain, entries, signatures }: Run,
  salvage: Salvage,
  sides: ReadonlyMap<number, readonly SideRecord[]>,
): Generator<Batch> {
  for (let from = 0; from < entries.length; ) {
    const wired: EntryOnWire[] = [];
    let bytes = 0;
    for (const entry of entries.slice(from, from + BATCH_ENTRIES_MAX)) {
      const text = salvage.textOf(entry);
      bytes += text.length;
      if (wired.length > 0 && bytes > BATCH_BYTES_MAX) break;
      const { seq, hash, arrival } = entry;
      wired.push({ seq, text: text.toString('utf8'), hash, sides: [...(sides.get(arrival) ?? [])] });
    }
    // The author's own word where there is one, so that nobody has to stand for what it signed.
    const signed = wired.findLastIndex(({ seq }) => signatures.has(seq));
    if (signed === -1 && chain.facts.kind !== 'own') return; // Nobody can stand for a peer's words but the peer.
    const batch = signed === -1 ? wired : wired.slice(0, signed + 1);
    const head: BatchHead = {
      ...headAt(chain, entries[from + batch.length - 1]!),
      signature: signatures.get(batch.at(-1)!.seq) ?? null,
    };
    const certificate = batch[0]!.seq === 1 ? chain.facts.certificate : null;
    yield { chain: chain.facts.name, certificate, entries: batch, head };
    from += batch.length;
  }
}

function headAt({ facts }: FoundChain, { seq, hash }: FoundEntry): Head {
  return { chain: facts.name, seq, hash };
}
