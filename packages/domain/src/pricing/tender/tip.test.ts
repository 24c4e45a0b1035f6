import { type AmountMinor, amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { suggestTips } from './tip.ts';

const amount = (value: number): AmountMinor => amountMinor(value);

describe('a tip', () => {
  const bill = { net: amount(4200), gross: amount(5000) };
  const tips = (sharesPpb: readonly number[], basis: 'net' | 'gross', step: number) =>
    suggestTips(bill, { sharesPpb, basis, stepMinor: amount(step) });

  it('is suggested on net or gross, in steps', () => {
    expect(tips([150_000_000, 200_000_000], 'gross', 1)).toEqual({
      ok: true,
      value: [
        { sharePpb: 150_000_000, tip: 750 },
        { sharePpb: 200_000_000, tip: 1000 },
      ],
    });
    expect(tips([180_000_000], 'net', 50)).toEqual({
      ok: true,
      value: [{ sharePpb: 180_000_000, tip: 750 }],
    });
  });

  it('is refused beyond reason', () => {
    expect(tips([-1], 'net', 1)).toMatchObject({ ok: false, refusal: { field: 'shares.0' } });
    expect(tips([1], 'net', 0)).toMatchObject({ ok: false, refusal: { code: 'pricing/not-a-step' } });
  });
});
