import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { instant } from '@beaveros/kit';
import { type Listening, listen } from '@beaveros/service-kit';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES, createGateway, readPageFiles } from './index.ts';

const SECRET = 'not-for-everyone';
const SCRIPT = 'console.log("castor");'.repeat(200);
const PAGE = '<!doctype html><title>BeaverOS</title>';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let dir: string;
let server: Listening;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beaveros-pages-'));
  const root = join(dir, 'build');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(dir, 'secret.txt'), SECRET);
  await symlink(join(dir, 'secret.txt'), join(root, 'link.txt'));
  await writeFile(join(root, 'index.html'), PAGE);
  await writeFile(join(root, 'assets', 'main-B3x_kA9q.js'), SCRIPT);
  await writeFile(join(root, 'assets', 'inter-Dx4kjJoK.woff2'), Buffer.alloc(4_000, 7));
  await writeFile(join(root, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const gateway = createGateway({
    routes: API_ROUTES,
    upstreams: {},
    health: [],
    publicKeys: () => [],
    clock: { now: () => instant(1_795_000_000_000) },
    log: pino({ level: 'silent' }),
    newRequestId: () => 'minted-request-id',
    addressOf: () => 'somewhere',
    closing: new AbortController().signal,
    backOffice: await readPageFiles(root),
  });
  server = await listen(gateway, { port: 0, hostname: '127.0.0.1' });
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

/** Without fetch, which undoes compressions and tidies paths. */
async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const outgoing = request(server.url, { path, method, headers });
  outgoing.end();
  const [answer] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const { statusCode: status, headers: answered } = answer as IncomingMessage;
  return { status, headers: answered, bytes: Buffer.concat(chunks) };
}

describe('the back office', () => {
  it('is a page under a strict policy that is asked for again each time', async () => {
    const { status, headers, bytes } = await get('/', HTML);
    expect(status).toBe(200);
    expect(bytes.toString()).toBe(PAGE);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(PAGE.length),
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      vary: 'accept-encoding',
    });
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe-eval|script-src[^,]*unsafe|https?:|\*/);
    const again = await get('/', { ...HTML, 'if-none-match': headers.etag! });
    expect(again).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
    expect((await get('/', { ...HTML, 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('has assets that are kept for ever, and other files that are not', async () => {
    const script = await get('/assets/main-B3x_kA9q.js');
    expect(script.bytes.toString()).toBe(SCRIPT);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect((await get('/favicon.svg')).headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'no-cache',
    });
  });

  it('comes compressed to who asks, each encoding with a tag of its own, and fonts as they are', async () => {
    const path = '/assets/main-B3x_kA9q.js';
    const plain = await get(path);
    const br = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
    const gz = await get(path, { 'accept-encoding': 'gzip;q=0.5, br;q=0' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.bytes).toString()).toBe(SCRIPT);
    expect(gz.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gz.bytes).toString()).toBe(SCRIPT);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(new Set([plain, br, gz].map(({ headers }) => headers.etag)).size).toBe(3);
    expect((await get(path, { 'accept-encoding': 'br' })).bytes.equals(br.bytes)).toBe(true);
    const font = await get('/assets/inter-Dx4kjJoK.woff2', { 'accept-encoding': 'br' });
    expect(font.headers).toMatchObject({ 'content-type': 'font/woff2', 'content-length': '4000' });
    expect(font.headers['content-encoding']).toBeUndefined();
  });

  it('is answered to a browser that opens any of its URLs, and to nobody else', async () => {
    for (const path of ['/orders', '/catalogue/items/CC-1.2?sort=name', '/v1x', '/healthy'])
      expect(await get(path, HTML), path).toMatchObject({ status: 200, bytes: Buffer.from(PAGE) });
    expect((await get('/orders', { accept: 'application/json' })).status).toBe(404);
    // A script of an older build is not there; a page in its place would be a riddle.
    expect((await get('/assets/gone-00000000.js', HTML)).status).toBe(404);
    expect((await get('/orders', HTML, 'POST')).status).toBe(404);
    const head = await get('/', HTML, 'HEAD');
    expect(head).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    expect(head.headers['content-length']).toBe(String(PAGE.length));
  });

  it('never answers for the API', async () => {
    for (const path of ['/v1', '/v1/nothing', '/v2/items']) {
      const { status, bytes, headers } = await get(path, HTML);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(JSON.parse(bytes.toString())).toMatchObject({ error: { code: 'route/not-found' } });
      expect(headers['content-type']).toContain('application/json');
    }
    expect((await get('/v1/items', HTML)).status).toBe(401);
    expect((await get('/v1/sign-in', HTML)).status).toBe(405);
    expect(JSON.parse((await get('/health', HTML)).bytes.toString())).toMatchObject({ ok: true });
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/%252e%252e/%252e%252e/secret.txt',
    '//secret.txt',
    '/link.txt',
    '/%00secret.txt',
    '/%',
    '/build/../../secret.txt',
    'http://elsewhere.test/../secret.txt',
  ])('shows nothing outside its folder: %s', async (path) => {
    // Written to the socket as it stands: no client tidies it.
    const socket = connect(server.port, '127.0.0.1');
    socket.end(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept: */*\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(text).not.toContain(SECRET);
  });

  it('is not served out of a folder that holds no page', async () => {
    await expect(readPageFiles(join(dir, 'build', 'assets'))).rejects.toMatchObject({
      code: 'pages/unreadable',
    });
    await expect(readPageFiles(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'pages/unreadable' });
  });
});
