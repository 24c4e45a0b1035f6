import {
  backOnSale,
  type CatalogueReader,
  countStock,
  markSoldOut,
  moveStock,
  type StockReader,
} from '@beaveros/domain/product-catalog';
import { ok } from '@beaveros/kit';
import { soldOutView } from '../views/stock-view.ts';
import type { Asking, CommandHandlers, Desk } from './command.ts';

type StockCommands = Pick<CommandHandlers, 'stockMovement' | 'countStock' | 'markSoldOut' | 'backOnSale'>;

/** Stock of this store, by the rows that came down. */
function stockReader(desk: Desk, { place }: Pick<Asking, 'place'>): StockReader {
  return { store: place.store.id, settings: (item) => desk.rows.catalogue.stock(item) };
}

/**
 * For the entry of a sale or a refund: null where a till of the store could not read a movement. The sale goes on without
 * it, and the next count finds what left the shelf.
 */
export function writableStock(desk: Desk, asking: Pick<Asking, 'place'>): StockReader | null {
  if (desk.mayWrite?.('product-catalog.StockMoved', 1) === false) return null;
  return stockReader(desk, asking);
}

/** What is sold from, as it is at this moment in this store. */
export function catalogueAt(
  { rows, aggregates }: Desk,
  { place, now }: Pick<Asking, 'place' | 'now'>,
): CatalogueReader {
  const { catalogue } = rows;
  return {
    item: (id) => catalogue.item(id),
    tax: (id) => catalogue.tax(id),
    isSoldOut: (item) => aggregates.isSoldOut(item, { store: place.store.id, now }),
  };
}

export const stockCommands: StockCommands = {
  stockMovement: {
    decide: (desk, input, asking) => {
      const decided = moveStock(input, { actor: asking.actor, stock: stockReader(desk, asking) });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: () => ({}),
  },
  countStock: {
    decide: (desk, input, asking) => {
      const heads = desk.journal.heads();
      const decided = countStock(input, { actor: asking.actor, stock: stockReader(desk, asking), heads });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: () => ({}),
  },
  markSoldOut: {
    decide: (desk, input, { actor, now, place }) => {
      const isKnown = (item: string) => desk.rows.catalogue.item(item) !== undefined;
      const decided = markSoldOut(input, { actor, now, store: place.store.id, isKnown });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { item }) => ({ soldOut: soldOutView(desk, item) }),
  },
  backOnSale: {
    decide: (desk, input, { actor, now, place }) => {
      const state = desk.aggregates.soldOut(input.item);
      const decided = backOnSale(state, input, { actor, now, store: place.store.id });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { item }) => ({ soldOut: soldOutView(desk, item) }),
  },
};
