import * as z from 'zod';
import { type EventOf, eventSchema } from '../journal/event-schema.ts';
import { zText } from '../scalars.ts';
import { RESERVATION_EVENTS } from './reservations/events.ts';

/**
 * What a person says of a table, room or bay; `aggregate` is its id. The latest stands. Whether guests sit there is not
 * said but folded from the orders (`tables/visit.ts`).
 */
export const EntityStatusSet = eventSchema(
  'service-entity.EntityStatusSet',
  1,
  z.strictObject({ status: z.enum(['available', 'dirty', 'out-of-service']), note: zText.nullable() }),
);
export type EntityStatusEvent = EventOf<typeof EntityStatusSet>;

export const SERVICE_ENTITY_EVENTS = [EntityStatusSet, ...RESERVATION_EVENTS] as const;
export type ServiceEntityEvent = EventOf<(typeof SERVICE_ENTITY_EVENTS)[number]>;
