import { describe, expect, it } from 'vitest';
import { exact } from '../exact.ts';
import { unitShares } from './unit-shares.ts';

const shares = (amount: bigint, quantityMicro: bigint, stepMinor = 1) =>
  unitShares(exact(amount), quantityMicro, { stepMinor })?.map(({ n }) => n) ?? null;

describe('a discount in single units', () => {
  it('the first units take what does not divide, in steps', () => {
    expect(shares(2000n, 3_000_000n)).toEqual([667n, 667n, 666n]);
    expect(shares(25n, 2_000_000n, 5)).toEqual([15n, 10n]);
    expect(shares(0n, 2_000_000n)).toEqual([0n, 0n]);
  });

  it('half a kilo, a return and a warehouse have none', () => {
    expect(shares(10n, 500_000n)).toBeNull();
    expect(shares(10n, -1_000_000n)).toBeNull();
    expect(shares(10n, 20_000_000_000n)).toBeNull();
  });
});
