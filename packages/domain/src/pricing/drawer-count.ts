import { type AmountMinor, amountMinor, ok, type Result, refuse, sum } from '@beaveros/kit';
import type { PricingRefusal } from './model.ts';
import { isSayableAmount } from './sayable.ts';

/** What went through a drawer from its opening to its count. */
export interface DrawerMovements {
  readonly openingFloat: AmountMinor;
  /** Cash kept of sales: tendered less change. */
  readonly cashSales: AmountMinor;
  /** Cash paid out today, also for sales of an earlier day. */
  readonly cashRefunds: AmountMinor;
  readonly paidIn: AmountMinor;
  readonly paidOut: AmountMinor;
}

export interface DrawerCount {
  readonly expected: AmountMinor;
  /** Counted less expected: over is positive, short is negative. Null: nobody counted. */
  readonly variance: AmountMinor | null;
}

/** What the drawer should hold, and how far the count is off. Refuses amounts that no document can say. */
export function countDrawer(
  movements: DrawerMovements,
  counted: AmountMinor | null,
): Result<DrawerCount, PricingRefusal> {
  const { openingFloat, cashSales, cashRefunds, paidIn, paidOut } = movements;
  const field = (Object.keys(movements) as (keyof DrawerMovements)[]).find(
    (name) => !isSayableAmount(movements[name]),
  );
  if (field !== undefined) return refuse({ code: 'pricing/beyond-limits', field });
  if (counted !== null && !isSayableAmount(counted))
    return refuse({ code: 'pricing/beyond-limits', field: 'counted' });
  const expected = amountMinor(sum([openingFloat, cashSales, paidIn]) - sum([cashRefunds, paidOut]));
  return ok({ expected, variance: counted === null ? null : amountMinor(counted - expected) });
}
