import { expect, inject, it } from 'vitest';
import { TestCloud } from '../../../../../cloud/replication/src/_cloud.ts';
import { newId, note, TODAY } from '../../../../../cloud/replication/src/_test-till.ts';
import { StoreFixture } from '../../journal/_journal-fixture.ts';
import { createSigner, generateIdentityKey, openJournal } from '../../journal/index.ts';
import { terminalTokens } from '../terminal-token.ts';
import { CLOCK, contents, FAST, RANDOM, until } from './_mesh.ts';
import { connectCloud } from './index.ts';

it('real tills and the cloud', async () => {
  const cloud = await TestCloud.start(inject('postgresUrl'));
  const [tenant, store] = [await cloud.tenant(), newId()];
  const fixture = new StoreFixture('x');
  const defects: unknown[] = []; const alarms: unknown[] = [];
  const make = async (name: string) => {
    const key = generateIdentityKey();
    const terminal = newId();
    const { body } = await cloud.post(`/v1/terminals/${terminal}/enrolment-codes`, { storeId: store }, await cloud.userToken(tenant));
    const e = (await cloud.post('/v1/enrolments', { code: body['code'], publicKey: key.publicKey })).body as any;
    const signer = createSigner(key.privateKeyPem);
    const identity = { tenant: e.tenantId, store: e.storeId, terminal: e.terminalId, epoch: e.epoch, tenantPublicKey: e.tenantPublicKey, certificate: e.certificate, signer };
    const journal = openJournal({ path: fixture.path(name), identity, clock: CLOCK, random: RANDOM, newId, businessDate: TODAY });
    const token = terminalTokens({ gatewayUrl: cloud.listening.url, terminal, certificate: e.certificate, signer, clock: CLOCK });
    const link = connectCloud({ url: cloud.exchangeUrl, token, journal, clock: CLOCK, random: RANDOM, onAlarm: (a) => alarms.push(a), onDefect: (d) => defects.push(d), backoff: FAST });
    return { journal, link, terminal };
  };
  const a = await make('a'); const b = await make('b');
  for (let i = 0; i < 1200; i += 1) a.journal.append(fixture.draft(newId(), `n${i}`), CLOCK.now());
  await until(() => expect(b.journal.entryCount()).toBe(1202));
  await until(() => expect(a.journal.entryCount()).toBe(1202));
  expect(contents(a.journal)).toEqual(contents(b.journal));
  const texts = await cloud.stored(a.journal.ownChain);
  expect(texts).toHaveLength(1201);
  const mine = a.journal.batchAfter(a.journal.ownChain, 0, { entries: 5000, bytes: 1e9 })!;
  expect(mine.entries.map((x) => x.text)).toEqual(texts);
  await until(() => expect(a.link.seqOf(a.journal.ownChain)).toBe(1201));
  const done = await cloud.replication.appendBackOffice({ tenant, store, commandId: newId(), command: 'X', actor: null, businessDate: TODAY, events: [note('head office')], expected: [] });
  expect(done.ok).toBe(true);
  await until(() => expect([a.journal.entryCount(), b.journal.entryCount()]).toEqual([1204, 1204]));
  for (let i = 0; i < 5; i += 1) {
    const s = performance.now();
    const arrived = new Promise<void>((r) => { const stop = b.journal.onArrival(() => (stop(), r())); });
    a.journal.append(fixture.draft(newId(), 'fire'), CLOCK.now());
    await arrived;
    process.stderr.write(`a -> cloud -> b ${(performance.now() - s).toFixed(0)} ms\n`);
  }
  // the cloud goes away and comes back
  expect(a.link.isConnected).toBe(true);
  await cloud.post(`/v1/terminals/${b.terminal}/revocations`, {}, await cloud.userToken(tenant));
  await until(() => expect(b.link.status).toMatchObject({ state: 'waiting', lastCode: 'terminal/revoked' }));
  expect(a.link.isConnected).toBe(true);
  await a.link[Symbol.asyncDispose](); await b.link[Symbol.asyncDispose]();
  expect(a.link.seqOf(a.journal.ownChain)).toBe(1206);
  expect([...alarms, ...defects]).toEqual([]);
  a.journal[Symbol.dispose](); b.journal[Symbol.dispose]();
  fixture[Symbol.dispose]();
  await cloud[Symbol.asyncDispose]();
}, 60000);
