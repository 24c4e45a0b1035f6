import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import {
  follow,
  type House,
  insertItem,
  ITEMS,
  itemKey,
  NEIGHBOUR,
  nthId,
  openHouse,
  TENANT,
  token,
} from './_fixtures.ts';
import { type RawElectric, startRawElectric } from './_raw-electric.ts';

const SECRET = 'a secret between gateway and Electric';

let house: House;
let electric: RawElectric;
let gateway: House;
beforeAll(async () => {
  house = await openHouse(inject('postgresUrl'));
  electric = await startRawElectric(house.catalog, SECRET);
  gateway = await openHouse(inject('postgresUrl'), {
    electricUrls: { 'product-catalog': { url: electric.url, secret: SECRET } },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await electric[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

it('is served through a real Electric with table, columns and filter of the server', async () => {
  await insertItem(house.catalog, 1);
  await insertItem(house.catalog, 2, 'CANARY', NEIGHBOUR);
  using till = follow(gateway.shapeUrl(ITEMS));
  await till.until((rows) => rows.size === 1);
  await insertItem(house.catalog, 3);
  await till.until((rows) => rows.size === 2);
  expect([...till.rows.keys()]).toEqual([itemKey(nthId(1)), itemKey(nthId(3))]);
  expect(electric.requests[0]!.query).toMatchObject({
    table: 'till_items',
    where: '"tenant_id" = $1',
    'params[1]': TENANT,
    replica: 'full',
    secret: SECRET,
    offset: '-1',
  });
  expect(gateway.bytes()).not.toContain('CANARY');
  expect(gateway.bytes()).not.toContain(SECRET);
});

it('lets no parameter and no body through that would change what is sent', async () => {
  const before = electric.requests.length;
  const headers = { authorization: `Bearer ${token()}` };
  for (const field of ['table', 'where', 'columns', 'params[1]', 'secret', 'replica']) {
    const answer = await fetch(`${gateway.shapeUrl(ITEMS)}?offset=-1&${encodeURIComponent(field)}=x`, {
      headers,
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { code: 'shapes/parameter-not-allowed', field } },
    ]);
  }
  const posted = await fetch(`${gateway.shapeUrl(ITEMS)}?offset=-1`, {
    headers,
    method: 'POST',
    body: '{"where":"true"}',
  });
  expect(posted.status).toBe(405);
  expect(electric.requests.length).toBe(before);
  expect(electric.requests.every((request) => request.bodyLength === 0)).toBe(true);
});

it('passes a rotation on and keeps what Electric says of a bad request to itself', async () => {
  const headers = { authorization: `Bearer ${token()}` };
  const foreign = await fetch(
    `${gateway.shapeUrl(ITEMS)}?offset=0_inf&handle=000000000000-1.0-000000000000000000000000`,
    { headers },
  );
  expect([
    foreign.status,
    foreign.headers.has('electric-handle'),
    foreign.headers.get('cache-control'),
  ]).toEqual([409, true, 'private, no-store']);
  await foreign.text();
  const bad = await fetch(`${gateway.shapeUrl(ITEMS)}?offset=7`, { headers });
  expect([bad.status, await bad.json()]).toMatchObject([
    400,
    { error: { code: 'shapes/bad-offset', field: 'offset' } },
  ]);
});

it('answers "try again" when Electric cannot be reached or does not know us', async () => {
  for (const target of [{ url: 'http://127.0.0.1:1' }, { url: electric.url, secret: 'wrong' }]) {
    await using lost = await openHouse(inject('postgresUrl'), {
      electricUrls: { 'product-catalog': target },
    });
    const answer = await fetch(`${lost.shapeUrl(ITEMS)}?offset=-1`, {
      headers: { authorization: `Bearer ${token()}` },
    });
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toMatchObject([
      503,
      '1',
      { error: { code: 'shapes/unavailable' } },
    ]);
  }
});
