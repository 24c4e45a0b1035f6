import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { StationRow } from '@beaveros/domain/workflow';
import type { OrderView } from '@beaveros/protocol/ipc';

/** Items of some long orders. The oldest are forgotten, and count as cooked. */
const ITEMS_MAX = 4_000;

/** Which categories the items have that this page put on orders. A view does not tell, and an old line need not have them. */
const categoriesOf = new Map<string, readonly string[]>();

export function rememberItem({ id, categoryIds }: TillItemRow): void {
  categoriesOf.delete(id);
  categoriesOf.set(id, categoryIds);
  const oldest = categoriesOf.keys().next();
  if (categoriesOf.size > ITEMS_MAX && oldest.done === false) categoriesOf.delete(oldest.value);
}

/**
 * Whether the kitchen may still have to be told of something: a standing line that it was not told of, no return, and of an
 * item that a station cooks as far as this page knows. The core decides; this only spares people a refusal.
 */
export function hasUnfired(view: OrderView | null, stations: readonly StationRow[]): boolean {
  const cooked = new Set<string>(stations.flatMap(({ categoryIds }) => categoryIds));
  const isCooked = (item: string) => categoriesOf.get(item)?.some((category) => cooked.has(category)) ?? true;
  return (
    view?.lines.some(
      (line) =>
        !line.isVoided && !line.isClosed && !line.isFired && line.quantityMicro > 0 && isCooked(line.item),
    ) ?? false
  );
}
