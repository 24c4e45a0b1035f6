import { type AmountMinor, amountMinor, assert, sum, ZERO } from '@beaveros/kit';
import { countDrawer } from '../pricing/drawer-count.ts';
import { AMOUNT_MAX } from '../scalars.ts';
import type { DrawerCountSeen, ShiftLedger } from './shift-ledger.ts';
import type { ShiftState, ZReport } from './state.ts';

/** What a shift says of itself so far: an X. A Z says the same, with its number and its moment. */
export type ShiftReport = Omit<
  ZReport,
  'number' | 'closedAt' | 'localTime' | 'cashierName' | 'isComplete' | 'openOrders' | 'unconfirmed'
>;

type Opened = NonNullable<ShiftState['opened']>;

/** The sums of a shift that its ledger has; `counted`: what a person says is in the drawer. */
export function shiftReport(
  opened: Opened,
  ledger: ShiftLedger,
  counted: DrawerCountSeen | null,
): ShiftReport {
  const { terminal, drawer, currency, businessDate, isTraining, openedAt, openedBy, float } = opened;
  const { cashOfPayments, cashIn, cashOut, sales, refunds, reversals } = ledger;
  const tenders = [...ledger.tenders.values()];
  const documents = [sales, refunds, reversals];
  const total = held(documents.map((each) => each.total));
  const paid = held(tenders.flatMap(({ taken, refunded }) => [taken, refunded]));
  const count = countDrawer(
    {
      openingFloat: float,
      cashSales: cashOfPayments,
      cashRefunds: ZERO,
      paidIn: cashIn.amount,
      paidOut: cashOut.amount,
    },
    counted?.amount ?? null,
  );
  // Every amount of a ledger is one that a document can say: it is held to that.
  assert(count.ok, 'a drawer can be counted');
  const { expected, variance } = count.value;
  return {
    terminal,
    drawer,
    currency,
    businessDate,
    isTraining,
    openedAt: openedAt as ZReport['openedAt'],
    openedBy,
    float,
    cashIn,
    cashOut,
    cashOfPayments,
    expected: held([expected]),
    counted: counted?.amount ?? null,
    variance: variance === null ? null : held([variance]),
    denominations: counted === null || counted.denominations.length === 0 ? null : counted.denominations,
    isBlind: counted?.isBlind ?? false,
    tenders: tenders.map((each) => ({ ...each })),
    tips: held(tenders.map(({ tips }) => tips)),
    rounding: held(tenders.map(({ rounding }) => rounding)),
    sales,
    refunds,
    reversals,
    net: held(documents.map(({ net }) => net)),
    taxes: [...ledger.taxes.values()],
    total,
    balance: held([paid, amountMinor(0 - total)]),
    firstNumber: ledger.firstNumber,
    lastNumber: ledger.lastNumber,
    voids: ledger.voids,
    discounts: ledger.discounts,
    charges: ledger.charges,
    noSales: ledger.noSales,
    otherCurrencies: [...ledger.others.values()],
  };
}

function held(amounts: readonly AmountMinor[]): AmountMinor {
  return amountMinor(Math.max(-AMOUNT_MAX, Math.min(AMOUNT_MAX, sum(amounts))));
}
