import type { ClosedDocument } from '@beaveros/domain/order';
import type { TenderContext, TillContext } from '@beaveros/domain/payment';
import type { BusinessDate } from '@beaveros/kit';
import type { Asking, Desk } from './command.ts';

/** Who takes money, where, in which shift. */
export function tillContext(desk: Desk, { actor, place }: Pick<Asking, 'actor' | 'place'>): TillContext {
  return {
    actor,
    terminal: desk.till.id,
    currency: place.store.currency,
    shift: desk.aggregates.currentShift,
    isPractice: (shift) => desk.aggregates.shift(shift).opened?.isTraining === true,
  };
}

/** By which methods, and in which coins. */
export function tenderContext(desk: Desk, asking: Pick<Asking, 'actor' | 'place'>): TenderContext {
  const { payment, entity } = desk.rows;
  return {
    ...tillContext(desk, asking),
    method: (id) => payment.method(id),
    cashRounding: entity.policies().cashRounding,
  };
}

export interface NextDocument {
  readonly number: ClosedDocument['number'];
  readonly businessDate: BusinessDate;
  readonly localTime: string;
  /** To be advanced by the entry that takes the number. */
  readonly counter: string;
}

/**
 * Number and moment of the next document, close, refund or reversal. Numbers are (terminal, chain series, counter), one
 * gapless row of all kinds; the counter begins anew with a new chain. What a practice shift writes has a row of its own, as
 * its Z has: whoever audits the real row finds neither a hole nor a document that sold nothing.
 */
export function nextDocument(
  desk: Desk,
  { place, now, businessDate }: Pick<Asking, 'place' | 'now' | 'businessDate'>,
): NextDocument {
  const row = isPractice(desk) ? 'receipt-training' : 'receipt';
  const counter = `${row}/${desk.journal.series}`;
  return {
    number: {
      terminalCode: place.terminal.code,
      series: desk.journal.series,
      counter: desk.journal.nextCounter(counter),
    },
    businessDate,
    localTime: desk.till.localTimeAt(now, place.store),
    counter,
  };
}

/** Whether this till's shift is for practice: what it writes counts nowhere, and it takes back nothing real. */
export function isPractice({ aggregates }: Pick<Desk, 'aggregates'>): boolean {
  return aggregates.currentShift?.isTraining === true;
}
