import type { OrderState, RecordedPayment } from '../order/state.ts';
import type { CurrentShift } from '../payment/decide.ts';
import type { PaymentRefusal } from '../payment/refusals.ts';

/**
 * Practice money is in no drawer, and a practice document in no report: an order that was paid in the one kind of shift is
 * paid, closed and paid back in the same, or a sale would rest on money that is not there. `isPractice` absent: nobody
 * knows, and nothing is refused.
 */
export function keptApart(
  payments: Iterable<Pick<RecordedPayment, 'shift'>>,
  {
    shift,
    isPractice,
  }: { readonly shift: CurrentShift | null; readonly isPractice?: (shift: string) => boolean },
): PaymentRefusal | null {
  if (shift === null || isPractice === undefined) return null;
  const isTraining = shift.isTraining === true;
  for (const { shift: of } of payments)
    if (of !== null && isPractice(of) !== isTraining)
      return { code: 'payment/practice-kept-apart', isTraining };
  return null;
}

/**
 * Who learns at a till closes what was opened there. A table of another till has guests who sit at it: closed for practice it
 * would be gone from everybody's list, and nobody would ask them for money.
 */
export function keptFromPractice(
  { opened }: Pick<OrderState, 'opened'>,
  { shift, terminal }: { readonly shift: CurrentShift | null; readonly terminal: string },
): PaymentRefusal | null {
  if (shift?.isTraining !== true || opened?.by.terminal === terminal) return null;
  return { code: 'payment/practice-kept-apart', isTraining: true };
}
