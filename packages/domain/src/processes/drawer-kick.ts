import type { Id } from '@beaveros/kit';
import type { Draft } from '../journal/entry.ts';
import type { CurrentShift } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';

/** Cash moved: the drawer opens, logged with its reason. null where none moved, or where the till has no drawer. */
export function drawerKick(
  order: Id<'Order'>,
  taken: readonly Draft<PaymentEvent>[],
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
  const isCash = taken.some(
    (event) => event.type === 'payment.PaymentRecorded' && event.body.method.type === 'cash',
  );
  if (shift === null || drawer === null || !isCash) return null;
  const body = { terminal, drawer, shift: shift.shift, reason, note: null };
  return { type: 'payment.DrawerKicked', v: 1, aggregate: order, body };
}
