import { describe, expect, it } from 'vitest';
import { DEFAULT_STORE_POLICIES, storePoliciesOf, zStorePolicies } from './policies.ts';

const PATTERN = {
  name: 'Weight',
  pattern: '21.....{NNDDD}.',
  measures: 'weight',
  checkDigit: 'required',
  baseCheckDigit: 'recomputed',
  zero: 'refused',
} as const;

describe('the policies of a store', () => {
  it('are the defaults where nobody chose, and those are policies', () => {
    for (const nothing of [undefined, null, {}, 'none', []])
      expect(storePoliciesOf(nothing)).toEqual(DEFAULT_STORE_POLICIES);
    expect(zStorePolicies.parse(DEFAULT_STORE_POLICIES)).toEqual(DEFAULT_STORE_POLICIES);
  });

  it('are what was chosen, field by field; what makes no sense to this build has its default', () => {
    expect(
      storePoliciesOf({
        isTableDirtyAfterClose: true,
        reservationSlotMinutes: 7_000,
        scanPatterns: [PATTERN],
        moonPhase: 'full',
      }),
    ).toEqual({ ...DEFAULT_STORE_POLICIES, isTableDirtyAfterClose: true, scanPatterns: [PATTERN] });
  });

  it('let refunds go any way until the store says which; a change of something else says nothing of it', () => {
    expect(storePoliciesOf({}).refundWays).toBe('any');
    expect(storePoliciesOf({ refundWays: 'original-or-credit' }).refundWays).toBe('original-or-credit');
    expect(storePoliciesOf({ refundWays: 'by pigeon' }).refundWays).toBe('any');
    expect(zStorePolicies.partial().parse({ isTableDirtyAfterClose: true })).not.toHaveProperty('refundWays');
  });

  it('take no pattern that reads nothing', () => {
    const scanPatterns = [{ ...PATTERN, pattern: '21.....NNDDD.' }];
    expect(
      zStorePolicies.safeParse({ ...DEFAULT_STORE_POLICIES, scanPatterns }).error?.issues[0]?.path,
    ).toEqual(['scanPatterns', 0, 'pattern']);
  });
});
