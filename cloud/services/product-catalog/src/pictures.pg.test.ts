import { createHash } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import { PICTURE_BYTES_MAX, PICTURE_SIDE_MAX } from '@beaveros/protocol/gateway';
import { type Identity, tellChange } from '@beaveros/service-kit';
import { type OpenIsland, openIsland, userOf } from '@beaveros/service-kit/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PICTURES } from './_pictures.ts';
import { createProductCatalogService, PRODUCT_CATALOG_MIGRATIONS } from './index.ts';

let island: OpenIsland;
let tenant: () => ReturnType<typeof userOf>;

beforeAll(async () => {
  island = await openIsland(createProductCatalogService, {
    postgresUrl: inject('postgresUrl'),
    service: 'product-catalog',
    migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
  });
  tenant = () => userOf(island.newId(), ['can_manage_catalog']);
});
afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

const upload = (as: Identity, base64: string, contentType = 'image/png') =>
  island.call(as, 'POST', '/v1/pictures', { contentType, base64 });
const refused = (status: number, error: object) => ({ status, body: { error } });
const terminalOf = ({ tenantId }: Identity): Identity => ({
  kind: 'terminal',
  tenantId,
  storeId: island.newId<'store'>(),
  terminalId: island.newId<'terminal'>(),
  epoch: 1,
});

/** A black PNG of any size with a comment in it. */
function png({ width, height, comment }: { width: number; height: number; comment: string }): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const pixels = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  const chunks = [
    ['IHDR', header],
    ['tEXt', Buffer.from(`Comment\0${comment}`)],
    ['IDAT', deflateSync(pixels)],
    ['IEND', Buffer.alloc(0)],
  ] as const;
  const parts = chunks.map(([type, data]) => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, check]);
  });
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...parts]).toString('base64');
}

describe('a picture', () => {
  it.each(Object.entries(PICTURES))(
    'of every kind is kept by its hash and comes back byte by byte: %s',
    async (name, base64) => {
      const as = tenant();
      const bytes = Buffer.from(base64, 'base64');
      const hash = createHash('sha256').update(bytes).digest('hex');
      // What the bytes are counts, not what they were called.
      const answer = await upload(as, base64, 'image/png');
      expect(answer).toEqual({ status: 200, body: { hash, url: `/v1/pictures/${hash}` } });
      for (const who of [as, terminalOf(as)]) {
        const response = await island.fetch(who, answer.body.url);
        expect(response.status).toBe(200);
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
        expect(Object.fromEntries(response.headers)).toMatchObject({
          'content-type': name === 'png' ? 'image/png' : name === 'jpeg' ? 'image/jpeg' : 'image/webp',
          'content-length': String(bytes.length),
          'cache-control': 'private, max-age=31536000, immutable',
          etag: `"${hash}"`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
        });
      }
      const again = await island.fetch(as, answer.body.url, { 'if-none-match': `"${hash}"` });
      expect({ status: again.status, length: (await again.arrayBuffer()).byteLength }).toEqual({
        status: 304,
        length: 0,
      });
    },
  );

  it('that came before answers the same, and is kept once', async () => {
    const as = tenant();
    const first = await upload(as, PICTURES.jpeg, 'image/jpeg');
    expect(await upload(as, PICTURES.jpeg, 'image/jpeg')).toEqual(first);
    expect(
      await island.sql('select count(*)::int as kept from pictures where tenant_id = $1', [as.tenantId]),
    ).toEqual([{ kept: 1 }]);
  });

  it('is refused with its field when it is none, too large, or of too many pixels', async () => {
    const as = tenant();
    const field = 'body.base64';
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64');
    expect(await upload(as, svg)).toMatchObject(refused(422, { code: 'picture/not-a-picture', field }));
    const limit = 4 * Math.floor(PICTURE_BYTES_MAX / 3);
    const padded = Buffer.concat([Buffer.from(PICTURES.png, 'base64'), Buffer.alloc(limit)]);
    expect(await upload(as, padded.toString('base64'))).toMatchObject(
      refused(422, { code: 'picture/too-large', field, details: { bytesMax: PICTURE_BYTES_MAX } }),
    );
    const wide = png({ width: PICTURE_SIDE_MAX + 1, height: 1, comment: '' });
    expect(await upload(as, wide)).toMatchObject(
      refused(422, { code: 'picture/too-large', field, details: { sideMax: PICTURE_SIDE_MAX } }),
    );
    for (const [body, at] of [
      [{ contentType: 'image/gif', base64: PICTURES.png }, 'body.contentType'],
      [{ contentType: 'image/png', base64: 'not base64!' }, 'body.base64'],
      [{ contentType: 'image/png', base64: 'AAAAA' }, 'body.base64'],
    ] as const)
      expect(await island.call(as, 'POST', '/v1/pictures', body)).toMatchObject(
        refused(400, { code: 'request/invalid', field: at }),
      );
    const huge = await upload(as, 'A'.repeat(1024 * 1024));
    expect(huge).toMatchObject(refused(413, { code: 'request/too-large' }));
    expect(
      await island.sql('select count(*)::int as kept from pictures where tenant_id = $1', [as.tenantId]),
    ).toEqual([{ kept: 0 }]);
  });

  it('of exactly the bound is taken', async () => {
    const small = Buffer.from(PICTURES.png, 'base64');
    const bytes = Buffer.concat([small, Buffer.alloc(PICTURE_BYTES_MAX - small.length)]);
    expect((await upload(tenant(), bytes.toString('base64'))).status).toBe(200);
  });

  it('is brought by who may manage the catalogue, and by no terminal', async () => {
    const waiter = userOf(island.newId(), []);
    expect(await upload(waiter, PICTURES.png)).toMatchObject(refused(403, { code: 'permission/missing' }));
    expect(await upload(terminalOf(waiter), PICTURES.png)).toMatchObject(
      refused(403, { code: 'identity/wrong-kind' }),
    );
    const nobody = await island.fetch(null, `/v1/pictures/${'0'.repeat(64)}`);
    expect(nobody.status).toBe(401);
  });
});

describe('a neighbour', () => {
  const CANARY = 'CANARY-PICTURE';

  it('does not see a picture, not even by its hash, in any way of asking', async () => {
    const [ours, theirs] = [tenant(), tenant()];
    const { body } = await upload(theirs, png({ width: 2, height: 2, comment: CANARY }));
    const asked = [body.hash, body.hash.toUpperCase(), `${body.hash}x`, '..', '%2e%2e', 'x'.repeat(200)];
    for (const hash of asked) {
      for (const who of [ours, terminalOf(ours)]) {
        const response = await island.fetch(who, `/v1/pictures/${hash}`, {
          'if-none-match': `"${body.hash}"`,
        });
        const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
        expect(response.status, hash).toBe(404);
        expect(text + JSON.stringify([...response.headers])).not.toContain(CANARY);
      }
    }
    const own = await island.fetch(theirs, body.url);
    expect(Buffer.from(await own.arrayBuffer()).toString('latin1')).toContain(CANARY);
    expect(island.logged()).not.toContain(CANARY);
  });

  it('has no picture that an item of ours may name, unless we brought the same', async () => {
    const [ours, theirs] = [tenant(), tenant()];
    const { body } = await upload(theirs, PICTURES.png);
    const item = { name: 'Tea', price: '2', imageUrl: body.url };
    const create = () => island.call(ours, 'POST', '/v1/items', item);
    expect(await create()).toMatchObject(
      refused(422, { code: 'item/picture-unknown', field: 'body.imageUrl' }),
    );
    expect((await upload(ours, PICTURES.png)).body).toEqual(body);
    expect(await create()).toMatchObject({ status: 200, body: { imageUrl: body.url } });
  });

  it('sees nothing without a tenant, and writes nothing into another, by row-level security', async () => {
    const [ours, theirs] = [tenant(), tenant()];
    await upload(theirs, PICTURES.jpeg);
    const { database } = island.service;
    const count = 'select count(*)::int as kept from pictures';
    expect(await database.withTenant(ours.tenantId, (tx) => tx.query(count))).toEqual([{ kept: 0 }]);
    expect(await database.withoutTenant((tx) => tx.query(count))).toEqual([{ kept: 0 }]);
    const forged = database.withTenant(ours.tenantId, (tx) =>
      tx.execute(
        `insert into pictures (tenant_id, hash, content_type, bytes) values ($1, sha256($2), 'image/png', $2)`,
        [theirs.tenantId, Buffer.from('x')],
      ),
    );
    await expect(forged).rejects.toMatchObject({ code: 'database/forbidden' });
    const misnamed = database.withTenant(ours.tenantId, (tx) =>
      tx.execute(
        `insert into pictures (tenant_id, hash, content_type, bytes) values ($1, sha256('y'), 'image/png', $2)`,
        [ours.tenantId, Buffer.from('x')],
      ),
    );
    await expect(misnamed).rejects.toMatchObject({ code: 'database/check-failed' });
  });
});

describe('the picture of an item', () => {
  it('is none or one that is there, reaches the till, and is taken away again', async () => {
    const as = tenant();
    const { body: picture } = await upload(as, PICTURES.webpLossy, 'image/webp');
    const { body: item } = await island.call(as, 'POST', '/v1/items', { name: 'Coffee', price: '1.6' });
    const change = (imageUrl: string | null) =>
      island.call(as, 'PATCH', `/v1/items/${item.id}`, { imageUrl });
    const published = () =>
      island.sql('select image_url as "imageUrl", version from till_items where id = $1', [item.id]);
    expect(await change(picture.url)).toMatchObject({ status: 200, body: { imageUrl: picture.url } });
    expect(await published()).toEqual([{ imageUrl: picture.url, version: 2 }]);
    for (const imageUrl of [
      `/v1/pictures/${'0'.repeat(64)}`,
      picture.url.toUpperCase(),
      `${picture.url}?`,
      `https://elsewhere.test${picture.url}`,
      'javascript:alert(1)',
      '',
    ])
      expect(await change(imageUrl)).toMatchObject(
        refused(422, { code: 'item/picture-unknown', field: 'body.imageUrl' }),
      );
    expect(await change(null)).toMatchObject({ status: 200, body: { imageUrl: null } });
    expect(await published()).toEqual([{ imageUrl: null, version: 3 }]);
  });

  it('from before there were pictures stays readable, may be sent back as it is, and may be replaced', async () => {
    const as = tenant();
    const { body: item } = await island.call(as, 'POST', '/v1/items', { name: 'Old', price: '1' });
    const imageUrl = 'https://example.test/old.jpg';
    await island.sql('update items set image_url = $2 where id = $1', [item.id, imageUrl]);
    const path = `/v1/items/${item.id}`;
    expect(await island.call(as, 'GET', path)).toMatchObject({ status: 200, body: { imageUrl } });
    expect(await island.call(as, 'PATCH', path, { imageUrl, price: '2' })).toMatchObject({
      status: 200,
      body: { imageUrl, price: '2' },
    });
    expect(await island.call(as, 'PATCH', path, { imageUrl: null })).toMatchObject({
      body: { imageUrl: null },
    });
    expect(await island.call(as, 'PATCH', path, { imageUrl })).toMatchObject(
      refused(422, { code: 'item/picture-unknown' }),
    );
  });
});

describe('who watches the catalogue', () => {
  it('hears of every kind of change, and of nothing that was refused or only read', async () => {
    const [as, neighbour] = [tenant(), tenant()];
    const store = island.newId<'store'>();
    const manager = { ...as, storeIds: [store] } as Identity;
    const reader = await island.watch(manager, '/v1/items/live');
    const post = (path: string, body: unknown) => island.call(as, 'POST', path, body);
    const heard = async (
      change: Promise<{ readonly status: number; readonly body: { readonly id: string } }>,
    ) => {
      const answer = await change;
      expect(answer.status).toBe(200);
      expect(await reader.next()).toEqual({ storeId: null });
      return answer.body;
    };
    await island.call(neighbour, 'POST', '/v1/items', { name: 'Theirs', price: '1' });
    const item = await heard(post('/v1/items', { name: 'Ours', price: '1', sku: 'S' }));
    await heard(post('/v1/categories', { name: 'Food' }));
    await heard(post('/v1/taxes', { name: 'VAT', rate: '0.2', mode: 'included' }));
    await heard(post('/v1/modifiers', { name: 'Extras' }));
    await heard(post('/v1/catalogue/imports', { items: [{ sku: 'S', name: 'Ours', price: '2' }] }));
    await heard(island.call(as, 'PATCH', `/v1/items/${item.id}`, { isSoldOut: true }));
    // None of these may be heard: each would have said null, before or instead of what comes last.
    await island.call(as, 'GET', '/v1/items');
    await post('/v1/categories', { name: 'Food' });
    await upload(as, PICTURES.png);
    await island.call(neighbour, 'PATCH', `/v1/items/${item.id}`, { price: '3' });
    await island.service.database.withTenant(as.tenantId, (tx) => tellChange(tx, [store]));
    expect(await reader.next()).toEqual({ storeId: store });
    await island.service.endStreams?.();
    expect(await reader.next()).toBeNull();
  });
});
