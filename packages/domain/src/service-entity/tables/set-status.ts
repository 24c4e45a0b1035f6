import { ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing, type PermissionMissing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import { zId, zText } from '../../scalars.ts';
import type { EntityStatusEvent } from '../events.ts';
import type { ServiceEntityRow } from '../rows.ts';

export const zSetTableStatus = z.strictObject({
  entity: zId<'ServiceEntity'>(),
  status: z.enum(['available', 'dirty', 'out-of-service']),
  note: zText.nullable(),
});
export type SetTableStatus = z.output<typeof zSetTableStatus>;

export type TableStatusRefusal =
  | PermissionMissing
  | { readonly code: 'service-entity/entity-unknown'; readonly entity: string };

/** Whoever serves may say that a table is cleared, or not; taking it out of service is for who keeps the book. */
export function setTableStatus(
  command: SetTableStatus,
  context: { readonly actor: Actor; readonly entity: ServiceEntityRow | undefined },
): Result<readonly Draft<EntityStatusEvent>[], TableStatusRefusal> {
  const { entity, status, note } = command;
  const needed = status === 'out-of-service' ? 'can_manage_reservations' : 'can_sell';
  const refusal = missing(context.actor, needed);
  if (refusal !== null) return refuse(refusal);
  if (context.entity === undefined) return refuse({ code: 'service-entity/entity-unknown', entity });
  return ok([{ type: 'service-entity.EntityStatusSet', v: 1, aggregate: entity, body: { status, note } }]);
}
