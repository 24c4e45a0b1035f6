import type * as z from 'zod';

/** How a column's Postgres text becomes the row's value on the till. */
export type ColumnKind =
  /** Text as it is. */
  | 'text'
  /** `t`/`f` -> boolean. */
  | 'bool'
  | 'int'
  /** NUMERIC(19,6) -> integer of 10^-6. */
  | 'micro'
  /** NUMERIC(9,6) -> integer of 10^-6. */
  | 'ppm'
  /** jsonb -> parsed. */
  | 'json';

export interface ShapeColumn {
  readonly column: string;
  readonly field: string;
  readonly kind: ColumnKind;
}

/**
 * A named shape: what comes down. Table, columns and filters are bound by the server; a till asks by name only. A new
 * set of columns is a new name (`...v2`), served beside the old one.
 */
export interface Shape {
  readonly name: string;
  readonly service: string;
  readonly table: string;
  /** Must contain every key column. */
  readonly columns: readonly ShapeColumn[];
  readonly key: readonly string[];
  /** Equality filters by column, from the asker's token. */
  readonly filter: Readonly<Record<string, 'tenant' | 'store'>>;
  /** The domain row it makes; parsed at the till before it is applied. */
  readonly row: z.ZodType;
}

/** snake_case column -> camelCase field. */
export function column(name: string, kind: ColumnKind = 'text'): ShapeColumn {
  return {
    column: name,
    field: name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    kind,
  };
}
