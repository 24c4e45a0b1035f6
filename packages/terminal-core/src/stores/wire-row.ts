import { hash } from 'node:crypto';
import { decimalToScaled, Fault } from '@beaveros/kit';
import type { ColumnKind, Shape } from '@beaveros/protocol/shapes';

/** A row as a shape sends it: Postgres text by column, or null. */
export type WireValue = Readonly<Record<string, string | null>>;

/** A row that came down, checked against the domain's schema, in the forms the till needs. */
export interface WireRow {
  readonly operation: 'insert' | 'update';
  /** The domain row. */
  readonly row: object;
  /** What SQLite stores, by column, in the shape's order: flags as 0 and 1, numbers as integers, JSON as text. */
  readonly stored: readonly (string | number | null)[];
  /** First 32 bits of SHA-256 of the row's JSON as sent; the server sums the same (cloud/replication, shapes). */
  readonly digest: number;
  readonly wire: WireValue;
}

export interface WireDelete {
  readonly operation: 'delete';
  /** Values of the shape's key columns. */
  readonly key: readonly string[];
}

export type WireChange = WireRow | WireDelete;

/**
 * Reads one change message. Faults: `rows/bad-row`, with the column or field that is wrong in `field`; the value is not
 * quoted. `isVerified` also makes the digest, which costs 2 us.
 */
export function readWireChange(
  shape: Shape,
  message: { readonly value: WireValue; readonly headers: { readonly operation: string } },
): WireChange {
  const { operation } = message.headers;
  if (operation === 'delete')
    return { operation, key: shape.key.map((column) => keyValue(shape, message.value, column)) };
  if (operation !== 'insert' && operation !== 'update')
    throw badRow(shape, 'operation', 'is not one of ours');
  return readWireRow(shape, message.value, operation);
}

export function readWireRow(shape: Shape, value: WireValue, operation: 'insert' | 'update'): WireRow {
  const fields: Record<string, unknown> = {};
  const stored: (string | number | null)[] = [];
  for (const { column, field, kind } of shape.columns) {
    const text = value[column];
    if (text === undefined) throw badRow(shape, column, 'is missing');
    const decoded = text === null ? null : decode(shape, column, kind, text);
    fields[field] = decoded;
    stored.push(
      kind === 'json'
        ? text
        : typeof decoded === 'boolean'
          ? Number(decoded)
          : (decoded as string | number | null),
    );
  }
  const parsed = shape.row.safeParse(fields);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw badRow(shape, path.map(String).join('.'), message);
  }
  return { operation, row: parsed.data as object, stored, digest: digestOf(value), wire: value };
}

function digestOf(value: WireValue): number {
  return Number.parseInt(hash('sha256', JSON.stringify(value), 'hex').slice(0, 8), 16);
}

function keyValue(shape: Shape, value: WireValue, column: string): string {
  const text = value[column];
  if (typeof text !== 'string') throw badRow(shape, column, 'is missing in a delete');
  return text;
}

/** Scale of `micro` and `ppm`: both are integers of 10^-6. */
const SCALE = 6;

function decode(shape: Shape, column: string, kind: ColumnKind, text: string): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'bool':
      // `boolean::text` says true, logical replication says t.
      if (text === 'true' || text === 't') return true;
      if (text === 'false' || text === 'f') return false;
      throw badRow(shape, column, 'is no boolean');
    case 'int': {
      const value = Number(text);
      if (/^-?\d+$/.test(text) && Number.isSafeInteger(value)) return value;
      throw badRow(shape, column, 'is no integer');
    }
    case 'micro':
    case 'ppm': {
      const value = decimalToScaled(text, SCALE);
      if (value !== null) return value;
      throw badRow(shape, column, 'is no decimal with six places');
    }
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        throw badRow(shape, column, 'is no JSON');
      }
  }
}

function badRow(shape: Shape, field: string, problem: string): Fault {
  return new Fault('rows/bad-row', `${shape.name}: ${field} ${problem}`, { field });
}
