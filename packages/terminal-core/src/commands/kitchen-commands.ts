import { fireCourse } from '@beaveros/domain/order';
import { bump, recall } from '@beaveros/domain/workflow';
import { ok } from '@beaveros/kit';
import { orderView } from '@beaveros/protocol/ipc';
import { ticketViews } from '../views/ticket-view.ts';
import type { CommandHandlers, Desk } from './command.ts';

type KitchenCommands = Pick<CommandHandlers, 'fireCourse' | 'bump' | 'recall'>;

const answer = (desk: Desk, input: { readonly order: string }) => ({
  tickets: ticketViews(desk.aggregates, input.order),
});

export const kitchenCommands: KitchenCommands = {
  fireCourse: {
    decide: (desk, input, { actor }) => {
      const decided = fireCourse(desk.aggregates.order(input.order), input, {
        actor,
        kitchen: desk.rows.kitchen,
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, input) => ({
      order: orderView(desk.aggregates.order(input.order), (side) => desk.journal.side(side)),
    }),
  },
  bump: {
    decide: (desk, input, { actor }) => {
      const stages = desk.rows.kitchen.stages();
      const decided = bump(desk.aggregates.tickets(input.order), input, { actor, stages });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
  recall: {
    decide: (desk, input, { actor }) => {
      const stages = desk.rows.kitchen.stages();
      const decided = recall(desk.aggregates.tickets(input.order), input, { actor, stages });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
};
