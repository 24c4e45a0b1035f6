import { useViewStore } from '../app/view-store.ts';
import { sayRefusal } from '../faults/problem-store.ts';
import { setReturning, useSellStore } from './sell-store.ts';

/** Turns taking back on and off. Who may not is told at the toggle, not at the first item. */
export function toggleReturning(): void {
  const isReturning = !useSellStore.getState().isReturning;
  const { person } = useViewStore.getState();
  const permission = 'can_return_without_receipt';
  if (isReturning && person?.permissions.includes(permission) !== true)
    return sayRefusal('order', { code: 'auth-user/permission-missing', permission });
  setReturning(isReturning);
}
