import { randomBytes } from 'node:crypto';
import { type Id, idMinter, instant, type NewId } from '@beaveros/kit';
import pg from 'pg';
import { pino } from 'pino';
import { generateSigningKey, type Identity, issueAccessToken } from '../identity.ts';
import type { Island, IslandDependencies } from '../ingest/index.ts';
import { type ArrayBackOffice, arrayBackOffice } from './array-back-office.ts';
import { type ArrayFeed, arrayFeed } from './array-feed.ts';
import { type EventReader, eventsOf } from './event-reader.ts';
import { createTestDatabase } from './test-database.ts';

const NOW = instant(1_795_000_000_000);
const TOKEN_TTL_MS = 60_000;

export interface IslandAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every route.
  readonly body: any;
}

/** A service of facts or configuration, running over a database of its own and a journal in memory. */
export interface OpenIsland extends AsyncDisposable {
  readonly service: Island;
  readonly feed: ArrayFeed;
  /** What the service's routes write. */
  readonly backOffice: ArrayBackOffice;
  readonly newId: NewId;
  /** Everything it logged, as lines of JSON. */
  logged(): string;
  /** A call as somebody; null: without a token. */
  call(as: Identity | null, method: string, path: string, body?: unknown): Promise<IslandAnswer>;
  /** A live route as somebody, open when it returns. Fails when it is refused. */
  watch(as: Identity, path: string): Promise<EventReader>;
  /** A call whose answer is not JSON. */
  fetch(as: Identity | null, path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** As the owner, past row-level security. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Waits until the service has folded all that the feed holds. */
  settled(): Promise<void>;
}

/** Long enough for a busy two-core machine; a test never waits that long when all is well. */
const SETTLE_TIMEOUT_MS = 20_000;

export async function openIsland(
  create: (dependencies: IslandDependencies) => Island,
  options: { readonly postgresUrl: string; readonly service: string; readonly migrationsDir: string },
): Promise<OpenIsland> {
  const test = await createTestDatabase(options);
  const feed = arrayFeed();
  const key = await generateSigningKey('test');
  const lines: string[] = [];
  const clock = { now: () => NOW };
  const newId = idMinter(clock, { bytes: (count) => new Uint8Array(randomBytes(count)) });
  const backOffice = arrayBackOffice(feed, newId);
  const service = create({
    appendBackOffice: (entry) => backOffice.append(entry),
    urls: test.urls,
    feed,
    clock,
    newId,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    publicKeys: () => [key],
    newRequestId: () => 'request-of-a-test',
  });
  await service.start();
  const bearer = async (as: Identity | null): Promise<Record<string, string>> =>
    as === null ? {} : { authorization: `Bearer ${await issueAccessToken(key, as, NOW, TOKEN_TTL_MS)}` };
  const owner = new pg.Pool({ connectionString: test.urls.owner, max: 2 });
  return {
    service,
    feed,
    backOffice,
    newId,
    logged: () => lines.join(''),
    async call(as, method, path, body) {
      const response = await service.app.request(path, {
        method,
        headers: await bearer(as),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    watch: async (as, path) => eventsOf(await service.app.request(path, { headers: await bearer(as) })),
    fetch: async (as, path, headers = {}) =>
      await service.app.request(path, { headers: { ...headers, ...(await bearer(as)) } }),
    sql: async (text, values = []) =>
      (await owner.query(text, [...values])).rows as Record<string, unknown>[],
    settled: async () => service.caughtUpTo(await feed.heads(), SETTLE_TIMEOUT_MS),
    async [Symbol.asyncDispose]() {
      await service.stop();
      await owner.end();
      await feed[Symbol.asyncDispose]();
      await test.dispose();
    },
  };
}

/** A till of a store. */
export function terminalOf(tenantId: string, storeId: string, terminalId: string): Identity {
  return {
    kind: 'terminal',
    tenantId: tenantId as Id<'tenant'>,
    storeId: storeId as Id<'store'>,
    terminalId: terminalId as Id<'terminal'>,
    epoch: 1,
  };
}

/** Somebody of a tenant who may do everything named. */
export function userOf(
  tenantId: string,
  permissions: readonly string[],
  storeIds: readonly string[] | 'all' = 'all',
): Identity {
  return {
    kind: 'user',
    tenantId: tenantId as Id<'tenant'>,
    userId: '0192f0c0-0000-7000-8000-000000000001' as Id<'user'>,
    storeIds: storeIds as readonly Id<'store'>[] | 'all',
    permissions,
  };
}
