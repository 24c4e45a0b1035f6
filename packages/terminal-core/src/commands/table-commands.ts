import { orderStatus } from '@beaveros/domain/order';
import {
  type BookingContext,
  cancelReservation,
  changeReservation,
  makeReservation,
  markNoShow,
  seatReservation,
  setTableStatus,
} from '@beaveros/domain/service-entity';
import { ok } from '@beaveros/kit';
import { reservationOf } from '../views/floor-view.ts';
import type { Asking, CommandHandlers, Desk } from './command.ts';

type TableCommands = Pick<
  CommandHandlers,
  | 'setTableStatus'
  | 'makeReservation'
  | 'changeReservation'
  | 'cancelReservation'
  | 'seatReservation'
  | 'markNoShow'
>;

const answer = (desk: Desk, input: { readonly reservation: string }) => ({
  reservation: reservationOf(desk, input.reservation),
});

export const tableCommands: TableCommands = {
  setTableStatus: {
    decide: ({ rows }, input, { actor }) => {
      const entity = rows.entity.serviceEntities().find((row) => row.id === input.entity);
      const decided = setTableStatus(input, { actor, entity });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: () => ({}),
  },
  makeReservation: {
    decide: (desk, input, asking) => {
      const state = desk.aggregates.reservation(input.reservation);
      const decided = makeReservation(state, input, bookingContext(desk, asking));
      const sides = input.phone === null ? [input.name] : [input.name, input.phone];
      return decided.ok ? ok({ events: decided.value, sides }) : decided;
    },
    answer,
  },
  changeReservation: {
    decide: (desk, input, asking) => {
      const state = desk.aggregates.reservation(input.reservation);
      const decided = changeReservation(state, input, bookingContext(desk, asking));
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
  cancelReservation: {
    decide: ({ aggregates }, input, { actor }) => {
      const decided = cancelReservation(aggregates.reservation(input.reservation), input, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
  seatReservation: {
    decide: ({ aggregates }, input, { actor }) => {
      const isOpen = orderStatus(aggregates.order(input.order)) === 'open';
      const state = aggregates.reservation(input.reservation);
      const decided = seatReservation(state, input, { actor, isOpen });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
  markNoShow: {
    decide: ({ aggregates }, input, { actor, now }) => {
      const decided = markNoShow(aggregates.reservation(input.reservation), input, { actor, now });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
};

function bookingContext(desk: Desk, { actor, now, place }: Asking): BookingContext {
  const entities = desk.rows.entity.serviceEntities();
  return {
    actor,
    now,
    slotMinutes: desk.rows.entity.policies().reservationSlotMinutes,
    minuteOfDay: (at) => {
      const time = desk.till.localTimeAt(at, place.store);
      return Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16));
    },
    entity: (id) => entities.find((row) => row.id === id),
    booked: desk.aggregates.booked(),
  };
}
