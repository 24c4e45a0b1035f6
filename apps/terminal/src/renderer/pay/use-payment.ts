import type { AmountMinor, Id } from '@beaveros/kit';
import type { Document } from '../app/view-store.ts';
import { useRef, useState } from 'react';
import { useViewStore } from '../app/view-store.ts';
import { clearProblem, sayFault, sayRefusal } from '../faults/problem-store.ts';
import { useOrderDesk } from '../guess/order-desk.ts';
import { newId } from '../till/new-id.ts';
import { useTill } from '../till/use-till.ts';
import { dueOf } from './due.ts';

export interface Tendered {
  readonly method: Id<'PaymentMethod'>;
  /** What changes hands; negative when money goes out. */
  readonly amount: AmountMinor;
}

export interface Payment {
  readonly isPaying: boolean;
  /** The order's total moved between the tap and the till's answer to earlier taps: nothing was taken. */
  readonly isMoved: boolean;
  /** `due` is what the person saw; `tendered` null when nothing is due. Once at a time. */
  readonly pay: (sale: { due: AmountMinor; tendered: Tendered | null; printer: Id<'Device'> | null }) => void;
}

/** Pays the order in hand as the person saw it, once; then its receipt. What goes wrong is said at `'pay'`. */
export function usePayment(): Payment {
  const till = useTill();
  const [isPaying, setPaying] = useState(false);
  const [isMoved, setMoved] = useState(false);
  // Two presses within one frame see the same state; the second must not pay again.
  const isBusy = useRef(false);

  const take: Payment['pay'] = ({ due, tendered, printer }) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setPaying(true);
    setMoved(false);
    clearProblem('pay');
    payOnce({ due, tendered, printer })
      .then((document) => {
        if (document === null) setMoved(true);
        else if (document !== 'refused') useViewStore.getState().showReceipt(document);
      })
      .catch((error: unknown) => sayFault('pay', error))
      .finally(() => {
        isBusy.current = false;
        setPaying(false);
      });
  };

  /** The document; null when the total was another by the time every tap was answered. */
  const payOnce = async ({
    due,
    tendered,
    printer,
  }: Parameters<Payment['pay']>[0]): Promise<Document | 'refused' | null> => {
    await useOrderDesk.getState().settled();
    const { view } = useOrderDesk.getState();
    if (view === null || dueOf(view) !== due) return null;
    const answer = await till.call('payAndClose', {
      order: view.order,
      document: newId<'Document'>(),
      tenders:
        tendered === null
          ? []
          : [{ payment: newId<'Payment'>(), method: tendered.method, tendered: tendered.amount }],
      printer,
    });
    if (answer.ok) return answer.value.document;
    sayRefusal('pay', answer.refusal);
    return 'refused';
  };

  return { isPaying, isMoved, pay: take };
}
