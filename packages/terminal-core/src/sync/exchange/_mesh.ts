import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { instant } from '@beaveros/kit';
import type { Alarm } from '@beaveros/sync/exchange';
import { vi } from 'vitest';
import { StoreFixture } from '../../journal/_journal-fixture.ts';
import type { Journal, JournalIdentity } from '../../journal/index.ts';
import { type Backoff, listenForPeers, type Peers } from './index.ts';

export const CLOCK = { now: () => instant(Date.now()) };
export const RANDOM = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
export const FAST: Backoff = { firstMs: 5, maxMs: 50 };

/** A till that only exchanges. */
export interface TestTill {
  readonly identity: JournalIdentity;
  readonly journal: Journal;
  readonly peers: Peers;
  readonly alarms: Alarm[];
  readonly defects: unknown[];
  note(text: string): string;
}

/** Tills of one store on loopback; disposes of everything it made. */
export class Mesh implements AsyncDisposable {
  readonly fixture = new StoreFixture(`mesh ${randomBytes(4).toString('hex')}`);
  readonly #stops: (() => Promise<void>)[] = [];

  async till(
    name: string,
    identity = this.fixture.identity(),
    journal = this.fixture.open(name, identity),
  ): Promise<TestTill> {
    const alarms: Alarm[] = [];
    const defects: unknown[] = [];
    const peers = await listenForPeers({
      journal,
      identity,
      clock: CLOCK,
      random: RANDOM,
      host: '127.0.0.1',
      port: 0,
      onAlarm: (alarm) => alarms.push(alarm),
      onDefect: (error) => defects.push(error),
      backoff: FAST,
    });
    this.#stops.push(() => peers[Symbol.asyncDispose]());
    const note = (text: string) =>
      journal.append(this.fixture.draft(this.fixture.newId(), text), CLOCK.now()).hash;
    return { identity, journal, peers, alarms, defects, note };
  }

  defer(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
    this.fixture[Symbol.dispose]();
  }
}

/** What a journal holds, entry by entry, in any order of arrival. */
export function contents(journal: Journal): Readonly<Record<string, readonly string[]>> {
  const chains: Record<string, string[]> = {};
  for (const { chain, seq, hash } of journal.after(0, 100_000)) (chains[chain] ??= [])[seq - 1] = hash;
  return Object.fromEntries(Object.entries(chains).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Waits for a state; fails after two seconds with the last reason. */
export async function until(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 5_000, interval: 2 });
}

/** A line between a till and whoever it dials, that a test can cut after so many bytes. */
export class Wire implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Bytes towards the listener after which every connection is cut; none when infinite. */
  cutAfterBytes = Number.POSITIVE_INFINITY;
  connections = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(url: string): Promise<Wire> {
    const target = new URL(url);
    const server = createServer();
    const wire = new Wire(server);
    server.on('connection', (near) => wire.#carry(near, connect(Number(target.port), target.hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #carry(near: Socket, far: Socket): void {
    this.connections += 1;
    let carried = 0;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on('data', (bytes) => {
        if (from === near && (carried += bytes.length) > this.cutAfterBytes) {
          near.resetAndDestroy();
          far.resetAndDestroy();
        } else to.write(bytes);
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
