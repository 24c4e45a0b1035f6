import {
  type Derivation,
  type OrderDiscount,
  type PriceableLine,
  price,
  type PricingPolicies,
  rounded,
  type SessionOrder,
} from '@beaveros/domain/pricing';
import { type AmountMinor, amountMinor, type Currency, quantityMicro, scaledToDecimal } from '@beaveros/kit';
import type { Fields } from '../../fields.ts';
import {
  readAmount,
  readCurrency,
  readLine,
  readLines,
  readPercent,
  readPolicies,
  readUnitPrice,
} from '../read-lines.ts';
import { valueOf } from './digits.ts';
import { isCash, paymentsOf } from './payments.ts';

export interface PaidOrder extends SessionOrder {
  readonly derivation: Derivation;
}

/** What is payable before any cash rounding: as the case gives it, else what its lines come to. */
export function orderTotalOf(inputs: Fields): string {
  const currency = readCurrency(inputs);
  const policies = readPolicies(inputs, currency);
  const lines = inputs.objects('order_lines').map((line, at) => readLine(line, at + 1, currency));
  const given = inputs.decimal('order_total');
  if (given !== undefined) return given;
  const all = [...lines, ...readLines(inputs, currency)];
  return scaledToDecimal(wholeTotal(priced(all, { currency, policies })), currency.exponent);
}

export function netAndGrossOf(inputs: Fields): { readonly net: AmountMinor; readonly gross: AmountMinor } {
  const currency = readCurrency(inputs);
  const policies = readPolicies(inputs, currency);
  const derivation = priced(readLines(inputs, currency), { currency, policies });
  return { net: amountMinor(Number(rounded(derivation.net))), gross: wholeTotal(derivation) };
}

/** An order of a session: by its lines, or by a subtotal without taxes; the policies are its own, else the session's. */
export function paidOrderOf(order: Fields, session: Fields): PaidOrder {
  const currency = readCurrency(session);
  const own = readPolicies(order, currency);
  const shared = readPolicies(session, currency);
  const policies = POLICY_FIELDS.some((name) => order.has(name)) ? own : shared;
  const subtotal = order.decimal('subtotal');
  const sold = subtotal === undefined ? readLines(order, currency) : [lineOf(subtotal, currency)];
  const lines = order.flag('refund') ? sold.map(returned) : sold;
  const derivation = priced(lines, { currency, policies, orderDiscounts: discountsOf(order, currency) });
  return { derivation, payments: paymentsFor(order, wholeTotal(derivation), currency) };
}

function returned(line: PriceableLine): PriceableLine {
  return { ...line, quantityMicro: quantityMicro(-Math.abs(line.quantityMicro)) };
}

const POLICY_FIELDS = [
  'rounding',
  'round_first',
  'currency_step',
  'discount_policy',
  'discount_mode',
  'apportion_base',
  'allocate_mode',
  'remainder',
];

interface Pricing {
  readonly currency: Currency;
  readonly policies: PricingPolicies;
  readonly orderDiscounts?: readonly OrderDiscount[];
}

function priced(
  lines: readonly PriceableLine[],
  { currency, policies, orderDiscounts = [] }: Pricing,
): Derivation {
  return valueOf(price({ currency, policies, lines, orderDiscounts }));
}

function wholeTotal({ total }: Derivation): AmountMinor {
  return amountMinor(Number(rounded(total)));
}

function lineOf(subtotal: string, currency: Currency): PriceableLine {
  readAmount(subtotal, currency, 'subtotal');
  return {
    position: 1,
    unitPriceMicro: readUnitPrice(subtotal, 'subtotal'),
    quantityMicro: quantityMicro(1_000_000),
    modifierPricesMicro: [],
    taxes: [],
    discounts: [],
  };
}

function discountsOf(order: Fields, currency: Currency): readonly OrderDiscount[] {
  const percents = ['discount_percent', 'order_discount_percent'].flatMap(
    (name) => order.decimal(name) ?? [],
  );
  const amounts = ['discount_amount', 'order_discount_amount'].flatMap((name) => order.decimal(name) ?? []);
  return [
    ...percents.map((text) => ({ kind: 'percent', ratePpb: readPercent(text, 'discount_percent') }) as const),
    ...amounts.map(
      (text) => ({ kind: 'amount', amountMinor: readAmount(text, currency, 'discount') }) as const,
    ),
  ];
}

/** A tender alone pays the whole; change of several payments is given in cash. */
function paymentsFor(order: Fields, total: AmountMinor, currency: Currency): SessionOrder['payments'] {
  const tender = order.text('tender');
  const payments = paymentsOf(order).map(({ method, amount }) => ({
    method,
    amount: readAmount(amount, currency, 'payments'),
  }));
  if (payments.length === 0) return tender === undefined ? [] : [{ method: tender, amount: total }];
  const paid = payments.reduce((all, { amount }) => all + amount, 0);
  const change = amountMinor(total - paid);
  const method = tender ?? payments.find((payment) => isCash(payment.method))?.method ?? 'cash';
  const isOver = total < 0 ? change > 0 : change < 0;
  const isOpen = change !== 0 && !isOver && tender !== undefined;
  return isOver || isOpen ? [...payments, { method, amount: change }] : payments;
}
