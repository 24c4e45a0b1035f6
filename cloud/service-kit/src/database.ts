import { AsyncLocalStorage } from 'node:async_hooks';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, Defect, type Id, isId } from '@beaveros/kit';
import type pg from 'pg';
import { openPool, POOL_LIMITS, type PoolLimits } from './pool.ts';
import { isTransient, postgresFault } from './postgres-errors.ts';
import { runTransaction, type Transaction } from './transaction.ts';

/** Connection strings of the three roles of one service database (design, decision 8). Secrets: never log them. */
export interface ServiceDatabaseUrls {
  /** BYPASSRLS, owns everything; migrations only. */
  readonly owner: string;
  /** Forced row-level security; everything a service does. */
  readonly app: string;
  /** BYPASSRLS, SELECT on published tables and columns; shapes only. */
  readonly reader: string;
}

export interface DatabaseOptions {
  readonly limits?: PoolLimits;
  readonly onIdleError?: (error: Error) => void;
}

export interface TransactionOptions {
  /** PostgreSQL's own default; the stricter two are for folds that read before they write. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
}

/** Opens the pools of a service; sessions are made on first use. */
export function openDatabase(
  urls: Pick<ServiceDatabaseUrls, 'app' | 'reader'>,
  options: DatabaseOptions = {},
): Database {
  return new Database(urls, options);
}

/**
 * The only door of a service to its rows. Reads and writes happen in transactions that carry the tenant, so row-level
 * security binds every statement, also one that forgot its `where`. Faults: `database/...` (postgres-errors.ts).
 */
export class Database implements AsyncDisposable {
  readonly #urls: Pick<ServiceDatabaseUrls, 'app' | 'reader'>;
  readonly #options: DatabaseOptions;
  readonly #app: pg.Pool;
  #reader: pg.Pool | undefined;
  readonly #scope = new AsyncLocalStorage<{ open: boolean }>();

  constructor(urls: Pick<ServiceDatabaseUrls, 'app' | 'reader'>, options: DatabaseOptions) {
    this.#urls = urls;
    this.#options = options;
    this.#app = this.#open(urls.app, 'app');
  }

  /** Reads and writes rows of one tenant; committed and durable when it returns, undone when `work` throws. */
  async withTenant<T>(
    tenantId: Id<'tenant'>,
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return await this.#transaction(beginAs(tenantId, 'read write', options), work);
  }

  /** Reads rows of one tenant; the server refuses a write (`database/read-only`). */
  async withReadOnlyTenant<T>(
    tenantId: Id<'tenant'>,
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return await this.#transaction(beginAs(tenantId, 'read only', options), work);
  }

  /** For the tables that belong to no tenant (the allow list of the migrations); sees no tenant's row. */
  async withoutTenant<T>(
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return await this.#transaction(beginAs(undefined, 'read write', options), work);
  }

  /** The shape server's pool: no tenant is set, row-level security does not apply, nothing can be written. */
  readerPool(): pg.Pool {
    this.#reader ??= this.#open(this.#urls.reader, 'reader');
    return this.#reader;
  }

  /** True when a session answers; for health. */
  async isReachable(): Promise<boolean> {
    return await this.#app.query('select 1').then(
      () => true,
      () => false,
    );
  }

  /** Waits for transactions under way, then closes every session. */
  async close(): Promise<void> {
    await Promise.all([this.#app.end(), this.#reader?.end()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(url: string, role: string): pg.Pool {
    const limits = this.#options.limits ?? POOL_LIMITS;
    return openPool(url, `beaveros-${role}`, {
      limits,
      onIdleError: this.#options.onIdleError ?? (() => {}),
    });
  }

  async #transaction<T>(begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    // One inside another would need a second session while holding the first: with a bounded pool that is a deadlock.
    assert(
      this.#scope.getStore()?.open !== true,
      'a transaction was opened inside another of the same database',
    );
    const scope = { open: true };
    const client = await this.#app.connect().catch((error: unknown) => {
      throw postgresFault(error);
    });
    let lost: Error | undefined;
    const onLost = (error: Error) => {
      lost = error;
    };
    client.on('error', onLost);
    try {
      return await this.#scope.run(scope, () => runTransaction(client, begin, work));
    } catch (error) {
      // A defect may have left a query on the session; a fresh one is cheaper than reasoning about this one.
      if (error instanceof Defect) lost ??= error;
      throw error;
    } finally {
      scope.open = false;
      client.off('error', onLost);
      client.release(lost);
    }
  }
}

function beginAs(
  tenantId: Id<'tenant'> | undefined,
  access: 'read write' | 'read only',
  { isolation = 'read committed' }: TransactionOptions,
): string {
  const begin = `begin isolation level ${isolation} ${access}`;
  if (tenantId === undefined) return begin;
  assert(isId(tenantId), 'a transaction needs a tenant id');
  // One round trip for both. The id stands in the text, for only the simple protocol takes two statements; isId leaves
  // nothing but hex digits and hyphens.
  return `${begin}; set local beaver.tenant_id = '${tenantId}'`;
}

/** Two transactions that collide three times in a row are rare; five attempts are about 150 ms in all. */
const ATTEMPTS_MAX = 5;
const FIRST_DELAY_MS = 5;

/**
 * Runs a whole transaction again after a serialization failure, a deadlock or a lock time-out. `work` must do nothing but
 * its transaction. The last fault is thrown when the attempts are used up.
 */
export async function transientRetry<T>(
  work: () => Promise<T>,
  attemptsMax: number = ATTEMPTS_MAX,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attemptsMax || !isTransient(error)) throw error;
      // Half fixed, half random, so that the two do not meet again.
      const delayMs = FIRST_DELAY_MS * 2 ** attempt;
      await sleep(delayMs + randomInt(delayMs));
    }
  }
}
