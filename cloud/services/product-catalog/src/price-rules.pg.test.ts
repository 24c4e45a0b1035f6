import { zPriceRuleRow } from '@beaveros/domain/product-catalog';
import { shapeByName } from '@beaveros/protocol/shapes';
import { type OpenIsland, openIsland, userOf } from '@beaveros/service-kit/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createProductCatalogService, PRODUCT_CATALOG_MIGRATIONS } from './index.ts';

let island: OpenIsland;
/** A tenant of its own for each test. */
let tenant: (storeIds?: readonly string[]) => ReturnType<typeof userOf>;

beforeAll(async () => {
  island = await openIsland(createProductCatalogService, {
    postgresUrl: inject('postgresUrl'),
    service: 'product-catalog',
    migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
  });
  tenant = (storeIds) => userOf(island.newId(), ['can_manage_catalog'], storeIds);
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

const SELECTOR = { items: null, categories: null, unitPriceMicro: null };
const PROMOTION = {
  kind: 'promotion',
  name: 'Three for two',
  rule: {
    gift: { kind: 'free_units', count: 1, everyUnits: 3 },
    target: { ...SELECTOR, cheapestUnits: null },
    when: { quantityMinMicro: null, subtotalMinMinor: null, of: SELECTOR },
    capMinor: null,
    base: 'running',
    times: 1,
    priority: 0,
    isExclusive: false,
    orderKinds: null,
  },
};
const charge = (taxIds: readonly string[]) => ({
  kind: 'charge',
  name: 'Service',
  rule: {
    amount: { kind: 'percent', ratePpb: 100_000_000, basis: 'net' },
    guestsMin: 6,
    taxIds,
    orderKinds: ['dine-in'],
  },
});
const NO_LIMITS = { storeId: null, validFrom: null, validTo: null, weekdays: null, times: null };

describe('price rules', () => {
  it('are added, put in place of each other, listed and read; each change is a version', async () => {
    const as = tenant();
    const vat = await post(as, '/v1/taxes', { name: 'VAT', rate: '0.2', mode: 'included' });
    const made = await post(as, '/v1/price-rules', PROMOTION);
    expect(made).toEqual({ ...PROMOTION, ...NO_LIMITS, id: made.id, isActive: true, version: 1 });
    const service = await post(as, '/v1/price-rules', charge([vat.id]));
    const happy = {
      validFrom: '2026-11-23',
      validTo: '2026-12-24',
      weekdays: [1, 5],
      times: [{ fromMinute: 1_020, toMinute: 60 }],
    };
    const changed = await island.call(as, 'PUT', `/v1/price-rules/${made.id}`, {
      ...PROMOTION,
      ...happy,
      isActive: false,
    });
    expect(changed.body).toEqual({ ...made, ...happy, isActive: false, version: 2 });
    expect((await island.call(as, 'GET', `/v1/price-rules/${made.id}`)).body).toEqual(changed.body);
    const list = async (query: string) =>
      (await island.call(as, 'GET', `/v1/price-rules?${query}`)).body as {
        items: unknown[];
        nextCursor: string | null;
      };
    const first = await list('limit=1');
    expect(first.items).toEqual([service]);
    expect((await list(`limit=1&cursor=${first.nextCursor}`)).items).toEqual([changed.body]);
    expect((await list('kind=charge')).items).toEqual([service]);
  });

  it('come down as the domain reads them', async () => {
    const as = tenant();
    const made = await post(as, '/v1/price-rules', {
      ...PROMOTION,
      validFrom: '2026-11-23',
      times: [{ fromMinute: 0, toMinute: 1_440 }],
    });
    const shape = shapeByName('product-catalog.price_rules.v1')!;
    const columns = shape.columns.map(({ column }) => `${column}::text as ${column}`).join(', ');
    const [row] = await island.sql(`select ${columns} from price_rules where id = $1`, [made.id]);
    const read = Object.fromEntries(
      shape.columns.map(({ column, field, kind }) => {
        const text = row![column] as string | null;
        if (text === null || kind === 'text') return [field, text];
        return [field, kind === 'bool' ? text === 'true' : JSON.parse(text)];
      }),
    );
    expect(zPriceRuleRow.parse(read)).toEqual({ ...made, tenantId: as.tenantId });
    const own = await island.sql(
      'select attname::text as c from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
      ['price_rules'],
    );
    const wanted = [...shape.columns.map(({ column }) => column), 'created_at', 'updated_at'];
    expect(own.map(({ c }) => c).toSorted()).toEqual(wanted.toSorted());
  });

  it('are refused with the field that is wrong', async () => {
    const as = tenant();
    const stranger = island.newId();
    const target = { ...PROMOTION.rule.target };
    const wrong: [string, object][] = [
      ['body.kind', { ...PROMOTION, kind: 'horoscope' }],
      [
        'body.rule.gift.count',
        { ...PROMOTION, rule: { ...PROMOTION.rule, gift: { kind: 'free_units', count: 0, everyUnits: 3 } } },
      ],
      ['body.rule.times', { ...PROMOTION, rule: { ...PROMOTION.rule, times: 1.5 } }],
      ['body.validTo', { ...PROMOTION, validFrom: '2026-11-24', validTo: '2026-11-23' }],
      ['body.weekdays.0', { ...PROMOTION, weekdays: [8] }],
      [
        'body.rule.target.items.0',
        { ...PROMOTION, rule: { ...PROMOTION.rule, target: { ...target, items: [stranger] } } },
      ],
      ['body.rule.taxIds.0', charge([stranger])],
    ];
    for (const [field, body] of wrong) {
      const answer = await island.call(as, 'POST', '/v1/price-rules', body);
      expect(answer.status, field).toBeGreaterThanOrEqual(400);
      expect(answer.body.error, JSON.stringify(answer.body)).toMatchObject({ field });
    }
    expect((await island.call(as, 'GET', '/v1/price-rules')).body.items).toEqual([]);
  });

  it('keep their kind and their id', async () => {
    const as = tenant();
    const made = await post(as, '/v1/price-rules', PROMOTION);
    const again = await island.call(as, 'POST', '/v1/price-rules', { ...PROMOTION, id: made.id });
    expect(again.body.error).toMatchObject({ code: 'price-rule/duplicate' });
    const other = await island.call(as, 'PUT', `/v1/price-rules/${made.id}`, charge([]));
    expect(other.body.error).toMatchObject({ code: 'price-rule/kind-fixed', field: 'body.kind' });
  });

  it('of another store, or of all, are written by nobody who has only some', async () => {
    const store = island.newId();
    const boss = tenant();
    const manager = userOf(boss.tenantId, ['can_manage_catalog'], [store]);
    const everywhere = await post(boss, '/v1/price-rules', PROMOTION);
    await post(manager, '/v1/price-rules', { ...PROMOTION, storeId: store });
    for (const [method, path, storeId, code] of [
      ['POST', '/v1/price-rules', null, 'price-rule/forbidden'],
      // Every route looks whose store a body names.
      ['POST', '/v1/price-rules', island.newId(), 'store/not-yours'],
      ['PUT', `/v1/price-rules/${everywhere.id}`, store, 'price-rule/forbidden'],
    ] as const) {
      const answer = await island.call(manager, method, path, { ...PROMOTION, storeId });
      expect([answer.status, answer.body.error.code]).toEqual([403, code]);
    }
    const cashier = userOf(boss.tenantId, [], 'all');
    expect((await island.call(cashier, 'POST', '/v1/price-rules', PROMOTION)).status).toBe(403);
  });

  it('of a neighbour are out of sight and reach', async () => {
    const [mine, theirs] = [tenant(), tenant()];
    const item = await post(theirs, '/v1/items', { name: 'canary', price: '1' });
    const canary = await post(theirs, '/v1/price-rules', { ...PROMOTION, name: 'canary' });
    expect((await island.call(mine, 'GET', '/v1/price-rules')).body.items).toEqual([]);
    expect((await island.call(mine, 'GET', `/v1/price-rules/${canary.id}`)).status).toBe(404);
    expect((await island.call(mine, 'PUT', `/v1/price-rules/${canary.id}`, PROMOTION)).status).toBe(404);
    const target = { ...PROMOTION.rule.target, items: [item.id] };
    const linked = await island.call(mine, 'POST', '/v1/price-rules', {
      ...PROMOTION,
      rule: { ...PROMOTION.rule, target },
    });
    expect(linked.body.error.code).toBe('price-rule/link-unknown');
    // An id that a neighbour has is free here.
    await post(mine, '/v1/price-rules', { ...PROMOTION, id: canary.id });
    expect((await island.call(theirs, 'GET', `/v1/price-rules/${canary.id}`)).body.name).toBe('canary');
    expect(island.logged()).not.toContain('canary');
  });
});
