import type { StoreStaffRow } from '@beaveros/domain/auth-user';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, eq, getColumns, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS } from '../shape-rows.ts';
import { AUTH_USER_ROWS, storeStaff } from './rows-tables.ts';
import { seal, unseal } from './seal.ts';

export interface StaffRows {
  /** All, also inactive ones, by name. */
  all(): readonly StoreStaffRow[];
  byId(id: string): StoreStaffRow | undefined;
}

/** PIN verifiers lie sealed on the disk; one that was sealed with another key reads as "no PIN set". */
export function openStaffRows(
  dir: string,
  shapes: readonly Shape[],
  { sealKey, onApplied }: { readonly sealKey: Uint8Array; readonly onApplied: (shape: string) => void },
) {
  const file = new RowFile(dir, 'auth-user', AUTH_USER_ROWS);
  const shape = shapes.find((each) => each.table === 'store_staff')!;
  const verifierAt = shape.columns.findIndex((each) => each.column === 'pin_verifier');
  const sealed = (stored: readonly (string | number | null)[]) =>
    stored.map((value, at) =>
      at === verifierAt && typeof value === 'string' ? seal(sealKey, value) : value,
    );
  const rows = new ShapeRows({ shape, file, writer: new PlainRowWriter(file.db, shape, sealed), onApplied });
  const open = (row: StoreStaffRow): StoreStaffRow =>
    row.pinVerifier === null ? row : { ...row, pinVerifier: unseal(sealKey, row.pinVerifier) };
  const db = drizzle({ client: file.db });
  const of = SLOTS.map((slot) => {
    const table = storeStaff(slot);
    const { wireDigest: _digest, ...fields } = getColumns(table);
    return {
      all: db.select(fields).from(table).orderBy(asc(table.name), asc(table.id)).prepare(),
      one: db
        .select(fields)
        .from(table)
        .where(eq(table.id, sql.placeholder('id')))
        .prepare(),
    };
  });
  const reader: StaffRows = {
    all: () => of[rows.live]!.all.all().map(open),
    byId: (id) => {
      const row = of[rows.live]!.one.get({ id });
      return row === undefined ? undefined : open(row);
    },
  };
  return { file, shapes: [rows], reader };
}
