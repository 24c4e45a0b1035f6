import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Id, id, instant } from '@beaveros/kit';
import { defineRoute, type Route } from '@beaveros/protocol/gateway';
import {
  generateSigningKey,
  type Identity,
  issueAccessToken,
  type Listening,
  listen,
  type PublicKey,
  type SigningKey,
} from '@beaveros/service-kit';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { createGateway, localUpstream, remoteUpgrade, remoteUpstream, serveExchange } from './index.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every route.
type Loose = any;

const NOW = instant(1_795_000_000_000);
const TENANT: Id<'tenant'> = id('0192f0c0-0000-7000-8000-00000000000a');
const TERMINAL: Identity = {
  kind: 'terminal',
  tenantId: TENANT,
  storeId: id('0192f0c0-0000-7000-8000-0000000000f1'),
  terminalId: id('0192f0c0-0000-7000-8000-0000000000e1'),
  epoch: 1,
};
const person = (permissions: readonly string[]): Identity => ({
  kind: 'user',
  tenantId: TENANT,
  userId: id('0192f0c0-0000-7000-8000-000000000001'),
  storeIds: 'all',
  permissions,
});

const route = (more: Partial<Route> & Pick<Route, 'name' | 'method' | 'path' | 'identity'>): Route =>
  defineRoute({
    service: 'near',
    description: 'For this test.',
    errors: [],
    response: z.unknown(),
    ...more,
  } as Parameters<typeof defineRoute>[0]);
const routes = [
  route({
    name: 'echo',
    method: 'POST',
    path: '/v1/echo/{word}',
    identity: 'user',
    permission: 'can_echo',
    body: z.unknown(),
  }),
  route({
    name: 'echoFar',
    service: 'far',
    method: 'POST',
    path: '/v1/far/{word}',
    identity: 'user',
    body: z.unknown(),
  }),
  route({ name: 'knock', method: 'POST', path: '/v1/knock', identity: 'public', body: z.unknown() }),
  route({ name: 'drip', service: 'far', method: 'GET', path: '/v1/drip', identity: 'public' }),
  route({
    name: 'follow',
    service: 'far',
    method: 'GET',
    path: '/v1/follow',
    identity: 'public',
    stream: true,
  }),
  route({ name: 'gone', service: 'gone', method: 'GET', path: '/v1/gone', identity: 'public' }),
  route({ name: 'missing', service: 'missing', method: 'GET', path: '/v1/missing', identity: 'public' }),
  route({ name: 'boom', method: 'GET', path: '/v1/boom', identity: 'public' }),
];

let key: SigningKey & PublicKey;
let far: Listening;
let server: Listening;
let lines: string[];
let letGo = () => {};
let hungUp: Promise<void>;
let closing: AbortController;
let sockets: WebSocketServer;

/** Answers what it was asked, so that what passed can be seen. */
function echo(): Hono {
  const app = new Hono();
  app.post('*', async (context) => {
    const headers = Object.fromEntries(context.req.raw.headers);
    return context.json(
      {
        url: new URL(context.req.url).pathname + new URL(context.req.url).search,
        headers,
        body: await context.req.text(),
      },
      200,
      {
        connection: 'x-private',
        'x-private': 'hop',
        'x-answer': 'passed',
      },
    );
  });
  app.get('/v1/boom', () => {
    throw new Error('secret-reason');
  });
  return app;
}

beforeAll(async () => {
  key = await generateSigningKey('k1');
  const away = echo();
  for (const path of ['/v1/drip', '/v1/follow'])
    away.get(path, (context) => {
      let tellHungUp = () => {};
      hungUp = new Promise((resolve) => {
        tellHungUp = resolve;
      });
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('first '));
          letGo = () => {
            controller.enqueue(new TextEncoder().encode('second'));
            controller.close();
          };
        },
        cancel: () => tellHungUp(),
      });
      return context.body(body, 200, { 'cache-control': 'private, max-age=5' });
    });
  away.get('/v1/t/:tenant/shapes/:name', (context) =>
    context.text(`shape ${context.req.param('name')} ${context.req.query('offset')}`),
  );
  far = await listen(away, { port: 0, hostname: '127.0.0.1' });
  sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => socket.send(`heard ${(data as Buffer).toString()}`)),
  );
  far.server.on('upgrade', (request, socket, head) => {
    if (request.headers['x-refuse'] !== undefined) socket.end('HTTP/1.1 403 \r\ncontent-length: 2\r\n\r\nno');
    else sockets.handleUpgrade(request, socket as Socket, head, (ws) => sockets.emit('connection', ws));
  });

  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  closing = new AbortController();
  const known = { publicKeys: () => [key], clock: { now: () => NOW } };
  const gateway = createGateway({
    ...known,
    routes,
    upstreams: {
      near: localUpstream(echo()),
      far: remoteUpstream(far.url),
      replication: remoteUpstream(far.url),
      gone: remoteUpstream('http://127.0.0.1:1'),
    },
    health: [{ name: 'near', health: async () => ({ ok: true }) }],
    log,
    newRequestId: () => 'minted-request-id',
    addressOf: (context) => context.req.header('x-test-address') ?? 'somewhere',
    closing: closing.signal,
  });
  server = await listen(gateway, { port: 0, hostname: '127.0.0.1' });
  serveExchange(server.server, { ...known, upstream: remoteUpgrade(far.url) });
});
afterAll(async () => {
  for (const client of sockets.clients) client.terminate();
  await server.close();
  await far.close();
});
beforeEach(() => {
  lines = [];
});

const tokenOf = (identity: Identity) => issueAccessToken(key, identity, NOW, 60_000);
async function call(
  method: string,
  path: string,
  options: { as?: Identity; token?: string; body?: string; headers?: Record<string, string> } = {},
) {
  const token = options.token ?? (options.as && (await tokenOf(options.as)));
  const response = await fetch(new URL(path, server.url), {
    method,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
    ...(options.body === undefined ? {} : { body: options.body, duplex: 'half' }),
  });
  const text = await response.text();
  let body: Loose = text;
  try {
    body = JSON.parse(text);
  } catch {}
  return { status: response.status, headers: response.headers, body };
}
const error = (status: number, code: string, more: object = {}) => ({
  status,
  body: { error: { code, ...more } },
});

describe('a call', () => {
  it.each(['/v1/echo/word', '/v1/far/word'])(
    'goes to its service with query, body and request id, here and away: %s',
    async (path) => {
      const answer = await call('POST', `${path}?a=1&b=%20`, {
        as: person(['can_echo']),
        body: '{"x":1}',
        headers: {
          'x-request-id': 'request-0001',
          'x-kept': 'yes',
          te: 'trailers',
          'proxy-authorization': 'secret',
        },
      });
      expect(answer.body).toMatchObject({ url: `${path}?a=1&b=%20`, body: '{"x":1}' });
      expect(answer.body.headers).toMatchObject({ 'x-request-id': 'request-0001', 'x-kept': 'yes' });
      expect(answer.body.headers).not.toHaveProperty('te');
      expect(answer.body.headers).not.toHaveProperty('proxy-authorization');
      expect(answer.headers.get('x-answer')).toBe('passed');
      expect(answer.headers.get('x-private')).toBeNull();
      expect(answer.headers.get('x-request-id')).toBe('request-0001');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('needs a token of the right kind with the permission', async () => {
    expect(await call('POST', '/v1/echo/x', { body: '' })).toMatchObject(error(401, 'token/missing'));
    expect(await call('POST', '/v1/echo/x', { token: 'nonsense', body: '' })).toMatchObject(
      error(401, 'token/malformed'),
    );
    const stranger = await issueAccessToken(
      await generateSigningKey('k1'),
      person(['can_echo']),
      NOW,
      60_000,
    );
    expect(await call('POST', '/v1/echo/x', { token: stranger, body: '' })).toMatchObject(
      error(401, 'token/invalid'),
    );
    expect(await call('POST', '/v1/echo/x', { as: TERMINAL, body: '' })).toMatchObject(
      error(403, 'identity/wrong-kind'),
    );
    expect(await call('POST', '/v1/echo/x', { as: person([]), body: '' })).toMatchObject(
      error(403, 'permission/missing', { details: { permission: 'can_echo' } }),
    );
  });

  it('that leads nowhere is an error with a code', async () => {
    expect(await call('GET', '/v1/nothing')).toMatchObject(error(404, 'route/not-found'));
    const wrong = await call('DELETE', '/v1/echo/x');
    expect(wrong).toMatchObject(error(405, 'route/method-not-allowed'));
    expect(wrong.headers.get('allow')).toBe('POST');
    expect(await call('GET', '/v1/gone')).toMatchObject(error(503, 'service/unavailable'));
    expect(await call('GET', '/v1/missing')).toMatchObject(error(503, 'service/unavailable'));
    const boom = await call('GET', '/v1/boom');
    expect(boom.status).toBe(500);
    expect(JSON.stringify(boom.body)).not.toContain('secret-reason');
    for (const answer of [wrong, boom]) expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is refused when its declared body is over 1 MB', async () => {
    const body = 'x'.repeat(1024 * 1024 + 1);
    expect(await call('POST', '/v1/knock', { body })).toMatchObject(error(413, 'request/too-large'));
  });

  it('without a token is bounded by address', async () => {
    const headers = { 'x-test-address': '203.0.113.9' };
    const answers = [];
    for (let turn = 0; turn < 121; turn += 1)
      answers.push(await call('POST', '/v1/knock', { body: '', headers }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(120);
    expect(answers.at(-1)).toMatchObject(error(429, 'gateway/too-many'));
    expect(answers.at(-1)!.headers.get('retry-after')).toBe('1');
    expect(
      (await call('POST', '/v1/knock', { body: '', headers: { 'x-test-address': '203.0.113.10' } })).status,
    ).toBe(200);
  });

  it('is logged without token, body or query', async () => {
    const token = await tokenOf(person(['can_echo']));
    await call('POST', '/v1/echo/x?cursor=private-cursor', { token, body: 'private words' });
    const all = lines.join('');
    expect(all).toContain('"path":"/v1/echo/x"');
    for (const secret of [token, 'private words', 'private-cursor']) expect(all).not.toContain(secret);
  });
});

describe('a stream', () => {
  it('arrives piece by piece, with the cache header of its service', async () => {
    const response = await fetch(`${server.url}/v1/drip`);
    expect(response.headers.get('cache-control')).toBe('private, max-age=5');
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first ');
    letGo();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('second');
    expect((await reader.read()).done).toBe(true);
  });

  it('ends at the service when the caller hangs up', async () => {
    const gone = new AbortController();
    const response = await fetch(`${server.url}/v1/drip`, { signal: gone.signal });
    await response.body!.getReader().read();
    gone.abort();
    await hungUp;
  });
});

describe('a live stream', () => {
  const open = async (signal: AbortSignal | null = null) => {
    const response = await fetch(`${server.url}/v1/follow`, { signal });
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first ');
    return reader;
  };

  it('arrives piece by piece, and ends when its service ends it', async () => {
    const reader = await open();
    letGo();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('second');
    expect((await reader.read()).done).toBe(true);
  });

  it('ends at the service when the caller hangs up', async () => {
    const gone = new AbortController();
    await open(gone.signal);
    gone.abort();
    await hungUp;
  });

  it('ends in order when the door closes, and the service is told', async () => {
    const readers = [await open(), await open()];
    closing.abort();
    for (const reader of readers) expect((await reader.read()).done).toBe(true);
    await hungUp;
  });
});

describe('shapes', () => {
  it('go to replication with a token, and nowhere without one', async () => {
    const path = `/v1/t/${TENANT}/shapes/some.shape.v1?offset=-1`;
    expect(await call('GET', path)).toMatchObject(error(401, 'token/missing'));
    expect((await call('GET', path, { as: TERMINAL })).body).toBe('shape some.shape.v1 -1');
  });
});

describe('the API', () => {
  it('documents itself and says how it is', async () => {
    const { body, headers } = await call('GET', '/v1/openapi.json');
    expect(Object.keys(body.paths)).toContain('/v1/echo/{word}');
    expect(headers.get('content-type')).toBe('application/json');
    expect((await call('GET', '/health')).body).toEqual({ ok: true, services: { near: { ok: true } } });
  });
});

describe('the exchange', () => {
  const url = () => `${server.url.replace('http', 'ws')}/v1/exchange`;
  const handshake = async (headers: Record<string, string>, path = '/v1/exchange') => {
    const socket = connect(server.port, '127.0.0.1');
    const lines = [`GET ${path} HTTP/1.1`, 'host: x', 'connection: upgrade', 'upgrade: websocket'];
    const more = {
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    };
    socket.write(
      `${[...lines, ...Object.entries(more).map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`,
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    await once(socket, 'close');
    return text;
  };

  it('is joined with replication for a terminal', async () => {
    const socket = new WebSocket(url(), { headers: { authorization: `Bearer ${await tokenOf(TERMINAL)}` } });
    await once(socket, 'open');
    for (const word of ['hello', 'x'.repeat(100_000)]) {
      socket.send(word);
      const [data] = await once(socket, 'message');
      expect(String(data)).toBe(`heard ${word}`);
    }
    const closed = [...sockets.clients].map((client) => once(client, 'close'));
    socket.terminate();
    await Promise.all(closed);
  });

  it('is refused with a code to everyone else, and passes a refusal of replication', async () => {
    const bearer = async (identity: Identity) => ({ authorization: `Bearer ${await tokenOf(identity)}` });
    expect(await handshake({})).toMatch(/^HTTP\/1.1 401 [\s\S]*token\/missing/);
    expect(await handshake({ authorization: 'Bearer nonsense' })).toMatch(
      /^HTTP\/1.1 401 [\s\S]*token\/malformed/,
    );
    expect(await handshake(await bearer(person([])))).toMatch(/^HTTP\/1.1 403 [\s\S]*identity\/wrong-kind/);
    expect(await handshake(await bearer(TERMINAL), '/v1/other')).toMatch(
      /^HTTP\/1.1 404 [\s\S]*route\/not-found/,
    );
    expect(await handshake({ ...(await bearer(TERMINAL)), 'x-refuse': '1' })).toMatch(
      /^HTTP\/1.1 403 [\s\S]*no$/,
    );
  });
});
