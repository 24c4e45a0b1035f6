import { instant } from '@beaveros/kit';
import { useViewStore } from '../app/view-store.ts';
import { clearProblem, sayFault, sayRefusal } from '../faults/problem-store.ts';
import { newId } from '../till/new-id.ts';
import { createOrderDesk } from './create-order-desk.ts';

/** The order in hand of this page. `connect` gives it its core. */
export const useOrderDesk = createOrderDesk({
  newId,
  now: () => instant(Date.now()),
  actor: () => {
    const { person } = useViewStore.getState();
    return person === null ? null : { ...person, permissions: new Set(person.permissions) };
  },
  onOrder: (order) => {
    if (useViewStore.getState().order !== order) useViewStore.getState().setOrder(order);
  },
  // Over the order stands the PIN pad by then.
  onRefusal: (key, refusal) => {
    if (refusal.code !== 'core/not-signed-in') sayRefusal(key, refusal);
  },
  onFault: sayFault,
  onTry: clearProblem,
});
