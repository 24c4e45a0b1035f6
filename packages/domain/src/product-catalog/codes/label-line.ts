import {
  amountMinor,
  type AmountMinor,
  type Currency,
  ok,
  type QuantityMicro,
  quantityMicro,
  type Result,
  refuse,
  roundQuotient,
  type UnitPriceMicro,
  unitPriceMicro,
} from '@beaveros/kit';
import { AMOUNT_MAX, QUANTITY_MAX, zUnitPrice } from '../../scalars.ts';
import { type Decimal, tenTo } from './decimal.ts';
import { quantityForPrice } from './label-quantity.ts';
import type { LabelRefusal } from './refusals.ts';
import type { LabelValue } from './scanned-code.ts';

/** The line that a label makes. */
export interface LabelLine {
  readonly quantityMicro: QuantityMicro;
  /** What the label asks for all of it; null: the quantity at the item's price. */
  readonly amount: AmountMinor | null;
  /** Of one unit, so that the quantity costs exactly the label's amount; null as above. */
  readonly unitPriceMicro: UnitPriceMicro | null;
}

/**
 * A weight is so many kilograms, the unit that what is weighed is sold in; a bare number so many units. A price stays as
 * printed: its quantity is what it buys at the item's price, to the gram, and the unit price is what makes the two agree.
 */
export function labelLine(
  { measures, value }: LabelValue,
  item: { readonly priceMicro: UnitPriceMicro },
  currency: Currency,
): Result<LabelLine, LabelRefusal> {
  if (measures !== 'price') {
    const quantity = scaled(value, MICRO_DECIMALS);
    return isQuantity(quantity)
      ? ok({ quantityMicro: quantityMicro(Number(quantity)), amount: null, unitPriceMicro: null })
      : refuse({ code: 'codes/label-does-not-fit' });
  }
  const bought = quantityForPrice(value, { unscaled: BigInt(item.priceMicro), decimals: MICRO_DECIMALS });
  if (!bought.ok) return bought;
  const minor = scaled(value, currency.exponent);
  const quantity = scaled(bought.value, MICRO_DECIMALS);
  if (!isQuantity(quantity) || minor > BigInt(AMOUNT_MAX))
    return refuse({ code: 'codes/label-does-not-fit' });
  // Half a step of 10^-6 a unit is below half a minor unit for every quantity a scale can print.
  const unit = roundQuotient(minor * MICRO * MICRO, quantity * tenTo(currency.exponent), 'HALF_UP');
  const all = roundQuotient(unit * quantity * tenTo(currency.exponent), MICRO * MICRO, 'HALF_UP');
  if (all !== minor || !zUnitPrice.safeParse(Number(unit)).success)
    return refuse({ code: 'codes/label-does-not-fit' });
  return ok({
    quantityMicro: quantityMicro(Number(quantity)),
    amount: amountMinor(Number(minor)),
    unitPriceMicro: unitPriceMicro(Number(unit)),
  });
}

const MICRO_DECIMALS = 6;
const MICRO = tenTo(MICRO_DECIMALS);

function isQuantity(quantity: bigint): boolean {
  return quantity > 0n && quantity <= BigInt(QUANTITY_MAX);
}

/** Half up to so many decimals. */
function scaled({ unscaled, decimals }: Decimal, to: number): bigint {
  return roundQuotient(unscaled * tenTo(to), tenTo(decimals), 'HALF_UP');
}
