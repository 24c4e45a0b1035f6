import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { useOrderDesk } from '../guess/order-desk.ts';
import { rememberItem } from '../order/kitchen-needs.ts';
import { questionsOf } from './chosen-options.ts';
import { askOptions, markLine, type ScannedLabel, showScan, useSellStore } from './sell-store.ts';

/**
 * What a tap on a tile does: asks the item's questions, or puts it on the order. One that is sold out is refused there. What a
 * label is of was made before it was scanned: it asks nothing.
 */
export function pickItem(item: TillItemRow, label: ScannedLabel | null = null): void {
  const { isReturning, scan } = useSellStore.getState();
  if (scan !== null) showScan(null);
  rememberItem(item);
  const isOffered = !item.isSoldOut || isReturning;
  if (label === null && isOffered && questionsOf(item).length > 0) return askOptions(item);
  const asked = label === null ? {} : { quantityMicro: label.quantityMicro, label: label.code };
  if (useOrderDesk.getState().addItem(item, { isReturn: isReturning, ...asked }) !== null) markLine(null);
}
