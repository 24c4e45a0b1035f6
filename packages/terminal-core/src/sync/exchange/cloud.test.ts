import { copyFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@beaveros/kit';
import { readExchangeMessage } from '@beaveros/protocol/exchange';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { CLOCK, contents, FAST, Mesh, RANDOM, type TestTill, until } from './_mesh.ts';
import { type CloudLink, connectCloud } from './index.ts';
import { JournalLink, type LinkStart } from './journal-link.ts';

/** A far side behind an Upgrade that asks for a token: another journal, because the machine is the same. */
class FarSide implements AsyncDisposable {
  readonly #http = createServer();
  readonly #webSockets = new WebSocketServer({ noServer: true });
  /** What an Upgrade is refused with; accepted when null. */
  refusal: { readonly status: string; readonly body: string } | null = null;
  readonly seen: string[] = [];
  /** What the next connections begin with. */
  start: LinkStart = {};
  /** Larger batches end the connection, as a frame beyond `maxPayload` does. */
  entriesMax = Number.POSITIVE_INFINITY;
  /** An older build, to which a hello of version 2 is nonsense. */
  isOld = false;
  readonly batches: number[] = [];

  constructor(till: TestTill) {
    this.#http.on('upgrade', (request: IncomingMessage, socket, head) => {
      this.seen.push(request.headers.authorization ?? '');
      if (this.refusal !== null) {
        const { status, body } = this.refusal;
        socket.end(
          `HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
        );
        return;
      }
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const onDefect = (error: unknown) => till.defects.push(error);
        const link = new JournalLink(
          webSocket,
          { journal: till.journal, clock: CLOCK, onAlarm: (alarm) => till.alarms.push(alarm), onDefect },
          this.start,
        );
        webSocket.on('message', (data, isBinary) => {
          const message = readExchangeMessage((data as Buffer).toString());
          if (message.m === 'hello' && message.v === 2 && this.isOld) {
            return webSocket.close(4400, 'exchange/bad-message v');
          }
          if (message.m === 'entries') {
            this.batches.push(message.entries.length);
            if (message.entries.length > this.entriesMax) return webSocket.close(1009);
          }
          link.hear(data, isBinary);
        });
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1/exchange`;
  }

  kill(): void {
    for (const client of this.#webSockets.clients) client.terminate();
  }

  sendToAll(frame: string): void {
    for (const client of this.#webSockets.clients) client.send(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
  }
}

let mesh: Mesh;
let till: TestTill;
let far: TestTill;
let side: FarSide;
let url: string;
beforeEach(async () => {
  mesh = new Mesh();
  [till, far] = [await mesh.till('till'), await mesh.till('far')];
  side = new FarSide(far);
  url = await side.listen();
  mesh.defer(() => side[Symbol.asyncDispose]());
});
afterEach(async () => {
  await mesh[Symbol.asyncDispose]();
});

function link(
  token: () => Promise<string> = () => Promise.resolve('t1'),
  onChanged: () => void = () => {},
): CloudLink {
  const { journal, alarms, defects } = till;
  const cloud = connectCloud({
    url,
    token,
    journal,
    clock: CLOCK,
    random: RANDOM,
    onAlarm: (alarm) => alarms.push(alarm),
    onDefect: (error) => defects.push(error),
    onChanged,
    backoff: FAST,
  });
  mesh.defer(() => cloud[Symbol.asyncDispose]());
  return cloud;
}

describe('the link to the cloud', () => {
  it('tells when it is connected, and each time the cloud has more of our chain', async () => {
    const told = new Set<string>();
    const cloud: { link?: CloudLink } = {};
    cloud.link = link(undefined, () =>
      told.add(`${cloud.link?.isConnected} ${cloud.link?.seqOf(till.journal.ownChain)}`),
    );
    await until(() => expect(told).toContain('true 1'));
    till.note('a');
    await until(() => expect(told).toContain('true 2'));
    till.note('b');
    await until(() => expect(told).toContain('true 3'));
  });

  it('shows its token, exchanges, and knows how far the cloud is, also while it is cut off', async () => {
    const cloud = link();
    till.note('a');
    await until(() => expect(contents(far.journal)).toEqual(contents(till.journal)));
    expect(side.seen).toEqual(['Bearer t1']);
    await until(() => expect(cloud.seqOf(till.journal.ownChain)).toBe(2));
    side.refusal = { status: '503 Service Unavailable', body: '' };
    side.kill();
    till.note('while cut off');
    await until(() => expect(cloud.status.state).not.toBe('connected'));
    await until(() => expect(cloud.status.lastCode).toBe('exchange/refused'));
    expect(cloud.seqOf(till.journal.ownChain)).toBe(2);
    side.refusal = null;
    await until(() => expect(cloud.seqOf(till.journal.ownChain)).toBe(3));
    expect(cloud.status).toEqual({ state: 'connected', lastCode: null, retryAt: null });
    expect(contents(far.journal)).toEqual(contents(till.journal));
    expect([...till.alarms, ...till.defects, ...far.defects]).toEqual([]);
  });

  it('says why the cloud refuses it, and asks for a token at each attempt', async () => {
    side.refusal = { status: '403 Forbidden', body: '{"error":{"code":"terminal/revoked","message":""}}' };
    let asked = 0;
    const cloud = link(() => Promise.resolve(`t${(asked += 1)}`));
    await until(() => expect(cloud.status).toMatchObject({ state: 'waiting', lastCode: 'terminal/revoked' }));
    side.refusal = null;
    cloud.retry();
    await until(() => expect(cloud.isConnected).toBe(true));
    expect(side.seen.at(-1)).toBe(`Bearer t${asked}`);
    expect(asked).toBeGreaterThan(1);
  });

  it('counts a token that cannot be had as a failed attempt, with the code the cloud gave', async () => {
    const answers = [
      new Fault('token/unreachable', 'no line', { retryable: true }),
      new Fault('token/refused', 'no', { details: { code: 'terminal/replaced' } }),
    ];
    const codes = new Set<string | null>();
    const cloud = link(() => {
      const fault = answers.shift();
      return fault === undefined ? Promise.resolve('t') : Promise.reject(fault);
    });
    await until(() => {
      codes.add(cloud.status.lastCode);
      expect(cloud.isConnected).toBe(true);
    });
    expect([...codes]).toEqual(expect.arrayContaining(['token/unreachable', 'terminal/replaced']));
    expect(till.defects).toEqual([]);
  });

  it('ends a connection that speaks nonsense, stores nothing of it, and comes back', async () => {
    const cloud = link();
    await until(() => expect(far.journal.entryCount()).toBe(2));
    await until(() => expect(till.journal.entryCount()).toBe(2));
    const before = side.seen.length;
    side.sendToAll('{"m":"entries","chain":"x"}');
    await until(() => expect(side.seen.length).toBeGreaterThan(before));
    till.note('on');
    await until(() => expect(contents(far.journal)).toEqual(contents(till.journal)));
    await until(() => expect(cloud.isConnected).toBe(true));
    expect(till.defects).toEqual([]);
  });

  it('halves its batches from connection to connection when the other side calls them too big', async () => {
    for (let at = 0; at < 300; at += 1) till.note(`${at}`);
    side.entriesMax = 100;
    link();
    await until(() => expect(contents(far.journal)).toEqual(contents(till.journal)));
    expect(side.batches.slice(0, 3)).toEqual([301, 250, 125]);
    expect(side.batches.slice(3).every((entries) => entries <= 62)).toBe(true);
  });

  it('speaks version 1 to an older cloud', async () => {
    side.isOld = true;
    side.start = { version: 1 };
    const cloud = link();
    till.note('a');
    await until(() => expect(contents(far.journal)).toEqual(contents(till.journal)));
    expect(side.seen).toHaveLength(2);
    side.isOld = false;
    side.start = {};
    side.kill();
    await until(() => expect(side.seen).toHaveLength(3));
    await until(() => expect(cloud.isConnected).toBe(true));
    till.note('b');
    await until(() => expect(contents(far.journal)).toEqual(contents(till.journal)));
  });

  it('notes what the cloud has, of which life', async () => {
    side.start = { life: 'life-1' };
    till.note('a');
    link();
    const file = new Database(mesh.fixture.path('till'), { readonly: true });
    mesh.defer(() => Promise.resolve(void file.close()));
    const acks = () => file.prepare('SELECT max(seq) FROM acks').pluck().get();
    await until(() => expect(acks()).toBe(2));
    expect(file.prepare('SELECT cloud_life FROM space').pluck().get()).toBe('life-1');
  });

  it('begins anew at once when another branch stands here', async () => {
    // The other side has this till’s chain from a disk that went on: what it wrote there comes home.
    till.journal.checkpoint();
    copyFileSync(mesh.fixture.path('till'), mesh.fixture.path('elsewhere'));
    const elsewhere = mesh.fixture.open('elsewhere', till.identity);
    elsewhere.append(mesh.fixture.draft(mesh.fixture.newId(), 'elsewhere'), CLOCK.now());
    const own = till.journal.ownChain;
    far.journal.receive(elsewhere.batchAfter(own, 0, { entries: 9, bytes: 99_999 })!, CLOCK.now());
    till.note('here');
    const cloud = link();
    await until(() => expect(till.journal.ownChain).not.toBe(own));
    await until(() => expect(contents(far.journal)).toEqual(contents(till.journal)));
    expect(till.journal.hashAt(own, 2)).toBe(elsewhere.ownHead.hash);
    expect(side.seen).toHaveLength(2);
    expect(cloud.isConnected).toBe(true);
    expect([...till.defects, ...far.defects]).toEqual([]);
  });

  it('goes home at once, also from a pause', async () => {
    await side[Symbol.asyncDispose]();
    const cloud = link();
    await until(() =>
      expect(cloud.status).toMatchObject({ state: 'waiting', lastCode: 'exchange/unreachable' }),
    );
    await cloud[Symbol.asyncDispose]();
    expect(cloud.status.state).toBe('stopped');
  });
});
