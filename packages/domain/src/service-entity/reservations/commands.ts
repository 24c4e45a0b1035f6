import * as z from 'zod';
import { zSideRecord } from '../../journal/side-record.ts';
import { zId, zInstant, zText } from '../../scalars.ts';
import { GUESTS_MAX, RESERVED_ENTITIES_MAX } from './events.ts';

const slot = {
  reservation: zId<'Reservation'>(),
  startsAt: zInstant,
  endsAt: zInstant,
  guests: z.int().min(1).max(GUESTS_MAX),
  entities: z.array(zId<'ServiceEntity'>()).min(1).max(RESERVED_ENTITIES_MAX),
  note: zText.nullable(),
};

/** Name and phone travel as side records; only their hashes enter the event. */
export const zMakeReservation = z.strictObject({ ...slot, name: zSideRecord, phone: zSideRecord.nullable() });
export type MakeReservation = z.output<typeof zMakeReservation>;

/** Says slot, guests and tables anew, all of them. */
export const zChangeReservation = z.strictObject(slot);
export type ChangeReservation = z.output<typeof zChangeReservation>;

export const zCancelReservation = z.strictObject({ reservation: zId<'Reservation'>(), reason: zText.min(1) });
export type CancelReservation = z.output<typeof zCancelReservation>;

/** The guests sit with an order that is open. */
export const zSeatReservation = z.strictObject({ reservation: zId<'Reservation'>(), order: zId<'Order'>() });
export type SeatReservation = z.output<typeof zSeatReservation>;

export const zMarkNoShow = z.strictObject({ reservation: zId<'Reservation'>() });
export type MarkNoShow = z.output<typeof zMarkNoShow>;
