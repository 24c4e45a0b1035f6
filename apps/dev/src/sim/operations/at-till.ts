import type { Actor } from '@beaveros/domain/auth-user';
import { type OrderState, orderStatus } from '@beaveros/domain/order';
import type { Id } from '@beaveros/kit';
import type { CommandName } from '@beaveros/terminal-core/sim';
import type { Dice } from '../dice.ts';
import type { Step } from '../plan.ts';
import type { Till } from '../till.ts';
import type { CommandAnswer } from '../witness.ts';
import type { World } from '../world.ts';

/** One step at a till's screen: who stands there, what they see, and how they ask. */
export interface AtTill {
  readonly world: World;
  readonly till: Till;
  readonly dice: Dice;
  readonly actor: Actor;
  readonly screen: string;
  readonly newId: <Of extends string>() => Id<Of>;
  readonly ask: (
    call: CommandName,
    input: object,
    actor?: Actor,
  ) => { readonly answer: CommandAnswer; readonly value: unknown };
  /** Orders this till holds open, oldest first. */
  readonly openOrders: () => readonly Id<'Order'>[];
  readonly order: (order: string) => OrderState;
}

/** How many of the newest open orders people work on: few, so that they meet. */
const BUSY_ORDERS = 4;

/** Runs a step at a till that is up; false when it is down. */
export function atTill(world: World, step: Step, work: (at: AtTill) => boolean): boolean {
  const till = world.till(step.node);
  if (till === undefined || !till.isRunning) return false;
  const dice = world.diceOf(step);
  const actor = dice.chance(0.5) ? world.house.manager : world.house.waiter;
  const screen = `${till.name}/screen`;
  const { journal, aggregates } = till.parts;
  return work({
    world,
    till,
    dice,
    actor,
    screen,
    newId: () => world.idFor(dice),
    ask: (call, input, as = actor) =>
      world.ask(till, screen, { call, commandId: world.idFor(dice), input, actor: as }),
    openOrders: () =>
      journal
        .openAggregates()
        .filter((aggregate) =>
          ['open', 'supplementary'].includes(orderStatus(aggregates.order(aggregate))),
        ) as Id<'Order'>[],
    order: (order) => aggregates.order(order),
  });
}

/** One of the orders people are busy with at this till. */
export function busyOrder({ openOrders, dice }: AtTill): Id<'Order'> | undefined {
  const busy = openOrders().slice(-BUSY_ORDERS);
  return busy.length === 0 ? undefined : dice.pick(busy);
}

/** A standing line of an order. */
export function standingLine({ order, dice }: AtTill, of: string): Id<'Line'> | undefined {
  const lines = [...order(of).lines.values()].filter(({ voided }) => voided === null);
  return lines.length === 0 ? undefined : dice.pick(lines).added.line;
}

/** Nobody pays at a till without a shift. */
export function withShift({ till, ask, newId, world: { house } }: AtTill): void {
  if (till.parts.aggregates.currentShift === null)
    ask('openShift', { shift: newId(), float: 0 }, house.manager);
}

/** A new order for one thing; null where the till has gone down over it. */
export function ownOrder(at: AtTill, kind: 'counter' | 'take-away' = 'counter'): Id<'Order'> | null {
  const { till, ask, newId, world } = at;
  const order = newId<'Order'>();
  ask('openOrder', { order, kind, table: null, guests: null });
  world.orders.push(order);
  return till.isRunning ? order : null;
}
