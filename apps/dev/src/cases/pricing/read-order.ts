import { type Currency, unitPriceMicro } from '@beaveros/kit';
import {
  type Charge,
  exact,
  type OrderDiscount,
  type PriceableLine,
  rounded,
  unitPriceUnderTaxes,
} from '@beaveros/domain/pricing';
import { type Fields, Unsupported } from '../fields.ts';
import type { Found } from './kind.ts';
import { inMajor, plainTax, readAmount, readPercent, readTax } from './read-lines.ts';

// Fields of 4.2b around the lines: discounts of the order, charges, another tax.

/** Off the order, in the order of the table. `discount.on` says what it is taken from. */
export function readOrderDiscounts(inputs: Fields, currency: Currency): readonly OrderDiscount[] {
  const discount = inputs.object('discount');
  const on =
    discount?.has('on') === true ? discount.word('on', ['net_total', 'grand_total'], 'net_total') : null;
  const policy = on === null ? {} : ({ policy: on === 'net_total' ? 'net_then_tax' : 'split_back' } as const);
  const fixed = inputs.decimal('order_fixed_price');
  return [
    ...percentOff(inputs.decimal('order_discount_percent')),
    ...amountOff(inputs.decimal('order_discount_amount'), currency),
    ...(inputs.decimals('order_discounts') ?? []).flatMap((amount) => amountOff(amount, currency)),
    ...[...percentOff(discount?.decimal('percent')), ...amountOff(discount?.decimal('amount'), currency)].map(
      (each) => ({ ...each, ...policy }),
    ),
    ...(fixed === undefined
      ? []
      : [{ kind: 'fixed_price', priceMinor: readAmount(fixed, currency, 'order_fixed_price') } as const]),
  ];
}

function percentOff(percent: string | undefined): readonly OrderDiscount[] {
  return percent === undefined ? [] : [{ kind: 'percent', ratePpb: readPercent(percent, 'percent') }];
}

function amountOff(amount: string | undefined, currency: Currency): readonly OrderDiscount[] {
  return amount === undefined
    ? []
    : [{ kind: 'amount', amountMinor: readAmount(amount, currency, 'amount') }];
}

/** Further lines, in the order: shipping, surcharge, service charge, fixed charge. */
export function readCharges(
  inputs: Fields,
  lines: readonly PriceableLine[],
  currency: Currency,
): readonly Charge[] {
  const shipping = inputs.object('shipping');
  const surcharge = inputs.object('surcharge');
  const first = lines.find(({ isVoided }) => isVoided !== true);
  const modeOfFirst = first?.taxes[0]?.mode ?? 'excluded';
  const charges: Omit<Charge, 'position'>[] = [];
  if (shipping !== undefined) {
    const discount = shipping.decimal('discount');
    charges.push({
      amount: {
        kind: 'fixed',
        amountMinor: readAmount(shipping.decimal('price', '0'), currency, 'shipping.price'),
      },
      discounts:
        discount === undefined
          ? []
          : [{ kind: 'amount', amountMinor: readAmount(discount, currency, 'shipping.discount') }],
      taxes: plainTax(
        shipping.raw('rate') === null ? null : (shipping.decimal('rate') ?? null),
        shipping.word('mode', ['included', 'excluded'], 'excluded'),
      ),
    });
  }
  if (surcharge !== undefined) {
    charges.push({
      amount: {
        kind: 'fixed',
        amountMinor: readAmount(surcharge.decimal('amount', '0'), currency, 'surcharge.amount'),
      },
      discounts: [],
      taxes: plainTax(surcharge.raw('tax') === null ? null : (surcharge.decimal('tax') ?? null), modeOfFirst),
    });
  }
  for (const amount of readRates(inputs, currency)) charges.push({ amount, discounts: [], taxes: [] });
  return charges.map((charge, at) => ({ ...charge, position: lines.length + at + 1 }));
}

/** `service_charge_percent` of a basis, and `fixed`; then those of `charges`, each the same. */
export function readRates(inputs: Fields, currency: Currency): readonly Charge['amount'][] {
  return [inputs, ...inputs.objects('charges')].flatMap((each) => readRate(each, currency));
}

function readRate(inputs: Fields, currency: Currency): readonly Charge['amount'][] {
  const percent = inputs.decimal('service_charge_percent');
  const basis = inputs.word('basis', ['net', 'gross'], 'net');
  const fixed = inputs.decimal('fixed');
  return [
    ...(percent === undefined
      ? []
      : [{ kind: 'percent', ratePpb: readPercent(percent, 'service_charge_percent'), basis } as const]),
    ...(fixed === undefined
      ? []
      : [{ kind: 'fixed', amountMinor: readAmount(fixed, currency, 'fixed') } as const]),
  ];
}

/** `change_tax_to`: the unit price of line 1 under the new tax, and the order as it is then. */
export function readTaxChange(
  inputs: Fields,
  lines: readonly PriceableLine[],
  currency: Currency,
): { readonly lines: readonly PriceableLine[]; readonly found: Found } | null {
  if (!inputs.has('change_tax_to')) return null;
  const keep = inputs.word('keep', ['net', 'gross'], 'net');
  const to = Array.isArray(inputs.raw('change_tax_to'))
    ? inputs.objects('change_tax_to').map(readTax)
    : [inputs.object('change_tax_to')!].map(readTax);
  const changed = lines.map((line) => {
    const before = exact(BigInt(line.unitPriceMicro) * 10n ** BigInt(currency.exponent), 1_000_000n);
    const after = unitPriceUnderTaxes(before, { from: line.taxes, to, keep }, currency);
    if (!after.ok) throw new Unsupported(after.refusal.code);
    const minor = rounded(after.value);
    const micro = exact(minor * 1_000_000n, 10n ** BigInt(currency.exponent));
    return {
      ...line,
      taxes: to,
      unitPriceMicro: unitPriceMicro(Number(rounded(micro))),
      newUnitPrice: inMajor(exact(minor), currency),
    };
  });
  return { lines: changed, found: { new_unit_price: changed[0]?.newUnitPrice } };
}
