import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, type ApportionRule, type Weight } from './apportion.ts';

const weighing = (...weights: readonly number[]): Weight[] =>
  weights.map((weight, at) => ({ position: at + 1, weight: BigInt(weight) }));
const rule = (mode: ApportionRule['mode'], remainder: ApportionRule['remainder']) => ({ mode, remainder });

describe('apportion', () => {
  it('gives the units left over to the largest fractions', () => {
    // 93 x 10/190 = 4.89, 20: 9.79, 30: 14.68, 50: 24.47, 40: 19.58; six units are left over.
    expect(apportion(93n, weighing(10, 20, 10, 30, 50, 20, 10, 40))).toEqual([
      5n,
      10n,
      5n,
      15n,
      24n,
      10n,
      5n,
      19n,
    ]);
  });

  it('gives equal fractions by position, wherever they stand', () => {
    expect(apportion(1000n, weighing(1, 1, 1))).toEqual([334n, 333n, 333n]);
    const shuffled = [
      { position: 3, weight: 1n },
      { position: 1, weight: 1n },
      { position: 2, weight: 1n },
    ];
    expect(apportion(1000n, shuffled)).toEqual([333n, 334n, 333n]);
  });

  it('mirrors a negative amount', () => {
    expect(apportion(-1001n, weighing(1, 1))).toEqual([-501n, -500n]);
    expect(apportion(-2000n, weighing(1, 1, 1), rule('by_weight', 'last'))).toEqual([-667n, -667n, -666n]);
  });

  it('tops up from the first, or leaves the rest of rounded shares to the last', () => {
    // 1000 x 1/7 = 142.86, 2/7 = 285.71, 4/7 = 571.43.
    expect(apportion(1000n, weighing(1, 2, 4), rule('by_weight', 'first'))).toEqual([143n, 286n, 571n]);
    expect(apportion(1000n, weighing(1, 2, 4), rule('by_weight', 'last'))).toEqual([143n, 286n, 571n]);
    // 100 x 1/6 = 16.67, 2/6 = 33.33, 3/6 = 50.
    expect(apportion(100n, weighing(2, 1, 3), rule('by_weight', 'first'))).toEqual([34n, 16n, 50n]);
    expect(apportion(100n, weighing(2, 1, 3), rule('by_weight', 'largest'))).toEqual([33n, 17n, 50n]);
    expect(apportion(2000n, weighing(1, 1, 1), rule('by_weight', 'last'))).toEqual([667n, 667n, 666n]);
    expect(apportion(2000n, weighing(1, 1, 1), rule('by_weight', 'first'))).toEqual([667n, 667n, 666n]);
    expect(apportion(1000n, weighing(1, 1, 1), rule('by_weight', 'last'))).toEqual([333n, 333n, 334n]);
  });

  it('counts all other than zero the same when told to, and all when all are zero', () => {
    expect(apportion(500n, weighing(0, 2000, 3000), rule('equal', 'largest'))).toEqual([0n, 250n, 250n]);
    expect(apportion(5n, weighing(0, 0), rule('by_weight', 'largest'))).toEqual([3n, 2n]);
    expect(apportion(5n, weighing(0, 7, 0), rule('by_weight', 'first'))).toEqual([0n, 5n, 0n]);
  });

  it('gives nothing to what comes back in an exchange', () => {
    expect(apportion(800n, weighing(10_000, -2_000, 10_000))).toEqual([400n, 0n, 400n]);
  });

  it('never hands out more than there is, however many halves round up', () => {
    expect(apportion(2n, weighing(1, 1, 1, 1), rule('by_weight', 'last'))).toEqual([1n, 1n, 0n, 0n]);
  });

  it('is never a whole unit off the exact share', () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 13n });
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        amounts,
        weights,
        fc.constantFrom('largest' as const, 'first' as const),
        (amount, each, remainder) => {
          const placed = each.map((weight, position) => ({ position, weight }));
          const whole = each.reduce((all, weight) => all + weight, 0n);
          if (whole === 0n) return;
          apportion(amount, placed, rule('by_weight', remainder)).forEach((part, at) => {
            const off = part * whole - amount * each[at]!;
            expect(off < whole && off > -whole).toBe(true);
          });
        },
      ),
    );
  });

  it('adds up to the amount, takes no sign but its own, and heeds positions alone', () => {
    const cases = fc.record({
      amount: fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }),
      weights: fc.array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n }), { minLength: 1, maxLength: 30 }),
      mode: fc.constantFrom('by_weight' as const, 'equal' as const),
      remainder: fc.constantFrom('largest' as const, 'first' as const, 'last' as const),
      order: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(cases, ({ amount, weights, mode, remainder, order }) => {
        const placed = weights.map((weight, at) => ({ position: at, weight, key: order.next().value ?? 0 }));
        const parts = apportion(amount, placed, { mode, remainder });
        expect(parts.reduce((all, part) => all + part, 0n)).toBe(amount);
        expect(parts.every((part) => (amount < 0n ? part <= 0n : part >= 0n))).toBe(true);
        const shuffled = [...placed].sort((a, b) => a.key - b.key);
        const again = apportion(amount, shuffled, { mode, remainder });
        expect(shuffled.map(({ position }) => parts[position])).toEqual(again);
      }),
    );
  });
});
