import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instant, instant } from '@beaveros/kit';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TokenFile } from '../sign-in/token-file.ts';
import type { ScreenKind } from './door.ts';
import { SCREEN_IDLE_MS } from './screen-door.ts';
import { IpcSocket } from './web-socket.ts';

const SECRET = 'the private key of this till';
const HASH = 'ab'.repeat(32);

let dir: string;
let now: Instant;
let cookies: TokenFile;
let socket: IpcSocket;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'beaver-screens-'));
  now = instant(1_795_000_000_000);
  for (const folder of ['screens/till/assets', 'screens/kitchen', 'screens/other'])
    mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, 'identity.json'), SECRET);
  writeFileSync(join(dir, 'screens/secret.txt'), SECRET);
  writeFileSync(join(dir, 'screens/other/index.html'), SECRET);
  writeFileSync(join(dir, 'screens/till/index.html'), '<p>till</p>');
  writeFileSync(join(dir, 'screens/till/assets/index-abc.js'), 'export {};');
  writeFileSync(join(dir, 'screens/kitchen/index.html'), '<p>kitchen</p>');
  symlinkSync(join(dir, 'identity.json'), join(dir, 'screens/till/linked.txt'));
  symlinkSync(dir, join(dir, 'screens/till/up'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true });
});

/** The same port again when it was open before, as after a restart. */
async function start(port = 0): Promise<void> {
  cookies = new TokenFile({
    path: join(dir, 'screens.sqlite'),
    max: 64,
    idleMs: SCREEN_IDLE_MS,
    clock: { now: () => now },
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
  });
  socket = await IpcSocket.listen({
    answer: (frame, screen) => Promise.resolve({ id: 1, ok: true, value: { frame, screen } }),
    port,
    origins: [],
    onDefect: (error) => expect.fail(String(error)),
    screens: {
      dir: join(dir, 'screens'),
      cookies,
      picture: (hash) =>
        Promise.resolve(hash === HASH ? { bytes: Buffer.from('picture'), contentType: 'image/png' } : null),
    },
  });
}

async function stop(): Promise<void> {
  await socket[Symbol.asyncDispose]();
  cookies[Symbol.dispose]();
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The path goes out as it stands: `fetch` would tidy it up first. */
async function get(
  path: string,
  {
    headers = {},
    method = 'GET',
  }: { readonly headers?: Record<string, string>; readonly method?: string } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request({ host: '127.0.0.1', port: socket.port, path, method, headers, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text: string) => (body += text));
    response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
  })
    .on('error', reject)
    .end();
  return await promise;
}

/** Opens a screen as a browser does: its cookie. */
async function open(kind: 'till' | 'kitchen'): Promise<string> {
  const { headers } = await get(`/open?token=${socket.mintToken(kind)}`);
  return headers['set-cookie']![0]!.split(';')[0]!;
}

/** Connects to `/ipc`: the socket, or the status that came instead. */
async function connect(
  headers: Record<string, string>,
  kind: ScreenKind = 'till',
): Promise<WebSocket | number> {
  const client = new WebSocket(`ws://127.0.0.1:${socket.port}/ipc?kind=${kind}`, { headers });
  const { promise, resolve } = Promise.withResolvers<WebSocket | number>();
  client.once('open', () => resolve(client));
  client.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  client.on('error', () => {});
  return await promise;
}

const own = () => `http://127.0.0.1:${socket.port}`;

describe('opening a screen', () => {
  it('trades a one-time token for a cookie no script can read, and goes to its screen', async () => {
    const token = socket.mintToken('kitchen');
    const opened = await get(`/open?token=${token}`);
    expect([opened.status, opened.headers.location]).toEqual([303, '/kitchen/']);
    expect(opened.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(
          `^beaver_screen_${socket.port}_kitchen=[\\w-]{32}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000$`,
        ),
      ),
    ]);
    const again = await get(`/open?token=${token}`);
    expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined]);
    expect((await get('/open')).status).toBe(401);
  });

  it('is kept by a reload of the link, and a look at its headers uses nothing up', async () => {
    const token = socket.mintToken('till');
    expect((await get(`/open?token=${token}`, { method: 'HEAD' })).status).toBe(405);
    const cookie = (await get(`/open?token=${token}`)).headers['set-cookie']![0]!.split(';')[0]!;
    const again = await get(`/open?token=${token}`, { headers: { cookie } });
    expect([again.status, again.headers.location]).toEqual([303, '/till/']);
  });

  it('tells a page what it is, or that it was not opened here', async () => {
    const cookie = `a=b; ${await open('kitchen')}; c`;
    const asked = async (kind: string, given = cookie) =>
      await get(`/screen?kind=${kind}`, { headers: { cookie: given } });
    expect(await asked('kitchen')).toMatchObject({ status: 200, body: '{"kind":"kitchen"}' });
    expect((await asked('kitchen', '')).status).toBe(401);
    expect((await asked('kitchen', cookie.replace(/screen_\d+/, 'screen_1'))).status).toBe(401);
    // Neither by asking for more, nor by calling the cookie another name.
    expect((await asked('till')).status).toBe(401);
    expect((await asked('till', cookie.replace('_kitchen=', '_till='))).status).toBe(401);
  });

  it('leaves the other screen of the same till in the same browser alone', async () => {
    const cookie = `${await open('kitchen')}; ${await open('till')}`;
    for (const kind of ['till', 'kitchen'])
      expect((await get(`/screen?kind=${kind}`, { headers: { cookie } })).body).toBe(`{"kind":"${kind}"}`);
  });

  it('holds over a restart of the core, thirty days without use and no longer', async () => {
    const cookie = await open('till');
    const { port } = socket;
    await stop();
    now = instant(now + SCREEN_IDLE_MS - 1);
    await start(port);
    expect((await get('/screen?kind=till', { headers: { cookie } })).status).toBe(200);
    now = instant(now + SCREEN_IDLE_MS);
    expect((await get('/screen?kind=till', { headers: { cookie } })).status).toBe(401);
  });

  it('begins its idle time anew in the browser whenever the screen starts', async () => {
    const cookie = await open('till');
    const { headers } = await get('/till/', { headers: { cookie } });
    expect(headers['set-cookie']).toEqual([expect.stringContaining(`${cookie}; HttpOnly`)]);
    expect((await get('/till/')).headers['set-cookie']).toBeUndefined();
  });
});

describe("the screens' files", () => {
  it('come with a policy that lets nothing else in', async () => {
    const page = await get('/till/');
    expect([page.status, page.body, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      '<p>till</p>',
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    const { port } = socket;
    expect(page.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
    );
    expect([page.headers['x-content-type-options'], page.headers['referrer-policy']]).toEqual([
      'nosniff',
      'no-referrer',
    ]);
    const asset = await get('/till/assets/index-abc.js');
    expect([asset.body, asset.headers['content-type'], asset.headers['cache-control']]).toEqual([
      'export {};',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    expect(await get('/till/assets/index-abc.js', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '10' },
    });
  });

  it('are found from the root', async () => {
    for (const [path, location] of [
      ['/', '/till/'],
      ['/till', '/till/'],
      ['/kitchen', '/kitchen/'],
    ] as const)
      expect(await get(path)).toMatchObject({ status: 303, headers: { location } });
  });

  it.each([
    '/till/../../identity.json',
    '/till/..%2f..%2fidentity.json',
    '/till/%2e%2e/%2e%2e/identity.json',
    '/till/..\\..\\identity.json',
    '/till/%2e%2e%5c..%5cidentity.json',
    '//identity.json',
    '/till//../../identity.json',
    '/till/./index.html/../../../identity.json',
    '/till/up/identity.json',
    '/till/linked.txt',
    '/till/index.html%00.js',
    '/secret.txt',
    '/other/',
    '/till/__proto__',
    '/constructor',
  ])('are all there is: %s is not found', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: '' });
  });

  it('are all there is, whatever the path', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '/',
      '%2f',
      '\\',
      '%5c',
      'till',
      'up',
      'identity.json',
      '%',
      '~',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        expect((await get(`/${parts.join('')}`)).body).not.toContain(SECRET);
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
  });

  it('are asked for with GET, by the name of this machine, in a path that can be read', async () => {
    expect((await get('/till/', { method: 'POST' })).status).toBe(405);
    expect((await get('/till/', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await get('/till/', { headers: { host: `localhost:${socket.port}` } })).status).toBe(200);
    expect((await get('/till/%zz')).status).toBe(400);
    expect((await get(`/${'x'.repeat(600)}`)).status).toBe(400);
  });

  it('are the pictures that have come down, by the hash of what is in them', async () => {
    expect(await get(`/pictures/${HASH}`)).toMatchObject({
      status: 200,
      body: 'picture',
      headers: { 'content-type': 'image/png', 'cache-control': 'public, max-age=31536000, immutable' },
    });
    for (const path of ['cd'.repeat(32), HASH.toUpperCase(), '../identity.json', ''])
      expect((await get(`/pictures/${path}`)).status).toBe(404);
  });
});

describe('a screen that connects', () => {
  it('is known by its cookie and asks as what it was opened as', async () => {
    for (const kind of ['till', 'kitchen'] as const) {
      const client = (await connect({ cookie: await open(kind), origin: own() }, kind)) as WebSocket;
      const answered = new Promise<string>((resolve) =>
        client.once('message', (data) => resolve((data as Buffer).toString())),
      );
      client.send('{"a":1}');
      expect(JSON.parse(await answered)).toEqual({
        id: 1,
        ok: true,
        value: { frame: { a: 1 }, screen: kind },
      });
      client.terminate();
    }
  });

  it('is refused without the cookie, without a page, from a page of another, and by another name', async () => {
    const cookie = await open('till');
    const origin = own();
    expect(await connect({ origin })).toBe(401);
    expect(await connect({ cookie: `${cookie}x`, origin })).toBe(401);
    expect(await connect({ cookie })).toBe(401);
    expect(await connect({ cookie, origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await connect({ cookie, origin, host: 'evil.example' })).toBe(403);
    expect(await connect({ cookie, origin: `http://localhost:${socket.port}` })).toBeInstanceOf(WebSocket);
  });
});
