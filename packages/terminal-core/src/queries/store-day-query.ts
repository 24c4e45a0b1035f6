import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Actor, missing } from '@beaveros/domain/auth-user';
import type { Recorded } from '@beaveros/domain/journal';
import {
  type DayFigures,
  dayShiftFold,
  figuresOfZ,
  type LateDocument,
  REPORT_READS,
  type StoreDay,
  storeDaysOf,
} from '@beaveros/domain/report';
import { type Id, ok, type Result, refuse } from '@beaveros/kit';
import type { IpcInput, IpcOutput, IpcRefusal, StoreDayView } from '@beaveros/protocol/ipc';
import type { Journal } from '../journal/index.ts';
import { droppedDays } from '../settling.ts';
import type { FoldedStore } from '../stores/folded-store.ts';

/** Aggregates read in one turn: an order of the journal takes about 0.1 ms, and a sale does not wait for a report. */
const AGGREGATES_AT_ONCE = 50;
/** Late documents of one correction that are shown, the newest of them; their sums are whole. */
const LATE_MAX = 200;

/**
 * The store's day as this till knows it: shifts with their Zs, what is in none, and which documents it heard of after the
 * day had looked complete. The tables say which orders and shifts are of the day; the day is folded from the journal,
 * which knows when each entry came. Refused without `can_view_reports`.
 */
export async function storeDay(
  {
    orders,
    payment,
    journal,
  }: {
    readonly orders: FoldedStore;
    readonly payment: FoldedStore;
    readonly journal: Pick<Journal, 'entriesOf' | 'openingRows' | 'snapshotArrival'>;
  },
  { businessDate }: IpcInput<'storeDay'>,
  actor: Actor,
): Promise<Result<IpcOutput<'storeDay'>, IpcRefusal>> {
  const refusal = missing(actor, 'can_view_reports');
  if (refusal !== null) return refuse(refusal);
  const aggregates = [...ordersOf(orders, businessDate), ...shiftsAround(payment, businessDate)];
  const facts: Recorded[] = [];
  const arrivals = new Map<string, number>();
  // What came with a snapshot came at once: nothing of it was late here.
  const { snapshotArrival } = journal;
  for (let from = 0; from < aggregates.length; from += AGGREGATES_AT_ONCE) {
    if (from > 0) await nextTurn();
    for (const aggregate of aggregates.slice(from, from + AGGREGATES_AT_ONCE))
      for (const { chain, seq, arrival, recorded } of journal.entriesOf(aggregate)) {
        const read = recorded.filter(({ event }) => event.aggregate === aggregate && isRead(event.type));
        facts.push(...read);
        if (read.length > 0) arrivals.set(`${chain}/${seq}`, arrival <= snapshotArrival ? 0 : arrival);
      }
  }
  const days = storeDaysOf(facts, ({ chain, seq }) => arrivals.get(`${chain}/${seq}`) ?? 0);
  return ok({
    days: days.filter((day) => day.businessDate === businessDate).map(toView),
    isWhole: droppedDays(journal).every((day) => day.businessDate !== businessDate),
  });
}

function isRead(type: string): boolean {
  return REPORT_READS.has(type) || dayShiftFold.reads.has(type);
}

function ordersOf(store: FoldedStore, businessDate: string): readonly string[] {
  store.catchUp();
  return store.db
    .prepare('SELECT DISTINCT order_id FROM order_documents WHERE business_date = ? ORDER BY order_id')
    .pluck()
    .all(businessDate) as string[];
}

/** Those of the day, and of the day before: a document may be written in a shift that was opened yesterday. */
function shiftsAround(store: FoldedStore, businessDate: string): readonly string[] {
  store.catchUp();
  return store.db
    .prepare(`SELECT id FROM shifts WHERE business_date BETWEEN date(@day, '-1 day') AND @day ORDER BY id`)
    .pluck()
    .all({ day: businessDate }) as string[];
}

function toView(day: StoreDay): StoreDayView {
  const { businessDate, currency, isClosed, total, ofZs, outside, said, balance } = day;
  return {
    businessDate,
    currency,
    isClosed,
    total,
    ofZs,
    outside,
    said,
    balance,
    corrections: day.corrections.map(({ shift, documents, ...sums }) => ({
      shift: shift as Id<'Shift'> | null,
      ...sums,
      documents: documents.slice(-LATE_MAX).map(toLate),
    })),
    tenders: day.tenders.map((tender) => ({ ...tender, method: tender.method as Id<'PaymentMethod'> })),
    shifts: day.shifts.map(({ shift, terminal, openedAt, z, documents, late }) => ({
      shift: shift as Id<'Shift'>,
      terminal: terminal as Id<'Terminal'>,
      openedAt,
      z: z === null ? null : toZ(z),
      documents,
      late,
    })),
  };
}

function toZ(z: NonNullable<StoreDay['shifts'][number]['z']>) {
  const { number, closedAt, cashierName } = z;
  return { number, closedAt, cashierName, figures: figuresOfZ(z) satisfies DayFigures };
}

function toLate({
  document,
  order,
  terminal,
  cashier,
  chain: _chain,
  seq: _seq,
  shift: _shift,
  ...said
}: LateDocument) {
  return {
    ...said,
    document: document as Id<'Document'>,
    order: order as Id<'Order'>,
    terminal: terminal as Id<'Terminal'> | null,
    cashier: cashier as Id<'User'> | null,
  };
}
