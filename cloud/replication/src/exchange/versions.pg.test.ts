import { createHash } from 'node:crypto';
import { openDatabase, type Database } from '@beaveros/service-kit';
import {
  type ExchangeMessage,
  readExchangeMessage,
  readSnapshot,
  snapshotToSign,
} from '@beaveros/protocol/exchange';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { TestCloud } from '../_cloud.ts';
import { newId, note, type TestTill } from '../_test-till.ts';
import { isSignedBy } from '../keys/ed25519.ts';
import { announceIncarnation } from '../journal/incarnations.ts';

let cloud: TestCloud;
let database: Database;
beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
  database = openDatabase(cloud.database.urls, { onIdleError: () => {} });
});
afterAll(async () => {
  await database.close();
  await cloud[Symbol.asyncDispose]();
  await cloud.database.dispose();
});

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

async function enrolled(): Promise<TestTill> {
  return (await cloud.enrol(await cloud.tenant(), newId())).till;
}

/** A connection on which a test says what it likes. */
class RawLine {
  readonly heard: ExchangeMessage[] = [];
  readonly closed: Promise<string>;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.heard.push(readExchangeMessage((data as Buffer).toString())));
    this.closed = new Promise((resolve) => {
      socket.once('close', (_status, reason) => resolve(reason.toString()));
    });
  }

  static async open(till: TestTill): Promise<RawLine> {
    const headers = { authorization: `Bearer ${await cloud.tokenOf(till)}` };
    const socket = new WebSocket(cloud.exchangeUrl, { headers });
    const line = new RawLine(socket);
    await new Promise<void>((resolve) => {
      socket.once('open', () => resolve());
    });
    return line;
  }

  say(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  async hears<Name extends ExchangeMessage['m']>(m: Name): Promise<Extract<ExchangeMessage, { m: Name }>> {
    await until(() => expect(this.heard.map((message) => message.m)).toContain(m));
    return this.heard.find((message) => message.m === m) as Extract<ExchangeMessage, { m: Name }>;
  }

  answers(): readonly unknown[] {
    return this.heard.flatMap((message) =>
      'answer' in message && message.answer !== null ? [message.answer] : [],
    );
  }

  close(): void {
    this.#socket.close();
  }
}

/** Whether the tenant's key signed these bytes. */
async function isTenants(tenant: string, bytes: Uint8Array, signature: string): Promise<boolean> {
  const key = Buffer.from(await cloud.replication.createTenant(tenant), 'base64');
  return isSignedBy(key, bytes, Buffer.from(signature, 'base64'));
}

const HELLO = { m: 'hello', v: 2, heads: [], reads: [], life: null, wantsSnapshot: false };

describe('the cloud greets', () => {
  it('second, in the version it heard, and says which life it lives', async () => {
    const till = await enrolled();
    const line = await RawLine.open(till);
    line.say(HELLO);
    const hello = await line.hears('hello');
    expect(hello).toMatchObject({ v: 2, life: expect.any(String), wantsSnapshot: false });
    line.close();
    const old = await RawLine.open(till);
    old.say({ m: 'hello', v: 1, heads: [], reads: [] });
    const answer = await old.hears('hello');
    expect(Object.keys(answer).toSorted()).toEqual(['heads', 'm', 'reads', 'v']);
    expect(answer.v).toBe(1);
    old.close();
  });
});

describe('a till that is connected', () => {
  it('is sent off to begin anew when the database lives another life, and hears of it', async () => {
    const till = await enrolled();
    const link = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await link.opened;
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(1));
    const life = await announceIncarnation(database, till.identity.tenantId);
    expect(await link.closed).toBe('exchange/journal-replaced');
    const line = await RawLine.open(till);
    line.say(HELLO);
    expect(await line.hears('hello')).toMatchObject({ v: 2, life });
    line.close();
  });

  it('has its other branch kept, and is told so, in its version', async () => {
    const till = await enrolled();
    till.append([note('stands')]);
    const link = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(2));
    link.close();
    await link.closed;
    const other = till.forge(2, till.entries[0]!.hash, {});
    const batch = till.batch(2, 2, [other]);
    for (const [hello, answer] of [
      [HELLO, { kind: 'aside', chain: till.own, seq: 2 }],
      [
        { m: 'hello', v: 1, heads: [], reads: [] },
        { kind: 'fork', chain: till.own, seq: 2, hash: till.entries[1]!.hash },
      ],
    ] as const) {
      const line = await RawLine.open(till);
      line.say(hello);
      await line.hears('hello');
      line.say({ m: 'entries', ...batch });
      await until(() => expect(line.answers()).toContainEqual(answer));
      line.close();
      await line.closed;
    }
    expect(await cloud.stored(till.own)).toEqual(till.texts(till.own));
  });

  it('is offered what others brought of another branch of its own chain, once', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const { till } = await cloud.enrol(tenant, store);
    const { till: carrier } = await cloud.enrol(tenant, store);
    for (const text of ['stands', 'too']) till.append([note(text)]);
    const link = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(3));
    const other = till.forge(2, till.entries[0]!.hash, {});
    const behind = till.forge(3, other.hash, {});
    const aside = { kind: 'aside', chain: till.own, seq: 3 };
    const line = await RawLine.open(carrier);
    line.say({ ...HELLO, heads: [{ chain: till.own, seq: 3, hash: till.entries[2]!.hash }] });
    await line.hears('hello');
    for (const batch of [till.batch(2, 2, [other]), till.batch(3, 3, [behind])]) {
      line.say({ m: 'entries', ...batch });
      await until(() => expect(line.answers().at(-1)).toMatchObject({ seq: batch.head.seq }));
    }
    expect(line.answers().at(-1)).toEqual(aside);
    const bytes = [other.text, behind.text];
    const brought = (to: { readonly received: readonly string[] }) =>
      to.received.filter((text) => bytes.includes(text));
    await until(() => expect(brought(till)).toEqual(bytes));
    // Its answers have been heard when what follows them is stored.
    const behindIt = till.append([note('behind the answers')]);
    await until(async () => expect(await cloud.stored(till.own)).toContain(behindIt.text));
    link.close();
    await link.closed;
    // It took them: this process does not send them again.
    const again = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    const { text } = till.append([note('on')]);
    await until(async () => expect(await cloud.stored(till.own)).toContain(text));
    again.close();
    expect(brought(till)).toEqual(bytes);
    line.close();
  });
});

describe('a new till', () => {
  it('that wishes for a snapshot gets one, signed by the tenant, and entries only after it has spoken', async () => {
    const [tenant, store] = [await cloud.tenant(), newId()];
    const { till } = await cloud.enrol(tenant, store);
    const { till: fresh } = await cloud.enrol(tenant, store);
    till.append([note('open')]);
    const link = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(2));
    link.close();
    const line = await RawLine.open(fresh);
    line.say({ ...HELLO, wantsSnapshot: true });
    const { id, text, part, parts, signature } = await line.hears('snapshot');
    expect({ part, parts, id }).toEqual({
      part: 0,
      parts: 1,
      id: createHash('sha256').update(text, 'utf8').digest('hex'),
    });
    const snapshot = readSnapshot(text);
    expect(snapshot).toMatchObject({ tenant, store, chains: [{ head: { chain: till.own, seq: 2 } }] });
    expect(await isTenants(tenant, snapshotToSign(id), signature)).toBe(true);
    const other = till.append([note('later')]);
    const again = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(3));
    expect(line.heard.map(({ m }) => m)).not.toContain('entries');
    line.say({ m: 'heads', heads: [{ chain: till.own, seq: 2, hash: till.entries[1]!.hash }], answer: null });
    expect((await line.hears('entries')).entries).toEqual([other]);
    again.close();
    line.close();
  });
});
