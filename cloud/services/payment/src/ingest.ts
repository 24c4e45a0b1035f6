import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import {
  type PaymentFolded,
  paymentRows,
  type ShiftFolded,
  shiftFold,
  shiftRows,
  type ZReportFolded,
} from '@beaveros/domain/payment';
import type { Transaction } from '@beaveros/service-kit';
import { amountsOf, projection, type Reading, replaceRows } from '@beaveros/service-kit/ingest';
import { and, asc, eq } from 'drizzle-orm';
import { ACCOUNT_LEDGER } from './account-ledger.ts';
import { payments, shifts, zReports } from './tables.ts';

const PAYMENT = amountsOf<PaymentFolded>()('amount', 'tendered', 'change', 'tip', 'rounding');
const SHIFT = amountsOf<ShiftFolded>()('float');
const Z = amountsOf<ZReportFolded>()('net', 'tax', 'total', 'expected', 'counted', 'variance');

/** Payments by order, shifts and their Zs; accounts add up. Of an order only its payments are read; witnesses keep "first of each command" true. */
export const PAYMENT_READING = {
  readEvent,
  projections: [
    projection({
      name: 'payments',
      reads: new Set(['payment.PaymentRecorded']),
      fold: (order, facts) =>
        paymentRows(foldAll(ONLY_PAYMENTS, order, facts as readonly Recorded[]).state).payments.map((row) =>
          PAYMENT.toMajor(row, row.currencyExponent),
        ),
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, payments, { tenantId, aggregateColumn: 'order_id', aggregates, rows: rows.flat() }),
    }),
    projection({
      name: 'shifts',
      reads: shiftFold.reads,
      fold: (shift, facts) =>
        shiftRows(foldAll(shiftFold, shift, facts as readonly Recorded[]).state).shifts.map((row) =>
          SHIFT.toMajor(row, row.currencyExponent),
        ),
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, shifts, { tenantId, aggregateColumn: 'id', aggregates, rows: rows.flat() }),
    }),
    projection({
      name: 'z-reports',
      reads: shiftFold.reads,
      fold: (shift, facts) =>
        shiftRows(foldAll(shiftFold, shift, facts as readonly Recorded[]).state).zReports.map((row) =>
          Z.toMajor(row, row.currencyExponent),
        ),
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, zReports, { tenantId, aggregateColumn: 'id', aggregates, rows: rows.flat() }),
    }),
  ],
  ledgers: [ACCOUNT_LEDGER],
} satisfies Reading;

/** The order's fold over its payments alone: the other facts of the order are not kept here. */
const ONLY_PAYMENTS = { ...orderFold, reads: new Set(['payment.PaymentRecorded']) };

/** The payments of one order as domain rows. */
export async function readPayments(
  tx: Transaction,
  tenantId: string,
  order: string,
): Promise<readonly PaymentFolded[]> {
  const rows = await tx.drizzle
    .select()
    .from(payments)
    .where(and(eq(payments.tenantId, tenantId), eq(payments.orderId, order)))
    .orderBy(asc(payments.id));
  return rows.map((row) => PAYMENT.toMinor(row, row.currencyExponent));
}

/** The Z of a shift as a domain row, in a list of none or one. */
export async function readZReport(
  tx: Transaction,
  tenantId: string,
  shift: string,
): Promise<readonly ZReportFolded[]> {
  const rows = await tx.drizzle
    .select()
    .from(zReports)
    .where(and(eq(zReports.tenantId, tenantId), eq(zReports.id, shift)));
  return rows.map((row) => Z.toMinor(row, row.currencyExponent));
}

/** A shift as a domain row, in a list of none or one. */
export async function readShift(
  tx: Transaction,
  tenantId: string,
  shift: string,
): Promise<readonly ShiftFolded[]> {
  const rows = await tx.drizzle
    .select()
    .from(shifts)
    .where(and(eq(shifts.tenantId, tenantId), eq(shifts.id, shift)));
  return rows.map((row) => SHIFT.toMinor(row, row.currencyExponent));
}
