import type { Currency } from '@beaveros/kit';
import {
  type Exact,
  exact,
  minus,
  NOTHING,
  plus,
  serviceCharge,
  summed,
  taxSumOf,
  times,
} from '@beaveros/domain/pricing';
import type { Fields } from '../fields.ts';
import { exactOf, type Kind } from './kind.ts';
import { inMajor, readCurrency, readPercent, readPolicies, readUnitPrice } from './read-lines.ts';
import { readRates } from './read-order.ts';

// Parts of a bill whose lines are not known: charges on a subtotal, taxes to add up.

/** Charges on a bill of which only the sums are known. */
export function chargesOfSubtotal(inputs: Fields): ReturnType<Kind> {
  const currency = readCurrency(inputs);
  const policies = readPolicies(inputs, currency);
  const subtotal = exact(BigInt(readUnitPrice(inputs.decimal('subtotal', '0'), 'subtotal')));
  const discount = exact(BigInt(readUnitPrice(inputs.decimal('discount', '0'), 'discount')));
  const inMinor = ({ n, d }: Exact) => exact(n * 10n ** BigInt(currency.exponent), d * 1_000_000n);
  const charges = readRates(inputs, currency).map((amount) => {
    if (amount.kind === 'fixed') return exact(BigInt(amount.amountMinor));
    const base = amount.basis === 'net' ? minus(subtotal, discount) : subtotal;
    return serviceCharge({ base: inMinor(base), ratePpb: amount.ratePpb }, policies);
  });
  const [first = NOTHING] = charges;
  const total = plus(inMinor(minus(subtotal, discount)), summed(charges));
  return {
    found: {
      charge: inMajor(first, currency),
      charges: charges.map((charge) => inMajor(charge, currency)),
      total: inMajor(total, currency),
    },
    derivation: { subtotal, discount, charges },
  };
}

/** The tax of discounts that are known as nets: summed before it is rounded, unless each line rounds. */
export function discountTax(inputs: Fields): ReturnType<Kind> {
  const currency = readCurrency(inputs);
  const isPerLine = inputs.text('rounding') === 'per_line';
  const list = Array.isArray(inputs.raw('discount_net')) ? inputs.decimals('discount_net') : undefined;
  const nets = list ?? [inputs.decimal('discount_net', '0')];
  const rate = exact(BigInt(readPercent(inputs.decimal('rate', '0'), 'rate')), 1_000_000_000n);
  const taxes = nets.map((net) => times(inMinorOf(net, currency), rate));
  const { rounding, ...policies } = readPolicies(inputs, currency);
  const place = isPerLine || rounding === 'none' ? rounding : 'per_order';
  return { found: { discount_tax: inMajor(taxSumOf(taxes, { ...policies, rounding: place }), currency) } };
}

/** Taxes of lines, added up. */
export function taxSum(inputs: Fields): ReturnType<Kind> {
  const currency = readCurrency(inputs);
  const policies = readPolicies(inputs, currency);
  const taxes = (inputs.decimals('line_taxes') ?? []).map((tax) => inMinorOf(tax, currency));
  return { found: { tax: inMajor(taxSumOf(taxes, policies), currency) } };
}

function inMinorOf(text: string, { exponent }: Currency): Exact {
  return times(exactOf(text), exact(10n ** BigInt(exponent)));
}
