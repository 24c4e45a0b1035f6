import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import { zSideReference } from '../../journal/side-record.ts';
import { zId, zInstant, zName, zText } from '../../scalars.ts';

// Facts of a reservation. `aggregate` is its id. Two tills may book one table at one time: both stand, and a person looks.

/** A party that fills a whole floor. */
export const RESERVED_ENTITIES_MAX = 32;
export const GUESTS_MAX = 1_000;

/** When, for how many and where; a change says all of it again, so that the latest stands whole. */
const slot = {
  startsAt: zInstant,
  endsAt: zInstant,
  guests: z.int().min(1).max(GUESTS_MAX),
  entities: z
    .array(z.strictObject({ id: zId<'ServiceEntity'>(), name: zName }))
    .min(1)
    .max(RESERVED_ENTITIES_MAX),
  note: zText.nullable(),
};

export const ReservationMade = eventSchema(
  'service-entity.ReservationMade',
  1,
  z.strictObject({
    ...slot,
    /** Name and phone are personal data: side records hold them. */
    guest: z.strictObject({ name: zSideReference, phone: zSideReference.nullable() }),
  }),
);

export const ReservationChanged = eventSchema('service-entity.ReservationChanged', 1, z.strictObject(slot));

const ReservationCancelled = eventSchema(
  'service-entity.ReservationCancelled',
  1,
  z.strictObject({ reason: zText }),
);

/** The guests are here, and this is their order. */
const ReservationSeated = eventSchema(
  'service-entity.ReservationSeated',
  1,
  z.strictObject({ order: zId<'Order'>() }),
);

const ReservationNoShow = eventSchema('service-entity.ReservationNoShow', 1, z.strictObject({}));

export const RESERVATION_EVENTS = [
  ReservationMade,
  ReservationChanged,
  ReservationCancelled,
  ReservationSeated,
  ReservationNoShow,
] as const;
export type ReservationEvent = EventOf<(typeof RESERVATION_EVENTS)[number]>;
