import { countDrawer, summed, sumSession } from '@beaveros/domain/pricing';
import { type AmountMinor, sum, ZERO } from '@beaveros/kit';
import type { Fields } from '../../fields.ts';
import type { Found, Kind } from '../kind.ts';
import { readCurrency } from '../read-lines.ts';
import { amountOf, answerOf, digitsOf, valueOf } from './digits.ts';
import { isCash } from './payments.ts';
import { type PaidOrder, paidOrderOf } from './priced.ts';

/** What documents add up to: `session`, `consolidation` and `z_report`. */
export const SUM_KINDS: Readonly<Record<string, Kind>> = {
  session: addedUp,
  consolidation: addedUp,
  z_report: (inputs) => {
    const digits = digitsOf(inputs);
    // Cards never lie in the drawer; the format gives them beside the cash.
    const cardSales = inputs.decimal('card_sales');
    const cashSales = amountOf(inputs.decimal('cash_sales', '0'), digits);
    return { found: countedIn(inputs, cashSales, digits), derivation: { cashSales, cardSales } };
  },
};

function countedIn(inputs: Fields, cashSales: AmountMinor, digits: number): Found {
  const amount = (name: string): AmountMinor => amountOf(inputs.decimal(name, '0'), digits);
  const movements = {
    openingFloat: amount('opening_float'),
    cashSales,
    cashRefunds: amount('cash_refunds'),
    paidIn: ZERO,
    paidOut: ZERO,
  };
  const { expected, variance } = valueOf(
    countDrawer(movements, inputs.has('counted') ? amount('counted') : null),
  );
  return {
    expected_cash: answerOf(expected, digits),
    variance: variance === null ? undefined : answerOf(variance, digits),
  };
}

function addedUp(inputs: Fields): ReturnType<Kind> {
  const digits = readCurrency(inputs).exponent;
  // Says how the subtotals were meant; a discount on them is the same either way.
  inputs.flag('tax_included');
  const orders = inputs.objects('orders').map((order) => paidOrderOf(order, inputs));
  const cash = sum(
    orders.flatMap(({ payments }) =>
      payments.filter(({ method }) => isCash(method)).map(({ amount }) => amount),
    ),
  );
  return {
    found: { ...countedIn(inputs, cash, digits), ...sumsOf(orders, digits) },
    derivation: orders.map(({ derivation }) => derivation),
  };
}

function sumsOf(orders: readonly PaidOrder[], digits: number): Found {
  const sums = sumSession(orders);
  const inMajor = ({ n, d }: { readonly n: bigint; readonly d: bigint }) => ({
    n,
    d: d * 10n ** BigInt(digits),
  });
  return {
    net: inMajor(sums.net),
    tax: inMajor(sums.tax),
    total: inMajor(sums.total),
    discount: inMajor(
      summed(orders.flatMap(({ derivation }) => derivation.lines.flatMap(({ taken }) => taken))),
    ),
    ...Object.fromEntries(
      sums.taxByRate.flatMap(({ ratePpb, amount }) =>
        [percentOf(ratePpb), percentOf(ratePpb).replace('.', '_')].map((percent) => [
          `tax_${percent}_percent`,
          inMajor(amount),
        ]),
      ),
    ),
    ...Object.fromEntries(sums.byMethod.map(({ method, amount }) => [method, inMajor(amount)])),
  };
}

const PPB_PER_PERCENT_DIGITS = 7;

/** A share in 10^-9 as the percentage one writes: 160_000_000 is 16, 25_000_000 is 2.5. */
function percentOf(ratePpb: number): string {
  const digits = String(ratePpb).padStart(PPB_PER_PERCENT_DIGITS + 1, '0');
  const whole = digits.slice(0, -PPB_PER_PERCENT_DIGITS);
  const fraction = digits.slice(-PPB_PER_PERCENT_DIGITS).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
