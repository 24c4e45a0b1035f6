import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import {
  follow,
  type House,
  insertItem,
  ITEMS,
  itemKey,
  NEIGHBOUR,
  nthId,
  openHouse,
  OTHER_STORE,
  STATIONS,
  STORE,
  TENANT,
  token,
} from './_fixtures.ts';
import { installCapture, trimCapture } from './install-capture.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(inject('postgresUrl'));
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(async () => {
  await house.catalog.query('delete from till_items');
  await house.workflow.query('delete from stations');
});

describe('a followed shape', () => {
  it('begins with the rows and goes on with inserts, updates and deletes', async () => {
    await insertItem(house.catalog, 1);
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 1);
    expect(till.rows.get(itemKey(nthId(1)))).toEqual({
      id: nthId(1),
      tenant_id: TENANT,
      name: 'item 1',
      sku: null,
      type: 'product',
      price: '1.000000',
      category_ids: '[]',
      tax_ids: '[]',
      modifiers: '[]',
      barcodes: '[]',
      image_url: null,
      color: null,
      is_active: 'true',
      is_sold_out: 'false',
      version: '1',
    });
    await insertItem(house.catalog, 2);
    await till.until((rows) => rows.size === 2);
    await house.catalog.query('update till_items set price = 2.5 where id = $1', [nthId(1)]);
    await till.until((rows) => rows.get(itemKey(nthId(1)))!['price'] === '2.500000');
    await house.catalog.query('delete from till_items where id = $1', [nthId(2)]);
    await till.until((rows) => rows.size === 1);
    expect(till.operations).toEqual([
      `insert ${itemKey(nthId(1))}`,
      `insert ${itemKey(nthId(2))}`,
      `update ${itemKey(nthId(1))}`,
      `delete ${itemKey(nthId(2))}`,
    ]);
    expect(till.errors).toEqual([]);
  });

  it('sees a changed key as a delete and an insert, and an update of an unpublished column not at all', async () => {
    await insertItem(house.catalog, 1);
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 1);
    await house.catalog.query("update till_items set secret = 'CHANGED'");
    await house.catalog.query('update till_items set id = $1', [nthId(7)]);
    await till.until((rows) => rows.has(itemKey(nthId(7))));
    expect([...till.rows.keys()]).toEqual([itemKey(nthId(7))]);
    expect(till.operations.slice(1)).toEqual([`delete ${itemKey(nthId(1))}`, `insert ${itemKey(nthId(7))}`]);
    expect(house.bytes()).not.toContain('UNPUBLISHED');
  });

  it('sees a row that moves into its store as an insert and one that leaves as a delete', async () => {
    const station = (n: number, store: string) =>
      house.workflow.query('insert into stations (tenant_id, id, store_id, name) values ($1, $2, $3, $4)', [
        TENANT,
        nthId(n),
        store,
        `s${n}`,
      ]);
    await station(1, STORE);
    await station(2, OTHER_STORE);
    using here = follow(house.shapeUrl(STATIONS));
    using there = follow(house.shapeUrl(STATIONS), { token: token(TENANT, OTHER_STORE) });
    await here.until((rows) => rows.size === 1);
    await there.until((rows) => rows.size === 1);
    await house.workflow.query('update stations set store_id = $1 where id = $2', [OTHER_STORE, nthId(1)]);
    await there.until((rows) => rows.size === 2);
    await here.until((rows) => rows.size === 0);
    await house.workflow.query('update stations set store_id = $1 where id = $2', [STORE, nthId(2)]);
    await here.until((rows) => [...rows.values()][0]?.['name'] === 's2');
    await there.until((rows) => [...rows.values()][0]?.['name'] === 's1' && rows.size === 1);
  });

  it('comes in pages when it is large, and the digest says what it holds', async () => {
    await house.catalog.query(
      `insert into till_items (tenant_id, id, name) select $1, gen_random_uuid(), 'Käse "' || n || E'" / \\u2028 \\t' from generate_series(1, 5000) n`,
      [TENANT],
    );
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 5000);
    expect(till.control).toMatchObject({ row_count: 5000, row_digest: digestOf(till.rows.values()) });
  });

  it('rotates its handle when the table is emptied at once', async () => {
    await insertItem(house.catalog, 1);
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 1);
    const handle = till.stream.shapeHandle;
    await house.catalog.query('truncate till_items');
    await till.until((rows) => rows.size === 0 && till.operations.includes('must-refetch'));
    expect(till.stream.shapeHandle).not.toBe(handle);
    await insertItem(house.catalog, 3);
    await till.until((rows) => rows.size === 1);
  });
});

describe('concurrent transactions', () => {
  it('reach the client although they commit in another order than they began', async () => {
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 0);
    const first = await house.catalog.connect();
    const second = await house.catalog.connect();
    try {
      await first.query('begin');
      await insertItem(first, 1);
      await second.query('begin');
      await insertItem(second, 2);
      await second.query('commit');
      await insertItem(house.catalog, 3);
      await first.query('commit');
    } finally {
      first.release();
      second.release();
    }
    await till.until((rows) => rows.size === 3);
  });

  it('leave the last change of a row standing although an older transaction made it', async () => {
    await insertItem(house.catalog, 1, 'before');
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 1);
    const [older, between] = [await house.catalog.connect(), await house.catalog.connect()];
    try {
      await older.query('begin');
      await older.query('select pg_current_xact_id()');
      await between.query('begin');
      await between.query('select pg_current_xact_id()');
      await house.catalog.query("update till_items set name = 'younger transaction, first'");
      await older.query("update till_items set name = 'older transaction, last'");
      await older.query('commit');
      await insertItem(house.catalog, 2);
      // The horizon now stands between the two: the older one's change is sent first.
      await till.until((rows) => rows.get(itemKey(nthId(1)))!['name'] === 'older transaction, last');
      await between.query('commit');
    } finally {
      older.release();
      between.release();
    }
    await till.until((rows) => rows.size === 2);
    expect(till.rows.get(itemKey(nthId(1)))!['name']).toBe('older transaction, last');
  });

  it('take a row away although an older transaction, which touched it last, had no part in the shape', async () => {
    // Found by the oracle: the younger one's delete is superseded, and what superseded it was not sent.
    await house.workflow.query(
      'insert into stations (tenant_id, id, store_id, name) values ($1, $2, $3, $4)',
      [TENANT, nthId(1), STORE, 's1'],
    );
    using till = follow(house.shapeUrl(STATIONS));
    await till.until((rows) => rows.size === 1);
    const older = await house.workflow.connect();
    try {
      await older.query('begin');
      await older.query('select pg_current_xact_id()');
      await house.workflow.query('update stations set store_id = $1', [OTHER_STORE]);
      await older.query("update stations set name = 'there'");
      await older.query('commit');
    } finally {
      older.release();
    }
    await till.until((rows) => rows.size === 0);
  });

  it('of which a long one began before the snapshot still arrive', async () => {
    const long = await house.catalog.connect();
    try {
      await long.query('begin');
      await insertItem(long, 1);
      await insertItem(house.catalog, 2);
      using till = follow(house.shapeUrl(ITEMS));
      await till.until((rows) => rows.size === 1);
      await long.query('commit');
      await till.until((rows) => rows.size === 2);
      expect(till.operations).toEqual([`insert ${itemKey(nthId(2))}`, `insert ${itemKey(nthId(1))}`]);
    } finally {
      long.release();
    }
  });
});

describe('a position', () => {
  it('survives a restart of the server', async () => {
    await insertItem(house.catalog, 1);
    using before = follow(house.shapeUrl(ITEMS));
    await before.until((rows) => rows.size === 1);
    const [handle, offset] = [before.stream.shapeHandle!, before.stream.lastOffset];
    before[Symbol.dispose]();
    await house.restart();
    await insertItem(house.catalog, 2);
    using after = follow(house.shapeUrl(ITEMS), { handle, offset });
    await after.until((rows) => rows.size === 1);
    expect(after.operations).toEqual([`insert ${itemKey(nthId(2))}`]);
  });

  it('before what was trimmed, or of another epoch, is answered with a new handle', async () => {
    await insertItem(house.catalog, 1);
    const { handle, offset } = await firstPosition();
    await house.catalog.query("update till_items set name = 'later'");
    await trimCapture(house.ownerUrls['product-catalog'], { ageMs: 0, rowsMax: 0 });
    expect((await ask({ handle, offset })).status).toBe(409);
    const fresh = await firstPosition();
    expect((await ask(fresh)).status).toBe(200);
    await house.catalog.query('update shapes.stream set epoch = gen_random_uuid()');
    const answer = await ask(fresh);
    expect([answer.status, await answer.json()]).toEqual([409, [{ headers: { control: 'must-refetch' } }]]);
    expect(answer.headers.get('electric-handle')).not.toBe(fresh.handle);
  });

  it('of another shape or store is not taken', async () => {
    const { handle, offset } = await firstPosition();
    const url = `${house.shapeUrl(STATIONS)}?${new URLSearchParams({ handle, offset }).toString()}`;
    expect((await fetch(url, authorized())).status).toBe(409);
    const categories = `${house.shapeUrl('product-catalog.categories.v1')}?${new URLSearchParams({ handle, offset }).toString()}`;
    expect((await fetch(categories, authorized())).status).toBe(409);
  });

  it('only grows', async () => {
    const offsets: string[] = [];
    await insertItem(house.catalog, 1);
    const { handle, offset } = await firstPosition();
    let at = offset;
    for (let n = 2; n < 6; n += 1) {
      await insertItem(house.catalog, n);
      at = (await ask({ handle, offset: at })).headers.get('electric-offset')!;
      offsets.push(at);
    }
    const numbers = offsets.map((each) => BigInt(each.split('_')[0]!));
    expect(numbers.every((each, n) => n === 0 || each > numbers[n - 1]!)).toBe(true);
  });
});

describe('a bad request', () => {
  it.each([
    ['offset=-1&where=true', 400, 'shapes/parameter-not-allowed', 'where'],
    ['offset=-1&table=users', 400, 'shapes/parameter-not-allowed', 'table'],
    ['offset=-1&columns=secret', 400, 'shapes/parameter-not-allowed', 'columns'],
    ['offset=-1&params%5B1%5D=x', 400, 'shapes/parameter-not-allowed', 'params[1]'],
    ['offset=-1&subset__where=true', 400, 'shapes/parameter-not-allowed', 'subset__where'],
    ['offset=-1&offset=now', 400, 'shapes/parameter-not-allowed', 'offset'],
    ['offset=-1&log=changes_only', 400, 'shapes/parameter-not-allowed', 'log'],
    ['', 400, 'shapes/bad-offset', 'offset'],
    ['offset=5', 400, 'shapes/bad-offset', 'offset'],
    ['offset=99999999999999999999999_1&handle=x', 400, 'shapes/bad-offset', 'offset'],
    ["offset=1_1';drop&handle=x", 400, 'shapes/bad-offset', 'offset'],
    ['offset=0_inf', 400, 'shapes/missing-handle', 'handle'],
    ['offset=0_inf&handle=made-up', 400, 'shapes/bad-handle', 'handle'],
    [
      'offset=0_inf&handle=000000000000-zzzzzzzzzzzzz.zzzzzzzzzzzzz-000000000000000000000000',
      400,
      'shapes/bad-handle',
      'handle',
    ],
    ['offset=-1&live=true', 400, 'shapes/bad-live', 'live'],
    ['offset=0_inf&live=maybe', 400, 'shapes/bad-live', 'live'],
  ])('%s answers %i %s', async (query, status, code, field) => {
    const answer = await fetch(`${house.shapeUrl(ITEMS)}?${query}`, authorized());
    expect([answer.status, await answer.json()]).toEqual([status, { error: { code, message: code, field } }]);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it('without a token, for another tenant, for an unknown shape or by another method is refused', async () => {
    const code = async (url: string, init?: RequestInit) => {
      const answer = await fetch(url, init);
      return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
    };
    const query = '?offset=-1';
    expect(await code(house.shapeUrl(ITEMS) + query)).toEqual([401, 'token/missing']);
    expect(await code(house.shapeUrl(ITEMS) + query, authorized('?'))).toEqual([401, 'token/malformed']);
    expect(await code(house.shapeUrl(ITEMS, NEIGHBOUR) + query, authorized())).toEqual([
      404,
      'shapes/unknown',
    ]);
    expect(await code(house.shapeUrl('order.orders.v1') + query, authorized())).toEqual([
      404,
      'shapes/unknown',
    ]);
    expect(await code(house.shapeUrl('payment.payment_methods.v1') + query, authorized())).toEqual([
      404,
      'shapes/unknown',
    ]);
    expect(
      await code(house.shapeUrl(ITEMS), { ...authorized(), method: 'POST', body: '{"table":"users"}' }),
    ).toEqual([405, 'shapes/method-not-allowed']);
    expect(await code(house.shapeUrl(ITEMS) + query, { ...authorized(), method: 'DELETE' })).toEqual([
      405,
      'shapes/method-not-allowed',
    ]);
    const user = Buffer.from(JSON.stringify({ kind: 'user', tenantId: TENANT })).toString('base64url');
    expect(await code(house.shapeUrl(ITEMS) + query, authorized(user))).toEqual([
      403,
      'shapes/terminal-only',
    ]);
  });

  it('gets no body under HEAD and the methods under OPTIONS', async () => {
    const head = await fetch(`${house.shapeUrl(ITEMS)}?offset=-1`, { ...authorized(), method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.has('electric-handle')]).toEqual([200, '', true]);
    expect((await fetch(house.shapeUrl(ITEMS), { method: 'OPTIONS' })).status).toBe(204);
  });
});

describe('a neighbour', () => {
  it('is in no byte that leaves', async () => {
    const canary = 'CANARY-7d1f';
    await insertItem(house.catalog, 1);
    await insertItem(house.catalog, 2, canary, NEIGHBOUR);
    using till = follow(house.shapeUrl(ITEMS));
    await till.until((rows) => rows.size === 1);
    await insertItem(house.catalog, 3, `${canary}-later`, NEIGHBOUR);
    await house.catalog.query('update till_items set name = $1 where tenant_id = $2', [
      `${canary}-changed`,
      NEIGHBOUR,
    ]);
    await house.catalog.query('delete from till_items where tenant_id = $1', [NEIGHBOUR]);
    await insertItem(house.catalog, 4);
    await till.until((rows) => rows.size === 2);
    expect(house.bytes()).not.toContain(canary);
    expect(house.bytes()).not.toContain(NEIGHBOUR);
    using other = follow(house.shapeUrl(ITEMS, NEIGHBOUR), { token: token(NEIGHBOUR) });
    await other.until((rows) => rows.size === 0);
  });
});

describe('capture', () => {
  it('is installed again without a change, and the app role cannot see its log', async () => {
    await insertItem(house.catalog, 1);
    const before = await house.catalog.query('select count(*)::int as n from shapes.log');
    await installCapture(house.ownerUrls['product-catalog'], 'product-catalog');
    const after = await house.catalog.query('select count(*)::int as n from shapes.log');
    expect(after.rows).toEqual(before.rows);
    const rights = await house.catalog.query(
      "select has_schema_privilege(beaver_role('app'), 'shapes', 'usage') as app, has_table_privilege(beaver_role('reader'), 'shapes.log', 'insert') as reader",
    );
    expect(rights.rows).toEqual([{ app: false, reader: false }]);
  });

  it('refuses a published table that lacks a column', async () => {
    await expect(installCapture(house.ownerUrls.workflow, 'product-catalog')).rejects.toMatchObject({
      code: 'shapes/missing-table',
      field: 'taxes',
    });
  });
});

const authorized = (text = token()) => ({ headers: { authorization: `Bearer ${text}` } });

async function ask(position: { readonly handle: string; readonly offset: string }): Promise<Response> {
  return await fetch(`${house.shapeUrl(ITEMS)}?${new URLSearchParams(position).toString()}`, authorized());
}

async function firstPosition(): Promise<{ readonly handle: string; readonly offset: string }> {
  const answer = await fetch(`${house.shapeUrl(ITEMS)}?offset=-1`, authorized());
  return { handle: answer.headers.get('electric-handle')!, offset: answer.headers.get('electric-offset')! };
}

function digestOf(rows: Iterable<object>): string {
  let sum = 0;
  for (const row of rows) sum += createHash('sha256').update(JSON.stringify(row)).digest().readUInt32BE(0);
  return String(sum);
}
