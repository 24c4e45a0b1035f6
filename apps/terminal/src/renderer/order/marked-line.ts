import type { Id } from '@beaveros/kit';
import { MICRO, quantityMicro } from '@beaveros/kit';
import i18next from 'i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import { markLine, useSellStore } from '../sell/sell-store.ts';
import type { LineView } from './line-view.ts';
import { orderRows } from './order-rows.ts';
import { type LineSheet, useOrderStore } from './order-store.ts';

/** Another order has the last of it. */
export function isMovedLine({ movedTo }: Pick<LineView, 'movedTo'>): boolean {
  return movedTo !== null;
}

/** Neither voided nor moved away nor in a document: what can still be changed and paid. */
export function isOpenLine(line: LineView): boolean {
  return !line.isVoided && !line.isClosed && !isMovedLine(line);
}

/** The line that actions are about: the one a person marked while it stands, otherwise the newest that stands. */
export function markedLine(
  lines: readonly LineView[] | undefined,
  marked: Id<'Line'> | null,
): LineView | null {
  const standing = (lines ?? []).filter(isOpenLine);
  return standing.find(({ line }) => line === marked) ?? standing.at(-1) ?? null;
}

/** {@link markedLine} of the order in hand. */
function currentLine(): LineView | null {
  return markedLine(useOrderDesk.getState().view?.lines, useSellStore.getState().markedLine);
}

/** One more of the marked line (1), or one less (-1); of a return, more is more that comes back. */
export function moreOfMarked(direction: 1 | -1): void {
  const line = currentLine();
  if (line === null || (direction < 0 && !hasLess(line))) return;
  const sign = line.quantityMicro < 0 ? -1 : 1;
  useOrderDesk.getState().changeQuantity(line.line, quantityMicro(direction * sign * MICRO));
}

/** Whether something is left when one goes; the last one is voided instead. */
export function hasLess({ quantityMicro: quantity }: LineView): boolean {
  return Math.abs(quantity) > MICRO;
}

/** Marks the line above (-1) or below (1) the marked one. */
export function markNeighbour(direction: 1 | -1): void {
  const { view } = useOrderDesk.getState();
  const rows = view === null ? [] : orderRows(view);
  const standing = rows.flatMap((row) => (row.kind === 'line' && isOpenLine(row.line) ? [row.line] : []));
  const at = standing.findIndex(({ line }) => line === currentLine()?.line);
  const next = standing[at + direction];
  if (next !== undefined) markLine(next.line);
}

/** Voids the marked line: at once when the kitchen does not know it, otherwise a reason is asked. */
export function askVoid(): void {
  const line = currentLine();
  if (line === null) return;
  if (line.isFired) openLineSheet('void', line);
  else voidMarked(line.line, i18next.t('sell.order.slip'));
}

export function voidMarked(line: Id<'Line'>, reason: string): void {
  useOrderDesk.getState().voidLine(line, reason);
  markLine(null);
}

export function askNote(): void {
  const line = currentLine();
  if (line !== null) openLineSheet('note', line);
}

export function askPrice(): void {
  const line = currentLine();
  if (line !== null) openLineSheet('price', line);
}

function openLineSheet(kind: LineSheet['kind'], line: LineView): void {
  useOrderStore.setState({ sheet: { kind, line } });
}
