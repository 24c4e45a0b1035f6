import { ok, type Result } from '@beaveros/kit';
import type { Draft } from '../journal/entry.ts';
import type { ReverseDocument } from '../order/commands.ts';
import type { OrderEvent } from '../order/events.ts';
import { type ReversalRefusal, reverseDocument } from '../order/reverse-document.ts';
import type { OrderState } from '../order/state.ts';
import type { StockEvent } from '../product-catalog/stock/events.ts';
import { stockMovements } from '../product-catalog/stock/movements.ts';
import type { StockReader } from '../product-catalog/stock/rows.ts';

export interface ReversalContext {
  /** Absent: this till writes no movement. */
  readonly stock?: StockReader;
}

/**
 * Takes a contested close back, and with it what its lines took from stock: the guest left with the goods once, and the
 * close that stands says so. By the recipes of now; where they changed meanwhile the next count finds the difference.
 */
export function reverseSale(
  state: OrderState,
  command: ReverseDocument,
  { stock, ...context }: ReversalContext & Parameters<typeof reverseDocument>[2],
): Result<readonly Draft<OrderEvent | StockEvent>[], ReversalRefusal> {
  const reversed = reverseDocument(state, command, context);
  if (!reversed.ok || stock === undefined) return reversed;
  const close = state.documents.find(({ document }) => document === command.reverses);
  if (close === undefined || close.isTraining) return reversed;
  const { order, reverses: document } = command;
  const moved = stockMovements(close.lines, { order, document, kind: 'reversed', stock });
  return ok([...reversed.value, ...moved]);
}
