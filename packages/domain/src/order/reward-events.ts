import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zRewardRule } from '../pricing/rules/promotion-rule.ts';
import { zId } from '../scalars.ts';

/** Points bought this; what it takes off is captured. The points go in the same entry, by a fact of their account. */
export const RewardTaken = eventSchema(
  'order.RewardTaken',
  1,
  z.strictObject({ redemption: zId<'Redemption'>(), account: zId<'Account'>(), reward: zRewardRule }),
);

/** The points are back on their account. */
const RewardReturned = eventSchema(
  'order.RewardReturned',
  1,
  z.strictObject({ redemption: zId<'Redemption'>() }),
);

export const REWARD_EVENTS = [RewardTaken, RewardReturned] as const;
