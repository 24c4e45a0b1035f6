import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ok } from '@beaveros/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { problemOf } from '../api/problem.ts';
import { changeOf, LiveFeed, type LiveState } from './live-feed.ts';

const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const end of cleanup.splice(0)) end();
});

/** A server of streams on a real socket: the test answers each request itself. */
async function server(): Promise<{
  readonly url: string;
  readonly next: () => Promise<ServerResponse>;
}> {
  const waiting: ServerResponse[] = [];
  let take: ((response: ServerResponse) => void) | null = null;
  const http = createServer((_request, response) => {
    if (take === null) waiting.push(response);
    else take(response);
    take = null;
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    next: () =>
      waiting.length > 0
        ? Promise.resolve(waiting.shift()!)
        : new Promise((resolve) => {
            take = resolve;
          }),
  };
}

function stream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  return response;
}

/** A feed over real fetch; waits are kept for the test to let pass, and each told thing can be waited for. */
async function follow(url: string) {
  const seen: string[] = [];
  const waits: { readonly ms: number; readonly run: () => void }[] = [];
  const listeners = new Set<() => void>();
  const clock = { ms: 0 };
  const tell = (what: string): void => {
    seen.push(what);
    for (const listener of listeners) listener();
  };
  const feed = new LiveFeed({
    open: async (signal) => {
      const response = await fetch(url, { signal });
      return response.ok
        ? ok(response)
        : { ok: false, refusal: problemOf(response.status, await response.json()) };
    },
    onState: (state: LiveState) => tell(state),
    onOpen: () => tell('opened'),
    onChange: ({ storeId }) => tell(`changed ${storeId}`),
    after: (ms, run) => {
      const wait = { ms, run };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait), 1);
    },
    chance: () => 0,
    now: () => clock.ms,
  });
  cleanup.push(() => feed[Symbol.dispose]());
  const until = (what: string, times = 1): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (seen.filter((each) => each === what).length < times) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  return { feed, seen, waits, clock, until };
}

describe('a live feed', () => {
  it('tells changes, whatever pieces they arrive in, and keeps comments to itself', async () => {
    const { url, next } = await server();
    const { until, seen } = await follow(url);
    const response = stream(await next());
    await until('opened');
    response.write(': still here\n\nevent: chan');
    response.write(
      'ged\ndata: {"storeId":"0192f4c0-0000-7000-8000-000000000001"}\n\nevent: other\ndata: {}\n\n',
    );
    response.write('event: changed\ndata: {"storeId":null}\n\n');
    await until('changed null');
    expect(seen).toEqual([
      'connecting',
      'live',
      'opened',
      'changed 0192f4c0-0000-7000-8000-000000000001',
      'changed null',
    ]);
  });

  it('comes back after bounded waits, says so, and asks again what it missed', async () => {
    const { url, next } = await server();
    const { until, seen, waits, clock } = await follow(url);
    const first = stream(await next());
    await until('opened');
    clock.ms += 60_000;
    first.end();
    await until('reconnecting');
    expect(waits.map(({ ms }) => ms)).toEqual([250]);
    waits.shift()!.run();
    // Down for a while: each attempt waits longer.
    (await next()).destroy();
    await until('reconnecting', 2);
    expect(waits.map(({ ms }) => ms)).toEqual([250]);
    waits.shift()!.run();
    (await next()).destroy();
    await until('reconnecting', 3);
    expect(waits.map(({ ms }) => ms)).toEqual([500]);
    waits.shift()!.run();
    stream(await next());
    await until('opened', 2);
    expect(seen.slice(-2)).toEqual(['live', 'opened']);
  });

  it('does not hammer a server that hangs up at once', async () => {
    const { url, next } = await server();
    const { until, waits } = await follow(url);
    const ms: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      stream(await next()).end();
      await until('reconnecting', attempt);
      const wait = waits.pop()!;
      ms.push(wait.ms);
      wait.run();
    }
    expect(ms).toEqual([250, 500, 1_000, 2_000]);
  });

  it('hangs up on a server that has gone silent', async () => {
    const { url, next } = await server();
    const { until, waits, clock } = await follow(url);
    stream(await next());
    await until('opened');
    clock.ms += 40_000;
    expect(waits.map(({ ms }) => ms)).toEqual([40_000]);
    waits.shift()!.run();
    await until('reconnecting');
    expect(waits.map(({ ms }) => ms)).toEqual([250]);
  });

  it('stops at a refusal, and when nobody wants it any more', async () => {
    const { url, next } = await server();
    const refused = await follow(url);
    const response = await next();
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end('{"error":{"code":"permission/missing"}}');
    await refused.until('refused');
    expect(refused.waits).toEqual([]);

    const left = await follow(url);
    const open = stream(await next());
    await left.until('opened');
    const closed = new Promise<void>((resolve) => open.once('close', resolve));
    left.feed[Symbol.dispose]();
    await closed;
    expect(left.seen).toEqual(['connecting', 'live', 'opened']);
  });

  it('tries at once when it is hurried in a wait', async () => {
    const { url, next } = await server();
    const { feed, until, waits } = await follow(url);
    (await next()).destroy();
    await until('reconnecting');
    feed.hurry();
    expect(waits).toEqual([]);
    stream(await next());
    await until('opened');
  });
});

describe('a change', () => {
  it.each([
    ['{"storeId":"0192f4c0-0000-7000-8000-000000000001"}', '0192f4c0-0000-7000-8000-000000000001'],
    ['{"storeId":null}', null],
    ['{"storeId":7}', null],
    ['', null],
    ['nonsense', null],
  ])('%s concerns %s', (data, storeId) => {
    expect(changeOf(data)).toEqual({ storeId });
  });
});
