import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, id, isFault } from '@beaveros/kit';
import type { Logger } from 'pino';
import { type Database, transientRetry } from '../database.ts';
import { applyBatch, type BatchOutcome, isAboutValues, type Reading, reviveParked } from './apply-batch.ts';
import { readCursors } from './fact-tables.ts';
import type { Feed, FeedEntry, FeedHead } from './feed.ts';

/** Entries of one transaction: some hundred aggregates fold in a tenth of a second, and a failure costs little again. */
export const BATCH_ENTRIES_MAX = 500;
/** Hints may be lost; a service is never further behind an idle journal than this. */
const POLL_MS = 1_000;
/** After a failed round, doubling from the first to the last: a server that restarts is back within the range. */
const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 10_000;

export interface FollowOptions extends Reading {
  readonly service: string;
  readonly database: Database;
  readonly feed: Feed;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

export interface Follower extends AsyncDisposable {
  /** Waits until the service has folded these heads. Faults: `ingest/late` after `timeoutMs`, `ingest/stopped`. */
  caughtUpTo(heads: readonly FeedHead[], timeoutMs: number): Promise<void>;
  health(): { readonly ok: boolean; readonly behind: number };
}

/**
 * Follows the journal until disposed: one batch of one chain of each tenant in turn, so that a tenant with a long
 * backlog holds up nobody. What it did is in the database; starting again goes on from the cursors.
 */
export function followJournal(options: FollowOptions): Follower {
  return new JournalFollower(options);
}

interface Waiter {
  readonly heads: readonly FeedHead[];
  readonly resolve: () => void;
  readonly reject: (fault: Fault) => void;
}

class JournalFollower implements Follower {
  readonly #options: FollowOptions;
  readonly #stopped = new AbortController();
  readonly #forgetHint: () => void;
  readonly #running: Promise<void>;
  /** By tenant, then chain: what this service's database says. */
  readonly #cursors = new Map<string, Map<string, number>>();
  readonly #waiters = new Set<Waiter>();
  #ring: () => void = () => {};
  #isRung = false;
  #failures = 0;
  #behind = 0;
  #turn = 0;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#forgetHint = options.feed.onHint(() => this.#hint());
    this.#running = this.#run();
  }

  async caughtUpTo(heads: readonly FeedHead[], timeoutMs: number): Promise<void> {
    if (this.#hasReached(heads)) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { heads, resolve, reject };
      this.#waiters.add(waiter);
      timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const { service } = this.#options;
        reject(
          new Fault('ingest/late', `${service} did not reach the heads in ${timeoutMs} ms`, {
            retryable: true,
          }),
        );
      }, timeoutMs);
      this.#hint();
    }).finally(() => clearTimeout(timer));
  }

  health(): { readonly ok: boolean; readonly behind: number } {
    return { ok: this.#failures === 0, behind: this.#behind };
  }

  /** Lets the batch under way commit, then stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#forgetHint();
    this.#stopped.abort();
    this.#hint();
    await this.#running;
    for (const { reject } of this.#waiters)
      reject(new Fault('ingest/stopped', 'the service stopped following'));
    this.#waiters.clear();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#isRung = false;
      const { moved, failed } = await this.#round();
      this.#failures = failed ? this.#failures + 1 : 0;
      if (signal.aborted || (moved && !failed)) continue;
      if (failed) {
        const pauseMs = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#failures, 20));
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
      } else if (!this.#isRung) {
        await this.#pollOrHint();
      }
    }
  }

  async #pollOrHint(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#ring = resolve;
      timer = setTimeout(resolve, POLL_MS);
    });
    clearTimeout(timer);
    this.#ring = () => {};
  }

  #hint(): void {
    this.#isRung = true;
    this.#ring();
  }

  /** One batch of every tenant that is behind. */
  async #round(): Promise<{ readonly moved: boolean; readonly failed: boolean }> {
    const { feed, log, service } = this.#options;
    let moved = false;
    let failed = false;
    try {
      const heads = await feed.heads();
      const tenants = Map.groupBy(heads, ({ tenant }) => tenant);
      let behind = 0;
      this.#turn += 1;
      for (const [tenant, chains] of tenants) {
        if (this.#stopped.signal.aborted) break;
        try {
          const cursors = await this.#cursorsOf(tenant);
          const waiting = chains.filter(({ chain, seq }) => seq > (cursors.get(chain) ?? 0));
          behind += waiting.reduce((all, { chain, seq }) => all + seq - (cursors.get(chain) ?? 0), 0);
          // Another chain each time, so that a busy till does not hold up the others of its tenant.
          const next = waiting[this.#turn % Math.max(1, waiting.length)];
          if (next === undefined) continue;
          await this.#follow(next, cursors);
          moved = true;
        } catch (error) {
          // One tenant's trouble stops no other; the round is repeated after a pause.
          failed = true;
          this.#cursors.delete(tenant);
          log.error(
            { service, tenant, ...reasonOf(error) },
            'ingest: a batch failed and will be tried again',
          );
        }
      }
      this.#behind = behind;
    } catch (error) {
      failed = true;
      log.error({ service, ...reasonOf(error) }, 'ingest: the journal cannot be read');
    }
    return { moved, failed };
  }

  async #cursorsOf(tenant: string): Promise<Map<string, number>> {
    const known = this.#cursors.get(tenant);
    if (known !== undefined) return known;
    const { database, log, service, projections, readEvent } = this.#options;
    const as = id<'tenant'>(tenant);
    for (;;) {
      const revived = await transientRetry(() =>
        database.withTenant(as, (tx) => reviveParked(tx, tenant, { projections, readEvent })),
      );
      if (revived === 0) break;
      log.info({ service, tenant, revived }, 'ingest: parked events can be read now');
    }
    const cursors = new Map(await database.withReadOnlyTenant(as, (tx) => readCursors(tx, tenant)));
    this.#cursors.set(tenant, cursors);
    this.#answerWaiters();
    return cursors;
  }

  async #follow({ tenant, chain, seq: headSeq }: FeedHead, cursors: Map<string, number>): Promise<void> {
    const { feed } = this.#options;
    const cursor = cursors.get(chain) ?? 0;
    const entries = await feed.entriesAfter(tenant, chain, cursor, BATCH_ENTRIES_MAX);
    if (entries.length === 0)
      throw new Fault('ingest/feed-short', `the feed has a head at ${headSeq} and no entry after ${cursor}`);
    cursors.set(chain, await this.#apply({ tenant, chain, entries }));
    this.#answerWaiters();
  }

  /** Applies entries; when this database cannot take one of them, halves them until that one stands alone. */
  async #apply(batch: {
    readonly tenant: string;
    readonly chain: string;
    readonly entries: readonly FeedEntry[];
  }): Promise<number> {
    const { database, projections, readEvent } = this.#options;
    const { tenant, chain, entries } = batch;
    const run = (isPoison: { readonly reason: string } | null) =>
      transientRetry(() =>
        database.withTenant(id<'tenant'>(tenant), (tx) =>
          applyBatch(tx, { ...batch, projections, readEvent, isPoison }),
        ),
      );
    try {
      return this.#report(tenant, chain, await run(null));
    } catch (error) {
      if (!isAboutValues(error) || !isFault(error)) throw error;
      if (entries.length === 1) return this.#report(tenant, chain, await run({ reason: error.code }));
    }
    const half = Math.ceil(entries.length / 2);
    await this.#apply({ tenant, chain, entries: entries.slice(0, half) });
    return await this.#apply({ tenant, chain, entries: entries.slice(half) });
  }

  /** The alarm: what went to suspense, by place and reason, never its content. */
  #report(tenant: string, chain: string, { seq, suspended, defects }: BatchOutcome): number {
    const { log, service } = this.#options;
    for (const { seq: at, idx, type, reason, field } of suspended) {
      log.warn({ service, tenant, chain, seq: at, idx, type, reason, field }, 'ingest: suspense');
    }
    for (const defect of defects)
      log.error({ service, tenant, ...defect }, 'ingest: an aggregate does not fold');
    return seq;
  }

  #hasReached(heads: readonly FeedHead[]): boolean {
    return heads.every(({ tenant, chain, seq }) => (this.#cursors.get(tenant)?.get(chain) ?? 0) >= seq);
  }

  #answerWaiters(): void {
    for (const waiter of this.#waiters) {
      if (!this.#hasReached(waiter.heads)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}

function reasonOf(error: unknown): Readonly<Record<string, unknown>> {
  return isFault(error) ? { code: error.code, reason: error.message } : { err: error };
}
