import type { Currency } from '@beaveros/kit';
import { type LineToPrice, type PricedLine, priceLineIfSayable } from '../pricing/line.ts';
import { NO_RULES } from '../pricing/rules/captured-rules.ts';
import type { RuledLine, RuledOrder } from '../pricing/rules/order-to-price.ts';
import { type PricedOrder, priceOrder, type TakenOff } from '../pricing/rules/price-order.ts';
import { standingDocuments } from './standing.ts';
import { guestsOf, type LineState, type OrderState } from './state.ts';

// From the state of an order to what the pricing engine is asked, and back.

/** What one line comes to: `listed + discounts = total = net + taxes`. */
export interface LinePrice extends PricedLine {
  readonly listed: PricedLine['total'];
  readonly discounts: readonly TakenOff[];
}

/** The amounts of some lines of an order together, with what its rules take off and add. null: beyond any document. */
export function priceTogether(
  state: OrderState,
  lines: readonly LineState[],
  { currency, isWhole }: { readonly currency: Currency; readonly isWhole: boolean },
): PricedOrder | null {
  const priced = priceOrder(ruledOrder(state, lines, { currency, isWhole }));
  return priced.ok ? priced.value : null;
}

/** What a line comes to by itself, without any discount; null: beyond any document. */
export function priceAlone(line: LineState, currency: Currency): LinePrice | null {
  const priced = priceLineIfSayable(toLineToPrice(line), currency);
  return priced === null ? null : { ...priced, listed: priced.total, discounts: [] };
}

/** Whether a standing document has given already what an order gives once. */
export function isSupplementary(state: OrderState): boolean {
  return state.documents.length > 0 && standingDocuments(state).length > 0;
}

function ruledOrder(
  state: OrderState,
  lines: readonly LineState[],
  { currency, isWhole }: { readonly currency: Currency; readonly isWhole: boolean },
): RuledOrder {
  const { policies, promotions, charges, priceList } = state.rules ?? NO_RULES;
  const rules = { policies, promotions, charges, priceList };
  const order: RuledOrder = {
    currency,
    lines: lines.map((line) => toRuledLine(line, state.loads.has(line.added.line))),
    rules,
    orderDiscounts: state.orderDiscounts.map(({ discount: id, name, terms }) => ({
      id,
      name,
      discount: terms,
    })),
    coupons: state.coupons.map(({ coupon }) => coupon),
    rewards: state.rewards.map(({ reward }) => reward),
    waivedCharges: new Set(state.waived.keys()),
    guests: guestsOf(state),
  };
  return isWhole ? order : whatLinesBring(order);
}

/**
 * Of a supplementary check: what comes with each line again (percentages, free units) holds for it too; what an order
 * gives or owes once (a sum off, a cover charge) was in the first document.
 */
function whatLinesBring(order: RuledOrder): RuledOrder {
  const { rules, orderDiscounts, coupons } = order;
  return {
    ...order,
    rules: {
      ...rules,
      promotions: rules.promotions.filter(({ gift }) => gift.kind !== 'amount'),
      charges: rules.charges.filter(({ amount }) => amount.kind === 'percent'),
    },
    orderDiscounts: orderDiscounts.filter(({ discount }) => discount.kind === 'percent'),
    coupons: coupons.filter(({ gift }) => gift.kind !== 'fixed_cart'),
    rewards: [],
  };
}

function toRuledLine(line: LineState, isFaceValue: boolean): RuledLine {
  const { added, discounts } = line;
  return {
    ...toLineToPrice(line),
    line: added.line,
    item: added.item,
    categories: added.categories,
    listPriceMicro: added.listPriceMicro,
    discounts: discounts.map(({ id, name, discount }) => ({ id, name, discount })),
    isFaceValue,
  };
}

function toLineToPrice(line: LineState): LineToPrice {
  return {
    unitPriceMicro: line.unitPriceMicro,
    quantityMicro: line.quantityMicro,
    modifierPricesMicro: line.added.modifiers.map((modifier) => modifier.priceMicro),
    taxes: line.added.taxes,
  };
}
