/**
 * When an aggregate is worth holding in memory. Anything not named here neither opens nor closes. Closed is closed:
 * a fact that comes later does not open it again here; what it leaves unsettled is a task of the order's fold.
 * `journal` may not fold (it knows no meaning), so this table is all it knows of events beyond their form.
 */
const OPENS: ReadonlySet<string> = new Set(['order.OrderOpened', 'payment.ShiftOpened']);
const CLOSES: ReadonlySet<string> = new Set(['order.OrderClosed', 'payment.ShiftClosed']);

export function opensAggregate(type: string): boolean {
  return OPENS.has(type);
}

export function closesAggregate(type: string): boolean {
  return CLOSES.has(type);
}

/** Services whose aggregates (orders, shifts) begin with an opening and can be settled; any other's have no end. */
const ENDING: ReadonlySet<string> = new Set(['order', 'payment', 'workflow']);

export function canEnd(type: string): boolean {
  return ENDING.has(type.slice(0, type.indexOf('.')));
}

/** A fact of what has no end (it steers the journal, or adds to a ledger): held for ever. A copy's mark alone is not. */
export function isEndless(type: string): boolean {
  return !canEnd(type) && type !== 'journal.Recovered';
}
