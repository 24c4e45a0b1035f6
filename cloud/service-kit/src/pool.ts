import type { Socket } from 'node:net';
import { assert } from '@beaveros/kit';
import pg from 'pg';

/** Limits of one pool and its sessions. All in milliseconds but `max`. */
export interface PoolLimits {
  /** Sessions at most: ten a service keeps eight services under the embedded server's 200. */
  readonly max: number;
  readonly connectTimeoutMs: number;
  /** One statement; a till or a person waits for the answer. */
  readonly statementTimeoutMs: number;
  /** Between two statements of a transaction: code there only computes, so a longer pause is a hung process. */
  readonly idleInTransactionTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

export const POOL_LIMITS: PoolLimits = {
  max: 10,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 15_000,
  idleInTransactionTimeoutMs: 10_000,
  lockTimeoutMs: 5_000,
  idleTimeoutMs: 30_000,
};

/** Beyond the longest silence of a session that is well: a statement at its limit, or nobody who uses it. */
const SILENCE_MARGIN_MS = 5_000;

/** A pool with every limit written out. `onIdleError` hears of sessions that die while nobody uses them. */
export function openPool(
  url: string,
  name: string,
  {
    limits = POOL_LIMITS,
    onIdleError,
  }: { readonly limits?: PoolLimits; readonly onIdleError: (error: Error) => void },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max: limits.max,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    idleTimeoutMillis: limits.idleTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
    lock_timeout: limits.lockTimeoutMs,
    keepAlive: true,
    allowExitOnIdle: false,
    types: VALUE_TYPES,
  });
  // Without a listener a dropped idle session would end the process; the pool replaces it by itself.
  pool.on('error', onIdleError);
  // The limits above are the server's: over a line that died without a word none of them arrives, and ten such sessions
  // would be all there are. `ETIMEDOUT` is what the kernel would say a quarter of an hour later.
  const silenceMs = Math.max(limits.statementTimeoutMs, limits.idleTimeoutMs) + SILENCE_MARGIN_MS;
  pool.on('connect', (client) => {
    const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    stream.setTimeout(silenceMs, () =>
      stream.destroy(Object.assign(new Error('the database is silent'), { code: 'ETIMEDOUT' })),
    );
  });
  return pool;
}

const INT8 = 20;
const DATE = 1082;

/**
 * How values arrive: int8 as a number (a defect beyond 2^53: nothing of ours is that large), date as `YYYY-MM-DD`
 * (node-postgres would make it a local midnight), numeric as a decimal string, timestamptz as Date, bytea as Buffer.
 */
const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return parseInt8;
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

function parseInt8(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), 'an int8 beyond 2^53 was read');
  return value;
}
