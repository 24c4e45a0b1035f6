import { type AmountMinor, amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { countDrawer } from './drawer-count.ts';
import { exact } from './exact.ts';
import type { TaxRule } from './model.ts';
import { sumSession } from './session-sums.ts';

const amount = (value: number): AmountMinor => amountMinor(value);

describe('sums', () => {
  const tax = (ratePpb: number, mode: 'included' | 'excluded'): TaxRule => ({
    tax: 't',
    mode,
    amount: { kind: 'percent', ratePpb },
    joinsLaterBases: false,
    takesJoinedBases: true,
    isCompound: false,
    isReverseCharge: false,
  });
  const order = (of: { net: bigint; tax: bigint; rule: TaxRule; method: string }) => ({
    derivation: {
      net: exact(of.net),
      tax: exact(of.tax),
      total: exact(of.net + of.tax),
      taxes: [{ key: '', rule: of.rule, amount: exact(of.tax), unrounded: exact(of.tax) }],
    },
    payments: [{ method: of.method, amount: amount(Number(of.net + of.tax)) }],
  });

  it('adds documents up by rate, whatever the mode, and by method', () => {
    const ten = 100_000_000;
    const sums = sumSession([
      order({ net: 1000n, tax: 100n, rule: tax(ten, 'excluded'), method: 'cash' }),
      order({ net: -500n, tax: -50n, rule: tax(ten, 'included'), method: 'cash' }),
      order({ net: 200n, tax: 14n, rule: tax(70_000_000, 'excluded'), method: 'bank' }),
    ]);
    expect(sums.taxByRate).toEqual([
      { ratePpb: 70_000_000, amount: exact(14n) },
      { ratePpb: ten, amount: exact(50n) },
    ]);
    expect(sums.byMethod).toEqual([
      { method: 'bank', amount: exact(214n) },
      { method: 'cash', amount: exact(550n) },
    ]);
    expect(sums.total).toEqual(exact(764n));
  });

  const movements = {
    openingFloat: amount(10_000),
    cashSales: amount(50_000),
    cashRefunds: amount(2_500),
    paidIn: amount(1_000),
    paidOut: amount(500),
  };

  it('expects in the drawer what went in less what went out', () => {
    expect(countDrawer(movements, amount(57_950))).toEqual({
      ok: true,
      value: { expected: 58_000, variance: -50 },
    });
    expect(countDrawer(movements, null)).toEqual({ ok: true, value: { expected: 58_000, variance: null } });
  });

  it('refuses a count beyond any drawer', () => {
    expect(countDrawer({ ...movements, paidIn: amount(9_000_000_000_001) }, null)).toEqual({
      ok: false,
      refusal: { code: 'pricing/beyond-limits', field: 'paidIn' },
    });
    expect(countDrawer(movements, Number.NaN as AmountMinor)).toMatchObject({
      refusal: { field: 'counted' },
    });
  });
});
