import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zId, zName, zOrdinal, zQuantity, zText } from '../scalars.ts';
import { DOCUMENT_LINES_MAX } from './document-parts.ts';

// What an order tells the kitchen. `aggregate` is the order's id: its tickets fold with it.

/** Courses of one meal, counted from 1; a banquet has a dozen. */
export const COURSE_MAX = 99;
/** Seats at one table, counted from 1. */
export const SEAT_MAX = 1_000;
export const zCourse = z.int().min(1).max(COURSE_MAX);
export const zSeat = z.int().min(1).max(SEAT_MAX);

const firedLine = {
  line: zId<'Line'>(),
  name: zName,
  quantityMicro: zQuantity,
  modifiers: z.array(zName).max(64),
  note: zText.nullable(),
  station: z.strictObject({ id: zId<'Station'>(), name: zName }),
};

const firing = { firing: zId<'Firing'>(), label: zName, tableName: zName.nullable() };

const stages = z
  .array(
    z.strictObject({
      stage: zId<'Stage'>(),
      name: zName,
      ordinal: zOrdinal,
      isFinal: z.boolean(),
    }),
  )
  .min(1)
  .max(32);

/** Lines sent to the kitchen. A ticket line is keyed by (line, firing); stations and stages are copied in. */
export const LinesFiredV1 = eventSchema(
  'order.LinesFired',
  1,
  z.strictObject({
    ...firing,
    lines: z.array(z.strictObject(firedLine)).min(1).max(DOCUMENT_LINES_MAX),
    stages,
  }),
  {
    upcast: (body) => ({
      ...body,
      course: null,
      lines: body.lines.map((line) => ({ ...line, seat: null, course: null })),
    }),
  },
);

/** Lines sent to the kitchen, each with its seat and course; `course`: the one that was fired, null where all were. */
export const LinesFired = eventSchema(
  'order.LinesFired',
  2,
  z.strictObject({
    ...firing,
    course: zCourse.nullable(),
    lines: z
      .array(z.strictObject({ ...firedLine, seat: zSeat.nullable(), course: zCourse.nullable() }))
      .min(1)
      .max(DOCUMENT_LINES_MAX),
    stages,
  }),
  {
    // A till that knows no courses cooks all the same: what it cannot say is left out.
    downcast: ({ course: _course, ...body }) => ({
      ...body,
      lines: body.lines.map(({ seat: _seat, course: _lineCourse, ...line }) => line),
    }),
  },
);
