import type { Id } from '@beaveros/kit';
import type { Draft, Event } from '../journal/entry.ts';
import type { CurrentShift } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';

/**
 * Cash moved: the drawer opens, logged with its reason. null where none moved, where the till has no drawer, and in
 * training: what is in the drawer is not for that.
 */
export function drawerKick(
  order: Id<'Order'>,
  taken: readonly Draft<Event>[],
  {
    terminal,
    shift,
    reason,
  }: {
    readonly terminal: Id<'Terminal'>;
    readonly shift: CurrentShift | null;
    readonly reason: 'sale' | 'return';
  },
): Draft<PaymentEvent> | null {
  const drawer = shift?.drawer ?? null;
  if (shift === null || drawer === null || shift.isTraining === true || !taken.some(isCash)) return null;
  const body = { terminal, drawer, shift: shift.shift, reason, note: null };
  return { type: 'payment.DrawerKicked', v: 1, aggregate: order, body };
}

function isCash(draft: Draft<Event>): boolean {
  const event = draft as Draft<PaymentEvent>;
  return event.type === 'payment.PaymentRecorded' && event.body.method.type === 'cash';
}
