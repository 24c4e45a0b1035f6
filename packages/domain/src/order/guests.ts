import { type Id, ok, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import { zId } from '../scalars.ts';
import { lineToChange, mayChangeLines, mayGrow, type OrderDecision } from './decide.ts';
import { DOCUMENT_LINES_MAX, zGuests } from './document-parts.ts';
import type { OrderEvent } from './events.ts';
import { DURATION_MAX_MINUTES } from './guest-events.ts';
import { zCourse, zSeat } from './kitchen-events.ts';
import type { Draft } from '../journal/entry.ts';
import type { OrderState } from './state.ts';

// Who an order is for, where they sit, and who serves them.

export const zChangeTable = z.strictObject({
  order: zId<'Order'>(),
  table: zId<'ServiceEntity'>().nullable(),
});
export type ChangeTable = z.output<typeof zChangeTable>;

export const zChangeGuests = z.strictObject({ order: zId<'Order'>(), guests: zGuests.nullable() });
export type ChangeGuests = z.output<typeof zChangeGuests>;

export const zSetCustomer = z.strictObject({
  order: zId<'Order'>(),
  customer: zId<'Customer'>().nullable(),
});
export type SetCustomer = z.output<typeof zSetCustomer>;

const lines = z.array(zId<'Line'>()).min(1).max(DOCUMENT_LINES_MAX);

export const zSetSeat = z.strictObject({ order: zId<'Order'>(), lines, seat: zSeat.nullable() });
export type SetSeat = z.output<typeof zSetSeat>;

export const zSetCourse = z.strictObject({ order: zId<'Order'>(), lines, course: zCourse.nullable() });
export type SetCourse = z.output<typeof zSetCourse>;

export const zHoldCourse = z.strictObject({ order: zId<'Order'>(), course: zCourse, isHeld: z.boolean() });
export type HoldCourse = z.output<typeof zHoldCourse>;

export const zSetStaff = z.strictObject({
  order: zId<'Order'>(),
  line: zId<'Line'>(),
  staff: zId<'User'>().nullable(),
  durationMinutes: z.int().min(1).max(DURATION_MAX_MINUTES).nullable(),
});
export type SetStaff = z.output<typeof zSetStaff>;

interface Context {
  readonly actor: Actor;
}

/** Takes the order to another table, or to none. Whoever else is there has an order of their own. */
export function changeTable(
  state: OrderState,
  { order, table: id }: ChangeTable,
  {
    actor,
    table,
  }: Context & { readonly table: { readonly id: Id<'ServiceEntity'>; readonly name: string } | null },
): OrderDecision {
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (id !== null && table === null) return refuse({ code: 'order/table-unknown', table: id });
  return ok([{ type: 'order.TableChanged', v: 1, aggregate: order, body: { table } }]);
}

export function changeGuests(
  state: OrderState,
  { order, guests }: ChangeGuests,
  { actor }: Context,
): OrderDecision {
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  return ok([{ type: 'order.GuestsChanged', v: 1, aggregate: order, body: { guests } }]);
}

export function setCustomer(
  state: OrderState,
  { order, customer }: SetCustomer,
  { actor }: Context,
): OrderDecision {
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  return ok([{ type: 'order.CustomerSet', v: 1, aggregate: order, body: { customer } }]);
}

export function setSeat(state: OrderState, { order, lines, seat }: SetSeat, context: Context): OrderDecision {
  return ofEach(state, lines, context, (line) => ({
    type: 'order.LineSeatSet',
    v: 1,
    aggregate: order,
    body: { line, seat },
  }));
}

/** The kitchen hears of a course when it is fired: a line that was fired keeps what its ticket says. */
export function setCourse(
  state: OrderState,
  { order, lines, course }: SetCourse,
  context: Context,
): OrderDecision {
  return ofEach(state, lines, context, (line) => ({
    type: 'order.LineCourseSet',
    v: 1,
    aggregate: order,
    body: { line, course },
  }));
}

export function holdCourse(
  state: OrderState,
  { order, course, isHeld }: HoldCourse,
  { actor }: Context,
): OrderDecision {
  const refusal = missing(actor, 'can_sell') ?? mayChangeLines(state);
  if (refusal !== null) return refuse(refusal);
  return ok([{ type: 'order.CourseHeld', v: 1, aggregate: order, body: { course, isHeld } }]);
}

/** `staff`: as the till knows them; undefined: it knows nobody of that id. */
export function setStaff(
  state: OrderState,
  { order, line, staff: id, durationMinutes }: SetStaff,
  { actor, staff }: Context & { readonly staff: (id: string) => { readonly name: string } | undefined },
): OrderDecision {
  const found = lineToChange(state, line, { actor, needs: 'can_sell' });
  if (!found.ok) return found;
  const known = id === null ? undefined : staff(id);
  if (id !== null && known === undefined) return refuse({ code: 'order/staff-unknown', staff: id });
  const body = { line, staff: id === null ? null : { id, name: known!.name }, durationMinutes };
  return ok([{ type: 'order.LineStaffSet', v: 1, aggregate: order, body }]);
}

function ofEach(
  state: OrderState,
  of: readonly Id<'Line'>[],
  { actor }: Context,
  draft: (line: Id<'Line'>) => Draft<OrderEvent>,
): OrderDecision {
  const events: Draft<OrderEvent>[] = [];
  for (const line of new Set(of)) {
    const found = lineToChange(state, line, { actor, needs: 'can_sell' });
    if (!found.ok) return found;
    events.push(draft(line));
  }
  return ok(events);
}
