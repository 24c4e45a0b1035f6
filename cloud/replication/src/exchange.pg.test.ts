import { sideReference } from '@beaveros/domain/journal';
import { id } from '@beaveros/kit';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { TestCloud } from './_cloud.ts';
import { newId, note, type TestTill } from './_test-till.ts';

let cloud: TestCloud;
let second: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
  second = await TestCloud.start(inject('postgresUrl'), cloud);
});
afterAll(async () => {
  await second[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
});

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

async function till(tenant: string, store: string, terminal?: string): Promise<TestTill> {
  return (await cloud.enrol(tenant, store, terminal)).till;
}

async function connected(tills: readonly TestTill[], to: readonly TestCloud[] = [cloud]) {
  return await Promise.all(
    tills.map(async (each, at) => {
      const link = each.connect(to[at % to.length]!.exchangeUrl, await cloud.tokenOf(each));
      await link.opened;
      return link;
    }),
  );
}

describe('a till and the cloud', () => {
  it('come to hold the same bytes; a second till of the store gets them, also through another process', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const tills = [await till(tenant, store), await till(tenant, store), await till(tenant, store)] as const;
    for (let at = 0; at < 1_100; at += 1) tills[0].append([note(`überall ${at}`)]);
    const links = await connected(tills, [cloud, cloud, second]);
    await until(async () => expect(await cloud.stored(tills[0].own)).toHaveLength(1_101));
    expect(await cloud.stored(tills[0].own)).toEqual(tills[0].texts(tills[0].own));
    await until(() => {
      for (const each of tills) expect(each.texts(tills[0].own)).toEqual(tills[0].texts(tills[0].own));
    });
    const startedAt = performance.now();
    const { text } = tills[2].append([note('fire')]);
    await until(() => expect(tills[0].texts(tills[2].own)).toContain(text));
    process.stderr.write(
      `from till to till through two processes of the cloud: ${(performance.now() - startedAt).toFixed(0)} ms\n`,
    );
    expect(tills.flatMap((each) => [...each.alarms, ...each.refused])).toEqual([]);
    for (const link of links) link.close();
    const { rows } = await cloud.owner.query(
      "select head_seq, encode(head_hash, 'hex') as hash, kind, terminal_id from chains where chain = $1",
      [Buffer.from(tills[0].own, 'hex')],
    );
    expect(rows).toEqual([
      {
        head_seq: '1101',
        hash: tills[0].entries.at(-1)!.hash,
        kind: 'terminal',
        terminal_id: tills[0].identity.terminalId,
      },
    ]);
  });

  it('carry personal data beside the entry, and only what its event speaks of', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const [one, two] = [await till(tenant, store), await till(tenant, store)];
    const side = { id: newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Ada Lovelace' };
    const stranger = { ...side, id: newId<'Side'>() };
    const event = { ...note('x'), body: { note: 'x', guest: sideReference(side) } };
    one.append([event], [side]);
    const links = await connected([one, two]);
    await until(() => expect(two.chains.get(one.own)?.entries.at(-1)?.sides).toEqual([side]));
    one.append([event], [stranger]);
    await until(() =>
      expect(one.alarms).toEqual([
        { kind: 'refused', chain: one.own, code: 'exchange/strange-side', field: 'entries.0.sides.0' },
      ]),
    );
    for (const link of links) link.close();
  });

  it('bring the entries of another till of the store', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const [author, carrier] = [await till(tenant, store), await till(tenant, store)];
    author.append([note('from a till without internet')]);
    const { entries, head } = author.batch();
    carrier.chains.set(author.own, {
      entries: [...entries],
      heads: new Map([[head.seq, head]]),
      certificate: author.identity.certificate,
    });
    const [link] = await connected([carrier]);
    await until(async () => expect(await cloud.stored(author.own)).toEqual(author.texts(author.own)));
    link!.close();
  });

  it('go on after the line was killed in the middle of a batch', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const one = await till(tenant, store);
    for (let at = 0; at < 3_000; at += 1) one.append([note(`${at} ${'x'.repeat(200)}`)]);
    for (let time = 0; time < 6; time += 1) {
      const [link] = await connected([one]);
      const target = Math.min(3_001, (await cloud.stored(one.own)).length + 1);
      await until(async () => expect((await cloud.stored(one.own)).length).toBeGreaterThanOrEqual(target));
      link!.kill();
      await link!.closed;
    }
    const [link] = await connected([one]);
    await until(async () => expect(await cloud.stored(one.own)).toHaveLength(3_001));
    expect(await cloud.stored(one.own)).toEqual(one.texts(one.own));
    expect(one.alarms).toEqual([]);
    link!.close();
  });

  it('keep one connection a till', async () => {
    const one = await till(await cloud.tenant(), newId());
    const [first] = await connected([one]);
    const [link] = await connected([one]);
    expect(await first!.closed).toBe('exchange/second-connection');
    link!.close();
  });
});

describe('the cloud does not take', () => {
  const frames: readonly (readonly [string, string | Buffer, string])[] = [
    ['text that is not JSON', '{', 'exchange/bad-message'],
    ['an unknown message', '{"m":"steal"}', 'exchange/bad-message m'],
    ['a hello of another version', '{"m":"hello","v":3,"heads":[],"reads":[]}', 'exchange/bad-message v'],
    ['a batch without entries', '{"m":"entries","chain":"x"}', 'exchange/bad-message chain'],
    ['a field too many', '{"m":"heads","heads":[],"answer":null,"admin":true}', 'exchange/bad-message admin'],
    ['a binary frame', Buffer.from('{}'), 'exchange/bad-message binary'],
  ];
  it.each(frames)(
    '%s: a typed error that names the field, and nothing is stored',
    async (_name, frame, reason) => {
      const one = await till(await cloud.tenant(), newId());
      const token = await cloud.tokenOf(one);
      const before = [await cloud.count('entries'), await cloud.count('chains')];
      const closed = await new Promise<string>((resolve) => {
        const socket = new WebSocket(cloud.exchangeUrl, { headers: { authorization: `Bearer ${token}` } });
        socket.on('open', () => socket.send(frame));
        socket.on('close', (_status, text) => resolve(text.toString()));
      });
      expect(closed).toBe(reason);
      expect([await cloud.count('entries'), await cloud.count('chains')]).toEqual(before);
    },
  );

  it('a caller without a terminal’s token', async () => {
    const tenant = await cloud.tenant();
    const one = await till(tenant, newId());
    expect(await one.connect(cloud.exchangeUrl, 'nonsense').closed).toBe('401 token/malformed');
    expect(await one.connect(cloud.exchangeUrl, await cloud.userToken(tenant)).closed).toBe(
      '403 identity/wrong-kind',
    );
    expect(
      await one.connect(cloud.exchangeUrl.replace('exchange', 'else'), await cloud.tokenOf(one)).closed,
    ).toBe('404 route/not-found');
  });
});

describe('a fence', () => {
  it('ends the connection of a replaced and of a revoked terminal at once, and refuses new ones', async () => {
    const [tenant, store, terminal] = [await cloud.tenant(), newId(), newId()];
    const old = await till(tenant, store, terminal);
    const oldToken = await cloud.tokenOf(old);
    // On another process than the one that enrols.
    const link = old.connect(second.exchangeUrl, oldToken);
    await link.opened;
    const next = await till(tenant, store, terminal);
    expect(next.identity.epoch).toBe(2);
    expect(await link.closed).toBe('terminal/replaced');
    expect((await cloud.askToken(old)).body.error?.code).toBe('terminal/replaced');
    expect(await old.connect(cloud.exchangeUrl, oldToken).closed).toBe('403 terminal/replaced');

    const token = await cloud.tokenOf(next);
    const live = next.connect(cloud.exchangeUrl, token);
    await live.opened;
    const revoked = await cloud.post(
      `/v1/terminals/${terminal}/revocations`,
      {},
      await cloud.userToken(tenant),
    );
    expect(revoked.status).toBe(200);
    expect(await live.closed).toBe('terminal/revoked');
    expect(await cloud.askToken(next)).toMatchObject({
      status: 403,
      body: { error: { code: 'terminal/revoked' } },
    });
    expect(await next.connect(cloud.exchangeUrl, token).closed).toBe('403 terminal/revoked');
  });

  it('refuses connections, never entries: what another till brings of a revoked one extends its chain', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const [lost, carrier] = [await till(tenant, store), await till(tenant, store)];
    const links = await connected([lost, carrier]);
    await until(() => expect(carrier.texts(lost.own)).toHaveLength(1));
    await cloud.post(
      `/v1/terminals/${lost.identity.terminalId}/revocations`,
      {},
      await cloud.userToken(tenant),
    );
    await links[0]!.closed;
    const entry = lost.append([note('sold behind the fence')]);
    const known = carrier.chains.get(lost.own)!;
    known.entries.push(entry);
    known.heads.set(2, lost.batch().head);
    links[1]!.close();
    await links[1]!.closed;
    const [link] = await connected([carrier]);
    await until(async () => expect(await cloud.stored(lost.own)).toEqual(lost.texts(lost.own)));
    link!.close();
  });
});

describe('a second tenant', () => {
  it('and a second store see nothing of the first: no head, no entry, no side record, no log line', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const canary = 'CANARY-4711';
    const victim = await till(tenant, store);
    victim.append([note(canary)]);
    const strangers = [await till(await cloud.tenant(), store), await till(tenant, newId())];
    const links = await connected([victim, ...strangers]);
    await until(async () => expect(await cloud.stored(victim.own)).toHaveLength(2));
    for (const stranger of strangers) stranger.append([note('mine')]);
    await until(async () => {
      for (const stranger of strangers) expect(await cloud.stored(stranger.own)).toHaveLength(2);
    });
    victim.append([note(canary)]);
    await until(async () => expect(await cloud.stored(victim.own)).toHaveLength(3));
    for (const stranger of strangers) {
      expect([...stranger.chains.keys()]).toEqual([stranger.own]);
    }
    for (const link of links) link.close();
    expect(cloud.logged.join('\n')).not.toContain(canary);
    const chains = await cloud.get('/v1/chains', await cloud.userToken(strangers[0]!.identity.tenantId));
    expect(JSON.stringify(chains.body)).not.toContain(victim.own);
    expect(JSON.stringify(chains.body)).toContain(strangers[0]!.own);
    const ofStore = await cloud.get(
      '/v1/chains',
      await cloud.userToken(tenant, { storeIds: [id(strangers[1]!.identity.storeId)] }),
    );
    expect((ofStore.body['items'] as { chain: string }[]).map(({ chain }) => chain)).toEqual([
      strangers[1]!.own,
    ]);
  });

  it('cannot extend the first one’s chain, nor place entries in its name', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const victim = await till(tenant, store);
    victim.append([note('mine')]);
    const thief = await till(await cloud.tenant(), store);
    thief.chains.set(victim.own, {
      entries: [...victim.entries],
      heads: new Map([[2, victim.batch().head]]),
      certificate: victim.identity.certificate,
    });
    const [link] = await connected([thief]);
    await until(() =>
      expect(thief.alarms).toEqual([
        { kind: 'refused', chain: victim.own, code: 'exchange/wrong-tenant', field: 'entries.0.text.tenant' },
      ]),
    );
    expect(await cloud.stored(victim.own)).toEqual([]);
    link!.close();
  });
});
