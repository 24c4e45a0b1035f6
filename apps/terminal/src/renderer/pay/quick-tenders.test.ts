import { type AmountMinor, amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUICK_TENDERS_MAX, quickTenders } from './quick-tenders.ts';

const EUR = { code: 'EUR', exponent: 2 };
const JPY = { code: 'JPY', exponent: 0 };
const KWD = { code: 'KWD', exponent: 3 };
/** Not in the list: rupiah, with two decimals by ISO 4217 that nobody uses. */
const IDR = { code: 'IDR', exponent: 2 };

const due = (minor: number): AmountMinor => amountMinor(minor);

describe('quick tenders', () => {
  it('are the next notes above what is due', () => {
    expect(quickTenders(due(4_730), EUR)).toEqual([5_000, 6_000, 10_000, 20_000]);
    expect(quickTenders(due(320), EUR)).toEqual([500, 1_000, 2_000, 5_000, 10_000]);
  });

  it('count in whole notes where the currency has no minor unit, and in thousandths where it has three digits', () => {
    expect(quickTenders(due(1_280), JPY)).toEqual([2_000, 5_000, 10_000]);
    expect(quickTenders(due(3_250), KWD)).toEqual([4_000, 5_000, 10_000, 20_000]);
  });

  it('leave out the exact amount, which has a button of its own', () => {
    expect(quickTenders(due(5_000), EUR)).toEqual([6_000, 10_000, 20_000]);
  });

  it('find round sums for a currency whose notes are not listed', () => {
    expect(quickTenders(due(4_730_000), IDR)).toEqual([
      4_800_000, 5_000_000, 6_000_000, 10_000_000, 20_000_000,
    ]);
  });

  it('are none when nothing is due or money goes out', () => {
    expect(quickTenders(due(0), EUR)).toEqual([]);
    expect(quickTenders(due(-500), EUR)).toEqual([]);
  });

  it('are few, ascending, more than what is due, and hold no note too many', () => {
    const currencies = fc.record({
      code: fc.constantFrom('EUR', 'USD', 'MXN', 'JPY', 'KWD', 'IDR', 'XXX'),
      exponent: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000_000_000 }), currencies, (minor, currency) => {
        const tenders = quickTenders(due(minor), currency);
        expect(tenders.length).toBeLessThanOrEqual(QUICK_TENDERS_MAX);
        expect(tenders).toEqual([...new Set(tenders)].sort((a, b) => a - b));
        for (const tender of tenders) {
          expect(tender).toBeGreaterThan(minor);
          // Change is smaller than the largest note that fits: nobody hands over a note they would get straight back.
          expect(tender - minor).toBeLessThan(
            Math.max(10 ** String(minor).length * 5, 100_000 * 10 ** currency.exponent),
          );
        }
      }),
    );
  });
});
