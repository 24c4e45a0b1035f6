import { type AmountMinor, amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignDueOf, homeValueOf } from './foreign-tender.ts';

const amount = (value: number): AmountMinor => amountMinor(value);

describe('foreign money', () => {
  const usd = { foreign: { code: 'USD', exponent: 2 }, home: { code: 'EUR', exponent: 2 } };
  const yen = { foreign: { code: 'JPY', exponent: 0 }, home: { code: 'KWD', exponent: 3 } };

  it('counts for its value at home', () => {
    expect(homeValueOf(amount(2000), { ...usd, homePerForeignNano: 923_450_000 })).toEqual({
      ok: true,
      value: 1847,
    });
    // 1,000 yen at 0.00205 dinar are 2.050.
    expect(homeValueOf(amount(1000), { ...yen, homePerForeignNano: 2_050_000 })).toEqual({
      ok: true,
      value: 2050,
    });
  });

  it('is asked for in full: what is due always covers what is owed', () => {
    expect(foreignDueOf(amount(1000), { ...usd, homePerForeignNano: 923_450_000 })).toEqual({
      ok: true,
      value: 1083,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 1_000_000, max: 900_000_000_000 }),
        (owed, homePerForeignNano) => {
          const rate = { ...usd, homePerForeignNano };
          const due = foreignDueOf(amount(owed), rate);
          if (!due.ok) throw new Error(due.refusal.code);
          const covered = homeValueOf(due.value, rate);
          expect(covered.ok && covered.value >= owed).toBe(true);
        },
      ),
    );
  });

  it('is refused at a rate that is none', () => {
    for (const homePerForeignNano of [0, -1, Number.NaN, 1.5])
      expect(homeValueOf(amount(1), { ...usd, homePerForeignNano })).toMatchObject({ ok: false });
  });
});
