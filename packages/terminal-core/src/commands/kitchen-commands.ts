import { bump, recall } from '@beaveros/domain/workflow';
import { ok } from '@beaveros/kit';
import { ticketViews } from '../views/ticket-view.ts';
import type { CommandHandlers, Desk } from './command.ts';

type KitchenCommands = Pick<CommandHandlers, 'bump' | 'recall'>;

const answer = (desk: Desk, input: { readonly order: string }) => ({
  tickets: ticketViews(desk.aggregates.tickets(input.order)),
});

export const kitchenCommands: KitchenCommands = {
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
