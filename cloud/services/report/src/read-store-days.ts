import {
  type ArrivalOf,
  type DayClosing,
  type DayKey,
  type DayPart,
  type DayShift,
  type DayTender,
  dayClosings,
  type LateDocument,
  type Place,
  type StoreDay,
  storeDays,
} from '@beaveros/domain/report';
import { type BusinessDate, businessDate, instant } from '@beaveros/kit';
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
  const then = { closings: dayClosings(shifts, arrivalOf), until };
  return storeDays(shifts, await readParts(tx, asked, then), {
    tenders: await readTenders(tx, asked, until),
    late: await readLate(tx, asked, then),
  });
}

/** When these entries were first heard of, ISO 8601, by `chain/seq`. */
export async function readArrivedAt(
  tx: Transaction,
  tenantId: string,
  places: readonly Pick<Place, 'chain' | 'seq'>[],
): Promise<ReadonlyMap<string, string>> {
  if (places.length === 0) return new Map();
  const rows = await tx.query<{ chain: string; seq: number; at: string }>(
    `select encode(a.chain, 'hex') as chain, a.seq, to_char(a.arrived_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from arrivals a join json_to_recordset($2::json) as p(chain bytea, seq bigint) on a.chain = p.chain and a.seq = p.seq
     where a.tenant_id = $1`,
    [tenantId, JSON.stringify(places.map(({ chain, seq }) => ({ chain: `\\x${chain}`, seq })))],
  );
  return new Map(rows.map(({ chain, seq, at }) => [`${chain}/${seq}`, at]));
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
interface LateRow extends KeyRow, Pick<LateDocument, 'kind' | 'document' | 'order' | 'terminal'> {
  readonly cashier: string | null;
  readonly cashierName: string;
  readonly chain: string;
  readonly seq: number;
  readonly shiftId: string | null;
  readonly terminalCode: string;
  readonly series: number;
  readonly counter: number;
  readonly at: number;
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
  { closings, until }: Then,
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

type Then = { readonly closings: readonly DayClosing[]; readonly until: number | null };

async function readLate(
  tx: Transaction,
  { tenantId, stores, from, to }: Asked,
  { closings, until }: Then,
): Promise<readonly (DayKey & { readonly late: LateDocument })[]> {
  if (closings.length === 0) return [];
  const values = [tenantId, from, to, stores, JSON.stringify(closings), until];
  const rows = await tx.query<LateRow>(LATE, values);
  return rows.map(({ shiftId, terminalCode, series, counter, at, net, total, ...row }) => {
    const { document, order, kind, terminal, cashier, cashierName, chain, seq } = row;
    const late = {
      shift: shiftId,
      document,
      order,
      kind,
      number: { terminalCode, series, counter },
      terminal,
      cashier,
      cashierName,
      at: instant(at),
      chain,
      seq,
      net: decimalToAmount(net, row.exponent),
      total: decimalToAmount(total, row.exponent),
    };
    return { ...keyOf(row), late };
  });
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
const DOCUMENTS = `
with documents as (
  select c.order_id, c.document_id, c.terminal_id, c.terminal_code, c.series, c.counter, c.cashier_id, c.cashier_name, c.written_at,
    c.chain, c.seq, c.store_id as "storeId", c.business_date as "businessDate", c.currency_code as code,
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
)`;
const PARTS = `${DOCUMENTS}
select "storeId", "businessDate", code, exponent, "shiftId", "isCorrection",
  count(*) filter (where documents = 1)::int as sales, count(*) filter (where documents = 0)::int as refunds,
  count(*) filter (where documents = -1)::int as reversals, sum(net_amount) as net, sum(total_amount) as total
from documents group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`;

/** Late documents of one answer: what a manager reads; their sums are whole. The newest are shown of more. */
const LATE_DOCUMENTS_MAX = 500;

const LATE = `${DOCUMENTS}
select "storeId", "businessDate", code, exponent, "shiftId", document_id as document, order_id as "order",
  case documents when 1 then 'sale' when 0 then 'refund' else 'reversal' end as kind, terminal_id as terminal,
  terminal_code as "terminalCode", series, counter, cashier_id as cashier, cashier_name as "cashierName",
  (extract(epoch from written_at) * 1000)::bigint as at, encode(chain, 'hex') as chain, seq, net_amount as net, total_amount as total
from documents where "isCorrection" order by written_at desc, document_id limit ${LATE_DOCUMENTS_MAX}`;

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
