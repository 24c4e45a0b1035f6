import { expect, it } from 'vitest';
import { receiptNumber } from './receipt-number.ts';

it('reads on the screen as on the paper', () => {
  expect(receiptNumber({ terminalCode: 'T1', series: 1, counter: 42 })).toBe('T1-1-000042');
  expect(receiptNumber({ terminalCode: 'BAR', series: 12, counter: 1_234_567 })).toBe('BAR-12-1234567');
});
