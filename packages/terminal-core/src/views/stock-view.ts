import { stockFlag } from '@beaveros/domain/product-catalog';
import { assert, type Id, type QuantityMicro } from '@beaveros/kit';
import type { SoldOutView, StockLevelView } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';

/** A level as it is known here, with the name and threshold of the item's rows. */
export function levelView(
  { catalogue }: Desk['rows'],
  level: Omit<StockLevelView, 'name' | 'lowMicro' | 'flag'>,
): StockLevelView {
  const lowMicro = catalogue.stock(level.item)?.lowMicro ?? null;
  return {
    ...level,
    name: catalogue.item(level.item)?.name ?? null,
    lowMicro,
    flag: stockFlag({ levelMicro: level.levelMicro as QuantityMicro, lowMicro }),
  };
}

/** The mark that stands of an item in this store, whatever its time; null: none. */
export function soldOutView({ aggregates, rows, till }: Desk, item: Id<'Item'>): SoldOutView | null {
  const place = till.place();
  assert(place !== null, 'a till that answers has its store');
  const mark = aggregates.soldOut(item).marks.get(place.store.id) ?? null;
  if (mark === null) return null;
  const { until, since, by } = mark;
  return { item, name: rows.catalogue.item(item)?.name ?? null, until, since, by };
}
