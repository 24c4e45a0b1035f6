import type { OrderView } from '@beaveros/protocol/ipc';
import { useViewStore } from '../app/view-store.ts';
import { isOpenLine } from './marked-line.ts';
import { useOrderDesk } from '../guess/order-desk.ts';

/** Whether there is something to pay, or to pay out. */
export function hasToPay(view: OrderView | null): boolean {
  const isOpen = view?.status === 'open' || view?.status === 'supplementary';
  return isOpen && view.lines.some(isOpenLine);
}

/** Goes to the payment; it waits for what is unsettled. */
export function payOrder(): void {
  if (hasToPay(useOrderDesk.getState().view)) useViewStore.getState().go('pay');
}
