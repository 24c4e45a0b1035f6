import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { useOrderDesk } from '../guess/order-desk.ts';
import { rememberItem } from '../order/kitchen-needs.ts';
import { questionsOf } from './chosen-options.ts';
import { askOptions, markLine, showScan, useSellStore } from './sell-store.ts';

/** What a tap on a tile does: asks the item's questions, or puts it on the order. One that is sold out is refused there. */
export function pickItem(item: TillItemRow): void {
  const { isReturning, scan } = useSellStore.getState();
  if (scan !== null) showScan(null);
  rememberItem(item);
  const isOffered = !item.isSoldOut || isReturning;
  if (isOffered && questionsOf(item).length > 0) return askOptions(item);
  if (useOrderDesk.getState().addItem(item, { isReturn: isReturning }) !== null) markLine(null);
}
