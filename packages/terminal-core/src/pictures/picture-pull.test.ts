import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@beaveros/kit';
import * as gateway from '@beaveros/protocol/gateway';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, item, tax } from '../stores/_wire.ts';
import { openRows, type Rows } from '../stores/rows.ts';
import type { WireRow } from '../stores/wire-row.ts';
import { hashOf, pngOf } from './_pictures.ts';
import { PICTURE_BYTES_MAX, PictureFiles } from './picture-files.ts';
import { PicturePull } from './picture-pull.ts';

/** A gateway that serves pictures to whoever has the token. */
class Cloud {
  readonly pictures = new Map<string, Buffer>();
  readonly asked: string[] = [];
  /** What it answers instead, once for each. */
  readonly instead: ((response: ServerResponse) => void)[] = [];
  readonly #server: Server = createServer((request, response) => {
    const hash = request.url!.replace('/v1/pictures/', '');
    this.asked.push(hash);
    const instead = this.instead.shift();
    if (instead !== undefined) return instead(response);
    if (request.headers.authorization !== 'Bearer t1') return void response.writeHead(401).end();
    const picture = this.pictures.get(hash);
    response.writeHead(picture === undefined ? 404 : 200).end(picture);
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Keeps it, and gives its hash. */
  keep(picture: Buffer): string {
    this.pictures.set(hashOf(picture), picture);
    return hashOf(picture);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

let dir: string;
let cloud: Cloud;
let url: string;
let rows: Rows;
let files: PictureFiles;
const pulls: PicturePull[] = [];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'beaver-picture-pull-'));
  cloud = new Cloud();
  url = await cloud.listen();
  rows = openRows({ dir, sealKey: Buffer.alloc(32, 1) });
  files = new PictureFiles(join(dir, 'pictures'));
  apply('taxes', tax());
});
afterEach(async () => {
  for (const pull of pulls.splice(0)) await pull[Symbol.asyncDispose]();
  await cloud.close();
  rows[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

function apply(table: string, ...changes: readonly WireRow[]): void {
  const shape = rows.shapes.flat().find((each) => each.shape.table === table)!;
  if (shape.isComplete) return shape.apply(changes, at(2), null);
  shape.beginShadow();
  shape.fill(changes, true);
  for (const _step of shape.finishShadow()) continue;
  shape.swap(at(1), null);
}

/** Items that show these pictures, as they come down. */
function showing(...hashes: readonly string[]): readonly WireRow[] {
  return hashes.map((hash, n) => item(n + 1, { image_url: `/v1/pictures/${hash}` }));
}

function start({
  token = () => Promise.resolve('t1'),
  leftOutMs = 60_000,
}: {
  readonly token?: () => Promise<string>;
  readonly leftOutMs?: number;
} = {}) {
  const seen = { arrived: [] as string[], warned: [] as unknown[], defects: [] as unknown[] };
  const pull = new PicturePull({
    rows,
    files,
    gatewayUrl: url,
    token,
    log: { warn: (facts) => seen.warned.push(facts) },
    onArrived: (hashes) => seen.arrived.push(...hashes),
    onDefect: (error) => seen.defects.push(error),
    backoff: { firstMs: 1, maxMs: 4, leftOutMs },
  });
  pulls.push(pull);
  return seen;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

describe('PicturePull', () => {
  it('brings down what items show, says what came, and asks for each once', async () => {
    const hashes = [1, 2, 3].map((n) => cloud.keep(pngOf(n)));
    apply('till_items', ...showing(...hashes, hashes[0]!));
    const seen = start();
    await until(() => expect(seen.arrived.toSorted()).toEqual(hashes.toSorted()));
    expect(cloud.asked.toSorted()).toEqual(hashes.toSorted());
    expect((await files.read(hashes[1]!))?.bytes).toEqual(pngOf(2));
    apply('till_items', item(9, { name: 'Another', image_url: `/v1/pictures/${hashes[2]}` }));
    const fourth = cloud.keep(pngOf(4));
    apply('till_items', ...showing(fourth));
    await until(() => expect(seen.arrived).toContain(fourth));
    expect(cloud.asked).toHaveLength(4);
    expect([seen.warned, seen.defects]).toEqual([[], []]);
  });

  it('asks for nothing but pictures of ours that items on sale show', async () => {
    const good = cloud.keep(pngOf(1));
    apply(
      'till_items',
      item(1, { image_url: 'https://elsewhere.example/a.png' }),
      item(2, { image_url: '/v1/pictures/../terminal-tokens' }),
      item(3, { image_url: `/v1/pictures/${'ab'.repeat(32)}`, is_active: 'false' }),
      item(4, { image_url: `/v1/pictures/${good}` }),
    );
    const seen = start();
    await until(() => expect(seen.arrived).toEqual([good]));
    expect(cloud.asked).toEqual([good]);
  });

  it('asks again after a pause when the cloud is away, busy or does not let it in yet', async () => {
    const hash = cloud.keep(pngOf(1));
    apply('till_items', ...showing(hash));
    cloud.instead.push(
      (response) => void response.destroy(),
      (response) => void response.writeHead(503).end(),
      (response) => void response.writeHead(429).end(),
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('cut', () => response.destroy());
      },
    );
    let tries = 0;
    const seen = start({
      token: () => {
        tries += 1;
        if (tries > 1) return Promise.resolve('t1');
        return Promise.reject(
          new Fault('token/unreachable', 'the cloud is not reachable', { retryable: true }),
        );
      },
    });
    await until(() => expect(seen.arrived).toEqual([hash]));
    expect(cloud.asked).toHaveLength(5);
    expect(seen.warned).toHaveLength(5);
  });

  it('leaves out what the cloud does not have or what is wrong, and brings down the rest', async () => {
    const [missing, wrong, large] = ['0'.repeat(64), '1'.repeat(64), '2'.repeat(64)];
    const good = cloud.keep(pngOf(1));
    cloud.pictures.set(wrong, pngOf(2));
    cloud.pictures.set(large, pngOf(3, PICTURE_BYTES_MAX + 1));
    apply('till_items', ...showing(missing, wrong, large, good));
    const seen = start();
    await until(() => expect(seen.arrived).toEqual([good]));
    expect(seen.warned).toEqual([
      { code: 'pictures/refused', hash: missing },
      { code: 'pictures/wrong', hash: wrong },
      { code: 'pictures/wrong', hash: large },
    ]);
    expect([missing, wrong, large].some((hash) => files.has(hash))).toBe(false);
  });

  it('asks again, later, for what the cloud did not have', async () => {
    const late = pngOf(1);
    apply('till_items', ...showing(hashOf(late)));
    const seen = start({ leftOutMs: 5 });
    await until(() => expect(seen.warned.length).toBeGreaterThan(0));
    cloud.keep(late);
    await until(() => expect(seen.arrived).toEqual([hashOf(late)]));
  });

  it('asks for nothing without a token, however often it is refused one', async () => {
    apply('till_items', ...showing(...[1, 2, 3].map((n) => cloud.keep(pngOf(n)))));
    let tries = 0;
    const seen = start({
      token: () => {
        tries += 1;
        if (tries > 3) return Promise.resolve('t1');
        return Promise.reject(new Fault('token/refused', 'no token: terminal/revoked'));
      },
    });
    await until(() => expect(seen.arrived).toHaveLength(3));
    expect(seen.warned).toEqual(Array(3).fill({ code: 'pictures/no-token' }));
    expect(cloud.asked).toHaveLength(3);
  });

  it('ends at once when the till stops, in the middle of a picture too', async () => {
    apply('till_items', ...showing(cloud.keep(pngOf(1))));
    cloud.instead.push(() => {});
    const seen = start();
    await until(() => expect(cloud.asked).toHaveLength(1));
    await pulls[0]![Symbol.asyncDispose]();
    expect([seen.arrived, seen.warned, seen.defects]).toEqual([[], [], []]);
  });

  it('takes what the gateway takes', () => {
    expect(PICTURE_BYTES_MAX).toBe(gateway.PICTURE_BYTES_MAX);
    expect(gateway.PICTURE_URL.test(`/v1/pictures/${'ab'.repeat(32)}`)).toBe(true);
  });
});
