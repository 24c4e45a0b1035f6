import type { PaymentMethodRow, TillAccountRow } from '@beaveros/domain/payment';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, eq, getColumns, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS } from '../shape-rows.ts';
import { PAYMENT_ROWS, paymentMethods, tillAccounts } from './rows-tables.ts';

export interface PaymentRows {
  /** All, also inactive ones, by name. */
  methods(): readonly PaymentMethodRow[];
  method(id: string): PaymentMethodRow | undefined;
  /** Stored value as all stores of the tenant know it, as far as it came down; what this till knows is beyond it. */
  account(id: string): TillAccountRow | undefined;
}

export function openPaymentRows(dir: string, shapes: readonly Shape[], onApplied: (shape: string) => void) {
  const file = new RowFile(dir, 'payment', PAYMENT_ROWS);
  const rowsOf = (tableName: string) => {
    const shape = shapes.find((each) => each.table === tableName)!;
    return new ShapeRows({ shape, file, writer: new PlainRowWriter(file.db, shape), onApplied });
  };
  const methods = rowsOf('payment_methods');
  const accounts = rowsOf('till_accounts');
  const db = drizzle({ client: file.db });
  const methodsOf = SLOTS.map((slot) => {
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
  const accountOf = SLOTS.map((slot) => {
    const table = tillAccounts(slot);
    const { wireDigest: _digest, ...fields } = getColumns(table);
    return db
      .select(fields)
      .from(table)
      .where(eq(table.id, sql.placeholder('id')))
      .prepare();
  });
  const reader: PaymentRows = {
    methods: () => methodsOf[methods.live]!.all.all(),
    method: (id) => methodsOf[methods.live]!.one.get({ id }),
    account: (id) => accountOf[accounts.live]!.get({ id }),
  };
  return { file, shapes: [methods, accounts], reader };
}
