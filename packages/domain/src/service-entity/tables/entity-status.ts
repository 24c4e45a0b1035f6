import type { Id, Instant } from '@beaveros/kit';
import { placeText } from '../../journal/canonical-place.ts';
import type { Recorded } from '../../journal/entry.ts';
import type { Fold } from '../../journal/fold.ts';
import type { EntityStatusEvent } from '../events.ts';

export type SetStatus = EntityStatusEvent['body']['status'];

/** What people said of a table, room or bay: the latest stands. */
export interface EntityStatusState {
  readonly entity: string;
  readonly tenant: Id<'Tenant'> | null;
  readonly store: Id<'Store'> | null;
  readonly said:
    | (EntityStatusEvent['body'] & {
        readonly at: Instant;
        readonly actor: Id<'User'> | null;
        readonly place: string;
      })
    | null;
  /** Where it was last said to be available: what was closed before then has been cleared. */
  readonly availablePlace: string | null;
}

export const entityStatusFold: Fold<EntityStatusState> = {
  initial: (entity) => ({ entity, tenant: null, store: null, said: null, availablePlace: null }),
  evolve: (state, recorded) => evolve(state, recorded as Recorded<EntityStatusEvent>),
  reads: new Set(['service-entity.EntityStatusSet']),
};

function evolve(before: EntityStatusState, recorded: Recorded<EntityStatusEvent>): EntityStatusState {
  const { event, header } = recorded;
  const place = placeText(recorded);
  return {
    ...before,
    tenant: before.tenant ?? header.tenant,
    store: before.store ?? header.store,
    said: { ...event.body, at: header.at, actor: header.actor, place },
    availablePlace: event.body.status === 'available' ? place : before.availablePlace,
  };
}

export interface EntityStatusFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly status: SetStatus;
  readonly note: string | null;
  readonly setAt: number;
  readonly setBy: string | null;
  /** `placeText` of the last word that it is available. */
  readonly availablePlace: string | null;
}

export function entityStatusRows(state: EntityStatusState): {
  readonly entityStatuses: readonly EntityStatusFolded[];
} {
  const { said, tenant } = state;
  if (said === null || tenant === null) return { entityStatuses: [] };
  return {
    entityStatuses: [
      {
        id: state.entity,
        tenantId: tenant,
        storeId: state.store,
        status: said.status,
        note: said.note,
        setAt: said.at,
        setBy: said.actor,
        availablePlace: state.availablePlace,
      },
    ],
  };
}
