import { Writable } from 'node:stream';
import { Fault, type Id, id, instant, ok, refuse } from '@beaveros/kit';
import { defineRoute, page, pageQuery } from '@beaveros/protocol/gateway';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { migrationsOf, NOTES, TENANT_A, TENANT_B } from './_fixtures.ts';
import {
  type Database,
  decodeCursor,
  generateSigningKey,
  healthRoute,
  type Identity,
  inTransaction,
  issueAccessToken,
  type Listening,
  listen,
  openDatabase,
  pageOf,
  type PublicKey,
  serveRoutes,
  type SigningKey,
} from './index.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const NOW = instant(1_795_000_000_000);
const STORE = id<'store'>('0192f0c0-0000-7000-8000-0000000000f1');
const OTHER_STORE = id<'store'>('0192f0c0-0000-7000-8000-0000000000f2');
const user = (
  tenantId: Id<'tenant'>,
  permissions: readonly string[],
  storeIds: readonly Id<'store'>[] | 'all' = [STORE],
): Identity => ({
  kind: 'user',
  tenantId,
  userId: id('0192f0c0-0000-7000-8000-000000000001'),
  storeIds,
  permissions,
});
const TERMINAL: Identity = {
  kind: 'terminal',
  tenantId: TENANT_A,
  storeId: STORE,
  terminalId: id('0192f0c0-0000-7000-8000-0000000000e1'),
  epoch: 1,
};

const route = <const T extends object>(more: T) =>
  ({
    service: 'notes',
    description: 'For this test.',
    errors: [],
    response: z.object({ ok: z.literal(true) }),
    ...more,
  }) as const;
const listNotes = defineRoute({
  ...route({ name: 'listNotes', method: 'GET', path: '/v1/notes', identity: 'user' }),
  query: pageQuery,
  response: page(z.object({ body: z.string() })),
});
const addNote = defineRoute({
  ...route({
    name: 'addNote',
    method: 'POST',
    path: '/v1/stores/{storeId}/notes/{id}',
    identity: 'user',
    permission: 'can_write',
    errors: ['note/empty'],
  }),
  body: z.strictObject({
    body: z.string().max(100),
    lines: z.array(z.object({ price: z.int() })).optional(),
  }),
});
const ping = defineRoute(
  route({ name: 'ping', method: 'GET', path: '/v1/terminal/ping', identity: 'terminal' }),
);
const open = defineRoute(route({ name: 'open', method: 'GET', path: '/v1/open', identity: 'public' }));
const leak = defineRoute({
  ...route({ name: 'leak', method: 'GET', path: '/v1/leak', identity: 'public' }),
  response: z.object({ name: z.string() }),
});
const fail = defineRoute({
  ...route({ name: 'fail', method: 'GET', path: '/v1/fail/{how}', identity: 'public' }),
});

let test: TestDatabase;
let database: Database;
let key: SigningKey & PublicKey;
let server: Listening;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  await using migrations = await migrationsOf(NOTES);
  test = await createTestDatabase({
    postgresUrl: inject('postgresUrl'),
    service: 'notes',
    migrationsDir: migrations.dir,
    allow: ['cursors'],
  });
  database = openDatabase(test.urls);
  key = await generateSigningKey('k1');
  const app = new Hono();
  const log = pino(
    { level: 'info' },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
        done();
      },
    }),
  );
  app.route(
    '/',
    healthRoute([{ name: 'notes', health: async () => ({ ok: await database.isReachable() }) }]),
  );
  serveRoutes(
    app,
    [listNotes, addNote, ping, open, leak, fail],
    {
      listNotes: inTransaction(database, listNotes, async ({ tx, query: { limit, cursor } }) => {
        const [after] = cursor === undefined ? [''] : decodeCursor(z.tuple([z.string()]), cursor);
        const rows = await tx.query<{ body: string }>(
          'select body from notes where body > $1 order by body limit $2',
          [after, limit + 1],
        );
        return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.body] }));
      }),
      addNote: inTransaction(database, addNote, async ({ tx, identity, params, body }) => {
        await tx.query('insert into notes (id, tenant_id, body) values ($1, $2, $3)', [
          params.id,
          identity.tenantId,
          body.body,
        ]);
        return body.body === ''
          ? refuse({ code: 'note/empty', field: 'body.body', least: 1 })
          : ok({ ok: true as const });
      }),
      ping: async ({ identity }) =>
        identity.epoch === 1 ? ok({ ok: true as const }) : refuse({ code: 'ping/forbidden' }),
      open: async () => ok({ ok: true as const }),
      leak: async () => ok({ name: 'Ann', pin: 'hidden-pin' } as { name: string }),
      fail: async ({ params }) => {
        if (params.how === 'wrong-shape') return ok({ ok: 'no' } as never);
        if (params.how === 'unavailable') throw new Fault('database/unavailable', 'no', { retryable: true });
        throw new Error('secret-reason');
      },
    },
    { publicKeys: () => [key], clock: { now: () => NOW }, log, newRequestId: () => 'minted-request-id' },
  );
  server = await listen(app, { port: 0, hostname: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await database.close();
  await test.dispose();
});

beforeEach(async () => {
  lines = [];
  for (const tenant of [TENANT_A, TENANT_B])
    await database.withTenant(tenant, (tx) => tx.execute('delete from notes'));
});

async function call(
  method: string,
  path: string,
  options: {
    as?: Identity;
    token?: string;
    body?: unknown;
    raw?: string;
    headers?: Record<string, string>;
  } = {},
) {
  const token = options.token ?? (options.as && (await issueAccessToken(key, options.as, NOW, 60_000)));
  const response = await fetch(new URL(path, server.url), {
    method,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
    ...(options.body === undefined && options.raw === undefined
      ? {}
      : { body: options.raw ?? JSON.stringify(options.body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { error: { code: string } } & Record<string, unknown>,
  };
}

const WRITER = user(TENANT_A, ['can_write']);
const notePath = (n: number, storeId: string = STORE) =>
  `/v1/stores/${storeId}/notes/0192f0c0-0000-7000-8000-00000000000${n}`;
const error = (status: number, code: string, more: object = {}) => ({
  status,
  body: { error: { code, ...more } },
});

describe('serveRoutes', () => {
  it('writes and lists by pages within the tenant of the token', async () => {
    for (const n of [1, 2, 3])
      expect(await call('POST', notePath(n), { as: WRITER, body: { body: `n${n}` } })).toMatchObject({
        status: 200,
        body: { ok: true },
      });
    const first = await call('GET', '/v1/notes?limit=2', { as: WRITER });
    expect(first.body).toEqual({ items: [{ body: 'n1' }, { body: 'n2' }], nextCursor: expect.any(String) });
    const second = await call('GET', `/v1/notes?limit=2&cursor=${String(first.body['nextCursor'])}`, {
      as: WRITER,
    });
    expect(second.body).toEqual({ items: [{ body: 'n3' }], nextCursor: null });
    expect((await call('GET', '/v1/notes', { as: user(TENANT_B, []) })).body).toEqual({
      items: [],
      nextCursor: null,
    });
    expect(first.headers.get('cache-control')).toBe('no-store');
  });

  it('undoes what a refused command wrote, and answers the refusal with its facts', async () => {
    const refused = await call('POST', notePath(1), { as: WRITER, body: { body: '' } });
    expect(refused).toMatchObject(error(422, 'note/empty', { field: 'body.body', details: { least: 1 } }));
    expect((await call('GET', '/v1/notes', { as: WRITER })).body['items']).toEqual([]);
  });

  it('asks for a token of the right kind, with the permission, before it looks at anything else', async () => {
    expect(await call('GET', '/v1/notes')).toMatchObject(error(401, 'token/missing'));
    expect(await call('GET', '/v1/notes', { token: 'nonsense' })).toMatchObject(
      error(401, 'token/malformed'),
    );
    const expired = await issueAccessToken(key, WRITER, instant(NOW - 3_600_000), 60_000);
    expect(await call('GET', '/v1/notes', { token: expired })).toMatchObject(error(401, 'token/expired'));
    const stranger = await issueAccessToken(await generateSigningKey('k1'), WRITER, NOW, 60_000);
    expect(await call('GET', '/v1/notes', { token: stranger })).toMatchObject(error(401, 'token/invalid'));
    expect(await call('GET', '/v1/notes', { as: TERMINAL })).toMatchObject(error(403, 'identity/wrong-kind'));
    expect(await call('GET', '/v1/terminal/ping', { as: WRITER })).toMatchObject(
      error(403, 'identity/wrong-kind'),
    );
    expect(await call('GET', '/v1/terminal/ping', { as: TERMINAL })).toMatchObject({ status: 200 });
    expect(await call('POST', notePath(1), { as: user(TENANT_A, ['can_read']), raw: '{' })).toMatchObject(
      error(403, 'permission/missing', { details: { permission: 'can_write' } }),
    );
    expect(await call('GET', '/v1/open')).toMatchObject({ status: 200 });
  });

  it('lets a store be chosen only among those the token names', async () => {
    const body = { body: 'x' };
    expect(await call('POST', notePath(1, OTHER_STORE), { as: WRITER, body })).toMatchObject(
      error(403, 'store/not-yours'),
    );
    expect(
      await call('POST', notePath(1, OTHER_STORE), { as: user(TENANT_A, ['can_write'], 'all'), body }),
    ).toMatchObject({ status: 200 });
  });

  it.each([
    ['GET', '/v1/notes?limit=many', undefined, 'query.limit'],
    ['GET', '/v1/notes?limit=201', undefined, 'query.limit'],
    ['GET', '/v1/notes?cursor=bm9uc2Vuc2U', undefined, 'query.cursor'],
    ['POST', `/v1/stores/${STORE}/notes/7`, '{"body":"x"}', 'params.id'],
    ['POST', notePath(1), '{"body":5}', 'body.body'],
    ['POST', notePath(1), '{"body":"x","lines":[{"price":1},{"price":"1.5"}]}', 'body.lines.1.price'],
    ['POST', notePath(1), '{"body":"x","extra":1}', 'body.extra'],
    ['POST', notePath(1), '{"body":', 'body'],
    ['POST', notePath(1), '', 'body'],
    ['POST', notePath(1), '[]', 'body'],
  ])('names the bad field: %s %s %s -> %s', async (method, path, raw, field) => {
    const answer = await call(method, path, { as: WRITER, ...(raw === undefined ? {} : { raw }) });
    expect(answer).toMatchObject(error(400, 'request/invalid', { field }));
    expect((await call('GET', '/v1/notes', { as: WRITER })).body['items']).toEqual([]);
  });

  it('refuses a body over 1 MB, declared or streamed', async () => {
    const raw = JSON.stringify({ body: 'x'.repeat(1024 * 1024) });
    expect(await call('POST', notePath(1), { as: WRITER, raw })).toMatchObject(
      error(413, 'request/too-large'),
    );
    const token = await issueAccessToken(key, WRITER, NOW, 60_000);
    const streamed = await fetch(new URL(notePath(1), server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new Blob([raw]).stream(),
      duplex: 'half',
    });
    expect(streamed.status).toBe(413);
  });

  it('answers a broken rule of the database by name, and anything unknown as internal without a word more', async () => {
    await call('POST', notePath(1), { as: WRITER, body: { body: 'same' } });
    expect(await call('POST', notePath(2), { as: WRITER, body: { body: 'same' } })).toMatchObject(
      error(409, 'database/duplicate'),
    );
    expect(await call('GET', '/v1/fail/unavailable')).toMatchObject(error(503, 'service/unavailable'));
    for (const how of ['wrong-shape', 'boom']) {
      const failed = await call('GET', `/v1/fail/${how}`);
      expect(failed).toMatchObject(error(500, 'internal'));
      expect(JSON.stringify(failed.body)).not.toContain('secret-reason');
    }
    expect(lines.filter((line) => line['level'] === 50)).toHaveLength(3);
    expect(await call('GET', '/v1/nothing')).toMatchObject(error(404, 'route/not-found'));
    expect(await call('DELETE', '/v1/notes', { as: WRITER })).toMatchObject(error(404, 'route/not-found'));
  });

  it('lets no column out that the response does not name', async () => {
    expect((await call('GET', '/v1/leak')).body).toEqual({ name: 'Ann' });
  });

  it('logs who called what and how it ended, and no body, query or token', async () => {
    const token = await issueAccessToken(key, WRITER, NOW, 60_000);
    await call('POST', notePath(1), {
      token,
      body: { body: 'private words' },
      headers: { 'x-request-id': 'request-0001' },
    });
    const answered = await call('GET', '/v1/notes?limit=7', {
      token,
      headers: { 'x-request-id': 'not one of ours!' },
    });
    expect(answered.headers.get('x-request-id')).toBe('minted-request-id');
    expect(lines).toMatchObject([
      {
        requestId: 'request-0001',
        route: 'addNote',
        status: 200,
        tenantId: TENANT_A,
        userId: '0192f0c0-0000-7000-8000-000000000001',
      },
      { requestId: 'minted-request-id', route: 'listNotes', status: 200 },
    ]);
    const all = JSON.stringify(lines);
    for (const secret of ['private words', token, 'limit', key.keyId + '.'])
      expect(all).not.toContain(secret);
  });
});

describe('a listening service', () => {
  it('says how its parts are', async () => {
    expect(await call('GET', '/health')).toMatchObject({
      status: 200,
      body: { ok: true, services: { notes: { ok: true } } },
    });
    const sick = healthRoute([
      { name: 'notes', health: () => Promise.reject(new Error('x')) },
      { name: 'other', health: async () => ({ ok: true }) },
    ]);
    const answer = await sick.request('/health');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      ok: false,
      services: { notes: { ok: false, details: { reason: 'failed' } }, other: { ok: true } },
    });
  });

  it('finishes the call under way when it is closed, and takes no other', async () => {
    let finish = () => {};
    const app = new Hono();
    const called = new Promise<void>((resolveCalled) => {
      app.get('/slow', async (context) => {
        resolveCalled();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return context.text('done');
      });
    });
    const slow = await listen(app, { port: 0, hostname: '127.0.0.1' });
    const answer = fetch(`${slow.url}/slow`);
    await called;
    const closing = slow.close();
    await expect(fetch(`${slow.url}/slow`)).rejects.toThrow();
    finish();
    expect(await (await answer).text()).toBe('done');
    await closing;
    await expect(listen(new Hono(), { port: server.port, hostname: '127.0.0.1' })).rejects.toMatchObject({
      code: 'service/cannot-listen',
    });
  });
});
