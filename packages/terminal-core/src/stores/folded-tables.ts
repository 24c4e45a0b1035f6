import { assert } from '@beaveros/kit';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';

/** Both directions of assignability: a table that drifts from its domain type stops the build. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** A folded table of a store: its Drizzle definition and the column that names the aggregate a row belongs to. */
export interface FoldedTable {
  readonly table: SQLiteTable;
  readonly aggregateColumn: string;
}

export interface Statements {
  readonly name: string;
  readonly create: readonly string[];
  readonly remove: string;
  readonly insert: string;
  /** Row fields in the order of the insert's parameters. */
  readonly fields: readonly string[];
  /** Every row in key order, for digests. */
  readonly all: string;
}

/**
 * SQL of a folded table from its Drizzle definition. A folded table has no migrations: another fold version folds anew
 * into a new file, so the definition is the only source.
 */
export function statementsOf({ table, aggregateColumn }: FoldedTable): Statements {
  const { name, columns, indexes, primaryKeys } = getTableConfig(table);
  const quoted = (text: string) => `"${text}"`;
  const composite = primaryKeys[0]?.columns.map((column) => quoted(column.name));
  const key = composite ?? columns.filter((column) => column.primary).map((column) => quoted(column.name));
  const lines = columns.map(
    (column) =>
      `${quoted(column.name)} ${column.getSQLType()}${column.notNull ? ' NOT NULL' : ''}${column.primary ? ' PRIMARY KEY' : ''}`,
  );
  if (composite !== undefined) lines.push(`PRIMARY KEY (${composite.join(', ')})`);
  const create = [`CREATE TABLE ${quoted(name)} (${lines.join(', ')}) STRICT, WITHOUT ROWID`];
  for (const { config } of indexes) {
    const parts = config.columns.map((column) => {
      assert('name' in column, `${config.name} indexes an expression`);
      return quoted(column.name);
    });
    create.push(`CREATE INDEX ${quoted(config.name)} ON ${quoted(name)} (${parts.join(', ')})`);
  }
  const names = columns.map((column) => quoted(column.name));
  return {
    name,
    create,
    remove: `DELETE FROM ${quoted(name)} WHERE ${quoted(aggregateColumn)} = ?`,
    insert: `INSERT INTO ${quoted(name)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    fields: columns.map((column) => fieldOf(table, column.name)),
    all: `SELECT * FROM ${quoted(name)} ORDER BY ${key.join(', ')}`,
  };
}

function fieldOf(table: SQLiteTable, column: string): string {
  const found = Object.entries(table).find(
    ([, value]) =>
      typeof value === 'object' && value !== null && (value as { name?: unknown }).name === column,
  );
  return found?.[0] ?? column;
}

/** What a bound parameter may be: SQLite has no booleans. */
export function toSqlite(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value as string | number;
}
