import { listTickets } from '@beaveros/terminal-core/sim';
import type { Dice } from '../dice.ts';
import type { Kitchen } from '../kitchen.ts';
import type { Step } from '../plan.ts';
import type { Till } from '../till.ts';
import type { World } from '../world.ts';
import type { Operation } from './operation.ts';

/** What a kitchen's screen does: it may repeat on another till what got no answer, because its commands merge. */
export const kitchenOperations = {
  bump: (world, step) =>
    atKitchen(world, step, ({ kitchen, till, dice }) => {
      const ticket = someTicket(till, dice, false);
      if (ticket === undefined) return false;
      const lines = ticket.lines.filter(({ isVoided }) => !isVoided);
      if (lines.length === 0) return false;
      const stage = dice.chance(0.5) ? null : dice.pick(ticket.stages.slice(1)).stage;
      const some = dice.chance(0.6) ? lines : [dice.pick(lines)];
      const input = {
        order: ticket.order,
        lines: some.map(({ line }) => ({ line, firing: ticket.firing })),
        stage,
      };
      askAs(world, kitchen, till, { call: 'bump', commandId: world.idFor(dice), input });
      return true;
    }),
  recall: (world, step) =>
    atKitchen(world, step, ({ kitchen, till, dice }) => {
      const ticket = someTicket(till, dice, true);
      if (ticket === undefined || ticket.lines.length === 0) return false;
      const [first] = ticket.stages;
      const lines = [{ line: dice.pick(ticket.lines).line, firing: ticket.firing }];
      const input = { order: ticket.order, lines, stage: first!.stage };
      askAs(world, kitchen, till, { call: 'recall', commandId: world.idFor(dice), input });
      return true;
    }),
  'look-at-tickets': (world, step) =>
    atKitchen(world, step, ({ kitchen, till }) => {
      world.read(till, kitchen.name, 'tickets', null);
      return true;
    }),
  /** Somebody hangs the screen on another till while its own is well. */
  'move-kitchen': (world, step) =>
    atKitchen(world, step, ({ kitchen, dice }) => {
      kitchen.till = dice.pick(world.tills.filter(({ isRunning }) => isRunning)).name;
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;

interface AtKitchen {
  readonly kitchen: Kitchen;
  readonly till: Till;
  readonly dice: Dice;
}

/** A kitchen at its till, or at another one when that is down: there it first repeats what got no answer. */
function atKitchen(world: World, step: Step, work: (at: AtKitchen) => boolean): boolean {
  const kitchen = world.kitchens.find(({ name }) => name === step.node);
  const dice = world.diceOf(step);
  const running = world.tills.filter(({ isRunning }) => isRunning);
  if (kitchen === undefined || running.length === 0) return false;
  const till = running.find(({ name }) => name === kitchen.till) ?? dice.pick(running);
  kitchen.till = till.name;
  const { unanswered } = kitchen;
  if (unanswered !== null) {
    kitchen.unanswered = null;
    askAs(world, kitchen, till, unanswered);
    if (!till.isRunning) return true;
  }
  return work({ kitchen, till, dice });
}

function askAs(
  world: World,
  kitchen: Kitchen,
  till: Till,
  command: NonNullable<Kitchen['unanswered']>,
): void {
  const { answer } = world.ask(till, kitchen.name, { ...command, actor: world.house.kitchen });
  if (answer.kind === 'lost') kitchen.unanswered = command;
}

function someTicket(till: Till, dice: Dice, isDone: boolean) {
  const tickets = listTickets(till.parts.stores.workflow, { station: null, includeDone: isDone });
  return tickets.length === 0 ? undefined : dice.pick(tickets);
}
