import { Fault, id } from '@beaveros/kit';
import type { Logger } from 'pino';
import { type Database, transientRetry } from '../database.ts';
import type { Transaction } from '../transaction.ts';
import {
  applyBatch,
  type BatchOutcome,
  isAboutValues,
  type Reading,
  reviseChain,
  type Revived,
  reviveParked,
} from './apply-batch.ts';
import { type Cursor, readCursors } from './fact-tables.ts';
import type { Feed, FeedEntry, FeedHead } from './feed.ts';

/** Entries of one transaction: some hundred aggregates fold in a tenth of a second, and a failure costs little again. */
export const BATCH_ENTRIES_MAX = 500;

export interface RoundOptions extends Reading {
  readonly service: string;
  readonly database: Database;
  readonly feed: Pick<Feed, 'entriesAfter'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** What a follower remembers between rounds; everything in it stands in the service's database as well. */
export interface FollowState {
  /** By tenant, then chain. */
  readonly cursors: Map<string, Map<string, Cursor>>;
  /** By tenant: another chain each time, so that a busy till does not hold up the others. */
  readonly turns: Map<string, number>;
}

export function newFollowState(): FollowState {
  return { cursors: new Map(), turns: new Map() };
}

export interface Round {
  /** Something was folded or taken back; there may be more. */
  readonly moved: boolean;
  /** Entries that were not folded yet when the round began. */
  readonly behind: number;
}

/**
 * One batch of one chain of the tenant, or a step back where a chain changed behind its head. `heads`: the tenant's, as
 * the feed has them. Throws what the database or the feed threw; then the tenant's cursors are read again next time.
 */
export async function followRound(
  options: RoundOptions,
  state: FollowState,
  tenant: string,
  heads: readonly FeedHead[],
): Promise<Round> {
  try {
    const cursors = state.cursors.get(tenant) ?? (await readAll(options, state, tenant));
    const waiting = heads.filter((head) => isBehind(head, cursors.get(head.chain)));
    const behind = waiting.reduce(
      (all, { chain, seq }) => all + Math.max(0, seq - (cursors.get(chain)?.seq ?? 0)),
      0,
    );
    const turn = (state.turns.get(tenant) ?? 0) + 1;
    state.turns.set(tenant, turn);
    const next = waiting[turn % Math.max(1, waiting.length)];
    if (next === undefined) return { moved: false, behind };
    await follow(options, next, cursors);
    return { moved: true, behind };
  } catch (error) {
    state.cursors.delete(tenant);
    throw error;
  }
}

/** Whether these heads are folded; where a revision is told, at that revision. */
export function hasFolded(state: FollowState, heads: readonly FeedHead[]): boolean {
  return heads.every(({ tenant, chain, seq, revision }) => {
    const cursor = state.cursors.get(tenant)?.get(chain);
    if (cursor === undefined) return seq === 0;
    return cursor.seq >= seq && (revision === undefined || cursor.revision === revision);
  });
}

function isBehind({ seq, revision = 0 }: FeedHead, cursor: Cursor | undefined): boolean {
  return cursor === undefined ? seq > 0 : seq > cursor.seq || revision !== cursor.revision;
}

async function readAll(
  options: RoundOptions,
  state: FollowState,
  tenant: string,
): Promise<Map<string, Cursor>> {
  await revive(options, tenant);
  const { database } = options;
  const cursors = new Map(
    await database.withReadOnlyTenant(id<'tenant'>(tenant), (tx) => readCursors(tx, tenant)),
  );
  state.cursors.set(tenant, cursors);
  return cursors;
}

/** Parked events brought back in one transaction; the rest waits for the next. */
const REVIVED_MAX = 5_000;

/**
 * Folds what was parked and can be read now. When this database cannot take one of them, fewer at a time until that one
 * stands alone; each step takes some out or halves their number, so it ends.
 */
async function revive(options: RoundOptions, tenant: string): Promise<void> {
  const { database, log, service } = options;
  const step = async (limit: number, poison: { readonly reason: string } | null) => {
    const revived = await transientRetry(() =>
      database.withTenant(id<'tenant'>(tenant), (tx) =>
        reviveParked(tx, { ...options, tenant, limit, poison }),
      ),
    );
    alarm(options, tenant, revived);
    return revived.count;
  };
  for (let limit = REVIVED_MAX; ; ) {
    try {
      const revived = await step(limit, null);
      if (revived === 0) return;
      log.info({ service, tenant, revived }, 'ingest: parked events can be read now');
      limit = Math.min(REVIVED_MAX, limit * 2);
    } catch (error) {
      if (!isAboutValues(error)) throw error;
      if (limit === 1) await step(limit, { reason: error.code });
      else limit = Math.ceil(limit / 2);
    }
  }
}

async function follow(options: RoundOptions, head: FeedHead, cursors: Map<string, Cursor>): Promise<void> {
  const { feed, service, log } = options;
  const { tenant, chain, revision = 0 } = head;
  const cursor = cursors.get(chain) ?? { seq: 0, revision };
  if (cursor.revision !== revision) {
    const fromSeq = changedSince(head, cursor.revision);
    log.info({ service, tenant, chain, fromSeq }, 'ingest: a chain changed behind its head');
    const step = (tx: Transaction) => reviseChain(tx, { ...options, tenant, chain, revision, fromSeq });
    cursors.set(chain, await attempt(options, { tenant, chain }, step));
    return;
  }
  const entries = await feed.entriesAfter(tenant, chain, cursor.seq, BATCH_ENTRIES_MAX);
  if (entries.length === 0)
    throw new Fault(
      'ingest/feed-short',
      `the feed has a head at ${head.seq} and no entry after ${cursor.seq}`,
    );
  cursors.set(chain, await apply(options, { tenant, chain, revision, entries }));
}

/**
 * The lowest place that changed since a revision. One that the journal does not know is of another life of its
 * database: the whole chain.
 */
function changedSince({ revisions = [] }: FeedHead, revision: number): number {
  const seen = revisions.findIndex((each) => each.revision === revision);
  const since = revisions.slice(seen + 1);
  if ((seen === -1 && revision !== 0) || since.length === 0) return 1;
  return Math.min(...since.map(({ fromSeq }) => fromSeq));
}

interface Run {
  readonly tenant: string;
  readonly chain: string;
  readonly revision: number;
  readonly entries: readonly FeedEntry[];
}

/** Applies entries; when this database cannot take one of them, halves them until that one stands alone. */
async function apply(options: RoundOptions, batch: Run): Promise<Cursor> {
  const run = (poison: { readonly reason: string } | null) =>
    attempt(options, batch, (tx) => applyBatch(tx, { ...options, ...batch, poison }));
  const { entries } = batch;
  try {
    return await run(null);
  } catch (error) {
    if (!isAboutValues(error)) throw error;
    if (entries.length === 1) return await run({ reason: error.code });
  }
  const half = Math.ceil(entries.length / 2);
  await apply(options, { ...batch, entries: entries.slice(0, half) });
  return await apply(options, { ...batch, entries: entries.slice(half) });
}

/** A transaction of the tenant, and the alarm. */
async function attempt(
  options: RoundOptions,
  { tenant, chain }: Pick<Run, 'tenant' | 'chain'>,
  work: (tx: Transaction) => Promise<BatchOutcome>,
): Promise<Cursor> {
  const { seq, revision, suspended, defects } = await transientRetry(() =>
    options.database.withTenant(id<'tenant'>(tenant), work),
  );
  alarm(options, tenant, { suspended: suspended.map((event) => ({ ...event, chain })), defects });
  return { seq, revision };
}

/** What went to suspense, by place and reason, never its content; and what does not fold. */
function alarm(
  { log, service }: RoundOptions,
  tenant: string,
  { suspended, defects }: Pick<Revived, 'suspended' | 'defects'>,
): void {
  for (const { chain, seq, idx, type, reason, field } of suspended)
    log.warn({ service, tenant, chain, seq, idx, type, reason, field }, 'ingest: suspense');
  for (const defect of defects)
    log.error({ service, tenant, ...defect }, 'ingest: an aggregate does not fold');
}
