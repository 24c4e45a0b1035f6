import { type AmountMinor, extend, sum } from '@beaveros/kit';
import { expect } from 'vitest';
import { RETAIL_CURRENCY } from './retail-invoices.ts';
import type { RetailLine } from './retail-file.ts';
import type { SoldDay } from './sell-days.ts';

/** Whether the Z of a day says what the file says of it, to the penny. Returns the day's total. */
export function checkDay({ day, z, ledgers }: SoldDay, lines: readonly RetailLine[]): AmountMinor {
  // From the lines of the file themselves, not from the invoices that were sold.
  const own = lines.filter((line) => line.day === day);
  const total = sum(own.map((line) => extend(line.unitPriceMicro, line.quantityMicro, RETAIL_CURRENCY)));
  const numbers = new Set(own.map(({ invoice }) => invoice));
  const paidIn = sum(z.tenders.map(({ taken }) => taken));
  const paidOut = sum(z.tenders.map(({ refunded }) => refunded));
  expect(
    {
      day,
      documents: z.sales.count,
      total: z.total,
      net: z.net,
      cash: z.cashOfPayments,
      paid: paidIn + paidOut,
    },
    `the Z of ${day}`,
  ).toEqual({ day, documents: numbers.size, total, net: total, cash: total, paid: total });
  expect([z.expected, z.counted, z.variance, z.balance]).toEqual([10_000 + total, 10_000 + total, 0, 0]);
  expect(z.lastNumber!.counter - z.firstNumber!.counter + 1).toBe(numbers.size);
  expect(ledgers[1]).toEqual(ledgers[0]);
  return total;
}
