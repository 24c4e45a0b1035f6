import type { Draft, Event } from '@beaveros/domain/journal';
import {
  backOnSale,
  countStock,
  type ItemStockRow,
  markSoldOut,
  moveStock,
  type MoveStock,
  soldOutFold,
  type StockLine,
  stockMovements,
  type StockReader,
} from '@beaveros/domain/product-catalog';
import {
  assert,
  type BusinessDate,
  type Id,
  instant,
  MICRO,
  quantityMicro,
  type Result,
} from '@beaveros/kit';
import { foldAll } from '@beaveros/domain/journal';
import { Cashier } from './cashier.ts';
import { type House, houseOf } from './house.ts';
import type { Story } from './story.ts';
import type { TillWriter } from './till-writer.ts';

const units = (count: number) => quantityMicro(count * MICRO);
const HOUR_MS = 3_600_000;

/**
 * Two tills sell from one shelf without seeing each other while somebody counts on the second; a broken jar is keyed in on
 * both with one finger; an item runs out for an hour on one and comes back on the other. Then they meet.
 */
export function sharedShelf(seed: number): Story {
  const house = houseOf(seed);
  const [till, other] = [new Cashier(house, 'T1'), new Cashier(house, 'T2')];
  const [one, two] = [new Shelf(house, till.writer), new Shelf(house, other.writer)];
  const [burger, lemonade, candle] = house.items.map(({ id }) => id) as [Id<'Item'>, Id<'Item'>, Id<'Item'>];
  one.move('received', lemonade, 24, null);
  one.move('received', candle, 12, null);
  const order = till.openOrder();
  till.addLine(order, house.items[2]!);
  two.writer.hear(one.writer);
  one.sell(lemonade, 3);
  one.sell(burger, 2);
  two.sell(lemonade, 1);
  two.count(lemonade, 19);
  two.sell(lemonade, -1);
  const finger = house.newId<'Command'>();
  two.move('waste', candle, -1, 'fell down', finger);
  one.move('waste', candle, -1, 'fell down', finger);
  two.sellOut(burger);
  one.writer.hear(two.writer);
  one.comeBack(burger);
  one.count(candle, 11);
  two.writer.hear(one.writer);
  two.sellOut(lemonade);
  two.sell(candle, 20);
  return {
    name: 'shared shelf',
    house,
    chains: [one.writer.entries(), two.writer.entries()],
    orders: [order],
    shifts: [],
  };
}

/** A till as far as its shelf is concerned. Everything but the burger is tracked; a burger takes half a candle with it. */
class Shelf {
  readonly writer: TillWriter;
  readonly #house: House;

  constructor(house: House, writer: TillWriter) {
    this.#house = house;
    this.writer = writer;
  }

  move(
    kind: MoveStock['kind'],
    item: Id<'Item'>,
    count: number,
    note: string | null,
    finger?: Id<'Command'>,
  ): void {
    const moves = [{ item, deltaMicro: units(count) }];
    this.#append('stockMovement', moveStock({ kind, moves, note }, this.#context()), finger);
  }

  count(item: Id<'Item'>, found: number): void {
    const command = { counts: [{ item, countedMicro: units(found) }], note: null };
    this.#append('countStock', countStock(command, { ...this.#context(), heads: this.writer.heads() }));
  }

  sell(item: Id<'Item'>, count: number): void {
    const line: StockLine = {
      line: this.#house.newId<'Line'>(),
      item,
      quantityMicro: units(count),
      modifiers: [],
    };
    const order = this.#house.newId<'Order'>();
    const moved = stockMovements([line], { order, kind: 'sale', stock: this.#context().stock });
    this.#append('payAndClose', { ok: true, value: moved });
  }

  sellOut(item: Id<'Item'>): void {
    const until = instant(this.#now() + HOUR_MS);
    this.#append('markSoldOut', markSoldOut({ item, until }, { ...this.#soldOut(), isKnown: () => true }));
  }

  comeBack(item: Id<'Item'>): void {
    const { state } = foldAll(soldOutFold, item, this.writer.facts(item));
    this.#append('backOnSale', backOnSale(state, { item }, this.#soldOut()));
  }

  #soldOut() {
    return { actor: this.#house.actor, store: this.#house.store, now: instant(this.#now()) };
  }

  #context() {
    const { actor, store, tenant, items } = this.#house;
    const settings = new Map<string, ItemStockRow>(
      items.map(({ id }, at) => [id, stockRow(tenant, id, at === 0 ? items[2]!.id : null)]),
    );
    const stock: StockReader = { store, settings: (item) => settings.get(item) };
    return { actor, stock };
  }

  #now(): number {
    return this.#house.clock.now();
  }

  #append(
    command: string,
    decided: Result<readonly Draft<Event>[], { readonly code: string }>,
    commandId?: Id<'Command'>,
  ): void {
    assert(decided.ok, `${command} was refused: ${decided.ok ? '' : decided.refusal.code}`);
    this.#house.clock.advance(1_000);
    const businessDate = new Date(this.#now()).toISOString().slice(0, 10) as BusinessDate;
    const content = { businessDate, events: decided.value, actor: this.#house.actor.user };
    this.writer.append(command, commandId === undefined ? content : { ...content, commandId });
  }
}

function stockRow(tenantId: Id<'Tenant'>, id: Id<'Item'>, madeOf: Id<'Item'> | null): ItemStockRow {
  return {
    id,
    tenantId,
    isTracked: madeOf === null,
    lowMicro: units(5),
    yieldMicro: MICRO,
    ingredients: madeOf === null ? [] : [{ item: madeOf, quantityMicro: units(0.5) }],
    options: [],
    version: 1,
  };
}
