import type { Id, Instant } from '@beaveros/kit';
import type { Recorded } from '../../journal/entry.ts';
import type { Fold } from '../../journal/fold.ts';
import type { SoldOutEvent } from './events.ts';

/** The word that stands about an item in one store. */
export interface SoldOutMark {
  readonly event: Id<'Event'>;
  /** null: until somebody says otherwise. */
  readonly until: Instant | null;
  readonly since: Instant;
  readonly by: Id<'User'> | null;
}

/** An item in all stores that spoke of it: the cloud knows several, a till one. */
export interface SoldOutState {
  readonly item: string;
  readonly tenant: Id<'Tenant'> | null;
  /** By store; null: back on sale. */
  readonly marks: ReadonlyMap<string, SoldOutMark | null>;
}

/** The latest word in canonical order stands, in each store. */
export const soldOutFold: Fold<SoldOutState> = {
  initial: (item) => ({ item, tenant: null, marks: new Map() }),
  evolve: (state, recorded) => {
    const { event, header } = recorded as Recorded<SoldOutEvent>;
    const { tenant, store, at, actor } = header;
    // The tenant's own chain speaks of no store.
    if (store === null) return state;
    switch (event.type) {
      case 'product-catalog.ItemSoldOut': {
        const mark = { event: event.id, until: event.body.until, since: at, by: actor };
        return { ...state, tenant, marks: new Map(state.marks).set(store, mark) };
      }
      case 'product-catalog.ItemBackOnSale':
        return { ...state, tenant, marks: new Map(state.marks).set(store, null) };
      default:
        return state;
    }
  },
  reads: new Set(['product-catalog.ItemSoldOut', 'product-catalog.ItemBackOnSale']),
};

/** The mark that holds at `now`; null: none, or its time is over. */
export function soldOutAt(
  state: Pick<SoldOutState, 'marks'>,
  { store, now }: { readonly store: Id<'Store'>; readonly now: Instant },
): SoldOutMark | null {
  const mark = state.marks.get(store) ?? null;
  return mark === null || (mark.until !== null && mark.until <= now) ? null : mark;
}
