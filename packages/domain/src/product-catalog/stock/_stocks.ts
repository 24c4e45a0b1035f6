import { type Id, quantityMicro } from '@beaveros/kit';
import { fixed, STORE, TENANT } from '../../_facts.ts';
import type { Actor } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import type { StockEvent, StockMovementKind } from './events.ts';
import { stockIdOf } from './events.ts';
import type { ItemStockRow, StockReader } from './rows.ts';

// Small stocks for the tests of this folder. Whole units are written as `units(3)`.

export const BOTTLE = fixed('Item', 1);
export const FLOUR = fixed('Item', 2);
export const CHEESE = fixed('Item', 3);
export const PIZZA = fixed('Item', 4);
export const DOUGH = fixed('Item', 5);
export const TOMATO = fixed('Item', 6);
export const ORDER = fixed('Order', 1);
export const STOCK: Id<'Stock'> = stockIdOf(STORE, BOTTLE);

export const units = (count: number) => quantityMicro(Math.round(count * 1_000_000));

export function row(item: Id<'Item'>, settings: Partial<ItemStockRow> = {}): ItemStockRow {
  return {
    id: item,
    tenantId: TENANT,
    isTracked: true,
    lowMicro: null,
    yieldMicro: units(1),
    ingredients: [],
    options: [],
    version: 1,
    ...settings,
  };
}

export function reader(...rows: readonly ItemStockRow[]): StockReader {
  const byItem = new Map<string, ItemStockRow>(rows.map((each) => [each.id, each]));
  return { store: STORE, settings: (item) => byItem.get(item) };
}

export function actor(...permissions: readonly string[]): Actor {
  return { user: fixed('User', 1), name: 'Ana', permissions: new Set(permissions) };
}

export function moved(count: number, kind: StockMovementKind = 'sale'): Draft<StockEvent> {
  return {
    type: 'product-catalog.StockMoved',
    v: 1,
    aggregate: STOCK,
    body: { item: BOTTLE, kind, deltaMicro: units(count), cause: null, note: null },
  };
}

export function counted(
  count: number,
  saw: readonly { readonly chain: string; readonly seq: number }[] = [],
): Draft<StockEvent> {
  return {
    type: 'product-catalog.StockCounted',
    v: 1,
    aggregate: STOCK,
    body: { item: BOTTLE, countedMicro: units(count), saw: [...saw], note: null },
  };
}

/** A document was taken back, and with it `count` came back. */
export function takenBack(count: number, document: number): Draft<StockEvent> {
  const cause = { order: ORDER, document: fixed('Document', document), line: null };
  return {
    type: 'product-catalog.StockMoved',
    v: 1,
    aggregate: STOCK,
    body: { item: BOTTLE, kind: 'reversed', deltaMicro: units(count), cause, note: null },
  };
}
