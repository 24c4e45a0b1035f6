import { shapeByName } from '@beaveros/protocol/shapes';
import type { ColumnKind } from '@beaveros/protocol/shapes';
import { decimalToScaled, id } from '@beaveros/kit';
import { type OpenIsland, openIsland, userOf } from '@beaveros/service-kit/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  createProductCatalogService,
  importCatalogue,
  PRODUCT_CATALOG_MIGRATIONS,
  publishTillItems,
} from './index.ts';

let island: OpenIsland;
/** A tenant of its own for each test. */
let tenant: () => ReturnType<typeof userOf>;

beforeAll(async () => {
  const options = {
    postgresUrl: inject('postgresUrl'),
    service: 'product-catalog',
    migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
  };
  island = await openIsland(createProductCatalogService, options);
  tenant = () => userOf(island.newId(), ['can_manage_catalog']);
});

afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

type Someone = ReturnType<typeof userOf>;
const post = async (as: Someone, path: string, body: unknown) => {
  const answer = await island.call(as, 'POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const patch = async (as: Someone, path: string, body: unknown) => {
  const answer = await island.call(as, 'PATCH', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};

/** The rows of a shape as a till would make them of what the server sends: text by column, parsed by the shape's schema. */
async function rowsOfShape(name: string, tenantId: string): Promise<Record<string, unknown>[]> {
  const shape = shapeByName(name)!;
  const columns = shape.columns.map(({ column }) => `${column}::text as ${column}`).join(', ');
  const rows = await island.sql(`select ${columns} from ${shape.table} where tenant_id = $1 order by name`, [
    tenantId,
  ]);
  return rows.map((row) => {
    const read = Object.fromEntries(
      shape.columns.map(({ column, field, kind }) => [field, valueOf(row[column] as string | null, kind)]),
    );
    return shape.row.parse(read) as Record<string, unknown>;
  });
}

function valueOf(text: string | null, kind: ColumnKind): unknown {
  if (text === null) return null;
  if (kind === 'bool') return text === 'true';
  if (kind === 'int') return Number(text);
  if (kind === 'json') return JSON.parse(text);
  return kind === 'text' ? text : decimalToScaled(text, 6);
}

describe('what tills sell from', () => {
  it('is one row an item with all its parts, as the domain reads it', async () => {
    const as = tenant();
    const food = await post(as, '/v1/categories', { name: 'Food', color: '#aa0000', position: 2 });
    const vat = await post(as, '/v1/taxes', { name: 'VAT', rate: '0.2', mode: 'included', sequence: 2 });
    const city = await post(as, '/v1/taxes', { name: 'City', rate: '0.015', mode: 'excluded', sequence: 1 });
    const extras = await post(as, '/v1/modifiers', {
      name: 'Extras',
      selectionType: 'multiple',
      maxOptions: 2,
      options: [
        { name: 'Cheddar', priceAdjustment: '1.2' },
        { name: 'Less salt', priceAdjustment: '-0.05' },
      ],
    });
    const burger = await post(as, '/v1/items', {
      name: 'Burger',
      sku: 'B-1',
      price: '12.5',
      categoryIds: [food.id],
      taxIds: [vat.id, city.id],
      modifierIds: [extras.id],
      barcodes: ['4006381333931', '96385074'],
    });
    await post(as, '/v1/items', { name: 'Deposit back', price: '-0.08' });
    expect(await rowsOfShape('product-catalog.till_items.v1', as.tenantId)).toEqual([
      {
        id: burger.id,
        tenantId: as.tenantId,
        name: 'Burger',
        sku: 'B-1',
        type: 'product',
        priceMicro: 12_500_000,
        categoryIds: [food.id],
        taxIds: [city.id, vat.id],
        modifiers: [
          {
            id: extras.id,
            name: 'Extras',
            selectionType: 'multiple',
            minOptions: 0,
            maxOptions: 2,
            options: [
              { id: extras.options[0].id, name: 'Cheddar', priceMicro: 1_200_000, isActive: true },
              { id: extras.options[1].id, name: 'Less salt', priceMicro: -50_000, isActive: true },
            ],
          },
        ],
        barcodes: ['4006381333931', '96385074'],
        imageUrl: null,
        color: null,
        isActive: true,
        isSoldOut: false,
        version: 1,
      },
      expect.objectContaining({
        name: 'Deposit back',
        sku: null,
        priceMicro: -80_000,
        taxIds: [],
        modifiers: [],
      }),
    ]);
    expect(await rowsOfShape('product-catalog.taxes.v1', as.tenantId)).toMatchObject([
      { name: 'City', ratePpm: 15_000 },
      { name: 'VAT', ratePpm: 200_000 },
    ]);
    expect(await rowsOfShape('product-catalog.categories.v1', as.tenantId)).toMatchObject([
      { name: 'Food', color: '#aa0000', position: 2 },
    ]);
  });

  it('is published again with every item that a changed part concerns, and with no other', async () => {
    const as = tenant();
    const extras = await post(as, '/v1/modifiers', {
      name: 'Extras',
      options: [{ name: 'Cheddar', priceAdjustment: '1' }],
    });
    const [first, second] = [
      await post(as, '/v1/items', { name: 'A', price: '1', modifierIds: [extras.id] }),
      await post(as, '/v1/items', { name: 'B', price: '1', modifierIds: [extras.id] }),
    ];
    const other = await post(as, '/v1/items', { name: 'C', price: '1' });
    const versions = async () =>
      Object.fromEntries(
        (await rowsOfShape('product-catalog.till_items.v1', as.tenantId)).map((row) => [
          row['id'],
          row['version'],
        ]),
      );
    await patch(as, `/v1/modifiers/${extras.id}`, {
      options: [{ id: extras.options[0].id, name: 'Cheddar', priceAdjustment: '1.5' }, { name: 'Gouda' }],
    });
    expect(await versions()).toEqual({ [first.id]: 2, [second.id]: 2, [other.id]: 1 });
    const [row] = await rowsOfShape('product-catalog.till_items.v1', as.tenantId);
    expect(row?.['modifiers']).toMatchObject([
      { options: [{ priceMicro: 1_500_000 }, { name: 'Gouda', priceMicro: 0 }] },
    ]);
    const gouda = (row!['modifiers'] as { options: { id: string }[] }[])[0]!.options[1]!.id;
    // The same again changes nothing, so tills hear nothing.
    await patch(as, `/v1/modifiers/${extras.id}`, {
      options: [
        { id: extras.options[0].id, name: 'Cheddar', priceAdjustment: '1.5' },
        { id: gouda, name: 'Gouda' },
      ],
    });
    expect(await versions()).toEqual({ [first.id]: 2, [second.id]: 2, [other.id]: 1 });
    await patch(as, `/v1/modifiers/${extras.id}`, { isActive: false });
    expect((await rowsOfShape('product-catalog.till_items.v1', as.tenantId))[0]?.['modifiers']).toEqual([]);
    await patch(as, `/v1/items/${other.id}`, { price: '2', isSoldOut: true });
    expect(await versions()).toEqual({ [first.id]: 3, [second.id]: 3, [other.id]: 2 });
  });

  it('holds both changes when two people change two parts of one item at once', async () => {
    const as = tenant();
    const tenantId = id<'tenant'>(as.tenantId);
    const extras = await post(as, '/v1/modifiers', { name: 'Extras' });
    const item = await post(as, '/v1/items', { name: 'A', price: '1', modifierIds: [extras.id] });
    for (let round = 2; round < 12; round += 1) {
      await Promise.all([
        island.service.database.withTenant(tenantId, async (tx) => {
          await tx.execute('update items set base_price = $2 where id = $1', [item.id, round]);
          await publishTillItems(tx, tenantId, [item.id]);
        }),
        island.service.database.withTenant(tenantId, async (tx) => {
          await tx.execute('update modifiers set name = $2 where id = $1', [extras.id, `Extras ${round}`]);
          await publishTillItems(tx, tenantId, [item.id]);
        }),
      ]);
      const [row] = await rowsOfShape('product-catalog.till_items.v1', tenantId);
      expect(row).toMatchObject({ priceMicro: round * 1_000_000, modifiers: [{ name: `Extras ${round}` }] });
    }
  });
});

describe('items', () => {
  it('are listed by name, SKU or price, both ways, page by page', async () => {
    const as = tenant();
    const names = ['apple', 'Banana', 'cherry', 'Date', 'elder'];
    for (const [at, name] of names.entries())
      await post(as, '/v1/items', { name, sku: `S${9 - at}`, price: `${(at * 7) % 5}` });
    const all = async (query: string) => {
      const found: string[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await island.call(as, 'GET', `/v1/items?limit=2${query}${cursor}`);
        found.push(...body.items.map((item: { name: string }) => item.name));
        if (body.nextCursor === null) return found;
        cursor = `&cursor=${body.nextCursor}`;
      }
    };
    expect(await all('')).toEqual(names);
    expect(await all('&order=desc')).toEqual(names.toReversed());
    expect(await all('&sort=sku')).toEqual(names.toReversed());
    expect(await all('&sort=price')).toEqual(['apple', 'Date', 'Banana', 'elder', 'cherry']);
    expect(await all('&sort=price&order=desc')).toEqual(['cherry', 'elder', 'Banana', 'Date', 'apple']);
    const [date] = (await island.call(as, 'GET', '/v1/items?search=date')).body.items;
    await patch(as, `/v1/items/${date.id}`, { isActive: false });
    expect(await all('&isActive=true')).toEqual(['apple', 'Banana', 'cherry', 'elder']);
    expect((await island.call(as, 'GET', '/v1/items?limit=2&cursor=bm9uc2Vuc2U')).body.error).toMatchObject({
      code: 'request/invalid',
      field: 'query.cursor',
    });
  });

  it('are found by words of the name, the beginning of the SKU or a whole barcode', async () => {
    const as = tenant();
    const wines = await post(as, '/v1/categories', { name: 'Wines' });
    await post(as, '/v1/items', {
      name: 'Red wine 100% house',
      sku: 'W_1',
      price: '5',
      barcodes: ['123456'],
      categoryIds: [wines.id],
    });
    await post(as, '/v1/items', { name: 'White wine', sku: 'WX1', price: '5' });
    const found = async (search: string) =>
      (await island.call(as, 'GET', `/v1/items?search=${encodeURIComponent(search)}`)).body.items.map(
        (item: { name: string }) => item.name,
      );
    expect(await found('WINE house')).toEqual(['Red wine 100% house']);
    expect(await found('0%')).toEqual(['Red wine 100% house']);
    expect(await found('w_')).toEqual(['Red wine 100% house']);
    expect(await found('123456')).toEqual(['Red wine 100% house']);
    expect(await found('12345')).toEqual([]);
    expect(await found('wine')).toHaveLength(2);
    expect((await island.call(as, 'GET', `/v1/items?categoryId=${wines.id}`)).body.items).toHaveLength(1);
  });

  it('refuse a SKU that is taken, a link that leads nowhere, and a price that is none', async () => {
    const as = tenant();
    const item = await post(as, '/v1/items', { name: 'A', sku: 'X', price: '1' });
    const refused = async (path: string, body: unknown, method = 'POST') =>
      (await island.call(as, method, path, body)).body.error?.code;
    expect(await refused('/v1/items', { name: 'B', sku: 'X', price: '1' })).toBe('item/duplicate');
    expect(await refused(`/v1/items/${item.id}`, { taxIds: [island.newId()] }, 'PATCH')).toBe(
      'item/link-unknown',
    );
    expect(await refused(`/v1/items/${island.newId()}`, { name: 'Z' }, 'PATCH')).toBe('item/not-found');
    for (const price of ['1e3', '', 'NaN', '0.0000001', '99999999999', 5])
      expect(await refused('/v1/items', { name: 'B', price }), String(price)).toBe('request/invalid');
    expect(await refused('/v1/items', { name: 'nul\0', price: '1' })).toBe('request/invalid');
    expect(await refused('/v1/taxes', { name: 'T', rate: '-0.1', mode: 'included' })).toBe('request/invalid');
    expect(await refused('/v1/modifiers', { name: 'M', minOptions: 2, maxOptions: 1 })).toBe(
      'modifier/min-above-max',
    );
    // What was refused left nothing behind, in items or on tills.
    expect(
      (await rowsOfShape('product-catalog.till_items.v1', as.tenantId)).map((row) => row['name']),
    ).toEqual(['A']);
    expect((await island.call(as, 'GET', `/v1/items/${item.id}`)).body.taxIds).toEqual([]);
  });

  it('may share a name, and get the default taxes when none are named', async () => {
    const as = tenant();
    const vat = await post(as, '/v1/taxes', { name: 'VAT', rate: '0.2', mode: 'included', isDefault: true });
    const one = await post(as, '/v1/items', { name: 'COLOURING PENCILS', sku: '10133', price: '0.85' });
    const two = await post(as, '/v1/items', {
      name: 'COLOURING PENCILS',
      sku: '10135',
      price: '1.25',
      taxIds: [],
    });
    expect([one.taxIds, two.taxIds]).toEqual([[vat.id], []]);
  });
});

describe('an import', () => {
  it('adds and changes by SKU, with names of categories and taxes, all or none', async () => {
    const as = tenant();
    await post(as, '/v1/taxes', { name: 'VAT', rate: '0.2', mode: 'included' });
    const old = await post(as, '/v1/items', { name: 'Old', sku: 'A1', price: '1', barcodes: ['111'] });
    const items = [
      { sku: 'A1', name: 'New', price: '2.5', categories: ['Toys'], taxes: ['VAT'], barcodes: ['222'] },
      { sku: 'A2', name: 'Other', price: '-3' },
    ];
    expect(await post(as, '/v1/catalogue/imports', { categories: [{ name: 'Toys' }], items })).toEqual({
      created: 1,
      changed: 1,
    });
    const rows = await rowsOfShape('product-catalog.till_items.v1', as.tenantId);
    expect(rows).toMatchObject([
      { id: old.id, name: 'New', priceMicro: 2_500_000, barcodes: ['222'], version: 2 },
      { name: 'Other', priceMicro: -3_000_000, version: 1 },
    ]);
    expect(rows[0]?.['categoryIds']).toHaveLength(1);
    const bad = await island.call(as, 'POST', '/v1/catalogue/imports', {
      items: [
        { sku: 'A3', name: 'C', price: '1' },
        { sku: 'A4', name: 'D', price: '1', taxes: ['None'] },
      ],
    });
    expect(bad.body.error).toMatchObject({ code: 'import/tax-unknown', field: 'body.items.1.taxes' });
    const twice = await island.call(as, 'POST', '/v1/catalogue/imports', { items: [items[1], items[1]] });
    expect(twice.body.error).toMatchObject({ code: 'import/sku-twice' });
    expect(await rowsOfShape('product-catalog.till_items.v1', as.tenantId)).toHaveLength(2);
  });

  it('takes six thousand items with links in one transaction', async () => {
    const as = tenant();
    const tenantId = id<'tenant'>(as.tenantId);
    const tax = island.newId();
    const category = island.newId();
    const items = Array.from({ length: 6_000 }, (_, at) => ({
      id: island.newId(),
      name: `Item ${at}`,
      sku: `S${at}`,
      priceMicro: at * 10_000,
      taxIds: [tax],
      categoryIds: [category],
      barcodes: [`${at}`],
    }));
    const catalogue = {
      taxes: [{ id: tax, name: 'VAT', ratePpm: 200_000, mode: 'included' as const }],
      categories: [{ id: category, name: 'All' }],
      items,
    };
    const answer = await island.service.database.withTenant(tenantId, (tx) =>
      importCatalogue(tx, tenantId, catalogue),
    );
    expect(answer).toEqual({ created: 6_000, changed: 0 });
    const again = await island.service.database.withTenant(tenantId, (tx) =>
      importCatalogue(tx, tenantId, { items: items.slice(0, 10) }),
    );
    expect(again).toEqual({ created: 0, changed: 10 });
    const [counted] = await island.sql(
      'select count(*)::int as n, max(version) as version from till_items where tenant_id = $1',
      [tenantId],
    );
    expect(counted).toEqual({ n: 6_000, version: 1 });
  });
});

describe('the tables', () => {
  it('have the columns of their shapes, with times of their own', async () => {
    for (const name of ['taxes', 'categories', 'till_items']) {
      const shape = shapeByName(`product-catalog.${name}.v1`)!;
      const rows = await island.sql(
        'select attname::text as c from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
        [name],
      );
      const columns = rows.map(({ c }) => c);
      const wanted = [...shape.columns.map(({ column }) => column), 'created_at', 'updated_at'];
      expect(new Set(columns)).toEqual(new Set(name === 'taxes' ? [...wanted, 'rounding'] : wanted));
    }
  });
});

describe('a neighbour', () => {
  it('sees nothing and changes nothing on any route', async () => {
    const mine = tenant();
    const theirs = tenant();
    const canaries: string[] = [];
    const made: Record<string, string> = {};
    for (const [path, body] of [
      ['/v1/categories', { name: 'canary-category' }],
      ['/v1/taxes', { name: 'canary-tax', rate: '0.1', mode: 'included' }],
      ['/v1/modifiers', { name: 'canary-modifier', options: [{ name: 'canary-option' }] }],
      ['/v1/items', { name: 'canary-item', sku: 'canary-sku', price: '7', barcodes: ['canary-code'] }],
    ] as const) {
      const { id: madeId } = await post(theirs, path, body);
      made[path] = madeId;
      canaries.push(madeId);
    }
    for (const [path, madeId] of Object.entries(made)) {
      const listed = JSON.stringify((await island.call(mine, 'GET', path)).body);
      expect(listed).not.toContain('canary');
      for (const canary of canaries) expect(listed).not.toContain(canary);
      expect((await island.call(mine, 'PATCH', `${path}/${madeId}`, { name: 'stolen' })).status).toBe(404);
    }
    expect((await island.call(mine, 'GET', `/v1/items/${made['/v1/items']}`)).status).toBe(404);
    for (const search of ['canary', 'canary-sku', 'canary-code']) {
      expect((await island.call(mine, 'GET', `/v1/items?search=${search}`)).body.items).toEqual([]);
    }
    for (const [field, path] of [
      ['categoryIds', '/v1/categories'],
      ['taxIds', '/v1/taxes'],
      ['modifierIds', '/v1/modifiers'],
    ] as const) {
      const linked = await island.call(mine, 'POST', '/v1/items', {
        name: 'thief',
        price: '1',
        [field]: [made[path]],
      });
      expect(linked.body.error.code).toBe('item/link-unknown');
    }
    // An id that a neighbour has is free here: nobody learns that it is taken.
    expect(
      (
        await island.call(mine, 'POST', '/v1/items', {
          id: made['/v1/items'],
          name: 'same id',
          sku: 'canary-sku',
          price: '1',
        })
      ).status,
    ).toBe(200);
    const imported = await island.call(mine, 'POST', '/v1/catalogue/imports', {
      items: [{ sku: 'canary-sku', name: 'mine', price: '1', categories: ['canary-category'] }],
    });
    expect(imported.body.error.code).toBe('import/category-unknown');
    expect(
      (await island.call(userOf(mine.tenantId, []), 'POST', '/v1/items', { name: 'x', price: '1' })).status,
    ).toBe(403);
    expect((await island.call(theirs, 'GET', `/v1/items/${made['/v1/items']}`)).body).toMatchObject({
      name: 'canary-item',
      price: '7',
    });
    expect(island.logged()).not.toContain('canary');
  });
});
