import { assert } from '@beaveros/kit';
import { getColumns, type InferSelectModel } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '../transaction.ts';

/** Rows of one statement: about 2 MB of JSON, parsed by the server in some 20 ms. */
const CHUNK_ROWS = 5_000;

/**
 * Puts `rows` in place of everything the table holds of these aggregates, many at once: one DELETE, then INSERTs of whole
 * chunks. `aggregateColumn` is the SQL name of the column that names the aggregate.
 */
export async function replaceRows<Table extends PgTable>(
  tx: Transaction,
  table: Table,
  replaced: {
    readonly tenantId: string;
    readonly aggregateColumn: string;
    readonly aggregates: readonly string[];
    readonly rows: readonly InferSelectModel<Table>[];
  },
): Promise<void> {
  const { name } = getTableConfig(table);
  const { tenantId, aggregateColumn, aggregates, rows } = replaced;
  await tx.execute(
    `delete from ${quoted(name)} where tenant_id = $1 and ${quoted(aggregateColumn)} = any($2::uuid[])`,
    [tenantId, aggregates],
  );
  await insertRows(tx, table, rows);
}

/** Inserts rows of a Drizzle table, 5,000 a statement. */
export async function insertRows<Table extends PgTable>(
  tx: Transaction,
  table: Table,
  rows: readonly InferSelectModel<Table>[],
): Promise<void> {
  const { name } = getTableConfig(table);
  const columns = Object.entries(getColumns(table));
  assert(columns.length > 0, `${name} has no columns`);
  const names = columns.map(([, column]) => quoted(column.name)).join(', ');
  // JSON text travels as a string and is cast, otherwise the server would keep it as a quoted string.
  const values = columns
    .map(([, column]) => `${quoted(column.name)}${isJson(column.getSQLType()) ? '::json' : ''}`)
    .join(', ');
  const types = columns
    .map(
      ([, column]) => `${quoted(column.name)} ${isJson(column.getSQLType()) ? 'text' : column.getSQLType()}`,
    )
    .join(', ');
  const text = `insert into ${quoted(name)} (${names}) select ${values} from json_to_recordset($1::json) as r(${types})`;
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    const chunk = rows.slice(from, from + CHUNK_ROWS).map((row) => {
      const written: Record<string, unknown> = {};
      for (const [field, column] of columns) {
        const value = (row as Readonly<Record<string, unknown>>)[field] ?? null;
        written[column.name] =
          value === null ? null : (column.mapToDriverValue as (given: unknown) => unknown)(value);
      }
      return written;
    });
    await tx.execute(text, [JSON.stringify(chunk)]);
  }
}

function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}

function quoted(name: string): string {
  assert(/^[a-z_][a-z0-9_]*$/.test(name), `not a plain SQL name: ${name}`);
  return `"${name}"`;
}
