import { assert } from '@beaveros/kit';
import type { IpcClient } from '@beaveros/protocol/ipc';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { QueryBoard } from './query-board.ts';

export interface Till {
  readonly client: IpcClient;
  readonly queries: QueryBoard;
}

/** Provided once, by main.tsx. */
export const TillContext = createContext<Till | null>(null);

/** The client that asks the core. */
export function useTill(): IpcClient {
  return useTillContext().client;
}

export function useTillContext(): Till {
  const till = useContext(TillContext);
  assert(till !== null, 'a screen stands inside TillContext');
  return till;
}

/** Whether the core is there now. */
export function useIsReached(): boolean {
  const till = useTill();
  return useSyncExternalStore(
    (listener) => till.onReach(listener),
    () => till.isReached,
  );
}
