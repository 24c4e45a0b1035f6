/**
 * When an aggregate is worth holding in memory. Anything not named here neither opens nor closes. Closed is closed:
 * a fact that comes later does not open it again here; what it leaves unsettled is a task of the order's fold.
 * `journal` may not fold (it knows no meaning), so this table is all it knows of events beyond their form.
 */
const OPENS: ReadonlySet<string> = new Set([
  'order.OrderOpened',
  'payment.ShiftOpened',
  'service-entity.ReservationMade',
  'workflow.TaskRaised',
]);
const CLOSES: ReadonlySet<string> = new Set([
  'order.OrderClosed',
  'payment.ShiftClosed',
  'service-entity.ReservationCancelled',
  'service-entity.ReservationNoShow',
  'service-entity.ReservationSeated',
  'workflow.TaskDone',
]);

export function opensAggregate(type: string): boolean {
  return OPENS.has(type);
}

export function closesAggregate(type: string): boolean {
  return CLOSES.has(type);
}
