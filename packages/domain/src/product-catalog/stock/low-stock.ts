import { type BusinessDate, derivedId, type Id, type QuantityMicro } from '@beaveros/kit';

/** A level beside the row that says when it is low. */
export interface WatchedLevel {
  readonly stock: Id<'Stock'>;
  readonly item: Id<'Item'>;
  readonly levelMicro: QuantityMicro;
  /** null: nobody asks when it is low; below zero is told all the same. */
  readonly lowMicro: QuantityMicro | null;
}

export type StockFlag = 'low' | 'negative';

/** Below zero: more was sold than anybody knew of. At or below the threshold: order more. */
export function stockFlag({
  levelMicro,
  lowMicro,
}: Pick<WatchedLevel, 'levelMicro' | 'lowMicro'>): StockFlag | null {
  if (levelMicro < 0) return 'negative';
  return lowMicro !== null && levelMicro <= lowMicro ? 'low' : null;
}

export interface LowStockTask {
  readonly task: Id<'Task'>;
  readonly kind: 'low-stock' | 'negative-stock';
  readonly stock: Id<'Stock'>;
  readonly item: Id<'Item'>;
  readonly levelMicro: QuantityMicro;
}

/**
 * Who must be told when levels went from `before` to `after`: each stock that is flagged now and was not so before, or
 * went from low to below zero. Ids are derived from stock, flag and day, so that tills that see it apart raise one task,
 * and an item that swings around its threshold asks once a day.
 */
export function lowStockTasks(
  before: readonly WatchedLevel[],
  after: readonly WatchedLevel[],
  businessDate: BusinessDate,
): readonly LowStockTask[] {
  const flagBefore = new Map(before.map((level) => [level.stock, stockFlag(level)]));
  return after.flatMap((level) => {
    const flag = stockFlag(level);
    const was = flagBefore.get(level.stock) ?? null;
    if (flag === null || flag === was || was === 'negative') return [];
    const { stock, item, levelMicro } = level;
    const task = derivedId<'Task'>(stock, `task/${flag}/${businessDate}`);
    return [
      { task, kind: flag === 'low' ? 'low-stock' : 'negative-stock', stock, item, levelMicro } as const,
    ];
  });
}
