import { foldAll, type Recorded } from '@beaveros/domain/journal';
import type { ZReport } from '@beaveros/domain/payment';
import { type DayShift, dayShiftFold, dayShiftOf } from '@beaveros/domain/report';
import { instant } from '@beaveros/kit';
import { tellChange, type Transaction } from '@beaveros/service-kit';
import { replaceRows } from '@beaveros/service-kit/ingest';
import { noteArrivals } from './arrivals.ts';
import { type DayShiftRow, dayShifts } from './tables.ts';

/** A shift as its row, in a list of none or one. */
export function dayShiftRows(shift: string, facts: readonly Recorded[]): readonly DayShiftRow[] {
  const known = dayShiftOf(shift, foldAll(dayShiftFold, shift, facts).state);
  return known === null ? [] : [toRow(known)];
}

function toRow(known: DayShift): DayShiftRow {
  const { shift, tenant, store, terminal, businessDate, currency, isTraining, openedAt, opened, closed } =
    known;
  return {
    tenantId: tenant,
    shiftId: shift,
    storeId: store,
    terminalId: terminal,
    businessDate,
    currencyCode: currency.code,
    currencyExponent: currency.exponent,
    isTraining,
    openedAt,
    openedChain: opened?.chain ?? null,
    openedSeq: opened?.seq ?? null,
    openedClock: opened?.clock ?? null,
    closedChain: closed?.chain ?? null,
    closedSeq: closed?.seq ?? null,
    closedClock: closed?.clock ?? null,
    z: closed === null ? null : JSON.stringify(closed.z),
  };
}

/** The shift that a row is of: the inverse of how it was written. */
export function dayShiftOfRow(row: DayShiftRow): DayShift {
  const place = (chain: string | null, seq: number | null, clock: number | null) =>
    chain === null || seq === null || clock === null ? null : { chain, seq, clock };
  const closed = place(row.closedChain, row.closedSeq, row.closedClock);
  const z = row.z === null ? null : (JSON.parse(row.z) as ZReport);
  return {
    shift: row.shiftId,
    tenant: row.tenantId,
    store: row.storeId,
    terminal: row.terminalId,
    businessDate: row.businessDate,
    currency: { code: row.currencyCode, exponent: row.currencyExponent },
    isTraining: row.isTraining,
    openedAt: instant(row.openedAt),
    opened: place(row.openedChain, row.openedSeq, row.openedClock),
    closed: closed === null || z === null ? null : { ...closed, closedAt: z.closedAt, z },
  };
}

/** Puts these shifts in place of what was known of them, notes when their entries came, and tells who watches. */
export async function replaceDayShifts(
  tx: Transaction,
  {
    tenantId,
    shifts,
    rows,
  }: { readonly tenantId: string; readonly shifts: readonly string[]; readonly rows: readonly DayShiftRow[] },
): Promise<void> {
  await replaceRows(tx, dayShifts, {
    tenantId,
    aggregateColumn: 'shift_id',
    aggregates: shifts,
    rows,
  });
  const places = rows.flatMap(({ openedChain, openedSeq, closedChain, closedSeq }) => [
    { chain: openedChain, seq: openedSeq },
    { chain: closedChain, seq: closedSeq },
  ]);
  const known = places.filter((place): place is { chain: string; seq: number } => place.chain !== null);
  await noteArrivals(tx, tenantId, known);
  await tellChange(
    tx,
    rows.map(({ storeId }) => storeId),
  );
}
