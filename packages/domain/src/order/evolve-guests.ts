import type { EventOf } from '../journal/event-schema.ts';
import type { GUEST_EVENTS } from './guest-events.ts';
import { changeLine } from './line-changes.ts';
import type { OrderState } from './state.ts';

export type GuestEvent = EventOf<(typeof GUEST_EVENTS)[number]>;

/** Table, guests, customer, seats, courses and staff: of each the latest stands. */
export function evolveGuests(state: OrderState, event: GuestEvent): OrderState {
  switch (event.type) {
    case 'order.TableChanged':
      return { ...state, tableChange: event.body };
    case 'order.GuestsChanged':
      return { ...state, guestsChange: event.body };
    case 'order.CustomerSet':
      return { ...state, customer: event.body.customer };
    case 'order.LineSeatSet':
      return changeLine(state, event.body.line, { said: { seat: event.body.seat } });
    case 'order.LineCourseSet':
      return changeLine(state, event.body.line, { said: { course: event.body.course } });
    case 'order.CourseHeld': {
      const heldCourses = new Set(state.heldCourses);
      if (event.body.isHeld) heldCourses.add(event.body.course);
      else heldCourses.delete(event.body.course);
      return { ...state, heldCourses };
    }
    case 'order.LineStaffSet': {
      const { line, staff, durationMinutes } = event.body;
      return changeLine(state, line, { said: { staff, durationMinutes } });
    }
  }
}
