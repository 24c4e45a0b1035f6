import { type AmountMinor, amountMinor, assert, ok, refuse } from '@beaveros/kit';
import { type Exact, exact, minus, plus, rounded, summed, times } from '../exact.ts';
import type { PricingStage, StageContext, StageResult } from '../model.ts';
import { isCount } from './absurd.ts';
import { type PromotionOutcome, runPromotions } from './promotion-stage.ts';
import { DEFAULT_PROMOTION, type Promotion, PROMOTIONS_MAX, type PromotionTarget } from './rules.ts';
import { discountable } from './select.ts';
import { type Terms, wholeLine } from './slices.ts';

/** Points in 10^-6: programmes give halves and tenths. */
export type PointsMicro = bigint;

/** What points buy: an amount off the order or off some lines, once. */
export interface Reward {
  readonly id: string;
  readonly pointsMicro: PointsMicro;
  readonly amountMinor: AmountMinor;
  readonly target?: PromotionTarget;
}

/** Points turned into money, one by one. */
export interface Redemption {
  readonly pointsMicro: PointsMicro;
  readonly valuePerPointMicro: bigint;
}

/** Points for a total (minor units): exact, since a programme rounds when it books them, not here. */
export function pointsEarned(
  total: Exact,
  perMajorMicro: bigint,
  { exponent }: { readonly exponent: number },
): Exact {
  return times(total, exact(perMajorMicro, 1_000_000n * 10n ** BigInt(exponent)));
}

export interface RewardOutcome extends PromotionOutcome {
  readonly pointsSpent: Exact;
}

/** Rewards in their order, each once, while the balance reaches; `balance` null: it always does. Tax splits back. */
export function rewardStage(rewards: readonly Reward[], balanceMicro: PointsMicro | null): PricingStage {
  return {
    name: 'rewards',
    run: (context) => {
      const isSane = rewards.every((each) => isCount(each.amountMinor) && each.pointsMicro >= 0n);
      if (!isSane) return refuse({ code: 'pricing/reward-out-of-range', field: 'rewards' });
      if (rewards.length > PROMOTIONS_MAX)
        return refuse({ code: 'pricing/too-many-rewards', field: 'rewards' });
      return ok(runRewards(rewards, balanceMicro, context));
    },
  };
}

function runRewards(
  rewards: readonly Reward[],
  balanceMicro: PointsMicro | null,
  context: StageContext,
): Omit<StageResult, 'outcomes'> & { readonly outcomes: readonly RewardOutcome[] } {
  let left = balanceMicro;
  const bought: Reward[] = [];
  for (const reward of rewards) {
    if (left !== null && reward.pointsMicro > left) continue;
    if (left !== null) left -= reward.pointsMicro;
    bought.push(reward);
  }
  const { lines, outcomes, steps } = runPromotions(bought.map(promotionOf), null, context);
  return {
    lines,
    outcomes: outcomes.map((outcome, at) => ({
      ...outcome,
      pointsSpent: exact(bought[at]!.pointsMicro, 1_000_000n),
    })),
    steps,
  };
}

function promotionOf({ id, amountMinor, target = {} }: Reward): Promotion {
  return { ...DEFAULT_PROMOTION, id, gift: { kind: 'amount', amountMinor }, target };
}

/** Turns points into money off the order: as many whole points as there is money to pay for, no more. */
export function redemptionStage(
  { pointsMicro, valuePerPointMicro }: Redemption,
  balanceMicro: PointsMicro | null,
): PricingStage {
  return {
    name: 'redemption',
    run: (context) => {
      if (pointsMicro < 0n || valuePerPointMicro <= 0n)
        return refuse({ code: 'pricing/redemption-out-of-range', field: 'redemption' });
      const points = balanceMicro !== null && balanceMicro < pointsMicro ? balanceMicro : pointsMicro;
      const perPoint = exact(valuePerPointMicro, 10n ** BigInt(6 - context.currency.exponent));
      const worth = rounded(
        times(perPoint, exact(points, 1_000_000n)),
        'DOWN',
        BigInt(context.policies.stepMinor),
      );
      const payable = payableOf(context);
      const isEnough = worth > payable;
      const amount = isEnough ? payable : worth;
      const spent = isEnough ? wholePointsFor(payable, perPoint, points) : points;
      const promotion: Promotion = {
        ...DEFAULT_PROMOTION,
        id: 'redemption',
        gift: { kind: 'amount', amountMinor: amountMinor(Number(amount)) },
      };
      const { lines, outcomes, steps } = runPromotions([promotion], null, context);
      const pointsSpent = exact(spent, 1_000_000n);
      return ok({ lines, outcomes: outcomes.map((outcome) => ({ ...outcome, pointsSpent })), steps });
    },
  };
}

function payableOf({ lines, policies, currency }: StageContext): bigint {
  const terms: Terms = { policy: policies.promotionPolicy, policies, currency, base: 'running' };
  const open = discountable(lines)
    .map((line) => wholeLine(line, terms))
    .filter(({ room }) => room.n > 0n);
  return rounded(summed(open.map(({ room }) => room)), 'DOWN', BigInt(policies.stepMinor));
}

function wholePointsFor(amount: bigint, perPoint: Exact, most: PointsMicro): PointsMicro {
  assert(perPoint.n > 0n, 'a point is worth something');
  const needed = rounded({ n: amount * perPoint.d, d: perPoint.n }, 'UP') * 1_000_000n;
  return needed < most ? needed : most;
}

/** A customer's points after this order. */
export function balanceAfter(
  balance: Exact,
  { won, spent }: { readonly won: Exact; readonly spent: readonly Exact[] },
): Exact {
  return minus(plus(balance, won), summed(spent));
}
