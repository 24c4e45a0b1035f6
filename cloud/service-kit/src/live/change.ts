import { isId } from '@beaveros/kit';
import { type Identity, namesStore } from '../identity.ts';

/** One channel for each service: its database is its own. */
export const LIVE_CHANNEL = 'beaver_live';

/** In the place of a store: whatever of the tenant concerns all its stores, and what belongs to none of them. */
export const EVERYWHERE = '*';
export const IN_NO_STORE = '-';

/** That something of a tenant changed, and where; never what. */
export interface Change {
  readonly tenantId: string;
  /** A store's id, {@link EVERYWHERE} or {@link IN_NO_STORE}. */
  readonly place: string;
}

/** `<tenant>/<place>` as `tellChange` says it; null for anything else. */
export function readChange(payload: string): Change | null {
  const [tenantId = '', place = '', ...more] = payload.split('/');
  const isPlace = place === EVERYWHERE || place === IN_NO_STORE || isId(place);
  return isId(tenantId) && isPlace && more.length === 0 ? { tenantId, place } : null;
}

/**
 * What somebody is told of a change: its store, null for "whatever the store", undefined for nothing. A neighbour hears
 * nothing, and what belongs to no store is shown to those only who see all of them.
 */
export function toldOf(identity: Identity, { tenantId, place }: Change): string | null | undefined {
  if (identity.tenantId !== tenantId) return undefined;
  if (place === EVERYWHERE) return null;
  if (place === IN_NO_STORE)
    return identity.kind === 'user' && identity.storeIds === 'all' ? null : undefined;
  return namesStore(identity, place) ? place : undefined;
}
