import { assert, Defect } from '@beaveros/kit';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { postgresFault } from './postgres-errors.ts';
import { statementOf } from './statements.ts';

/** A transaction as a scope that is given: usable until the function it was handed to returns, a defect afterwards. */
export interface Transaction {
  /** Rows of one statement. Faults: `database/...`. */
  query<T extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly T[]>;
  /** Like {@link query}, but answers how many rows the statement touched. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
  /** Drizzle bound to this transaction. Its own `transaction()` is a defect: there is no nesting. */
  readonly drizzle: NodePgDatabase;
}

/** Statements that would end our transaction behind its back, or nest another in it. */
const TRANSACTION_CONTROL =
  /^\s*(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i;

/** Runs `work` between `begin` and COMMIT on that session; any throw rolls back. The session is left outside a transaction. */
export async function runTransaction<T>(
  client: pg.ClientBase,
  begin: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let open = true;
  let running = 0;
  const guarded = async (...args: readonly unknown[]): Promise<pg.QueryResult> => {
    assert(open, 'a transaction was used after its end');
    const text = typeof args[0] === 'string' ? args[0] : (args[0] as pg.QueryConfig).text;
    assert(!TRANSACTION_CONTROL.test(text), 'a transaction is begun and ended by its scope only');
    running += 1;
    try {
      return await (client.query as (...args: unknown[]) => Promise<pg.QueryResult>).call(client, ...args);
    } catch (error) {
      throw postgresFault(error);
    } finally {
      running -= 1;
    }
  };
  try {
    await client.query(begin);
    const value = await work(transactionOver(client, guarded));
    // A query nobody awaited would run after the COMMIT, outside the tenant.
    if (running > 0) throw new Defect('a transaction ended while one of its queries was still running');
    open = false;
    const { command } = await client.query('commit');
    // After an error that was caught and passed over, COMMIT succeeds and rolls back.
    assert(command === 'COMMIT', 'a transaction went on after one of its statements had failed');
    return value;
  } catch (error) {
    open = false;
    // When the session is lost the server has rolled back already; the caller throws the session away.
    await client.query('rollback').catch(() => {});
    throw postgresFault(error);
  }
}

function transactionOver(
  client: pg.ClientBase,
  guarded: (...args: readonly unknown[]) => Promise<pg.QueryResult>,
): Transaction {
  let orm: NodePgDatabase | undefined;
  return {
    query: async <T extends object>(text: string, values: readonly unknown[] = []) =>
      (await guarded(statementOf(text, values))).rows as readonly T[],
    execute: async (text, values = []) => (await guarded(statementOf(text, values))).rowCount ?? 0,
    get drizzle() {
      // The same session with only its query guarded, so that Drizzle's statements meet the same checks as ours.
      orm ??= drizzle({ client: Object.create(client, { query: { value: guarded } }) as pg.PoolClient });
      return orm;
    },
  };
}
