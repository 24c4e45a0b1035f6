import { scaledToDecimal, sum } from '@beaveros/kit';
import { expect, it } from 'vitest';
import { checkDay } from './_check-day.ts';
import { shippedRetailLines } from './retail-file.ts';
import { sellDays } from './sell-days.ts';

const file = shippedRetailLines();

it('closes each day of the first week of the retail file with a Z that agrees to the penny', () => {
  const week = file.filter(({ day }) => day <= '2010-12-07');
  const days = [...sellDays(week)];
  const totals = days.map((day) => checkDay(day, week));
  expect(days.map(({ day, z }) => [day, z.number.counter, z.sales.count])).toEqual([
    ['2010-12-01', 1, 143],
    ['2010-12-02', 2, 167],
    ['2010-12-03', 3, 108],
    ['2010-12-05', 4, 95],
    ['2010-12-06', 5, 133],
    ['2010-12-07', 6, 111],
  ]);
  expect(scaledToDecimal(sum(totals), 2)).toBe('280766.48');
});

it('says so when a penny is missing: the check is one', () => {
  const day = file.filter(({ day }) => day === '2010-12-05');
  const [sold] = [...sellDays(day)];
  expect(() => checkDay(sold!, day.slice(1))).toThrow(/the Z of 2010-12-05/);
});
