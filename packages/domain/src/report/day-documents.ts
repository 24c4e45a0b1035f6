import { type Instant, grouped } from '@beaveros/kit';
import type { Recorded } from '../journal/entry.ts';
import { type Folded, foldAll } from '../journal/fold.ts';
import type { OrderState } from '../order/state.ts';
import {
  type Contribution,
  type CountedDocument,
  contributionsOf,
  countedDocuments,
  documentsFold,
  numberedOf,
  type ReceiptNumber,
  REPORT_READS,
} from './contribution.ts';
import { type ContributionBy, contributionsBy } from './contributions-by.ts';
import { type ArrivalOf, dayClosings, isCorrection, shiftOfDocument } from './day-closing.ts';
import { type DayShift, dayShiftFold, dayShiftOf, type Place } from './day-shift.ts';
import {
  type DayKey,
  type DayPart,
  type DayTender,
  type LateDocument,
  type StoreDay,
  storeDays,
} from './store-day.ts';

/** A document as the store's day sees it: what it adds, and where its till wrote it. */
export interface DayDocument extends Contribution, Place {
  /** The shift that it names; a reversal and a document of version 1 name none. */
  readonly shift: string | null;
  /** Its till's wall clock. */
  readonly at: Instant;
  readonly number: ReceiptNumber;
  /** Who was at the till; null: nobody, it acted by itself. */
  readonly cashier: string | null;
  readonly cashierName: string;
}

/** The documents of an order with the places they were written at. Give what `foldAll(documentsFold, ...)` answers. */
export function dayDocumentsOf({ state, facts }: Folded<OrderState>): readonly DayDocument[] {
  const headers = new Map(facts.map(({ event, header }) => [event.id as string, header]));
  const counted = countedDocuments(state);
  return contributionsOf(state).map((contribution, at) => {
    const { chain, seq, clock, at: written } = headers.get(contribution.event)!;
    const { number, by, cashierName } = numberedOf(counted[at]!);
    const place = { chain, seq, clock, at: written, shift: shiftNamedBy(counted[at]!) };
    return { ...contribution, ...place, number, cashier: by.actor, cashierName };
  });
}

function shiftNamedBy(counted: CountedDocument): string | null {
  return counted.kind === 'reversal'
    ? null
    : (numberedOf(counted) as { readonly shift: string | null }).shift;
}

/** One document as a part of its day. */
function dayPartOf(
  document: DayDocument,
  known: {
    readonly shifts: readonly DayShift[];
    readonly closings: ReturnType<typeof dayClosings>;
    readonly arrivalOf: ArrivalOf;
  },
): DayPart {
  const { businessDate, store, currency, documents, net, total } = document;
  return {
    businessDate,
    store,
    currency,
    shift: shiftOfDocument(document, known.shifts),
    isCorrection: isCorrection(document, known.arrivalOf(document), known.closings),
    sales: documents === 1 ? 1 : 0,
    refunds: documents === 0 ? 1 : 0,
    reversals: documents === -1 ? 1 : 0,
    net,
    total,
  };
}

function toLate(document: DayDocument, { shift }: DayPart): DayKey & { readonly late: LateDocument } {
  const { businessDate, store, currency, documents } = document;
  const { order, number, terminal, cashier, cashierName, at, chain, seq, net, total } = document;
  const kind = documents === 1 ? 'sale' : documents === 0 ? 'refund' : 'reversal';
  const said = { document: document.document, order, kind, number, terminal, cashier, cashierName } as const;
  return { businessDate, store, currency, late: { shift, ...said, at, chain, seq, net, total } };
}

function toTender(row: ContributionBy): DayKey & DayTender {
  const { businessDate, store, currency, key, name, kind, total, tips, rounding } = row;
  const tender = { method: key, name: name ?? key, type: kind ?? '', amount: total, tips, rounding };
  return { businessDate, store, currency, ...tender };
}

/**
 * The days that these facts are of. Any order and repetition of them says the same; `arrivalOf` says when each became
 * known. What the day said at a time: give the facts that were known by then, which is to say, those within the heads of
 * that time.
 */
export function storeDaysOf(facts: readonly Recorded[], arrivalOf: ArrivalOf): readonly StoreDay[] {
  const byAggregate = grouped(facts, ({ event }) => event.aggregate as string);
  const aggregates = [...byAggregate].sort(([a], [b]) => (a < b ? -1 : 1));
  const shifts = aggregates.flatMap(([aggregate, all]) => {
    if (!all.some(({ event }) => dayShiftFold.reads.has(event.type))) return [];
    const shift = dayShiftOf(aggregate, foldAll(dayShiftFold, aggregate, all).state);
    return shift === null ? [] : [shift];
  });
  const known = { shifts, closings: dayClosings(shifts, arrivalOf), arrivalOf };
  const orders = aggregates
    .filter(([, all]) => all.some(({ event }) => REPORT_READS.has(event.type)))
    .map(([aggregate, all]) => foldAll(documentsFold, aggregate, all));
  const documents = orders
    .flatMap(dayDocumentsOf)
    .map((document) => ({ document, part: dayPartOf(document, known) }));
  const tenders = orders
    .flatMap(({ state }) => contributionsBy(state))
    .filter(({ dimension }) => dimension === 'tender')
    .map(toTender);
  const late = documents
    .filter(({ part }) => part.isCorrection)
    .map(({ document, part }) => toLate(document, part));
  return storeDays(
    shifts,
    documents.map(({ part }) => part),
    { tenders, late },
  );
}
