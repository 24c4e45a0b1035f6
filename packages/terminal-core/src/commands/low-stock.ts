import type { Draft, Event } from '@beaveros/domain/journal';
import {
  heldQuantity,
  lowStockTasks,
  type StockEvent,
  type WatchedLevel,
} from '@beaveros/domain/product-catalog';
import { taskRaised } from '@beaveros/domain/workflow';
import { type Id, type QuantityMicro, scaledToDecimal } from '@beaveros/kit';
import type { Asking, Desk } from './command.ts';

/** Names are cut so that the level behind them still fits a title. */
const NAME_MAX = 200;

/**
 * Tasks for the stocks that a command takes to their threshold or below zero, for its own entry. What a till of the store
 * could not read is left out: no task stops a sale. The level is a table's, which may be behind for a while after a start: a
 * task is a word to a person, and comes with the next sale then.
 */
export function lowStockAnswers(
  desk: Desk,
  events: readonly Draft<Event>[],
  { businessDate }: Pick<Asking, 'businessDate'>,
): readonly Draft<Event>[] {
  const facts = events.filter(({ type }) =>
    type.startsWith('product-catalog.Stock'),
  ) as unknown as StockEvent[];
  if (facts.length === 0 || desk.mayWrite?.('workflow.TaskRaised', 1) === false) return [];
  const before: WatchedLevel[] = [];
  const after: WatchedLevel[] = [];
  for (const [stock, moved] of Map.groupBy(facts, ({ aggregate }) => aggregate as Id<'Stock'>)) {
    const { item } = moved[0]!.body;
    const lowMicro = desk.rows.catalogue.stock(item)?.lowMicro ?? null;
    const level = heldQuantity([desk.stockLevel?.(stock) ?? 0]);
    before.push({ stock, item, lowMicro, levelMicro: level });
    after.push({ stock, item, lowMicro, levelMicro: moved.reduce(levelAfter, level) });
  }
  return lowStockTasks(before, after, businessDate).map(({ task, kind, stock, item, levelMicro }) =>
    taskRaised({
      task,
      kind,
      // A name and a number: which words go with the kind, each screen says in its language.
      title: `${nameOf(desk, item)}: ${scaledToDecimal(levelMicro, 6).replace(/\.?0+$/, '')}`,
      cause: stock,
      assignedTo: 'can_manage_stock',
      due: null,
    }),
  );
}

function levelAfter(level: QuantityMicro, { type, body }: StockEvent): QuantityMicro {
  if (type === 'product-catalog.StockMoved') return heldQuantity([level, body.deltaMicro]);
  return heldQuantity([body.countedMicro]);
}

function nameOf(desk: Desk, item: Id<'Item'>): string {
  return (desk.rows.catalogue.item(item)?.name ?? item).slice(0, NAME_MAX);
}
