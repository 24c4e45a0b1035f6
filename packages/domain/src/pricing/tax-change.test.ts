import { type AmountMinor, amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { changeIncludedTax } from './tax-change.ts';

const amount = (value: number): AmountMinor => amountMinor(value);

describe('changeIncludedTax', () => {
  const changed = (keep: 'net' | 'gross') =>
    changeIncludedTax(amount(5000), { fromPpb: 100_000_000, toPpb: 50_000_000 }, keep);

  it('keeps what the guest pays, or the net of the document', () => {
    expect(changed('gross')).toEqual({ ok: true, value: { total: 5000, taxBefore: 455, taxAfter: 238 } });
    expect(changed('net')).toEqual({ ok: true, value: { total: 4772, taxBefore: 455, taxAfter: 227 } });
  });

  it('refuses rates and amounts that are none', () => {
    expect(changeIncludedTax(amount(1), { fromPpb: -1, toPpb: 0 }, 'net')).toMatchObject({ ok: false });
    expect(
      changeIncludedTax(9_000_000_000_000 as AmountMinor, { fromPpb: 0, toPpb: 1_000_000 }, 'net'),
    ).toMatchObject({
      ok: false,
      refusal: { code: 'pricing/beyond-limits' },
    });
  });
});
