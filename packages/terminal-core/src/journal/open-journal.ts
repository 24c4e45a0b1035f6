import { type BusinessDate, type Clock, Fault, type NewId, type Random } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';
import { withSqliteFaults } from '../migrations/sqlite-faults.ts';
import type { ReadEvent } from './arrived.ts';
import { blobToId, idToBlob } from './blobs.ts';
import { headOf } from './chain-rows.ts';
import type { JournalIdentity } from './identity.ts';
import { Journal } from './journal.ts';
import { openJournalFile } from './journal-file.ts';
import { JournalState } from './journal-state.ts';
import { type OpeningContext, openChain, openedChain } from './own-chain.ts';
import { settle } from './settle.ts';
import { readAgain } from './unread.ts';
import { verifySinceMark } from './verify.ts';
import { finishRecovery } from './recovery-files.ts';
import { WriterLock } from './writer-lock.ts';

export interface JournalOptions {
  readonly path: string;
  readonly identity: JournalIdentity;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  /** Stamped on an opening, should one be written. */
  readonly businessDate: BusinessDate;
  /** A receipt series known to have been used (enrolment says it), should the file not say: the next one is higher. */
  readonly seriesUsed?: number | undefined;
  /** What this build reads; the catalogue's reader unless an older build is played. */
  readonly readEvent?: ReadEvent | undefined;
}

/**
 * Opens or creates the till's journal as its only writer. What the own chain got since it was last verified is read
 * back from the disk. The first open, and one with a new key or epoch, writes the opening of an own chain. Faults:
 * `journal/in-use`, `journal/damaged` (see `recoverJournal`), `journal/not-writable`, `journal/wrong-identity` (the
 * file is another till's), `store/not-ours`, `store/newer-than-code`.
 */
export function openJournal(options: JournalOptions): Journal {
  const { path, identity, clock, random, readEvent } = options;
  const lock = new WriterLock(path);
  let db: Database | null = null;
  try {
    finishRecovery(path);
    const file = openJournalFile(path);
    db = file;
    return withSqliteFaults('journal', path, () => {
      claim(file, identity, random);
      const state = new JournalState(path, file, readEvent);
      ready(state, options, clock);
      return new Journal(state, options, lock);
    });
  } catch (error) {
    db?.close();
    lock[Symbol.dispose]();
    throw error;
  }
}

/** Verified since the mark, with an own chain of this key and epoch that takes entries. */
function ready(state: JournalState, context: OpeningContext, clock: Clock): void {
  const { own } = state;
  if (own !== null) verifySinceMark(state, own);
  const { signer, epoch } = context.identity;
  const isOurs = own?.publicKey === signer.publicKey && own.epoch === epoch;
  const hasRead = readAgain(state);
  if (isOurs && !hasRead && isSettled(state)) return;
  const now = clock.now();
  state.transactionWithMemory(() => {
    const follows = own === null ? null : headOf(own);
    if (!isOurs) openedChain(state, openChain(state, context, { follows, now }).move);
    settle(state, context, { now });
    if (hasRead) state.becomeAnother(Buffer.from(context.random.bytes(16)));
  });
}

/** Whether this build's rules were applied to every entry: not yet in a file of a build that did not know them. */
function isSettled({ db }: JournalState): boolean {
  return db.prepare('SELECT settled FROM journal').pluck().get() === 1;
}

/** A new file becomes this till's; any other must be. */
export function claim(db: Database, { tenant, store, terminal }: JournalIdentity, random: Random): void {
  const row = db.prepare('SELECT tenant, store, terminal FROM journal').get() as Owner | undefined;
  if (row === undefined) {
    const incarnation = Buffer.from(random.bytes(16));
    db.prepare(
      'INSERT INTO journal (only, tenant, store, terminal, incarnation, numbering) VALUES (1, ?, ?, ?, ?, ?)',
    ).run(idToBlob(tenant), idToBlob(store), idToBlob(terminal), incarnation, incarnation);
    return;
  }
  for (const [field, mine] of Object.entries({ tenant, store, terminal })) {
    const found = blobToId(row[field as keyof Owner]);
    if (found === mine) continue;
    throw new Fault('journal/wrong-identity', `${db.name} belongs to another ${field}`, {
      field,
      details: { found },
    });
  }
}

interface Owner {
  readonly tenant: Buffer;
  readonly store: Buffer;
  readonly terminal: Buffer;
}
