import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { exact } from '../exact.ts';
import type { PricingStage } from '../model.ts';
import { DEFAULT_POLICIES } from '../policies.ts';
import { price } from '../price.ts';
import { EURO, grossOf, line, minor, priced, takenBy, totalsOf, vat } from './_orders.ts';
import {
  balanceAfter,
  pointsEarned,
  redemptionStage,
  type Reward,
  type RewardOutcome,
  rewardStage,
} from './loyalty.ts';

const reward = (cents: number, points: number, more: Partial<Reward> = {}): Reward => ({
  id: `${cents}`,
  pointsMicro: BigInt(points) * 1_000_000n,
  amountMinor: amountMinor(cents),
  ...more,
});
const spent = (derivation: { readonly outcomes: readonly unknown[] }) =>
  (derivation.outcomes as readonly RewardOutcome[]).map(({ pointsSpent }) => minor(pointsSpent));

describe('points', () => {
  it('are earned exactly, in any currency', () => {
    expect(pointsEarned(exact(26_500n), 100_000n, EURO)).toEqual(exact(2_650_000_000n, 100_000_000n));
    const { n, d } = pointsEarned(exact(999n), 2_000_000n, { exponent: 0 });
    expect(n).toBe(1998n * d);
    const left = balanceAfter(exact(50n), { won: exact(53n, 2n), spent: [exact(70n)] });
    expect(left).toEqual(exact(13n, 2n));
  });
});

describe('rewards', () => {
  it('are used once each in order, as far as the balance reaches', () => {
    const lines = [line(1, '40.00'), line(2, '40.00')];
    const both = [reward(1000, 2), reward(3000, 5), reward(500, 3)];
    const derivation = priced(lines, [rewardStage(both, 10_000_000n)]);
    expect(takenBy(derivation.outcomes)).toEqual([[1000], [3000], [500]]);
    const fewer = priced(lines, [rewardStage(both, 5_000_000n)]);
    expect(fewer.outcomes.map(({ rule }) => rule)).toEqual(['1000', '500']);
    expect(spent(fewer)).toEqual([2, 3]);
  });

  it('come off what is paid: tax and net share them', () => {
    const lines = [line(1, '100.00'), line(2, '100.00', '1', { taxes: [vat(10)] })];
    const derivation = priced(lines, [rewardStage([reward(500, 5)], null)]);
    // 5.00 over 100.00 and 110.00: 2.38 and 2.62, of which tax 0.24.
    expect(grossOf(derivation)).toEqual([9762, 10_738]);
    expect(totalsOf(derivation)).toEqual([19_524, 976, 20_500]);
  });
});

describe('absurd rewards and redemptions', () => {
  it('are refused', () => {
    const refusalOf = (stage: PricingStage) => {
      const found = price({
        currency: EURO,
        lines: [line(1, '1.00')],
        policies: DEFAULT_POLICIES,
        stages: [stage],
      });
      return found.ok ? null : found.refusal.code;
    };
    expect(refusalOf(rewardStage([reward(-1, 1)], null))).toBe('pricing/reward-out-of-range');
    expect(refusalOf(rewardStage([reward(1, -1)], null))).toBe('pricing/reward-out-of-range');
    const many = Array.from({ length: 201 }, () => reward(1, 1));
    expect(refusalOf(rewardStage(many, null))).toBe('pricing/too-many-rewards');
    expect(refusalOf(redemptionStage({ pointsMicro: -1n, valuePerPointMicro: 1n }, null))).toBe(
      'pricing/redemption-out-of-range',
    );
    expect(
      refusalOf(redemptionStage({ pointsMicro: 10n ** 40n, valuePerPointMicro: 10n ** 40n }, null)),
    ).toBeNull();
  });
});

describe('redemption', () => {
  it('spends no more points than there is money to pay for', () => {
    const redeem = (points: bigint, balance: bigint | null, value = 1_000_000n) =>
      priced(
        [line(1, '10.50')],
        [redemptionStage({ pointsMicro: points * 1_000_000n, valuePerPointMicro: value }, balance)],
      );
    expect(minor(redeem(4n, null).total)).toBe(650);
    expect(spent(redeem(100n, null))).toEqual([11]);
    expect(minor(redeem(100n, null).total)).toBe(0);
    expect(minor(redeem(100n, 3_000_000n).total)).toBe(750);
    expect(spent(redeem(100n, 3_000_000n))).toEqual([3]);
    expect(minor(redeem(7n, null, 15_000n).total)).toBe(1040);
  });
});
