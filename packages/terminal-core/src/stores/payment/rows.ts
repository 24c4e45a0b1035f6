import type { PaymentMethodRow } from '@beaveros/domain/payment';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, eq, getColumns, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS } from '../shape-rows.ts';
import { PAYMENT_ROWS, paymentMethods } from './rows-tables.ts';

export interface PaymentRows {
  /** All, also inactive ones, by name. */
  methods(): readonly PaymentMethodRow[];
  method(id: string): PaymentMethodRow | undefined;
}

export function openPaymentRows(dir: string, shapes: readonly Shape[], onApplied: (shape: string) => void) {
  const file = new RowFile(dir, 'payment', PAYMENT_ROWS);
  const shape = shapes.find((each) => each.table === 'payment_methods')!;
  const rows = new ShapeRows({ shape, file, writer: new PlainRowWriter(file.db, shape), onApplied });
  const db = drizzle({ client: file.db });
  const of = SLOTS.map((slot) => {
    const table = paymentMethods(slot);
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
  const reader: PaymentRows = {
    methods: () => of[rows.live]!.all.all(),
    method: (id) => of[rows.live]!.one.get({ id }),
  };
  return { file, shapes: [rows], reader };
}
