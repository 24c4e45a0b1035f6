import { type AmountMinor, amountMinor, ok, type Result, refuse, sum, ZERO } from '@beaveros/kit';
import { type CashRounding, roundToStep } from './cash-rounding.ts';
import type { PricingRefusal } from '../model.ts';
import { isSayableAmount } from '../sayable.ts';

/** One payment towards an order, in the order of taking. Negative when money goes back. A tip is not part of it. */
export interface Tender {
  readonly isCash: boolean;
  readonly amount: AmountMinor;
}

export interface Bill {
  /** What the document says; negative for a refund. */
  readonly total: AmountMinor;
  readonly tenders: readonly Tender[];
  /** What settles the difference that is open after the tenders, be it owed or change: `cash_only` rounds cash. */
  readonly next: 'cash' | 'other';
  /** Null: nothing is rounded. */
  readonly rounding: CashRounding | null;
}

/** `payable = total + rounding` and `paid + remaining = payable + change`, exactly. A refund mirrors every sign. */
export interface Settlement {
  readonly payable: AmountMinor;
  readonly rounding: AmountMinor;
  readonly paid: AmountMinor;
  readonly remaining: AmountMinor;
  readonly change: AmountMinor;
  /** What remained after each tender, none foreseen. */
  readonly remainingAfter: readonly AmountMinor[];
}

/** A bill paid in more parts than that is a mistake of a program, not of a party. */
const TENDERS_MAX = 200;

/**
 * Sets tenders against a total. Rounding never pays: an amount short of the payable stays owed, even if it is within a
 * step. Under `cash_only` the order of the tenders does not matter: what the others leave open is rounded, or what they
 * overpaid, for that is given back in cash. Refuses amounts beyond what a document can say and a step that is none.
 */
export function settle(bill: Bill): Result<Settlement, PricingRefusal> {
  const field = wrongFieldOf(bill);
  if (field !== null) return refuse({ code: 'pricing/beyond-limits', field });
  const whole = standingOf(bill, bill.tenders);
  const remainingAfter = bill.tenders.map(
    (_tender, at) => standingOf(bill, bill.tenders.slice(0, at + 1)).remaining,
  );
  return ok({ ...whole, remainingAfter });
}

function wrongFieldOf({ total, tenders, rounding }: Bill): string | null {
  if (!isSayableAmount(total)) return 'total';
  if (rounding !== null && !(isSayableAmount(rounding.stepMinor) && rounding.stepMinor > 0))
    return 'rounding.step';
  if (tenders.length > TENDERS_MAX) return 'tenders';
  let sized = 0;
  for (const [at, { amount }] of tenders.entries()) {
    sized += amount < 0 ? -amount : amount;
    if (!isSayableAmount(sized)) return `tenders.${at}`;
  }
  return null;
}

function standingOf(bill: Bill, tenders: readonly Tender[]): Omit<Settlement, 'remainingAfter'> {
  const payable = payableOf(bill, tenders);
  const paid = sum(tenders.map(({ amount }) => amount));
  const open = amountMinor(payable - paid);
  const isOwed = bill.total < 0 ? open < 0 : open > 0;
  return {
    payable,
    rounding: amountMinor(payable - bill.total),
    paid,
    remaining: isOwed ? open : ZERO,
    change: isOwed ? ZERO : amountMinor(-open),
  };
}

function payableOf({ total, next, rounding }: Bill, tenders: readonly Tender[]): AmountMinor {
  if (rounding === null) return total;
  if (rounding.scope === 'all_methods') return roundToStep(total, rounding);
  const byOthers = sum(tenders.filter(({ isCash }) => !isCash).map(({ amount }) => amount));
  const hasCash = next === 'cash' || tenders.some(({ isCash }) => isCash);
  return hasCash ? amountMinor(byOthers + roundToStep(amountMinor(total - byOthers), rounding)) : total;
}
