import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zId, zName } from '../scalars.ts';
import { zGuests } from './document-parts.ts';
import { zCourse, zSeat } from './kitchen-events.ts';

// Who an order is for, where they sit, and who serves them. Of each the latest in canonical order stands.

/** null: it stands at no table any more. */
export const TableChanged = eventSchema(
  'order.TableChanged',
  1,
  z.strictObject({ table: z.strictObject({ id: zId<'ServiceEntity'>(), name: zName }).nullable() }),
);

export const GuestsChanged = eventSchema(
  'order.GuestsChanged',
  1,
  z.strictObject({ guests: zGuests.nullable() }),
);

/** A customer that the tenant knows; who they are is no part of a fact. */
export const CustomerSet = eventSchema(
  'order.CustomerSet',
  1,
  z.strictObject({ customer: zId<'Customer'>().nullable() }),
);

export const LineSeatSet = eventSchema(
  'order.LineSeatSet',
  1,
  z.strictObject({ line: zId<'Line'>(), seat: zSeat.nullable() }),
);

export const LineCourseSet = eventSchema(
  'order.LineCourseSet',
  1,
  z.strictObject({ line: zId<'Line'>(), course: zCourse.nullable() }),
);

/** A held course stays out of what is fired unnamed, also what joins it later. */
export const CourseHeld = eventSchema(
  'order.CourseHeld',
  1,
  z.strictObject({ course: zCourse, isHeld: z.boolean() }),
);

/** A day is the longest appointment. */
export const DURATION_MAX_MINUTES = 1_440;

/** Who does the work of a service line, and how long it is meant to take. */
export const LineStaffSet = eventSchema(
  'order.LineStaffSet',
  1,
  z.strictObject({
    line: zId<'Line'>(),
    staff: z.strictObject({ id: zId<'User'>(), name: zName }).nullable(),
    durationMinutes: z.int().min(1).max(DURATION_MAX_MINUTES).nullable(),
  }),
);

export const GUEST_EVENTS = [
  TableChanged,
  GuestsChanged,
  CustomerSet,
  LineSeatSet,
  LineCourseSet,
  CourseHeld,
  LineStaffSet,
] as const;
