import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { Id, QuantityMicro } from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';

export interface ToStack {
  readonly item: TillItemRow;
  readonly options: readonly Id<'ModifierOption'>[];
  /** Signed: a return never goes on a sale. */
  readonly quantityMicro: QuantityMicro;
}

/**
 * The newest line, when one more of the same thing belongs on it: same item and options at today's price, not yet in the
 * kitchen, no note, no price of its own, and sold or returned as the new one. A line further up is never touched: what was
 * rung up between stays between.
 */
export function lineToStackOn(
  view: OrderView | null,
  { item, options, quantityMicro }: ToStack,
): Id<'Line'> | null {
  const newest = view?.lines.findLast((line) => !line.isVoided);
  if (newest === undefined || newest.item !== item.id) return null;
  const isPlain = !newest.isFired && newest.note === null && newest.unitPriceMicro === newest.listPriceMicro;
  const isSamePrice = newest.listPriceMicro === item.priceMicro && newest.name === item.name;
  const isSameWay = Math.sign(newest.quantityMicro) === Math.sign(quantityMicro);
  return isPlain && isSamePrice && isSameWay && hasOptions(newest, options) ? newest.line : null;
}

function hasOptions({ modifiers }: OrderView['lines'][number], options: readonly string[]): boolean {
  const chosen = new Set(options);
  return modifiers.length === chosen.size && modifiers.every(({ option }) => chosen.has(option));
}
