import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { tcpTransport } from './tcp.ts';
import type { Connection } from './transport.ts';

const OPTIONS = { connectTimeoutMs: 2_000, idleCloseMs: 10_000 };
const STALL = { stallTimeoutMs: 100 };
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function listen(onSocket: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, server };
}

async function connect(port: number, options = OPTIONS): Promise<Connection> {
  const connected = await tcpTransport({ host: '127.0.0.1', port }).connect(options);
  if (!connected.ok) throw new Error(connected.cause.detail);
  open.push(() => connected.connection.close());
  return connected.connection;
}

describe('the TCP transport', () => {
  it('hands over bytes and brings back the answers, also those that came before anybody listened', async () => {
    const { port } = await listen((socket) => {
      socket.write('early');
      socket.on('data', (bytes) => socket.write(bytes));
    });
    const connection = await connect(port);
    const text = Promise.withResolvers<string>();
    let heard = '';
    expect(await connection.write(new TextEncoder().encode('|late'), STALL)).toEqual({ kind: 'handed-over' });
    connection.onBytes((bytes) => {
      heard += new TextDecoder().decode(bytes);
      if (heard.length === 10) text.resolve(heard);
    });
    expect(await text.promise).toBe('early|late');
  });

  it('says refused as a value', async () => {
    const { port, server } = await listen(() => {});
    await new Promise((resolve) => server.close(resolve));
    const connected = await tcpTransport({ host: '127.0.0.1', port }).connect(OPTIONS);
    expect(connected).toEqual({ ok: false, cause: { error: 'OFFLINE', detail: 'connect: ECONNREFUSED' } });
  });

  it('does not wait for a connection longer than it was told', async () => {
    // 192.0.2.0/24 is documentation space (RFC 5737): nobody answers. Some networks say unreachable at once.
    const connected = await tcpTransport({ host: '192.0.2.1', port: 9100 }).connect({
      ...OPTIONS,
      connectTimeoutMs: 50,
    });
    expect(connected.ok).toBe(false);
  });

  it('knows that nothing left when the connection was gone before the first byte', async () => {
    const accepted = Promise.withResolvers<Socket>();
    const { port } = await listen((socket) => accepted.resolve(socket));
    const connection = await connect(port);
    (await accepted.promise).resetAndDestroy();
    await connection.closed;
    const written = await connection.write(Uint8Array.of(1, 2, 3), STALL);
    expect(written.kind).toBe('nothing-left');
    expect(connection.isOpen).toBe(false);
  });

  it('knows that some left when the other side stops taking bytes', async () => {
    const { port } = await listen((socket) => socket.pause());
    const connection = await connect(port);
    const written = await connection.write(new Uint8Array(32 << 20), STALL);
    expect(written).toEqual({
      kind: 'some-left',
      cause: { error: 'TIMEOUT', detail: 'the printer took no bytes for 100 ms' },
    });
  });

  it('knows that some left when the other side goes in the middle', async () => {
    const { port } = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const connection = await connect(port);
    const written = await connection.write(new Uint8Array(32 << 20), { stallTimeoutMs: 5_000 });
    expect(written).toMatchObject({ kind: 'some-left', cause: { error: 'OFFLINE' } });
  });

  it('delivers a large job whole and in order', async () => {
    const whole = Promise.withResolvers<Buffer>();
    const job = Buffer.from(Array.from({ length: 1 << 20 }, (_, at) => (at * 31) % 251));
    const { port } = await listen((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (bytes) => parts.push(bytes));
      socket.on('end', () => whole.resolve(Buffer.concat(parts)));
    });
    const connection = await connect(port);
    expect(await connection.write(job, { stallTimeoutMs: 5_000 })).toEqual({ kind: 'handed-over' });
    // Flushed before the end: closing a connection with nothing left to write is orderly.
    await connection.close();
    expect((await whole.promise).equals(job)).toBe(true);
  });

  it('closes itself when idle, and says so', async () => {
    const { port } = await listen(() => {});
    const connection = await connect(port, { ...OPTIONS, idleCloseMs: 30 });
    expect(await connection.closed).toEqual({ error: 'CLOSED', detail: 'idle for 30 ms' });
  });

  it('closes when the printer ends the connection, and closing twice is closing once', async () => {
    const { port } = await listen((socket) => socket.end());
    const connection = await connect(port);
    expect(await connection.closed).toEqual({
      error: 'OFFLINE',
      detail: 'the printer closed the connection',
    });
    await connection.close();
    await connection.close();
  });
});
