import { foldAll } from '@beaveros/domain/journal';
import {
  type SoldOutFolded,
  soldOutFold,
  soldOutRows,
  type StockLevelFolded,
  type StockMovementFolded,
  stockIdOf,
  stockLedger,
  stockRows,
} from '@beaveros/domain/product-catalog';
import { decimalToScaled } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { type ColumnKind, shapeByName } from '@beaveros/protocol/shapes';
import { type OpenIsland, openIsland, projectedStore, userOf } from '@beaveros/service-kit/testing';
import { describeFoldedStore, sharedShelf, type Story, type WrittenEntry } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createProductCatalogService, PRODUCT_CATALOG_MIGRATIONS } from './index.ts';
import { PRODUCT_CATALOG_READING, readSoldOut, readStock } from './ingest.ts';

let island: OpenIsland;
beforeAll(async () => {
  island = await openIsland(createProductCatalogService, {
    postgresUrl: inject('postgresUrl'),
    service: 'product-catalog',
    migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
  });
});
afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

const toFeed = (written: readonly WrittenEntry[]) =>
  written.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) }));
const aggregatesOf = ({ chains }: Story, ...types: readonly string[]) => [
  ...new Set(
    chains
      .flat()
      .flatMap(({ entry }) => entry.events)
      .filter(({ type }) => types.includes(type))
      .map(({ aggregate }) => aggregate),
  ),
];

describeFoldedStore<{
  readonly levels: readonly StockLevelFolded[];
  readonly movements: readonly StockMovementFolded[];
}>({
  name: 'stock of the product-catalog service',
  expected: (stock, facts) => stockRows(stockLedger(stock, facts)),
  aggregates: (story) => aggregatesOf(story, 'product-catalog.StockMoved', 'product-catalog.StockCounted'),
  deliveries: 5,
  open: async (tenant) => {
    const { database } = island.service;
    const rows = (tx: Parameters<typeof readStock>[0], stock: string) => readStock(tx, tenant, stock);
    const store = await projectedStore({ database, tenant, reading: PRODUCT_CATALOG_READING, rows });
    return { ...store, take: (written) => store.take(written[0]!.chain, toFeed(written)) };
  },
});

describeFoldedStore<{ readonly soldOut: readonly SoldOutFolded[] }>({
  name: 'what has run out, in the product-catalog service',
  expected: (item, facts) => soldOutRows(foldAll(soldOutFold, item, facts).state),
  aggregates: (story) => aggregatesOf(story, 'product-catalog.ItemSoldOut', 'product-catalog.ItemBackOnSale'),
  deliveries: 3,
  open: async (tenant) => {
    const { database } = island.service;
    const rows = async (tx: Parameters<typeof readSoldOut>[0], item: string) => ({
      soldOut: await readSoldOut(tx, tenant, item),
    });
    const store = await projectedStore({ database, tenant, reading: PRODUCT_CATALOG_READING, rows });
    return { ...store, take: (written) => store.take(written[0]!.chain, toFeed(written)) };
  },
});

type Someone = ReturnType<typeof userOf>;
const asked = async (as: Someone, method: string, path: string, body?: unknown) => {
  const answer = await island.call(as, method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const refusedWith = async (as: Someone, method: string, path: string, body?: unknown) => {
  const { status, body: said } = await island.call(as, method, path, body);
  return [status, said.code ?? said.error?.code];
};

async function tell(story: Story): Promise<void> {
  for (const chain of story.chains) {
    const texts = chain.map(({ entry }) => writeEntry(entry));
    island.feed.add(story.house.tenant, chain[0]!.chain, texts);
  }
  await island.settled();
}

describe('levels of the stores', () => {
  it('are listed with names and thresholds of now, page by page, for the stores that the token names', async () => {
    const story = sharedShelf(91);
    const { tenant, store, items } = story.house;
    await tell(story);
    const catalogue = userOf(tenant, ['can_manage_catalog', 'can_manage_stock']);
    const lemonade = items[1]!.id;
    await asked(catalogue, 'POST', '/v1/items', { id: lemonade, name: 'Limonada', price: '2' });
    const settings = { isTracked: true, lowQuantity: '17.5', recipe: null };
    await asked(catalogue, 'PUT', `/v1/items/${lemonade}/stock-settings`, settings);

    const page = await asked(catalogue, 'GET', `/v1/stock-levels?storeId=${store}&limit=1`);
    const rest = await asked(catalogue, 'GET', `/v1/stock-levels?limit=10&cursor=${page.nextCursor}`);
    const levels = [...page.items, ...rest.items];
    expect(rest.nextCursor).toBeNull();
    expect(levels.find(({ itemId }) => itemId === lemonade)).toMatchObject({
      id: stockIdOf(store, lemonade),
      storeId: store,
      itemName: 'Limonada',
      level: '17',
      lowQuantity: '17.5',
      flag: 'low',
      counted: '19',
      moved: '-2',
    });
    const flagged = await asked(catalogue, 'GET', '/v1/stock-levels?flagged=true');
    expect(flagged.items.map(({ level, flag }: Record<string, string>) => [level, flag]).toSorted()).toEqual([
      ['-9', 'negative'],
      ['17', 'low'],
    ]);
    const elsewhere = userOf(tenant, ['can_manage_stock'], [island.newId()]);
    expect((await asked(elsewhere, 'GET', '/v1/stock-levels')).items).toEqual([]);
    expect(await refusedWith(userOf(tenant, []), 'GET', '/v1/stock-levels')).toEqual([
      403,
      'permission/missing',
    ]);
  });

  it('have their movements, newest first', async () => {
    const story = sharedShelf(92);
    const { tenant, items } = story.house;
    await tell(story);
    const as = userOf(tenant, ['can_manage_stock']);
    const path = `/v1/stock-movements?itemId=${items[1]!.id}`;
    const first = await asked(as, 'GET', `${path}&limit=2`);
    const rest = await asked(as, 'GET', `${path}&limit=9&cursor=${first.nextCursor}`);
    const moved = [...first.items, ...rest.items].map(({ kind, delta, isCounted }) => [
      kind,
      delta,
      isCounted,
    ]);
    expect(moved).toEqual([
      ['return', '1', false],
      ['sale', '-1', true],
      ['sale', '-3', false],
      ['received', '24', true],
    ]);
  });

  it('say what has run out, as long as its time is not over', async () => {
    const story = sharedShelf(93);
    const { tenant, items, store } = story.house;
    await tell(story);
    const as = userOf(tenant, []);
    // The story is long ago, and everything was marked for an hour.
    expect((await asked(as, 'GET', '/v1/sold-out-items')).items).toEqual([]);
    await island.sql('update sold_out_items set sold_out_until = null where tenant_id = $1', [tenant]);
    expect((await asked(as, 'GET', `/v1/sold-out-items?storeId=${store}`)).items).toMatchObject([
      { storeId: store, itemId: items[1]!.id, itemName: null, until: null },
    ]);
  });
});

describe('how items move stock', () => {
  const tillRow = async (tenantId: string, id: string): Promise<unknown> => {
    const shape = shapeByName('product-catalog.till_stock.v1')!;
    const columns = shape.columns.map(({ column }) => `${column}::text as ${column}`).join(', ');
    const [row] = await island.sql(`select ${columns} from till_stock where tenant_id = $1 and id = $2`, [
      tenantId,
      id,
    ]);
    if (row === undefined) return null;
    const fields = shape.columns.map(({ column, field, kind }) => [
      field,
      valueOf(row[column] as string | null, kind),
    ]);
    return shape.row.parse(Object.fromEntries(fields));
  };
  const kitchen = async () => {
    const as = userOf(island.newId(), ['can_manage_catalog']);
    const item = async (name: string, more = {}): Promise<string> =>
      (await asked(as, 'POST', '/v1/items', { name, price: '1', ...more })).id;
    return {
      as,
      item,
      set: (id: string, body: unknown) => asked(as, 'PUT', `/v1/items/${id}/stock-settings`, body),
    };
  };
  const SILENT = { isTracked: false, lowQuantity: null, recipe: null };

  it('comes down as one row an item that says anything, and goes with the last word', async () => {
    const { as, item, set } = await kitchen();
    const [flour, pizza] = [await item('Flour'), await item('Pizza')];
    expect(await tillRow(as.tenantId, pizza)).toBeNull();
    const recipe = { yield: '8', lines: [{ ingredientId: flour, quantity: '1.5' }] };
    const settings = { isTracked: true, lowQuantity: '-0.5', recipe };
    expect(await set(pizza, settings)).toEqual({ itemId: pizza, ...settings });
    expect(await tillRow(as.tenantId, pizza)).toEqual({
      id: pizza,
      tenantId: as.tenantId,
      isTracked: true,
      lowMicro: -500_000,
      yieldMicro: 8_000_000,
      ingredients: [{ item: flour, quantityMicro: 1_500_000 }],
      options: [],
      version: 1,
    });
    await set(pizza, settings);
    expect(await tillRow(as.tenantId, pizza)).toMatchObject({ version: 1 });
    await set(pizza, { ...settings, isTracked: false });
    expect(await tillRow(as.tenantId, pizza)).toMatchObject({ version: 2, isTracked: false });
    await set(pizza, SILENT);
    expect(await tillRow(as.tenantId, pizza)).toBeNull();
    expect(await asked(as, 'GET', `/v1/items/${pizza}/stock-settings`)).toEqual({ itemId: pizza, ...SILENT });
  });

  it('takes what an option adds along to every item that offers it, and away with the option', async () => {
    const { as, item } = await kitchen();
    const cheese = await item('Cheese');
    const extras = await asked(as, 'POST', '/v1/modifiers', {
      name: 'Extras',
      maxOptions: 2,
      options: [{ name: 'More cheese' }, { name: 'No cheese' }],
    });
    const [more, none] = extras.options.map(({ id }: { id: string }) => id);
    const pizza = await item('Pizza', { modifierIds: [extras.id] });
    const lines = [{ ingredientId: cheese, quantity: '0.05' }];
    const path = `/v1/modifier-options/${more}/recipe`;
    expect(await asked(as, 'PUT', path, { lines })).toEqual({ optionId: more, lines });
    await asked(as, 'PUT', `/v1/modifier-options/${none}/recipe`, {
      lines: [{ ingredientId: cheese, quantity: '-0.1' }],
    });
    expect(await tillRow(as.tenantId, pizza)).toMatchObject({
      options: [
        { option: more, ingredients: [{ item: cheese, quantityMicro: 50_000 }] },
        { option: none, ingredients: [{ item: cheese, quantityMicro: -100_000 }] },
      ],
    });
    await asked(as, 'PATCH', `/v1/modifiers/${extras.id}`, { options: [{ id: none, name: 'No cheese' }] });
    expect(await tillRow(as.tenantId, pizza)).toMatchObject({ options: [{ option: none }] });
    await asked(as, 'PATCH', `/v1/items/${pizza}`, { modifierIds: [] });
    expect(await tillRow(as.tenantId, pizza)).toBeNull();
  });

  it('is refused where a recipe leads back, leads too deep, or names what is not ours', async () => {
    const { as, item, set } = await kitchen();
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F']) ids.push(await item(name));
    const madeOf = (at: number) => ({
      ...SILENT,
      recipe: { yield: '1', lines: [{ ingredientId: ids[at], quantity: '1' }] },
    });
    for (const at of [3, 2, 1, 0]) await set(ids[at]!, madeOf(at + 1));
    const put = (at: number, body: unknown) =>
      refusedWith(as, 'PUT', `/v1/items/${ids[at]}/stock-settings`, body);
    expect(await put(4, madeOf(0))).toEqual([422, 'recipe/circle']);
    expect(await put(5, madeOf(0))).toEqual([422, 'recipe/too-deep']);
    const foreign = {
      ...SILENT,
      recipe: { yield: '1', lines: [{ ingredientId: island.newId(), quantity: '1' }] },
    };
    expect(await put(5, foreign)).toEqual([422, 'recipe/ingredient-unknown']);
    // Nothing of what was refused is left.
    expect(await asked(as, 'GET', `/v1/items/${ids[4]}/stock-settings`)).toMatchObject(SILENT);
    expect(await refusedWith(as, 'GET', `/v1/items/${island.newId()}/stock-settings`)).toEqual([
      404,
      'item/not-found',
    ]);
  });
});

function valueOf(text: string | null, kind: ColumnKind): unknown {
  if (text === null) return null;
  if (kind === 'bool') return text === 'true';
  if (kind === 'int') return Number(text);
  if (kind === 'json') return JSON.parse(text);
  return kind === 'text' ? text : decimalToScaled(text, 6);
}
