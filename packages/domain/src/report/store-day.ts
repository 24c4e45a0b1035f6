import { type AmountMinor, type BusinessDate, type Currency, type Instant, grouped } from '@beaveros/kit';
import { heldSum } from '../order/state.ts';
import type { ZReport } from '../payment/state.ts';
import type { ReceiptNumber } from './contribution.ts';
import type { DayShift, Place } from './day-shift.ts';

// The store's day: a merge of its shifts that anybody can look at and nobody closes. A Z is exact and never late, but one
// till's Z says nothing of the till that was offline. So the day says at any time what is known by then: the Zs, what is
// not in any of them, and, once it had looked complete, what came later as a row of its own.

/** Sums of documents. `net` and `total` are of all three. */
export interface DayFigures {
  readonly sales: number;
  readonly refunds: number;
  readonly reversals: number;
  readonly net: AmountMinor;
  readonly total: AmountMinor;
}

/** What one method of payment took, by documents. `amount`: towards orders, without tips and rounding. */
export interface DayTender {
  readonly method: string;
  readonly name: string;
  readonly type: string;
  readonly amount: AmountMinor;
  readonly tips: AmountMinor;
  readonly rounding: AmountMinor;
}

export interface DayKey {
  readonly businessDate: BusinessDate;
  readonly store: string | null;
  readonly currency: Currency;
}

/** Documents of one day, shift and side of the day's closing, added up: one, or as many as a database has summed. */
export interface DayPart extends DayKey, DayFigures {
  /** null: written outside of every shift. */
  readonly shift: string | null;
  /** It happened before a closing of the day and became known after it. */
  readonly isCorrection: boolean;
}

/** A document that became known after its day had looked complete: what changed the day, where, and by whom. */
export interface LateDocument extends Pick<Place, 'chain' | 'seq'> {
  readonly shift: string | null;
  readonly document: string;
  readonly order: string;
  readonly kind: 'sale' | 'refund' | 'reversal';
  readonly number: ReceiptNumber;
  readonly terminal: string | null;
  /** null: the till by itself. */
  readonly cashier: string | null;
  readonly cashierName: string;
  /** Its till's wall clock when it was written. */
  readonly at: Instant;
  readonly net: AmountMinor;
  readonly total: AmountMinor;
}

export interface StoreDay extends DayKey {
  /** By the time of their opening. Training is no part of the day. */
  readonly shifts: readonly StoreDayShift[];
  /** Documents of no shift of this day. */
  readonly outside: DayFigures;
  /** All that is known by now: the shifts' documents and those outside. */
  readonly total: DayFigures;
  /** The Zs, added up. `total - ofZs` is what open shifts, late facts and documents outside come to. */
  readonly ofZs: DayFigures;
  /** Paid for orders beyond what was documented, by the Zs: why tenders differ though documents agree. */
  readonly balance: AmountMinor;
  /** By method. `difference`: documents less Zs. */
  readonly tenders: readonly (DayTender & { readonly ofZs: AmountMinor; readonly difference: AmountMinor })[];
  /** Whether no shift of the day that is known here is open. It may open again: this locks nothing. */
  readonly isClosed: boolean;
  /** What the day said before the corrections. */
  readonly said: DayFigures;
  /** What happened before the day looked complete and became known after, by shift; `documents`: the oldest first. */
  readonly corrections: readonly (DayFigures & {
    readonly shift: string | null;
    readonly documents: readonly LateDocument[];
  })[];
}

export interface StoreDayShift {
  readonly shift: string;
  readonly terminal: string;
  readonly openedAt: Instant;
  readonly z: ZReport | null;
  /** Documents that name the shift, or were written during it. */
  readonly documents: DayFigures;
  /** What these come to beyond the Z, which never changes: nothing, or late facts. null: no Z yet. */
  readonly late: DayFigures | null;
}

/**
 * The days that these shifts and documents are of, one per store and currency, by date. `tenders`: of the documents, one
 * by one or summed by day. `late`: the documents of the parts that are corrections, all or as many as shall be shown.
 */
export function storeDays(
  shifts: readonly DayShift[],
  parts: readonly DayPart[],
  {
    tenders,
    late,
  }: {
    readonly tenders: readonly (DayKey & DayTender)[];
    readonly late: readonly (DayKey & { readonly late: LateDocument })[];
  },
): readonly StoreDay[] {
  const real = shifts.filter(({ isTraining }) => !isTraining);
  const days = new Map<string, { [List in keyof KnownOfDay]: KnownOfDay[List][number][] }>();
  const dayOf = (of: DayKey) => {
    const key = keyOf(of);
    const day = days.get(key) ?? { shifts: [], parts: [], tenders: [], late: [] };
    days.set(key, day);
    return day;
  };
  for (const shift of real) dayOf(shift).shifts.push(shift);
  for (const part of parts) dayOf(part).parts.push(part);
  for (const tender of tenders) dayOf(tender).tenders.push(tender);
  for (const each of late) dayOf(each).late.push(each.late);
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, day]) => {
      const of = day.shifts[0] ?? day.parts[0];
      return of === undefined ? [] : [storeDay(of, day)];
    });
}

function keyOf({ businessDate, store, currency }: DayKey): string {
  return `${businessDate}/${store ?? ''}/${currency.code}/${currency.exponent}`;
}

interface KnownOfDay {
  readonly shifts: readonly DayShift[];
  readonly parts: readonly DayPart[];
  readonly tenders: readonly DayTender[];
  readonly late: readonly LateDocument[];
}

function storeDay(
  { businessDate, store, currency }: DayKey,
  { shifts, parts, tenders, late }: KnownOfDay,
): StoreDay {
  const ids = new Set(shifts.map(({ shift }) => shift));
  const corrections = parts.filter(({ isCorrection }) => isCorrection);
  const zs = shifts.flatMap(({ closed }) => (closed === null ? [] : [closed.z]));
  return {
    businessDate,
    store,
    currency,
    shifts: shifts
      .toSorted((a, b) => a.openedAt - b.openedAt || (a.shift < b.shift ? -1 : 1))
      .map((each) => shiftOfDay(each, parts)),
    outside: addDayFigures(parts.filter(({ shift }) => shift === null || !ids.has(shift))),
    total: addDayFigures(parts),
    ofZs: addDayFigures(zs.map(figuresOfZ)),
    balance: heldSum(zs.map(({ balance }) => balance)),
    tenders: tendersOf(tenders, zs),
    isClosed: shifts.length > 0 && zs.length === shifts.length,
    said: addDayFigures(parts.filter(({ isCorrection }) => !isCorrection)),
    corrections: [...grouped(corrections, ({ shift }) => shift)]
      .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
      .map(([shift, of]) => ({
        shift,
        ...addDayFigures(of),
        documents: late.filter((each) => each.shift === shift).toSorted(asWritten),
      })),
  };
}

function asWritten(a: LateDocument, b: LateDocument): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.chain !== b.chain) return a.chain < b.chain ? -1 : 1;
  return a.seq - b.seq || (a.document < b.document ? -1 : 1);
}

function shiftOfDay(
  { shift, terminal, openedAt, closed }: DayShift,
  parts: readonly DayPart[],
): StoreDayShift {
  const documents = addDayFigures(parts.filter((part) => part.shift === shift));
  const z = closed?.z ?? null;
  return {
    shift,
    terminal,
    openedAt,
    z,
    documents,
    late: z === null ? null : lessDayFigures(documents, figuresOfZ(z)),
  };
}

/** What a Z says of documents. */
export function figuresOfZ({ sales, refunds, reversals, net, total }: ZReport): DayFigures {
  return { sales: sales.count, refunds: refunds.count, reversals: reversals.count, net, total };
}

function addDayFigures(all: readonly DayFigures[]): DayFigures {
  return {
    sales: all.reduce((sum, { sales }) => sum + sales, 0),
    refunds: all.reduce((sum, { refunds }) => sum + refunds, 0),
    reversals: all.reduce((sum, { reversals }) => sum + reversals, 0),
    net: heldSum(all.map(({ net }) => net)),
    total: heldSum(all.map(({ total }) => total)),
  };
}

/** What `a` says beyond `b`. */
function lessDayFigures(a: DayFigures, b: DayFigures): DayFigures {
  return {
    sales: a.sales - b.sales,
    refunds: a.refunds - b.refunds,
    reversals: a.reversals - b.reversals,
    net: heldSum([a.net, 0 - b.net]),
    total: heldSum([a.total, 0 - b.total]),
  };
}

function tendersOf(tenders: readonly DayTender[], zs: readonly ZReport[]): StoreDay['tenders'] {
  const documented = grouped(tenders, ({ method }) => method);
  const ofZs = grouped(
    zs.flatMap(({ tenders }) => tenders),
    ({ method }) => method as string,
  );
  const methods = new Set([...documented.keys(), ...ofZs.keys()]);
  return [...methods].sort().map((method) => {
    const by = documented.get(method) ?? [];
    const z = ofZs.get(method) ?? [];
    const { name, type } = (z[0] ?? by[0])!;
    const amount = heldSum(by.map((each) => each.amount));
    const ofZ = heldSum(z.flatMap(({ taken, refunded }) => [taken, refunded]));
    return {
      method,
      name,
      type,
      amount,
      tips: heldSum(by.map(({ tips }) => tips)),
      rounding: heldSum(by.map(({ rounding }) => rounding)),
      ofZs: ofZ,
      difference: heldSum([amount, 0 - ofZ]),
    };
  });
}
