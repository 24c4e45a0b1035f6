import { useEffect } from 'react';
import { useOrderDesk } from '../guess/order-desk.ts';
import { checkSession } from '../sign-in/session.ts';
import { useTill } from '../till/use-till.ts';
import { useViewStore } from './view-store.ts';

/**
 * Takes up what a reload or a restart of the core interrupted: whom the session speaks for, the order in hand, and, when
 * that order turns out to be paid (the answer was lost with the page, or another till took the money), its receipt.
 */
export function useResume(): void {
  const till = useTill();
  const isSignedIn = useViewStore((state) => state.person !== null);
  const isClosed = useOrderDesk((desk) => desk.view?.status === 'closed');

  // Whom the session speaks for is the core's to say, and it may have been another core since.
  useEffect(() => {
    if (till.session !== null) void checkSession(till);
    return till.onReach((isReached) => {
      if (isReached && till.session !== null) void checkSession(till);
    });
  }, [till]);

  // Orders, taxes and the like are only told to who is signed in.
  useEffect(() => {
    if (!isSignedIn) return;
    const desk = useOrderDesk.getState();
    desk.connect(till);
    const { order } = useViewStore.getState();
    if (order !== null) desk.open(order);
  }, [isSignedIn, till]);

  useEffect(() => {
    if (isClosed && useViewStore.getState().screen !== 'receipt') useViewStore.getState().go('receipt');
  }, [isClosed]);
}
