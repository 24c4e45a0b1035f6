import { Fault } from '@beaveros/kit';
import type { Page } from '@beaveros/protocol/gateway';
import type * as z from 'zod';

/** The sort values of the last row of a page as opaque text. They are rows' own values: hand out nothing secret. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The sort values of {@link encodeCursor}, checked by `schema` (a tuple). Faults: `request/invalid` with field
 * `query.cursor` when the caller made it up.
 */
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    values = undefined;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new Fault('request/invalid', 'not a cursor of ours', { field: 'query.cursor' });
  return parsed.data;
}

/** A page out of `limit + 1` rows: the row too many tells that there is more, and is not shown. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  {
    limit,
    item,
    key,
  }: {
    readonly limit: number;
    readonly item: (row: Row) => Item;
    readonly key: (row: Row) => readonly (string | number | null)[];
  },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(item), nextCursor: last === undefined ? null : encodeCursor(key(last)) };
}
