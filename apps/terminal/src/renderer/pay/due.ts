import { type AmountMinor, amountMinor } from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';

/** What is still to be paid; negative when money goes out. A core of version 2 does not say: all of it is open then. */
export function dueOf({ due, total, paid }: Pick<OrderView, 'due' | 'total' | 'paid'>): AmountMinor {
  return due ?? amountMinor(total - paid);
}

/** What the amount typed makes of what is due: change, or what is missing. Both zero before anything is typed. */
export function settlement(
  due: AmountMinor,
  entered: AmountMinor | null,
): { readonly change: AmountMinor; readonly missing: AmountMinor } {
  const over = (entered ?? due) - due;
  return { change: amountMinor(Math.max(0, over)), missing: amountMinor(Math.max(0, -over)) };
}
