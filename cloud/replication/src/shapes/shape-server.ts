import { randomBytes } from 'node:crypto';
import { assert, type Clock } from '@beaveros/kit';
import type { Pool } from 'pg';
import type { Bell } from './bell.ts';
import { claimedSnapshot, deadHandle, isHandleOf, makeHandle, NONCE_BYTES, type Offset } from './position.ts';
import { changesResponse, pageResponse, rotatedResponse } from './responses.ts';
import {
  type Changes,
  type Digest,
  ENTRIES_MAX,
  type KnownDigest,
  type LogPosition,
  readChanges,
  readChangesWithDigest,
  readPage,
} from './shape-reader.ts';
import type { BoundShape } from './shape-sql.ts';

export interface ShapeRequest {
  readonly bound: BoundShape;
  readonly offset: Offset;
  /** Absent with the offsets `start` and `now`. */
  readonly handle: string | null;
  readonly isLive: boolean;
  readonly signal: AbortSignal;
}

/** Longest hold of a live request: the client's watchdog bites after 45 s, proxies after 30 or 60 (facts/sync.md 1.3). */
const HOLD_MS = 20_000;
/** While a committed change waits for an older transaction to end, nobody rings when it does: look again, ever more slowly. */
const PENDING_FIRST_MS = 4;
const PENDING_MAX_MS = 250;
/** A digest scans the shape; a busy catalogue is scanned at most so often for tills that come back. */
const DIGEST_INTERVAL_MS = 10_000;
const DIGESTS_KEPT_MAX = 1_000;

export interface ShapeServerOptions extends ShapeServerTimes {
  readonly pool: Pool;
  readonly bell: Bell;
  readonly clock: Clock;
}

/** Tests shorten them. */
export interface ShapeServerTimes {
  readonly holdMs?: number;
  readonly digestIntervalMs?: number;
}

interface Dated extends KnownDigest {
  readonly takenAt: number;
}

/**
 * Speaks Electric's shape protocol out of the tables and the captured log of one database (position.ts says what a client
 * holds, capture-sql.ts why nothing is lost). Keeps no state of any client.
 */
export class ShapeServer {
  readonly #pool: Pool;
  readonly #bell: Bell;
  readonly #clock: Clock;
  readonly #holdMs: number;
  readonly #digestIntervalMs: number;
  readonly #digests = new Map<string, Dated>();

  constructor(options: ShapeServerOptions) {
    this.#pool = options.pool;
    this.#bell = options.bell;
    this.#clock = options.clock;
    this.#holdMs = options.holdMs ?? HOLD_MS;
    this.#digestIntervalMs = options.digestIntervalMs ?? DIGEST_INTERVAL_MS;
  }

  /** Faults: what the pool throws. Everything the protocol foresees is a response. */
  async answer(request: ShapeRequest): Promise<Response> {
    const { offset, handle } = request;
    if (offset.at === 'start') return await this.#firstPage(request.bound);
    if (offset.at === 'now') return await this.#now(request.bound);
    const snapshot = handle === null ? null : claimedSnapshot(handle);
    assert(
      handle !== null && snapshot !== null,
      'a request behind the start comes with a handle that was parsed',
    );
    const asker = { ...request, handle, snapshot };
    if (offset.at === 'snapshot') return await this.#nextPage(asker, offset.after);
    // Behind a snapshot: everything its own xmin or a later transaction did and it does not hold.
    const [xid, seq] = offset.at === 'log' ? [offset.xid, offset.seq] : [xminOf(snapshot), '0'];
    const position = { snapshot, xid, seq };
    return request.isLive ? await this.#live(asker, position) : await this.#catchUp(asker, position);
  }

  async #firstPage(bound: BoundShape): Promise<Response> {
    const page = await readPage(this.#pool, bound, null);
    const binding = { epoch: page.epoch, identity: bound.identity };
    return pageResponse(
      bound,
      page,
      makeHandle(binding, page.snapshot, randomBytes(NONCE_BYTES)),
      page.snapshot,
    );
  }

  /** Later pages are read later and may hold newer rows; the log from the first page's snapshot on puts that right. */
  async #nextPage({ bound, handle, snapshot }: Asker, after: string): Promise<Response> {
    const page = await readPage(this.#pool, bound, after);
    const isOurs = isHandleOf({ epoch: page.epoch, identity: bound.identity }, handle);
    if (!isOurs || BigInt(page.trimmed) >= BigInt(xminOf(snapshot))) return rotated();
    return pageResponse(bound, page, handle, snapshot);
  }

  async #now(bound: BoundShape): Promise<Response> {
    const { epoch, snapshot } = await readPage(this.#pool, bound, LAST_KEY);
    const handle = makeHandle({ epoch, identity: bound.identity }, snapshot, randomBytes(NONCE_BYTES));
    const upToDate = { horizon: xminOf(snapshot), digest: null };
    return changesResponse(bound, { handle, offset: '0_inf', messages: null, upToDate, cursor: null });
  }

  /** From anywhere in the log to now, with a digest to check the result by. */
  async #catchUp(asker: Asker, position: LogPosition, cursor: string | null = null): Promise<Response> {
    const { identity } = asker.bound;
    const known = this.#digests.get(identity);
    const isRested = known === undefined || this.#clock.now() - known.takenAt >= this.#digestIntervalMs;
    // Whoever has just read the whole shape may have it scanned once more.
    const mayScan = isRested || asker.offset.at === 'snapshot-end';
    const { changes, digest } = await readChangesWithDigest(this.#pool, asker.bound, position, {
      known,
      mayScan,
    });
    if (!isPositionOf(asker, changes)) return rotated();
    if (digest !== null && mayScan) this.#remember(identity, { ...digest, horizon: changes.horizon });
    return this.#changed(asker, changes, digest, cursor);
  }

  async #live(asker: Asker, position: LogPosition): Promise<Response> {
    const { bound, signal } = asker;
    using waiter = this.#bell.listen(bound.sql.shape.table, bound.tenant);
    const deadline = this.#clock.now() + this.#holdMs;
    let pauseMs = PENDING_FIRST_MS;
    for (;;) {
      const changes = await readChanges(this.#pool, bound, position);
      if (!isPositionOf(asker, changes)) return rotated();
      const restMs = deadline - this.#clock.now();
      // Any new value will do: it only keeps one live request from being taken for another.
      const cursor = String(this.#clock.now());
      if (changes.count > 0 || signal.aborted) return this.#changed(asker, changes, null, cursor);
      // Nothing happened: time to compare. The digest is an old one that still holds, as a rule.
      if (restMs <= 0) return await this.#catchUp(asker, position, cursor);
      await waiter.rung(changes.has_pending ? Math.min(pauseMs, restMs) : restMs, signal);
      pauseMs = changes.has_pending ? Math.min(pauseMs * 2, PENDING_MAX_MS) : PENDING_FIRST_MS;
    }
  }

  #changed(
    { bound, handle }: Asker,
    changes: Changes,
    digest: Digest | null,
    cursor: string | null,
  ): Response {
    const { messages, horizon } = changes;
    const isAll = changes.count < ENTRIES_MAX;
    const offset = isAll ? `${horizon}_0` : changes.last!;
    return changesResponse(bound, {
      handle,
      offset,
      messages,
      upToDate: isAll ? { horizon, digest } : null,
      cursor,
    });
  }

  #remember(identity: string, digest: KnownDigest): void {
    this.#digests.delete(identity);
    if (this.#digests.size >= DIGESTS_KEPT_MAX) this.#digests.delete(this.#digests.keys().next().value!);
    this.#digests.set(identity, { ...digest, takenAt: this.#clock.now() });
  }
}

interface Asker extends ShapeRequest {
  readonly handle: string;
  readonly snapshot: string;
}

/** The greatest uuid: behind it there is no row. */
const LAST_KEY = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function xminOf(snapshot: string): string {
  return snapshot.slice(0, snapshot.indexOf(':'));
}

/** Whether what was read continues what the client has: same stream, log long enough, table not emptied. */
function isPositionOf({ bound, handle }: Asker, changes: Changes): boolean {
  const isOurs = isHandleOf({ epoch: changes.epoch, identity: bound.identity }, handle);
  return isOurs && !changes.is_trimmed && !changes.is_truncated;
}

function rotated(): Response {
  return rotatedResponse(deadHandle(randomBytes(NONCE_BYTES)));
}
