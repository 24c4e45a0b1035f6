import { ok } from '@beaveros/kit';
import {
  type Adjustment,
  couponStage,
  type Derivation,
  type Exact,
  explain,
  minus,
  negated,
  NOTHING,
  type OrderToPrice,
  plus,
  pointsEarned,
  type PricingStage,
  type PromotionOutcome,
  promotionStage,
  redemptionStage,
  type RewardOutcome,
  rewardStage,
  type StageOutcome,
  summed,
  unitShares,
} from '@beaveros/domain/pricing';
import { type Fields, Unsupported } from '../fields.ts';
import { foundIn, pricedOrder } from './core-kinds.ts';
import { exactOf, type Found, type Kind } from './kind.ts';
import { inMajor, readAmount, readCurrency, readLines, readPolicies } from './read-lines.ts';
import { readCharges, readOrderDiscounts } from './read-order.ts';
import { microOf, needed, readCoupon, readPromotion } from './read-promotions.ts';

/** Promotions, coupons, points. Promotions say what they take as a negative amount, coupons as a positive one. */
export const PROMOTION_KINDS: Readonly<Record<string, Kind>> = { promotion, coupon, loyalty };

function promotion(inputs: Fields): ReturnType<Kind> {
  const order = readOrder(inputs);
  const usedBefore = inputs.integer('already_used', 0);
  const promotions = inputs
    .objects('promotions')
    .flatMap((each, at) => readPromotion(each, `${at + 1}`, usedBefore, order));
  const staged = withStage(order, promotionStage(promotions, null));
  const { derivation } = staged;
  const outcomes = derivation.outcomes as readonly PromotionOutcome[];
  return {
    found: {
      ...staged.found,
      ...takenOff(staged, order, negated),
      free_units: summed(outcomes.map(({ freeUnits }) => freeUnits)),
    },
    derivation: explain(derivation),
  };
}

function coupon(inputs: Fields): ReturnType<Kind> {
  const order = readOrder(inputs);
  const stacking = inputs.word('stacking', ['parallel', 'sequential'], 'parallel');
  const coupons = inputs.objects('coupons').map((each, at) => readCoupon(each, `${at + 1}`, order));
  const staged = withStage(order, couponStage(coupons, { stacking, now: null }));
  const { outcomes } = staged.derivation;
  const takenBy = (code: string) =>
    summed(
      outcomes
        .filter(({ rule }) => rule === code)
        .flatMap(({ groups }) => groups.map(({ amount }) => amount)),
    );
  return {
    found: {
      ...staged.found,
      ...takenOff(staged, order, (amount) => amount),
      // Also of a coupon that took nothing.
      discounts: coupons.map(({ code }) => inMajor(takenBy(code), order.currency)),
    },
    derivation: explain(staged.derivation),
  };
}

function loyalty(inputs: Fields): ReturnType<Kind> {
  const order = readOrder(inputs);
  const balance = inputs.decimal('points');
  const balanceMicro = balance === undefined ? null : microOf(balance, 'points');
  const perMoney = inputs.decimal('earn_points_per_money') ?? inputs.decimal('points_per_money', '0');
  const rewards = inputs.objects('redeem_rewards').map((reward, at) => ({
    id: `${at + 1}`,
    pointsMicro: microOf(reward.decimal('points', '0'), 'points'),
    amountMinor: readAmount(needed(reward, 'amount'), order.currency, 'amount'),
  }));
  const redeem = inputs.object('redeem');
  const stage =
    redeem === undefined
      ? rewardStage(rewards, balanceMicro)
      : redemptionStage(
          {
            pointsMicro: microOf(redeem.decimal('points') ?? inputs.decimal('points', '0'), 'points'),
            valuePerPointMicro: microOf(redeem.decimal('value_per_point', '1'), 'value_per_point'),
          },
          balanceMicro,
        );
  if (redeem !== undefined && rewards.length > 0) throw new Unsupported('redeem beside redeem_rewards');
  const staged = withStage(order, stage);
  const outcomes = staged.derivation.outcomes as readonly RewardOutcome[];
  const won = pointsEarned(staged.before.total, microOf(perMoney, 'points_per_money'), order.currency);
  const spent = summed(outcomes.map(({ pointsSpent }) => pointsSpent));
  const after = plus(minus(balance === undefined ? NOTHING : exactOf(balance), spent), won);
  return {
    found: {
      ...staged.found,
      ...takenOff(staged, order, negated),
      points_won: won,
      points_spent: spent,
      points_left: balance === undefined ? undefined : minus(exactOf(balance), spent),
      points_total: balance === undefined ? undefined : after,
    },
    derivation: explain(staged.derivation),
  };
}

function readOrder(inputs: Fields): OrderToPrice {
  const currency = readCurrency(inputs);
  const lines = readLines(inputs, currency);
  return {
    currency,
    lines,
    policies: readPolicies(inputs, currency),
    orderDiscounts: readOrderDiscounts(inputs, currency),
    charges: readCharges(inputs, lines, currency),
  };
}

interface Staged {
  readonly before: Derivation;
  readonly derivation: Derivation;
  readonly found: Found;
}

/** The order with and without its stage, and what both answer. */
function withStage(order: OrderToPrice, stage: PricingStage): Staged {
  const before = pricedOrder(order);
  const staged = { ...order, stages: [stage] };
  const derivation = pricedOrder(staged);
  const [first] = derivation.outcomes;
  const afterFirst = first === undefined ? before : pricedOrder({ ...order, stages: [replayed(first)] });
  const major = (amount: Exact) => inMajor(amount, order.currency);
  const taken = takenByLine(derivation, derivation.outcomes);
  const units = derivation.lines.map(({ position }, at) => {
    const line = order.lines.find((each) => each.position === position);
    return line === undefined ? null : unitShares(taken[at]!, BigInt(line.quantityMicro), order.policies);
  });
  return {
    before,
    derivation,
    found: {
      ...foundIn(derivation, staged),
      total_before: major(before.total),
      total_after_first: major(afterFirst.total),
      total_if_removed: major(before.total),
      unit_discounts: units.map((each) => (each ?? []).map(major)),
    },
  };
}

/** What the stage took: of all, row by row, and line by line; signed as its kind says it. */
function takenOff(
  { derivation }: Staged,
  { currency }: OrderToPrice,
  signed: (amount: Exact) => Exact,
): Pick<Found, 'discount' | 'discounts' | 'line_discounts'> {
  const major = (amount: Exact) => inMajor(signed(amount), currency);
  const taken = takenByLine(derivation, derivation.outcomes);
  return {
    discount: major(summed(taken)),
    discounts: derivation.outcomes.flatMap(({ groups }) => groups.map(({ amount }) => major(amount))),
    line_discounts: taken.map(major),
  };
}

/** What a rule took, taken again without asking it. */
function replayed(outcome: StageOutcome): PricingStage {
  return {
    name: 'first',
    run: ({ lines, apply }) =>
      ok({ lines: apply(lines, outcome.adjustments), outcomes: [outcome], steps: [] }),
  };
}

/** What rules took of each line, in the terms of their policy; by position. */
function takenByLine({ lines }: Derivation, outcomes: readonly StageOutcome[]): readonly Exact[] {
  const all = outcomes.flatMap(({ adjustments }) => adjustments);
  const amountOf = (each: Adjustment) => (each.kind === 'split' ? each.gross : each.amount);
  return lines
    .filter(({ kind }) => kind === 'line')
    .map(({ position }) => summed(all.filter((each) => each.position === position).map(amountOf)));
}
