import { type BusinessDate, businessDate, type Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import type { Arrived } from '../journal/index.ts';
import { OwnSumsOfDay } from './own-sums-of-day.ts';
import { REFUNDS_OF_DAY } from './refunds-of-day.ts';
import { SPENDS_OF_DAY } from './spends-of-day.ts';

const HERE = 'here' as Id<'Terminal'>;
const MONDAY = businessDate('2026-11-23');
const TUESDAY = businessDate('2026-11-24');

interface Said {
  readonly type: string;
  readonly body: object;
}

/** A journal as its readers see it: an entry a row, in order of arrival. */
function journalOf(entries: readonly { day?: BusinessDate; terminal?: string; said: readonly Said[] }[]) {
  const arrived = entries.map(
    ({ day = MONDAY, terminal = HERE, said }, at) =>
      ({
        arrival: at + 1,
        entry: { terminal, businessDate: day },
        recorded: said.map((event) => ({ event })),
      }) as unknown as Arrived,
  );
  return {
    lastArrival: arrived.length,
    after: (arrival: number, limit: number) => arrived.slice(arrival, arrival + limit),
    arrived,
  };
}

const spent = (amount: number, grant: string | null = null): Said => ({
  type: 'payment.AccountMoved',
  body: { reason: 'spent', delta: 0 - amount, grant },
});
const redeemed = (points: number, amountMinor: number, grant: string | null = null): readonly Said[] => [
  { type: 'payment.AccountMoved', body: { reason: 'redeemed', delta: 0 - points, grant } },
  { type: 'order.RewardTaken', body: { reward: { amountMinor } } },
];
const refunded = (amount: number, permit: string, more: object = {}): Said => ({
  type: 'order.RefundIssued',
  body: { total: 0 - amount, permit, businessDate: MONDAY, isTraining: false, ...more },
});

describe('what a till let stored value pay alone on a day', () => {
  it('is its own spends without a grant, of any account, and rewards by what they take off', () => {
    const journal = journalOf([
      { day: TUESDAY, terminal: 'there', said: [spent(1)] },
      { said: [spent(100), spent(20)] },
      { said: [spent(9_000, 'granted')] },
      { said: redeemed(12, 350) },
      { said: redeemed(12, 350, 'granted') },
      { said: [{ type: 'payment.AccountMoved', body: { reason: 'loaded', delta: 500, grant: null } }] },
      { said: [{ type: 'payment.AccountMoved', body: { reason: 'unloaded', delta: -500, grant: null } }] },
      { terminal: 'there', said: [spent(7)] },
      { day: TUESDAY, said: [spent(5)] },
    ]);
    const sums = new OwnSumsOfDay(journal, HERE, SPENDS_OF_DAY);
    expect(sums.on(TUESDAY)).toBe(5);
    expect(sums.on(MONDAY)).toBe(470);
  });

  it('grows with each entry, and is read again when what stood stands no longer', () => {
    const journal = journalOf([{ said: [spent(100)] }]);
    const sums = new OwnSumsOfDay(journal, HERE, SPENDS_OF_DAY);
    expect(sums.on(MONDAY)).toBe(100);
    sums.add(journalOf([{ said: [spent(30)] }, { terminal: 'there', said: [spent(7)] }]).arrived);
    expect(sums.on(MONDAY)).toBe(130);
    sums.forget();
    expect(sums.on(MONDAY)).toBe(100);
  });

  it('is read over many pages, back to the day before', () => {
    const many = Array.from({ length: 1_700 }, () => ({ said: [spent(1)] }));
    const sums = new OwnSumsOfDay(
      journalOf([{ said: [spent(9)] }, ...many.map((each) => ({ ...each, day: TUESDAY }))]),
      HERE,
      SPENDS_OF_DAY,
    );
    expect(sums.on(TUESDAY)).toBe(1_700);
  });
});

describe('what a till gave back on a day', () => {
  it('is all refunds but practice, and of them those that nobody answered for', () => {
    const journal = journalOf([
      { said: [refunded(100, 'own'), refunded(30, 'alone')] },
      { said: [refunded(7, 'granted'), refunded(9, 'alone', { isTraining: true })] },
      { said: [refunded(11, 'alone', { businessDate: TUESDAY })] },
    ]);
    expect(new OwnSumsOfDay(journal, HERE, REFUNDS_OF_DAY).on(MONDAY)).toEqual({ all: 137, alone: 30 });
  });
});
