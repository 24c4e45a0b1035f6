import type { OrderState } from '@beaveros/domain/order';
import { accountId, availableOf } from '@beaveros/domain/payment';
import { rewardsOf } from '../house-rules.ts';
import type { Operation } from './operation.ts';
import { onOrder, onOrderThat } from './terms.ts';

/** A guest that the house knows: points are earned by closing and spent before. */
export const rewardOperations = {
  'set-customer': (world, step) =>
    onOrder(world, step, ({ ask, dice, world: { house } }, order) =>
      ask('setCustomer', { order, customer: dice.chance(0.9) ? dice.pick(house.customers) : null }),
    ),
  /** Where the guest of the order has no points, somebody who has some sits down. */
  'take-reward': (world, step) =>
    onOrder(world, step, ({ ask, dice, newId, till, order: stateOf, world: { house } }, order) => {
      const points = (customer: string | null) =>
        customer === null
          ? 0
          : availableOf(till.parts.aggregates.account(accountId(house.tenant, 'loyalty', customer)));
      if (points(stateOf(order).customer) <= 0) {
        const rich = house.customers.filter((customer) => points(customer) > 0);
        ask('setCustomer', { order, customer: dice.pick(rich.length > 0 ? rich : house.customers) });
      }
      if (!till.isRunning) return;
      ask('takeReward', { order, redemption: newId(), reward: dice.pick(rewardsOf(house)) });
    }),
  'return-reward': (world, step) =>
    onOrderThat(hasReward, world, step, ({ ask, dice, newId, order: stateOf }, order) => {
      const taken = stateOf(order).rewards.map(({ redemption }) => redemption);
      ask('returnReward', { order, redemption: taken.length === 0 ? newId() : dice.pick(taken) });
    }),
} satisfies Readonly<Record<string, Operation>>;

const hasReward = ({ rewards }: OrderState) => rewards.length > 0;
