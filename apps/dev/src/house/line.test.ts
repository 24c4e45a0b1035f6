import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { seededNumbers } from '@beaveros/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LANE_BYTES_MAX } from './lane.ts';
import { Line } from './line.ts';
import { until } from './until.ts';

async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const echo = (): Promise<number> => listen((socket) => void socket.pipe(socket));

/** One end, and everything it heard. */
class End {
  readonly socket: Socket;
  readonly ended: Promise<void>;
  #heard: Buffer = Buffer.alloc(0);

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => {});
    this.socket.on('data', (bytes: Buffer) => (this.#heard = Buffer.concat([this.#heard, bytes])));
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve()));
    onTestFinished(() => void this.socket.destroy());
  }
  get heard(): Buffer {
    return this.#heard;
  }
  async hears(bytes: number): Promise<Buffer> {
    return await until(() => (this.#heard.length >= bytes ? this.#heard : undefined), {
      what: `${bytes} bytes, of which ${this.#heard.length} came`,
      timeoutMs: 10_000,
    });
  }
  async says(text: string): Promise<string> {
    const before = this.#heard.length;
    this.socket.write(text);
    return (await this.hears(before + text.length)).subarray(before).toString();
  }
}

async function lineTo(targetPort: number): Promise<Line> {
  const line = await Line.open({ port: 0, targetPort: () => targetPort, random: seededNumbers(1) });
  onTestFinished(() => line[Symbol.asyncDispose]());
  return line;
}

describe('Line', () => {
  it('relays, resets what is open when it is cut, refuses while it is cut, and relays again when healed', async () => {
    const line = await lineTo(await echo());
    const first = new End(line.port);
    expect(await first.says('hello')).toBe('hello');
    line.cut();
    expect(line.isFaulty).toBe(true);
    await first.ended;
    await new End(line.port).ended;
    line.heal();
    expect(line.isFaulty).toBe(false);
    expect(await new End(line.port).says('back')).toBe('back');
  });

  it('ends the near side when nobody is behind it, and finds a target that moved', async () => {
    let targetPort = 1; // Nobody listens there.
    await using line = await Line.open({ port: 0, targetPort: () => targetPort });
    await new End(line.port).ended;
    targetPort = await echo();
    expect(await new End(line.port).says('found')).toBe('found');
  });

  it('resets once, and what is new passes', async () => {
    const line = await lineTo(await echo());
    const first = new End(line.port);
    await first.says('hello');
    line.reset();
    await first.ended;
    expect(await new End(line.port).says('again')).toBe('again');
  });

  it('stalls: bytes vanish and nobody is told, of new connections too, until it heals and what lost bytes is reset', async () => {
    const line = await lineTo(await echo());
    const open = new End(line.port);
    await open.says('hello');
    line.stall();
    const late = new End(line.port);
    open.socket.write('lost');
    late.socket.write('lost too');
    await until(() => (line.counts.vanished === 12 ? true : undefined), { what: 'loss', timeoutMs: 10_000 });
    expect([open.socket.destroyed, late.socket.destroyed]).toEqual([false, false]);
    expect([open.heard.toString(), late.heard.length]).toEqual(['hello', 0]);
    line.heal();
    await Promise.all([open.ended, late.ended]);
    await until(() => (line.counts.open === 0 ? true : undefined), { what: 'forgotten', timeoutMs: 10_000 });
    expect(await new End(line.port).says('back')).toBe('back');
  });

  it('strands what is open: its end is told to nobody, and what is new passes', async () => {
    const served: Socket[] = [];
    const target = await listen((socket) => {
      served.push(socket);
      socket.pipe(socket);
    });
    const line = await lineTo(target);
    const first = new End(line.port);
    await first.says('hello');
    line.strand();
    first.socket.destroy();
    await first.ended;
    expect(await new End(line.port).says('passes')).toBe('passes');
    // The far end still believes in it: a half-open connection.
    expect(served.map((socket) => socket.destroyed)).toEqual([false, false]);
    line.heal();
    await until(() => (served[0]!.destroyed ? true : undefined), { what: 'the reset', timeoutMs: 10_000 });
  });

  it('cuts behind the byte it was told to, in the middle of a frame; the next connection passes', async () => {
    const heard: Buffer[] = [];
    const target = await listen((socket) => socket.on('data', (bytes: Buffer) => heard.push(bytes)));
    const line = await lineTo(target);
    line.cutAfter(70_001);
    const sent = randomBytes(200_000);
    const end = new End(line.port);
    end.socket.write(sent);
    await end.ended;
    const arrived = await until(
      () => (Buffer.concat(heard).length >= 70_001 ? Buffer.concat(heard) : undefined),
      { what: 'what passed', timeoutMs: 10_000 },
    );
    expect(arrived.equals(sent.subarray(0, 70_001))).toBe(true);
    heard.length = 0;
    new End(line.port).socket.write(sent);
    await until(() => (Buffer.concat(heard).equals(sent) ? true : undefined), {
      what: 'all of it',
      timeoutMs: 10_000,
    });
  });

  it('delays with jitter and keeps the order', async () => {
    const line = await lineTo(await echo());
    line.delay({ leastMs: 5, mostMs: 30 });
    const end = new End(line.port);
    const startedAt = performance.now();
    const text = Array.from({ length: 40 }, (_, at) => `${at},`).join('');
    for (const part of text.split(/(?<=,)/)) end.socket.write(part);
    expect((await end.hears(text.length)).toString()).toBe(text);
    // There and back.
    expect(performance.now() - startedAt).toBeGreaterThan(10);
  });

  it('trickles: so many bytes at a time, whole and in order', async () => {
    const line = await lineTo(await echo());
    line.trickle({ bytes: 7, everyMs: 1 });
    const end = new End(line.port);
    const startedAt = performance.now();
    const text = 'abcdefghij'.repeat(20);
    expect(await end.says(text)).toBe(text);
    expect(performance.now() - startedAt).toBeGreaterThan(25);
    line.heal();
    expect(await end.says('at once')).toBe('at once');
  });

  it('holds no more than its bound: a sender that nobody reads is not read either', async () => {
    const target = await listen((socket) => socket.pause());
    const line = await lineTo(target);
    line.delay({ leastMs: 60_000, mostMs: 60_000 });
    const end = new End(line.port);
    const sent = 64 * 1024 * 1024;
    let isTaken = false;
    end.socket.write(Buffer.alloc(sent), () => (isTaken = true));
    await until(() => (line.counts.queued >= LANE_BYTES_MAX ? true : undefined), {
      what: 'the lane is full',
      timeoutMs: 10_000,
    });
    const { queued } = line.counts;
    // One read behind the bound; the kernel's own buffers hold a few MiB, never all of it.
    expect(queued).toBeLessThan(LANE_BYTES_MAX * 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect([line.counts.queued, isTaken]).toEqual([queued, false]);
  });

  it('passes what was said before an end, and the end behind it', async () => {
    const heard: Buffer[] = [];
    const isEnded = Promise.withResolvers<void>();
    const target = await listen((socket) => {
      socket.on('data', (bytes: Buffer) => heard.push(bytes));
      socket.on('end', () => isEnded.resolve());
    });
    const line = await lineTo(target);
    line.delay({ leastMs: 20, mostMs: 20 });
    const end = new End(line.port);
    end.socket.end('last words');
    await isEnded.promise;
    expect(Buffer.concat(heard).toString()).toBe('last words');
  });
});
