import type { StatusView } from '@beaveros/protocol/ipc';
import { useCallback, useSyncExternalStore } from 'react';
import { useTillContext } from './use-till.ts';

/** Everything that moves the state pill or its sheet, and the store's and terminal's own rows. */
const MOVES_STATUS = ['status', 'spool', 'service-entity', 'auth-user', 'payment', 'product-catalog'];
/** Each entry moves the outbox: a person reads the pill once a second at most, and a tap must not pay for it. */
const STATUS_PACE_MS = 500;

/**
 * A part of the core's state; undefined until it has told it once. Repaints when that part has changed: choose small ones.
 * Parts keep their identity, so objects in it may be chosen as they are.
 */
export function useStatus<Part>(choose: (status: StatusView) => Part): Part | undefined {
  const { queries } = useTillContext();
  const watch = useCallback(
    (listener: () => void) =>
      queries.watch('status', {}, { on: MOVES_STATUS, listener, paceMs: STATUS_PACE_MS }),
    [queries],
  );
  return useSyncExternalStore(watch, () => {
    const { data } = queries.read('status', {});
    return data === undefined ? undefined : choose(data);
  });
}

/** All of it, for a sheet that shows all of it. */
export const wholeStatus = (status: StatusView): StatusView => status;
