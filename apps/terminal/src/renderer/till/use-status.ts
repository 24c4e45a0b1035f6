import type { StatusView } from '@beaveros/protocol/ipc';
import { useIpcQuery } from './queries.ts';

/** Everything that moves the state pill or its sheet, and the store's and terminal's own rows. */
const MOVES_STATUS = [
  'status',
  'journal',
  'spool',
  'service-entity',
  'auth-user',
  'payment',
  'product-catalog',
];

/** The core's state; undefined until it has told it once. */
export function useStatus(): StatusView | undefined {
  return useIpcQuery('status', {}, { on: MOVES_STATUS }).data;
}
