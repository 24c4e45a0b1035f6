import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_STORE_POLICIES } from '@beaveros/domain/service-entity';
import { Fault, instant } from '@beaveros/kit';
import { SHAPES } from '@beaveros/protocol/shapes';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, item, itemGone, itemValue, shapeOf, TAX, tax, TENANT, uuid } from './_wire.ts';
import { storeStaff } from './auth-user/rows-tables.ts';
import { paymentMethods, tillAccounts } from './payment/rows-tables.ts';
import { categories, priceRules, taxes, tillItems, tillStock } from './product-catalog/rows-tables.ts';
import { openRows, type Rows } from './rows.ts';
import {
  devices,
  serviceAreas,
  serviceEntities,
  storePolicies,
  stores,
  terminals,
} from './service-entity/rows-tables.ts';
import type { ShapeRows } from './shape-rows.ts';
import { readWireRow, type WireChange } from './wire-row.ts';
import { automations, stations, workflowStages } from './workflow/rows-tables.ts';

let dir: string;
let rows: Rows;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaveros-rows-'));
  rows = open();
});
afterEach(() => {
  rows[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const open = (sealKey = Buffer.alloc(32, 1)) => openRows({ dir, sealKey });
const shape = (table: string): ShapeRows => rows.shapes.flat().find((each) => each.shape.table === table)!;

function comeDown(table: string, changes: readonly WireChange[], n = 1): void {
  const target = shape(table);
  target.beginShadow();
  target.fill(changes, true);
  for (const _step of target.finishShadow()) continue;
  target.swap(at(n), null);
}

const itemRow = (n: number) => item(n).row;

describe('a shape on the till', () => {
  it('is filled aside, is swapped in whole with its position, and goes on from there', () => {
    comeDown('taxes', [tax()]);
    const items = shape('till_items');
    items.beginShadow();
    items.fill([item(1), item(2)], true);
    expect([rows.catalogue.item(uuid(1)), items.position, items.isComplete]).toEqual([
      undefined,
      null,
      false,
    ]);
    for (const _step of items.finishShadow()) continue;
    items.swap(at(5), null);
    expect(rows.catalogue.item(uuid(1))).toEqual(itemRow(1));
    items.apply([item(3), itemGone(1)], at(6), null);
    expect([rows.catalogue.item(uuid(1)), rows.catalogue.item(uuid(3)), items.position, items.rows]).toEqual([
      undefined,
      itemRow(3),
      at(6),
      2,
    ]);
    rows[Symbol.dispose]();
    rows = open();
    expect([rows.catalogue.item(uuid(3)), shape('till_items').position]).toEqual([itemRow(3), at(6)]);
  });

  it('keeps selling by its rows while it is filled anew, and forgets a shadow that did not come whole', () => {
    comeDown('taxes', [tax()]);
    comeDown('till_items', [item(1)]);
    const items = shape('till_items');
    items.beginShadow();
    items.fill([item(2)], true);
    expect(rows.catalogue.search('item', 10)).toEqual([itemRow(1)]);
    items.discard();
    items.apply([item(3)], at(9), null);
    expect(rows.catalogue.search('item', 10)).toEqual([itemRow(1), itemRow(3)]);
  });

  it('takes no batch after which its rows are not what the server has', () => {
    comeDown('taxes', [tax()]);
    comeDown('till_items', [item(1)]);
    const items = shape('till_items');
    const good = { count: 2, digest: String(item(1).digest + item(2).digest) };
    expect(() => items.apply([item(2)], at(2), { ...good, count: 3 })).toThrow(Fault);
    expect(() => items.apply([item(2)], at(2), { ...good, digest: '7' })).toThrow(/not what the server has/);
    expect([items.position, rows.catalogue.item(uuid(2)), rows.catalogue.search('item 2', 5)]).toEqual([
      at(1),
      undefined,
      [],
    ]);
    items.apply([item(2)], at(2), good);
    expect(items.position).toEqual(at(2));
  });

  it('tells who listens, after the commit', () => {
    const told: unknown[] = [];
    rows.onApplied((name) => told.push([name, rows.catalogue.tax(TAX)?.name]));
    comeDown('taxes', [tax()]);
    shape('taxes').apply([tax(TAX, { name: 'MwSt' })], at(2), null);
    shape('taxes').apply([], at(3), null);
    expect(told).toEqual([
      ['product-catalog.taxes.v1', 'VAT'],
      ['product-catalog.taxes.v1', 'MwSt'],
    ]);
  });

  it('whatever transaction dies, its rows fit its position at the next start', () => {
    // A server of a few versions: version n holds the items 1..n, and n renamed.
    const at_ = (version: number) =>
      Array.from({ length: version }, (_, k) => item(k + 1, { name: `v${version}` }));
    const script = (target: ShapeRows) => {
      if (target.position === null) {
        target.beginShadow();
        target.fill(at_(1), true);
        target.fill([item(2, { name: 'v2' }), item(1, { name: 'v2' })], false);
        for (const _step of target.finishShadow()) continue;
        target.swap(at(2), null);
      }
      for (let version = Number(target.position!.offset.split('_')[0]) + 1; version <= 4; version += 1) {
        target.apply(at_(version), at(version), null);
      }
    };
    for (let fatal = 1; ; fatal += 1) {
      rows[Symbol.dispose]();
      rmSync(dir, { recursive: true, force: true });
      rows = open();
      comeDown('taxes', [tax()]);
      const died = dieAtTransaction(fatal, () => script(shape('till_items')));
      rows[Symbol.dispose]();
      rows = open();
      const stored = shape('till_items').position;
      const version = stored === null ? 0 : Number(stored.offset.split('_')[0]);
      const held = rows.catalogue
        .items({ category: null, limit: 9, offset: 0 })
        .items.map(({ id, name }) => [id, name]);
      expect(held).toEqual(at_(version).map(({ wire }) => [wire['id'], `v${version}`]));
      script(shape('till_items'));
      expect(rows.catalogue.search('v4', 9).map(({ id }) => id)).toEqual([1, 2, 3, 4].map(uuid));
      if (!died) {
        // Every border of every transaction was met.
        expect(fatal).toBeGreaterThan(16);
        break;
      }
    }
  });
});

/** Throws at the n-th transaction border: before it begins when n is odd, after its commit when even. */
function dieAtTransaction(n: number, work: () => void): boolean {
  // oxlint-disable-next-line typescript/unbound-method -- called below with the database as its `this`.
  const original = Database.prototype.transaction;
  let border = 0;
  Database.prototype.transaction = function (this: Database.Database, body: (...args: unknown[]) => unknown) {
    const run = original.call(this, body);
    const guarded = (...args: unknown[]) => {
      if ((border += 1) === n) throw new Error('killed');
      const value = run.immediate(...args);
      if ((border += 1) === n) throw new Error('killed');
      return value;
    };
    return Object.assign(guarded, { immediate: guarded });
  } as never;
  try {
    work();
    return false;
  } catch (error) {
    expect((error as Error).message).toBe('killed');
    return true;
  } finally {
    Database.prototype.transaction = original;
  }
}

describe('an item whose taxes are not here', () => {
  const LATER = uuid(0x7b);
  const changed = item(1, { price: '9.000000', tax_ids: JSON.stringify([TAX, LATER]) });

  it('is held while the till sells by the last good row, and taken when they come', () => {
    comeDown('taxes', [tax()]);
    comeDown('till_items', [item(1)]);
    const check = { count: 1, digest: String(changed.digest) };
    shape('till_items').apply([changed], at(2), check);
    expect(rows.catalogue.item(uuid(1))).toEqual(itemRow(1));
    shape('taxes').apply([tax(LATER)], at(3), null);
    expect(rows.catalogue.item(uuid(1))?.priceMicro).toBe(9_000_000);
    shape('till_items').apply([], at(4), check);
  });

  it('is not sold at all before there was a good row', () => {
    comeDown('till_items', [item(1)]);
    expect([rows.catalogue.item(uuid(1)), rows.catalogue.search('item', 5)]).toEqual([undefined, []]);
    comeDown('taxes', [tax()]);
    expect([rows.catalogue.item(uuid(1)), rows.catalogue.search('item', 5)]).toEqual([
      itemRow(1),
      [itemRow(1)],
    ]);
  });

  it('keeps its last good row also when everything comes anew, and goes with a delete', () => {
    comeDown('taxes', [tax()]);
    comeDown('till_items', [item(1, { barcodes: '["4006381333931"]' })]);
    comeDown('till_items', [changed, item(2)], 2);
    expect(rows.catalogue.item(uuid(1))?.priceMicro).toBe(1_000_000);
    expect(rows.catalogue.scan('4006381333931').map(({ id }) => id)).toEqual([uuid(1)]);
    expect(rows.catalogue.search('item', 5).map(({ id }) => id)).toEqual([uuid(1), uuid(2)]);
    shape('till_items').apply([itemGone(1)], at(3), { count: 1, digest: String(item(2).digest) });
    expect(rows.catalogue.item(uuid(1))).toBeUndefined();
  });
});

describe('how items move stock', () => {
  const stock = (n: number, values: Readonly<Record<string, string | null>> = {}) =>
    readWireRow(
      shapeOf('till_stock'),
      {
        id: uuid(n),
        tenant_id: TENANT,
        is_tracked: 't',
        low_quantity: '2.500000',
        yield: '1.000000',
        ingredients: '[]',
        options: '[]',
        version: '1',
        ...values,
      },
      'insert',
    );

  it('comes down beside the items, and of items that move none there is no row', () => {
    const ingredients = [{ item: uuid(2), quantityMicro: 250_000 }];
    comeDown('till_stock', [stock(1, { ingredients: JSON.stringify(ingredients), low_quantity: null })]);
    expect(rows.catalogue.stock(uuid(1))).toEqual({
      id: uuid(1),
      tenantId: TENANT,
      isTracked: true,
      lowMicro: null,
      yieldMicro: 1_000_000,
      ingredients,
      options: [],
      version: 1,
    });
    expect(rows.catalogue.stock(uuid(2))).toBeUndefined();
  });

  it('is refused where a recipe makes nothing', () => {
    expect(() => stock(1, { yield: '0' })).toThrow('yieldMicro');
  });
});

describe('what head office chose', () => {
  const read = (table: string, value: Readonly<Record<string, string | null>>) =>
    readWireRow(shapeOf(table), value, 'insert');
  const rule = (n: number, more: Readonly<Record<string, string | null>> = {}) =>
    read('price_rules', {
      id: uuid(n),
      tenant_id: TENANT,
      store_id: null,
      kind: 'tax-change',
      name: 'Take-away',
      rule: JSON.stringify({ orderKinds: ['take-away'], taxes: [{ from: TAX, to: null }], keep: 'net' }),
      valid_from: '2026-11-23',
      valid_to: null,
      weekdays: '[1, 5]',
      times: null,
      is_active: 't',
      version: '1',
      ...more,
    });

  it('are the price rules that this build reads; others come down as well and count nothing', () => {
    comeDown('price_rules', [rule(1), rule(2, { kind: 'horoscope', rule: '{"sign":"virgo"}' })]);
    expect(shape('price_rules').rows).toBe(2);
    expect(rows.catalogue.rules()).toEqual([
      {
        id: uuid(1),
        name: 'Take-away',
        storeId: null,
        kind: 'tax-change',
        terms: { orderKinds: ['take-away'], taxes: [{ from: TAX, to: null }], keep: 'net' },
        validity: { firstDay: '2026-11-23', weekdays: [1, 5] },
      },
    ]);
    shape('price_rules').apply([rule(1, { is_active: 'f' })], at(2), null);
    expect(rows.catalogue.rules()).toEqual([]);
  });

  it('are the policies of the store, with the defaults for the rest and before they come down', () => {
    expect(rows.entity.policies()).toEqual(DEFAULT_STORE_POLICIES);
    const policies = '{"isTableDirtyAfterClose":true,"moonPhase":"full"}';
    comeDown('store_policies', [read('store_policies', { id: uuid(1), tenant_id: TENANT, policies })]);
    expect(rows.entity.policies()).toEqual({ ...DEFAULT_STORE_POLICIES, isTableDirtyAfterClose: true });
  });
});

describe('a damaged file', () => {
  const file = () => join(dir, 'product-catalog.sqlite');
  const damage = () => {
    rows[Symbol.dispose]();
    for (const suffix of ['-wal', '-shm']) rmSync(file() + suffix, { force: true });
    writeFileSync(file(), Buffer.alloc(8_192, 0x5a));
  };

  it('is replaced by the copy of the last complete sync, which goes on from its own position', async () => {
    comeDown('taxes', [tax()], 7);
    for (const table of ['categories', 'till_stock', 'price_rules']) comeDown(table, []);
    shape('taxes').copyIfDue(instant(1), (error) => {
      throw error;
    });
    await rows.settled();
    expect(existsSync(`${file()}.copy`)).toBe(false);
    comeDown('till_items', []);
    shape('taxes').copyIfDue(instant(1), (error) => {
      throw error;
    });
    await rows.settled();
    shape('taxes').apply([tax(TAX, { name: 'after the copy' })], at(8), null);
    damage();
    rows = open();
    expect([rows.catalogue.tax(TAX)?.name, shape('taxes').position]).toEqual(['VAT', at(7)]);
    expect(rows.status().find(({ name }) => name === 'product-catalog.taxes.v1')).toEqual({
      name: 'product-catalog.taxes.v1',
      isComplete: true,
      rows: 1,
      fault: 'rows/damaged-replaced',
    });
    expect(readFileSync(`${file()}.damaged`)[0]).toBe(0x5a);
  });

  it('starts empty and says so when there is no copy, or the copy is damaged as well', () => {
    comeDown('taxes', [tax()]);
    damage();
    copyFileSync(file(), `${file()}.copy`);
    rows = open();
    expect(rows.status().find(({ name }) => name === 'product-catalog.taxes.v1')).toEqual({
      name: 'product-catalog.taxes.v1',
      isComplete: false,
      rows: 0,
      fault: 'rows/damaged-empty',
    });
    expect(existsSync(`${file()}.copy`)).toBe(false);
    comeDown('taxes', [tax()]);
    expect(rows.status()[6]?.fault ?? null).toBeNull();
  });

  it('copies at most hourly', async () => {
    for (const table of ['taxes', 'categories', 'till_items', 'till_stock', 'price_rules'])
      comeDown(table, []);
    const faults: unknown[] = [];
    const copy = () => existsSync(`${file()}.copy`) && rmSync(`${file()}.copy`) === undefined;
    for (const [now, isCopied] of [
      [0, true],
      [3_599_999, false],
      [3_600_000, true],
    ] as const) {
      shape('taxes').copyIfDue(instant(now), (error) => faults.push(error));
      await rows.settled();
      expect(copy()).toBe(isCopied);
    }
    expect(faults).toEqual([]);
  });
});

describe('a PIN verifier', () => {
  it('lies sealed on the disk and opens with the key of the shell only', () => {
    const verifier = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g';
    const value = {
      id: uuid(1),
      tenant_id: TENANT,
      store_id: uuid(2),
      name: 'Ana',
      permissions: '{"can_sell":true}',
      pin_verifier: verifier,
      is_active: 't',
    };
    comeDown('store_staff', [readWireRow(shapeOf('store_staff'), value, 'insert')]);
    expect(rows.staff.byId(uuid(1))).toEqual({
      id: uuid(1),
      tenantId: TENANT,
      storeId: uuid(2),
      name: 'Ana',
      permissions: { can_sell: true },
      pinVerifier: verifier,
      isActive: true,
    });
    rows[Symbol.dispose]();
    const path = join(dir, 'auth-user.sqlite');
    expect(
      ['', '-wal'].some(
        (suffix) => existsSync(path + suffix) && readFileSync(path + suffix).includes('argon2id'),
      ),
    ).toBe(false);
    rows = open(Buffer.alloc(32, 2));
    expect(rows.staff.byId(uuid(1))?.pinVerifier).toBeNull();
    rows[Symbol.dispose]();
    rows = open();
    expect(rows.staff.all()[0]?.pinVerifier).toBe(verifier);
  });
});

describe('a row that came down', () => {
  it.each([
    ['name', { name: null }],
    ['price', { price: '1.0000001' }],
    ['price', { price: 'NaN' }],
    ['is_active', { is_active: 'yes' }],
    ['version', { version: '1.5' }],
    ['version', { version: '0' }],
    ['modifiers', { modifiers: '{' }],
    ['modifiers.0.id', { modifiers: '[{}]' }],
    ['sku', { sku: undefined as never }],
    ['id', { id: 'NOT-A-UUID' }],
  ])('is refused with its field %s', (field, more) => {
    const read = () => readWireRow(shapeOf('till_items'), itemValue(1, more), 'insert');
    expect(read).toThrow(expect.objectContaining({ code: 'rows/bad-row', field }));
  });

  it('keeps a price of six places exactly', () => {
    expect(item(1, { price: '-1234567.654321' }).row).toMatchObject({ priceMicro: -1_234_567_654_321 });
  });
});

describe('tables', () => {
  const drizzled = {
    taxes,
    categories,
    till_items: tillItems,
    price_rules: priceRules,
    till_stock: tillStock,
    store_staff: storeStaff,
    payment_methods: paymentMethods,
    till_accounts: tillAccounts,
    devices,
    stores,
    store_policies: storePolicies,
    terminals,
    service_areas: serviceAreas,
    service_entities: serviceEntities,
    stations,
    workflow_stages: workflowStages,
    automations,
  } as const;

  it('have the columns of their shape and of their Drizzle table, in both slots', () => {
    for (const { service, table, columns } of SHAPES) {
      const db = new Database(join(dir, `${service}.sqlite`), { readonly: true });
      for (const slot of [0, 1] as const) {
        const made = db
          .prepare('select name from pragma_table_info(?) order by name')
          .pluck()
          .all(`${table}_${slot}`);
        const config = getTableConfig(drizzled[table as keyof typeof drizzled](slot));
        expect([config.name, config.columns.map((column) => column.name).sort()]).toEqual([
          `${table}_${slot}`,
          made,
        ]);
        expect(made).toEqual(expect.arrayContaining(columns.map((column) => column.column)));
      }
      db.close();
    }
    expect(Object.keys(drizzled).length).toBe(SHAPES.length);
  });
});
