import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant } from '@beaveros/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { createGatewayApi, createSessionCalls, urlOf } from './gateway-api.ts';
import { HANDOVER_KEY, Session, SESSION_KEY, type SessionStorage } from './session.ts';

const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const end of cleanup.splice(0)) end();
});

const LIFE_MS = 600_000;

/** Sessions by the gateway's rules on a real socket: a refresh token is taken once, twice ends the session. */
async function gateway() {
  const state = {
    now: 1_000_000,
    family: 1,
    current: 'r0',
    count: 0,
    good: new Set<string>(),
    isAway: false,
  };
  const asked: string[] = [];
  const http = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const refuse = (status: number, code: string): void => answer(status, { error: { code, message: code } });
    const open = (): void => {
      state.count += 1;
      state.current = `r${state.count}`;
      // Access tokens live on until they expire, whoever refreshes meanwhile.
      state.good.add(`a${state.count}`);
      answer(200, {
        accessToken: `a${state.count}`,
        expiresAt: state.now + LIFE_MS,
        refreshToken: state.current,
        refreshExpiresAt: state.now + 30 * LIFE_MS,
      });
    };
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, string>);
      asked.push(`${request.method} ${request.url}`);
      if (state.isAway) refuse(503, 'service/unavailable');
      else if (request.url === '/v1/sign-in' && body['password'] === 'good') open();
      else if (request.url === '/v1/sign-in') refuse(401, 'auth/wrong-credentials');
      else if (request.url === '/v1/sign-out') answer(200, {});
      else if (request.url === '/v1/sign-in/refresh') {
        if (body['refreshToken'] === state.current) open();
        else {
          state.current = 'revoked';
          refuse(403, 'session/revoked');
        }
      } else if (state.good.has(String(request.headers.authorization).replace('Bearer ', '')))
        answer(200, { items: [], nextCursor: null });
      else refuse(401, 'token/expired');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`, state, asked };
}

function memory(): SessionStorage & { readonly rows: Map<string, string> } {
  const rows = new Map<string, string>();
  return {
    rows,
    getItem: (key) => rows.get(key) ?? null,
    setItem: (key, value) => void rows.set(key, value),
    removeItem: (key) => void rows.delete(key),
  };
}

let names = 0;
function tab(house: Awaited<ReturnType<typeof gateway>>, storage: SessionStorage) {
  const session = new Session({
    storage,
    locks: navigator.locks,
    clock: { now: () => instant(house.state.now) },
    calls: createSessionCalls(house.url),
    newName: () => {
      names += 1;
      return `session ${names}`;
    },
  });
  return { session, api: createGatewayApi(house.url, session) };
}

const CREDENTIALS = { tenant: 'casa', username: 'admin', password: 'good' };

describe('a session', () => {
  it('opens with a password, and a wrong one is a value', async () => {
    const house = await gateway();
    const { session } = tab(house, memory());
    expect(await session.signIn({ ...CREDENTIALS, password: 'bad' })).toMatchObject({
      ok: false,
      refusal: { code: 'auth/wrong-credentials', status: 401 },
    });
    expect(session.isOpen).toBe(false);
    expect(await session.signIn(CREDENTIALS)).toEqual({ ok: true, value: null });
    expect(session.isOpen).toBe(true);
  });

  it('is one over all tabs: many calls at once in two tabs use each refresh token once', async () => {
    const house = await gateway();
    const storage = memory();
    const first = tab(house, storage);
    await first.session.signIn(CREDENTIALS);
    const second = tab(house, storage);
    house.state.now += LIFE_MS;
    const answers = await Promise.all(
      [first, second, first, second, first].map(({ api }) => api.call('listTaxes', {})),
    );
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(house.state.current).toBe('r3');
  });

  it('renews a token that the server does not take, once, and repeats the call', async () => {
    const house = await gateway();
    const { session, api } = tab(house, memory());
    await session.signIn(CREDENTIALS);
    house.state.good.clear();
    expect(await api.call('listTaxes', {})).toMatchObject({ ok: true });
    expect(house.asked).toEqual([
      'POST /v1/sign-in',
      'GET /v1/taxes',
      'POST /v1/sign-in/refresh',
      'GET /v1/taxes',
    ]);
  });

  it('ends by the word of the server, in every tab', async () => {
    const house = await gateway();
    const storage = memory();
    const { session, api } = tab(house, storage);
    await session.signIn(CREDENTIALS);
    let told = 0;
    session.subscribe(() => {
      told += 1;
    });
    house.state.current = 'revoked';
    house.state.good.clear();
    expect(await api.call('listTaxes', {})).toMatchObject({
      ok: false,
      refusal: { code: 'client/signed-out' },
    });
    expect([session.isOpen, told, storage.rows.size]).toEqual([false, 1, 0]);
  });

  it('stays when the cloud is away', async () => {
    const house = await gateway();
    const { session, api } = tab(house, memory());
    await session.signIn(CREDENTIALS);
    house.state.isAway = true;
    house.state.now += LIFE_MS;
    expect(await api.call('listTaxes', {})).toMatchObject({ refusal: { code: 'service/unavailable' } });
    expect(session.isOpen).toBe(true);
    house.state.isAway = false;
    expect(await api.call('listTaxes', {})).toMatchObject({ ok: true });
  });

  it('of another person in another tab takes this one along, without their token', async () => {
    const house = await gateway();
    const storage = memory();
    const first = tab(house, storage);
    await first.session.signIn(CREDENTIALS);
    const second = tab(house, storage);
    await second.session.signIn(CREDENTIALS);
    let told = 0;
    first.session.subscribe(() => {
      told += 1;
    });
    first.session.follow();
    expect(told).toBe(1);
    await second.session.signOut();
    first.session.follow();
    expect([told, first.session.isOpen, house.asked.at(-1)]).toEqual([2, false, 'POST /v1/sign-out']);
  });

  it('goes over a reload of its tab without using the refresh token up', async () => {
    const house = await gateway();
    const [storage, ofTab] = [memory(), memory()];
    const before = tab(house, storage);
    await before.session.signIn(CREDENTIALS);
    before.session.handOver(ofTab);
    const after = tab(house, storage);
    after.session.takeOver(ofTab);
    expect(await after.api.call('listTaxes', {})).toMatchObject({ ok: true });
    expect(house.asked).toEqual(['POST /v1/sign-in', 'GET /v1/taxes']);
    expect(ofTab.rows.size).toBe(0);
    // Somebody else's token is not taken.
    ofTab.setItem(HANDOVER_KEY, JSON.stringify({ name: 'another', text: 'a9', expiresAt: 9e15 }));
    const third = tab(house, storage);
    third.session.takeOver(ofTab);
    expect(await third.session.accessToken()).toEqual({ ok: true, value: 'a2' });
  });

  it('in a damaged storage is none', async () => {
    const house = await gateway();
    const storage = memory();
    storage.setItem(SESSION_KEY, '{"name":');
    expect(tab(house, storage).session.isOpen).toBe(false);
  });
});

describe('a call', () => {
  it('to nobody is offline, and what is no answer of the route is unreadable', async () => {
    const house = await gateway();
    const { session, api } = tab(house, memory());
    await session.signIn(CREDENTIALS);
    expect(await api.call('getMe', {})).toMatchObject({ refusal: { code: 'client/unreadable' } });
    const nobody = createGatewayApi('http://127.0.0.1:9/', session);
    expect(await nobody.call('listTaxes', {})).toMatchObject({ refusal: { code: 'client/offline' } });
    await expect(nobody.ask('listTaxes', {})).rejects.toMatchObject({ code: 'client/offline' });
  });

  it('writes its parameters and leaves out what is not given', () => {
    expect(
      urlOf('/v1/items/{id}', { params: { id: 'a/b' }, query: { search: 'té & más', cursor: undefined } }),
    ).toBe('/v1/items/a%2Fb?search=t%C3%A9+%26+m%C3%A1s');
    expect(urlOf('/v1/items', { query: { search: '' } })).toBe('/v1/items');
  });
});
