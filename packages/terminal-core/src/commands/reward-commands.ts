import { loyaltyAccount } from '@beaveros/domain/payment';
import type { RewardRule } from '@beaveros/domain/pricing';
import { returnReward, takeReward } from '@beaveros/domain/processes';
import { holding } from '@beaveros/domain/product-catalog';
import { amountMinor, ok, refuse } from '@beaveros/kit';
import { accountContext, refusedSpend } from './account-context.ts';
import type { Asking, CommandHandlers, Desk } from './command.ts';
import { answerOrder } from './order-commands.ts';
import { rulesNow } from './rules-now.ts';

type RewardCommands = Pick<CommandHandlers, 'takeReward' | 'returnReward'>;

/** Points of the order's customer turned into something off the order, and back. */
export const rewardCommands: RewardCommands = {
  takeReward: {
    asks: (desk, input, asking) => {
      const { customer } = desk.aggregates.order(input.order);
      const reward = rewardsNow(desk, asking).find(({ id }) => id === input.reward);
      if (customer === null || reward === undefined || isTraining(desk)) return [];
      const account = loyaltyAccount(asking.place.store.tenantId, customer);
      return [{ to: 'cloud', ask: { kind: 'spend', account, amount: amountMinor(reward.points) } }];
    },
    decide: (desk, input, asking) => {
      const refused = refusedSpend(desk, asking);
      if (refused !== null) return refuse(refused);
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const decided = takeReward(desk.aggregates.order(input.order), input, {
        ...accountContext(desk, asking),
        rewards: rewardsNow(desk, asking),
        isTraining: isTraining(desk),
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: answerOrder,
  },
  returnReward: {
    decide: (desk, input, asking) => {
      const decided = returnReward(desk.aggregates.order(input.order), input, {
        ...accountContext(desk, asking),
        isTraining: isTraining(desk),
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: answerOrder,
  },
};

/** What the store's programme gives for points now; of several programmes the first by id, as points are earned by it. */
function rewardsNow(
  desk: Desk,
  asking: Pick<Asking, 'place' | 'now' | 'businessDate'>,
): readonly RewardRule[] {
  const { rules, question } = rulesNow(desk, asking, 'counter');
  return holding(rules, 'loyalty', question)[0]?.terms.rewards ?? [];
}

function isTraining(desk: Desk): boolean {
  return desk.aggregates.currentShift?.isTraining === true;
}
