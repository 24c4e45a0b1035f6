import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventsOf } from '@beaveros/service-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startPostgres } from './postgres/index.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every route.
type Loose = any;

// The cloud as its operator runs it: real processes, from an empty directory, ended and started again.

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const DRAFT = {
  slug: 'bistro',
  name: 'Bistro',
  admin: { username: 'ada', password: 'correct horse battery' },
};
const SIGN_IN = { tenant: 'bistro', ...DRAFT.admin };

let dir: string;
let cloud: Running;

interface Listing {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly stderr: () => string;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beaveros-cloud-'));
});
afterAll(async () => {
  cloud?.process.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
});

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, '--data-dir', dir, ...args], {
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const lines: string[] = [];
  const first = new Promise<string | undefined>((resolve) => {
    const reader = createInterface({ input: child.stdout });
    reader.on('line', (line) => {
      lines.push(line);
      resolve(line);
    });
    reader.on('close', () => resolve(undefined));
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, first, ended, lines, stderr: () => stderr };
}

async function serve(
  args: readonly string[] = ['--port', '0'],
  env: Record<string, string> = {},
): Promise<Running> {
  const { child, first, stderr } = start(args, env);
  const line = await first;
  if (line === undefined) throw new Error(`it did not start: ${stderr()}`);
  const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
  expect(ready).toBe(true);
  return { process: child, url, stderr };
}

async function end(running: Running): Promise<number | null> {
  const ended = once(running.process, 'close');
  running.process.kill('SIGTERM');
  return (await ended)[0] as number | null;
}

async function call(method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) {
  const response = await fetch(new URL(path, cloud.url), {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Loose };
}

/** A live route, open when it returns. */
async function watch(path: string, token: string) {
  return eventsOf(await fetch(new URL(path, cloud.url), { headers: { authorization: `Bearer ${token}` } }));
}

const STORE = {
  name: 'Harbour',
  code: 'H1',
  timeZone: 'Europe/Lisbon',
  dayStartMinutes: 240,
  currency: { code: 'EUR', exponent: 2 },
  taxRounding: 'per_line',
  address: null,
  receiptHeader: null,
  receiptFooter: null,
  language: 'pt-PT',
};

/** What a till does once with a code and each ten minutes with its key. Answers its access token. */
async function enrol(terminalId: string, storeId: string, token: string): Promise<string> {
  const { code } = (
    await call('POST', `/v1/terminals/${terminalId}/enrolment-codes`, { token, body: { storeId } })
  ).body;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');
  const { certificate } = (await call('POST', '/v1/enrolments', { body: { code, publicKey: raw } })).body;
  const issuedAt = Date.now();
  const toSign = Buffer.from(`beaveros-token/1\n${terminalId}\n${issuedAt}`);
  const body = { certificate, issuedAt, signature: sign(null, toSign, privateKey).toString('base64') };
  const answer = await call('POST', '/v1/terminal-tokens', { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.accessToken;
}

describe('the cloud', () => {
  it('makes a tenant in an empty directory, from a draft on stdin, once', async () => {
    const making = start(['create-tenant', '-']);
    making.child.stdin.end(JSON.stringify(DRAFT));
    expect(await making.ended, making.stderr()).toBe(0);
    expect(making.lines.map((line) => JSON.parse(line))).toEqual([
      {
        ok: true,
        tenantId: expect.any(String),
        adminId: expect.any(String),
        tenantPublicKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      },
    ]);
    const again = start(['create-tenant', '-']);
    again.child.stdin.end(JSON.stringify(DRAFT));
    expect(await again.ended).toBe(1);
    expect(again.stderr()).toContain('tenant/duplicate');
    expect(making.stderr() + again.stderr()).not.toContain(DRAFT.admin.password);
  });

  it('serves sign-in and every service behind one gateway, with its secrets closed to others', async () => {
    cloud = await serve();
    const health = await call('GET', '/health');
    expect(health.body).toMatchObject({ ok: true });
    expect(Object.keys(health.body.services).toSorted()).toEqual([
      'auth-user',
      'order',
      'payment',
      'product-catalog',
      'replication',
      'report',
      'service-entity',
      'workflow',
    ]);
    const session = await call('POST', '/v1/sign-in', { body: SIGN_IN });
    expect(session.status).toBe(200);
    const token = session.body.accessToken;
    const store = await call('POST', '/v1/stores', { token, body: STORE });
    expect(store.status, JSON.stringify(store.body)).toBe(200);
    expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600);
    // Everything that the table promises is there: no list of the tenant is a 404.
    const { body: api } = await call('GET', '/v1/openapi.json');
    for (const [path, { get }] of Object.entries(api.paths as Record<string, { get?: Listing }>)) {
      if (
        get === undefined ||
        !get.operationId.startsWith('list') ||
        get.security[0] === undefined ||
        !('user' in get.security[0])
      )
        continue;
      // What must be said is an id; of one that nobody has, a list is empty and still there.
      const asked = new URLSearchParams();
      for (const { name, in: place, required } of get.parameters)
        if (place === 'query' && required) asked.set(name, store.body.id);
      const answer = await call('GET', `${path.replace(/\{\w+\}/, store.body.id)}?${asked.toString()}`, {
        token,
      });
      expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBe(200);
    }
  });

  it('enrols a till, which then hears of a change of staff while it waits, and may exchange', async () => {
    const token = (await call('POST', '/v1/sign-in', { body: SIGN_IN })).body.accessToken;
    const storeId = (await call('GET', '/v1/stores', { token })).body.items[0].id;
    const till = await call('POST', `/v1/stores/${storeId}/terminals`, {
      token,
      body: { name: 'Till 1', code: 'T1', kind: 'till' },
    });
    const terminalToken = await enrol(till.body.id, storeId, token);
    const tenantId = (await call('GET', '/v1/me', { token })).body.tenantId;
    const staff = `/v1/t/${tenantId}/shapes/auth-user.store_staff.v1`;
    // A person's token is not a till's: the shape server answers, through the gateway.
    expect((await call('GET', `${staff}?offset=-1`, { token })).body.error.code).toBe('shapes/terminal-only');

    const headers = { authorization: `Bearer ${terminalToken}` };
    const first = await fetch(new URL(`${staff}?offset=-1`, cloud.url), { headers });
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('private, no-store');
    expect(await first.text()).not.toContain('bob');
    const [handle, offset] = ['electric-handle', 'electric-offset'].map((name) => first.headers.get(name)!);
    const query = new URLSearchParams({ handle: handle!, offset: offset!, live: 'true' });
    const waiting = fetch(new URL(`${staff}?${query.toString()}`, cloud.url), { headers });
    const body = { username: 'bob', password: 'a password of tests', storeIds: [storeId] };
    expect((await call('POST', '/v1/users', { token, body })).status).toBe(200);
    expect(await (await waiting).text()).toContain('bob');

    const socket = new WebSocket(new URL('/v1/exchange', cloud.url), { headers });
    await once(socket, 'open');
    socket.terminate();
  });

  it('ends in order when asked, and finds its data again', async () => {
    const session = (await call('POST', '/v1/sign-in', { body: SIGN_IN })).body;
    const idle = await fetch(new URL('/health', cloud.url));
    await idle.text();
    const streams = [];
    for (const path of ['/v1/reports/live', '/v1/orders/live', '/v1/items/live'])
      streams.push(await watch(path, session.accessToken));
    expect(await end(cloud), cloud.stderr()).toBe(0);
    // In order, not cut off by the time the door waits for calls under way.
    for (const stream of streams) expect(await stream.next()).toBeNull();
    expect(cloud.stderr()).not.toContain(DRAFT.admin.password);
    expect(cloud.stderr()).not.toContain(session.accessToken);
    const secrets = JSON.parse(await readFile(join(dir, 'secrets.json'), 'utf8'));
    expect(cloud.stderr()).not.toContain(secrets.databaseSecret);

    cloud = await serve();
    // The same keys: a token of the life before is still good.
    expect((await call('GET', '/v1/stores', { token: session.accessToken })).body.items).toMatchObject([
      { name: 'Harbour' },
    ]);
    expect(
      (await call('POST', '/v1/sign-in/refresh', { body: { refreshToken: session.refreshToken } })).status,
    ).toBe(200);
  });

  it('survives being killed', async () => {
    const token = (await call('POST', '/v1/sign-in', { body: SIGN_IN })).body.accessToken;
    expect(
      (await call('POST', '/v1/stores', { token, body: { ...STORE, code: 'H2', name: 'Hill' } })).status,
    ).toBe(200);
    const ended = once(cloud.process, 'close');
    cloud.process.kill('SIGKILL');
    await ended;
    cloud = await serve();
    expect((await call('GET', '/v1/stores', { token })).body.items).toHaveLength(2);
    expect(await end(cloud)).toBe(0);
  });
});

describe('a start that cannot be', () => {
  const failed = async (args: readonly string[], env: Record<string, string> = {}) => {
    const attempt = start(args, env);
    expect(await attempt.ended).toBe(1);
    expect(attempt.lines).toEqual([]);
    const last = attempt.stderr().trim().split('\n').at(-1)!;
    return (JSON.parse(last) as { error: object }).error;
  };

  it.each([
    [['--port', 'many'], {}, 'PORT'],
    [['--service', 'order'], {}, 'DATABASE_URL_REPLICATION'],
    [[], { DATABASE_URL: 'hunter2' }, 'DATABASE_URL'],
    [[], { BEAVER_BACKOFFICE_DIR: '/nowhere/hunter2' }, 'BEAVER_BACKOFFICE_DIR'],
  ])('names what is wrong: %j %j', async (args, env, field) => {
    const error = await failed(args, env);
    expect(error).toMatchObject({ code: 'config/invalid', field });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('leaves no server behind when its port is taken', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    expect(await failed(['--port', String(port)])).toMatchObject({ code: 'service/cannot-listen' });
    taken.close();
    // The directory is free: the next start finds nobody in it.
    cloud = await serve();
    expect(await end(cloud)).toBe(0);
  });
});

describe('services in processes of their own', () => {
  it('answer behind a gateway, and one that is down takes no other with it', async () => {
    const postgresDir = await mkdtemp(join(tmpdir(), 'beaveros-split-'));
    await chmod(postgresDir, 0o755);
    await using postgres = await startPostgres({ dir: postgresDir, durability: 'throwaway' });
    const env = { DATABASE_URL: postgres.url };
    const making = start(['create-tenant', '-'], env);
    making.child.stdin.end(JSON.stringify({ ...DRAFT, slug: 'split' }));
    expect(await making.ended, making.stderr()).toBe(0);

    const authUser = await serve(['--service', 'auth-user', '--port', '0'], env);
    const entities = await serve(['--service', 'service-entity', '--port', '0'], env);
    const replication = await serve(['--service', 'replication', '--port', '0'], env);
    // Two of one service, on one database.
    const catalog = await serve(['--service', 'product-catalog', '--port', '0'], env);
    const otherCatalog = await serve(['--service', 'product-catalog', '--port', '0'], env);
    cloud = await serve(['--service', 'gateway', '--port', '0'], {
      SERVICE_URL_AUTH_USER: authUser.url,
      SERVICE_URL_SERVICE_ENTITY: entities.url,
      SERVICE_URL_REPLICATION: replication.url,
      SERVICE_URL_PRODUCT_CATALOG: catalog.url,
    });
    try {
      const session = await call('POST', '/v1/sign-in', { body: { ...SIGN_IN, tenant: 'split' } });
      const token = session.body.accessToken;
      expect((await call('POST', '/v1/stores', { token, body: STORE })).body).toMatchObject({
        name: 'Harbour',
      });
      const shape = `/v1/t/0192f0c0-0000-7000-8000-00000000000a/shapes/service-entity.stores.v1?offset=-1`;
      expect((await call('GET', shape, { token })).body.error.code).toBe('shapes/terminal-only');
      expect((await call('GET', '/v1/orders', { token })).body.error.code).toBe('service/unavailable');
      expect(await end(authUser), authUser.stderr()).toBe(0);
      expect((await call('GET', '/v1/me', { token })).body.error.code).toBe('service/unavailable');
      expect((await call('GET', '/health')).body).toMatchObject({
        ok: false,
        services: { 'auth-user': { ok: false }, 'service-entity': { ok: true } },
      });
      expect((await call('GET', '/v1/stores', { token })).body.items).toHaveLength(1);

      // A stream comes through the gateway from one process, of what another did.
      const stream = await watch('/v1/items/live', token);
      const changed = await fetch(new URL('/v1/items', otherCatalog.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ name: 'Tea', price: '2' }),
      });
      expect(changed.status).toBe(200);
      expect(await stream.next()).toEqual({ storeId: null });
      expect(await end(catalog), catalog.stderr()).toBe(0);
      expect(await stream.next()).toBeNull();
    } finally {
      catalog.process.kill('SIGKILL');
      for (const each of [cloud, entities, replication, otherCatalog])
        expect(await end(each), each.stderr()).toBe(0);
      authUser.process.kill('SIGKILL');
    }
    await postgres.stop();
    await rm(postgresDir, { recursive: true, force: true, maxRetries: 5 });
  });
});
