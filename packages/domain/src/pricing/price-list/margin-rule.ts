import { ok, type QuantityMicro, type Result, refuse, type UnitPriceMicro } from '@beaveros/kit';
import type { Exact } from '../exact.ts';
import type { PricingRefusal } from '../model.ts';
import { isSayableQuantity } from '../sayable.ts';
import { changePrice, type PriceChange } from './price-change.ts';

/** A margin on the list price and a discount on what that makes; both are changes per unit. */
export interface MarginRule {
  /** Inclusive, both: one more than the most and the rule no longer holds. */
  readonly minQuantityMicro?: QuantityMicro;
  readonly maxQuantityMicro?: QuantityMicro;
  readonly margin: readonly PriceChange[];
  readonly discount: readonly PriceChange[];
}

/** Of one unit, in major units, not rounded. `price` is what is sold at, `withMargin` what discounts were taken off. */
export interface MarginPrice {
  readonly withMargin: Exact;
  readonly price: Exact;
}

/**
 * Prices a unit under the rules that hold for the quantity, in turn: all margins first, then all discounts on the raised
 * price. A return is priced as the sale of as many.
 */
export function priceWithMargins(
  listPriceMicro: UnitPriceMicro,
  quantityMicro: QuantityMicro,
  rules: readonly MarginRule[],
): Result<MarginPrice, PricingRefusal> {
  if (!isSayableQuantity(quantityMicro)) return refuse({ code: 'pricing/beyond-limits', field: 'quantity' });
  const quantity = quantityMicro < 0 ? -quantityMicro : quantityMicro;
  const holding = rules.filter(
    ({ minQuantityMicro = 0, maxQuantityMicro = quantity }) =>
      quantity >= minQuantityMicro && quantity <= maxQuantityMicro,
  );
  const margins = holding.flatMap(({ margin }) => margin);
  const withMargin = changePrice(listPriceMicro, margins);
  if (!withMargin.ok) return withMargin;
  const price = changePrice(listPriceMicro, [...margins, ...holding.flatMap(({ discount }) => discount)]);
  return price.ok ? ok({ withMargin: withMargin.value, price: price.value }) : price;
}
