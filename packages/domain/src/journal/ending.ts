import type { Id } from '@beaveros/kit';
import type { Entry } from './entry.ts';

// Which facts a journal may forget one day. It asks the form only: what is settled is for each service's fold to say.

/** Services whose aggregates (orders, shifts, tasks) begin with an opening and can be settled. */
const ENDING: ReadonlySet<string> = new Set(['order', 'payment', 'workflow']);

/** Facts of reservations; what else is said of tables has no end. */
const ENDING_FACT = /^service-entity\.Reservation/;

export function canEnd(type: string): boolean {
  return ENDING.has(type.slice(0, type.indexOf('.'))) || ENDING_FACT.test(type);
}

/** A fact of what has no end (it steers the journal, or adds to a ledger): held for ever. A copy's mark alone is not. */
export function isEndless(type: string): boolean {
  return !canEnd(type) && type !== 'journal.Recovered';
}

/** Of the aggregates that an entry speaks of, those that can be settled. */
export function endingAggregates({ events }: Pick<Entry, 'events'>): readonly Id[] {
  return [...new Set(events.filter(({ type }) => canEnd(type)).map(({ aggregate }) => aggregate))];
}
