import {
  type Derivation,
  type DerivedLine,
  type Exact,
  explain,
  minus,
  type OrderToPrice,
  price,
  roundedExact,
  summed,
  unitShares,
} from '@beaveros/domain/pricing';
import { type Fields, Unsupported } from '../fields.ts';
import type { Found, Kind } from './kind.ts';
import { chargesOfSubtotal, discountTax, taxSum } from './part-kinds.ts';
import { inMajor, readCurrency, readLine, readLines, readPolicies } from './read-lines.ts';
import { readCharges, readOrderDiscounts, readTaxChange } from './read-order.ts';

/** Orders, lines, taxes, discounts by hand, and charges. */
export const CORE_KINDS: Readonly<Record<string, Kind>> = {
  tax: orderKind,
  order: orderKind,
  line: orderKind,
  line_discount: orderKind,
  order_discount: orderKind,
  surcharge: (inputs) => (inputs.has('subtotal') ? chargesOfSubtotal(inputs) : orderKind(inputs)),
  discount_tax: discountTax,
  tax_sum: taxSum,
};

function orderKind(inputs: Fields): ReturnType<Kind> {
  const currency = readCurrency(inputs);
  const policies = readPolicies(inputs, currency);
  const lines = inputs.has('lines') ? readLines(inputs, currency) : [readLine(inputs, 1, currency)];
  const charges = readCharges(inputs, lines, currency);
  const orderDiscounts = readOrderDiscounts(inputs, currency);
  const changed = readTaxChange(inputs, lines, currency);
  const order = { currency, policies, lines: changed?.lines ?? lines, orderDiscounts, charges };
  const derivation = pricedOrder(order);
  return {
    found: { ...foundIn(derivation, order), ...changed?.found },
    derivation: explain(derivation),
  };
}

/** An order that has no price is none that the format has a meaning for. */
export function pricedOrder(order: OrderToPrice): Derivation {
  const priced = price(order);
  if (!priced.ok) throw new Unsupported(`${priced.refusal.code} at ${priced.refusal.field}`);
  return priced.value;
}

/** What a priced order answers, under every name of `expected`; amounts that come off are positive. */
export function foundIn(derivation: Derivation, order: OrderToPrice): Found {
  const { currency, lines, policies } = derivation;
  const major = (amount: Exact) => inMajor(amount, currency);
  const whole = (amount: Exact) =>
    policies.rounding === 'per_order'
      ? roundedExact(amount, policies.mode, BigInt(policies.stepMinor))
      : amount;
  const ofLines = (amount: (line: DerivedLine) => Exact) => lines.map((line) => major(whole(amount(line))));
  const grossOf = ofLines((line) => line.gross);
  const own = lines.filter((line) => line.kind === 'line');
  const charges = lines.filter((line) => line.kind === 'charge').map((line) => line.price);
  const second = lines[1];
  return {
    net: { whole: major(derivation.net), parts: ofLines((line) => line.net) },
    tax: { whole: major(derivation.tax), parts: ofLines((line) => minus(line.gross, line.net)) },
    total: { whole: major(derivation.total), parts: grossOf },
    taxes: derivation.taxes.map((tax) => major(tax.amount)),
    line_totals: grossOf,
    line_discounts: own.map((line) => major(summed(line.taken))),
    unit_discounts: unitDiscounts(own, order),
    discount: major(summed(lines.flatMap((line) => line.taken))),
    discounts: derivation.orderDiscounts.flatMap(({ groups }) => groups.map(({ amount }) => major(amount))),
    discount_total_with_tax: major(minus(summed(lines.map((line) => line.listed.gross)), derivation.total)),
    second_line_parts:
      second && [second.net, ...second.taxes.map((tax) => tax.amount)].map((part) => major(whole(part))),
    tax_added: major(derivation.taxExcluded),
    tax_included: major(derivation.taxIncluded),
    charge: charges.length === 0 ? undefined : major(summed(charges)),
    charges: charges.map(major),
    ...unroundedOf(derivation, order),
  };
}

/** The same order before any tax became whole; its discounts are what they are. */
function unroundedOf(derivation: Derivation, order: OrderToPrice): Found {
  const { policies, currency } = order;
  const isExact = policies.rounding === 'per_order' || policies.rounding === 'none';
  const { unrounded, taxes, lines } = isExact
    ? derivation
    : pricedOrder({ ...order, policies: { ...policies, rounding: 'per_order' } });
  const major = (amount: Exact) => inMajor(amount, currency);
  return {
    net_unrounded: { whole: major(unrounded.net), parts: lines.map((line) => major(line.net)) },
    tax_unrounded: {
      whole: major(unrounded.tax),
      parts: lines.map((line) => major(minus(line.gross, line.net))),
    },
    taxes_unrounded: taxes.map((tax) => major(tax.unrounded)),
    total_unrounded: { whole: major(unrounded.total), parts: lines.map((line) => major(line.gross)) },
  };
}

/** Each unit's part of what came off its line; a line without single units has its discount as one. */
function unitDiscounts(
  lines: readonly DerivedLine[],
  { policies, currency, lines: given }: OrderToPrice,
): readonly (readonly Exact[])[] {
  const quantities = new Map(given.map((line) => [line.position, BigInt(line.quantityMicro)]));
  return lines.map(({ position, taken }) => {
    const amount = summed(taken);
    const units = unitShares(amount, quantities.get(position) ?? 0n, policies) ?? [amount];
    return units.map((unit) => inMajor(unit, currency));
  });
}
