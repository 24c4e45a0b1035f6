import {
  type ArrivalOf,
  type DayClosing,
  type DayKey,
  type DayPart,
  type DayShift,
  type DayTender,
  dayClosings,
  type Place,
  type StoreDay,
  storeDays,
} from '@beaveros/domain/report';
import { type BusinessDate, businessDate } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import { decimalToAmount } from '@beaveros/service-kit/ingest';
import { and, between, eq, inArray, type SQL } from 'drizzle-orm';
import { lastArrivalBy } from './arrivals.ts';
import { dayShiftOfRow } from './day-shifts.ts';
import { type DayShiftRow, dayShifts } from './tables.ts';

interface Asked {
  readonly tenantId: string;
  /** null: all of the tenant. */
  readonly stores: readonly string[] | null;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** What the days said at this moment, ISO 8601; null: what they say now. */
  readonly asOf: string | null;
}

/** The days as the domain merges them. Documents come summed, by shift and by whether they are a correction. */
export async function readStoreDays(tx: Transaction, asked: Asked): Promise<readonly StoreDay[]> {
  const until = asked.asOf === null ? null : await lastArrivalBy(tx, asked.tenantId, asked.asOf);
  const known = await readShifts(tx, asked);
  const arrivals = await readArrivals(tx, asked.tenantId, known);
  const arrivalOf = ({ chain, seq }: Pick<Place, 'chain' | 'seq'>) => arrivals.get(`${chain}/${seq}`) ?? 0;
  const shifts = until === null ? known : known.flatMap((shift) => shiftAsOf(shift, until, arrivalOf));
  const parts = await readParts(tx, asked, { closings: dayClosings(shifts, arrivalOf), until });
  return storeDays(shifts, parts, await readTenders(tx, asked, until));
}

/** The shift as it was known by an arrival, in a list of none or one. */
function shiftAsOf(shift: DayShift, until: number, arrivalOf: ArrivalOf): readonly DayShift[] {
  const { opened, closed } = shift;
  const isClosed = closed !== null && arrivalOf(closed) <= until;
  const isOpened = opened !== null && arrivalOf(opened) <= until;
  return isOpened || isClosed ? [{ ...shift, closed: isClosed ? closed : null }] : [];
}

async function readShifts(
  tx: Transaction,
  { tenantId, stores, from, to }: Asked,
): Promise<readonly DayShift[]> {
  const where: SQL[] = [eq(dayShifts.tenantId, tenantId), between(dayShifts.businessDate, from, to)];
  if (stores !== null) where.push(inArray(dayShifts.storeId, [...stores]));
  const rows = await tx.drizzle
    .select()
    .from(dayShifts)
    .where(and(...where));
  return rows.map(dayShiftOfRow);
}

async function readArrivals(
  tx: Transaction,
  tenantId: string,
  shifts: readonly DayShift[],
): Promise<ReadonlyMap<string, number>> {
  const places = shifts
    .flatMap(({ opened, closed }) => [opened, closed])
    .flatMap((place) => (place === null ? [] : [{ chain: `\\x${place.chain}`, seq: place.seq }]));
  const rows = await tx.query<{ chain: string; seq: number; arrival: number }>(
    `select encode(a.chain, 'hex') as chain, a.seq, a.arrival from arrivals a
     join json_to_recordset($2::json) as p(chain bytea, seq bigint) on a.chain = p.chain and a.seq = p.seq
     where a.tenant_id = $1`,
    [tenantId, JSON.stringify(places)],
  );
  return new Map(rows.map(({ chain, seq, arrival }) => [`${chain}/${seq}`, arrival]));
}

/** The shift's row, in a list of none or one. */
export async function readDayShift(
  tx: Transaction,
  tenantId: string,
  shift: string,
): Promise<readonly DayShiftRow[]> {
  return await tx.drizzle
    .select()
    .from(dayShifts)
    .where(and(eq(dayShifts.tenantId, tenantId), eq(dayShifts.shiftId, shift)));
}

interface KeyRow {
  readonly storeId: string | null;
  readonly businessDate: string;
  readonly code: string;
  readonly exponent: number;
}
interface PartRow extends KeyRow {
  readonly shiftId: string | null;
  readonly isCorrection: boolean;
  readonly sales: number;
  readonly refunds: number;
  readonly reversals: number;
  readonly net: string;
  readonly total: string;
}
interface TenderRow extends KeyRow {
  readonly method: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly amount: string;
  readonly tips: string;
  readonly rounding: string;
}

async function readParts(
  tx: Transaction,
  { tenantId, stores, from, to }: Asked,
  { closings, until }: { readonly closings: readonly DayClosing[]; readonly until: number | null },
): Promise<readonly DayPart[]> {
  const values = [tenantId, from, to, stores, JSON.stringify(closings), until];
  const rows = await tx.query<PartRow>(PARTS, values);
  return rows.map(({ shiftId, isCorrection, sales, refunds, reversals, net, total, ...row }) => ({
    ...keyOf(row),
    shift: shiftId,
    isCorrection,
    sales,
    refunds,
    reversals,
    net: decimalToAmount(net, row.exponent),
    total: decimalToAmount(total, row.exponent),
  }));
}

async function readTenders(
  tx: Transaction,
  { tenantId, stores, from, to }: Asked,
  until: number | null,
): Promise<readonly (DayKey & DayTender)[]> {
  const values = [tenantId, from, to, stores];
  const rows = await (until === null
    ? tx.query<TenderRow>(TENDERS, values)
    : tx.query<TenderRow>(TENDERS_BY_DOCUMENT, [...values, until]));
  return rows.map(({ method, name, type, amount, tips, rounding, ...row }) => ({
    ...keyOf(row),
    method,
    name: name ?? method,
    type: type ?? '',
    amount: decimalToAmount(amount, row.exponent),
    tips: decimalToAmount(tips, row.exponent),
    rounding: decimalToAmount(rounding, row.exponent),
  }));
}

function keyOf({ storeId, businessDate: date, code, exponent }: KeyRow): DayKey {
  return { businessDate: businessDate(date), store: storeId, currency: { code, exponent } };
}

// $1 tenant, $2 from, $3 to, $4 stores or null, $5 closings, $6 the last arrival or null. As `shiftOfDocument` and `isCorrection` of the domain say.
const PARTS = `
with documents as (
  select c.order_id, c.document_id, c.store_id as "storeId", c.business_date as "businessDate", c.currency_code as code,
    c.currency_exponent as exponent, c.documents, c.net_amount, c.total_amount,
    coalesce(c.shift_id, (
      select s.shift_id from day_shifts s
      where s.tenant_id = c.tenant_id and s.terminal_id = c.terminal_id and s.opened_clock <= c.clock
        and (s.closed_clock is null or c.clock < s.closed_clock)
      order by s.shift_id limit 1)) as "shiftId",
    exists (
      select 1 from json_to_recordset($5::json) as k("businessDate" date, store uuid, arrival bigint, "closedAt" bigint)
      where k."businessDate" = c.business_date and k.store is not distinct from c.store_id and k.arrival < c.arrival
        and extract(epoch from c.written_at) * 1000 <= k."closedAt") as "isCorrection"
  from contributions c
  where c.tenant_id = $1 and c.business_date between $2 and $3 and ($4::uuid[] is null or c.store_id = any($4::uuid[]))
    and ($6::bigint is null or c.arrival <= $6)
)
select "storeId", "businessDate", code, exponent, "shiftId", "isCorrection",
  count(*) filter (where documents = 1)::int as sales, count(*) filter (where documents = 0)::int as refunds,
  count(*) filter (where documents = -1)::int as reversals, sum(net_amount) as net, sum(total_amount) as total
from documents group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`;

// $1 tenant, $2 from, $3 to, $4 stores or null.
const TENDERS = `
select r.store_id as "storeId", r.since as "businessDate", r.currency_code as code, r.currency_exponent as exponent, r.key as method,
  n.name, n.kind as type, r.total_amount as amount, r.tips_amount as tips, r.rounding_amount as rounding
from dimension_rollups r
left join dimension_names n on n.tenant_id = r.tenant_id and n.dimension = r.dimension and n.key = r.key
where r.tenant_id = $1 and r.dimension = 'tender' and r.span = 'day' and r.since between $2 and $3
  and ($4::uuid[] is null or r.store_id = any($4::uuid[]))
order by r.since, r.key`;

// The same of documents that had arrived by $5: no sum was kept of those.
const TENDERS_BY_DOCUMENT = `
select b.store_id as "storeId", b.business_date as "businessDate", b.currency_code as code, b.currency_exponent as exponent,
  b.key as method, min(n.name) as name, min(n.kind) as type, sum(b.total_amount) as amount, sum(b.tips_amount) as tips,
  sum(b.rounding_amount) as rounding
from contributions c
join contributions_by b on b.tenant_id = c.tenant_id and b.order_id = c.order_id and b.document_id = c.document_id
  and b.dimension = 'tender'
left join dimension_names n on n.tenant_id = b.tenant_id and n.dimension = b.dimension and n.key = b.key
where c.tenant_id = $1 and c.business_date between $2 and $3 and ($4::uuid[] is null or c.store_id = any($4::uuid[]))
  and c.arrival <= $5
group by 1, 2, 3, 4, 5 order by 2, 5`;
