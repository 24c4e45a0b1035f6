import { finishTask, raiseTask } from '@beaveros/domain/workflow';
import { ok } from '@beaveros/kit';
import { taskOf } from '../views/floor-view.ts';
import type { CommandHandlers, Desk } from './command.ts';

type TaskCommands = Pick<CommandHandlers, 'raiseTask' | 'finishTask'>;

const answer = (desk: Desk, input: { readonly task: string }) => ({ task: taskOf(desk, input.task) });

export const taskCommands: TaskCommands = {
  raiseTask: {
    decide: ({ aggregates }, input) => {
      const decided = raiseTask(aggregates.task(input.task), input);
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
  finishTask: {
    decide: ({ aggregates }, input, { actor }) => {
      const decided = finishTask(aggregates.task(input.task), input, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
};
