import { Socket } from 'node:net';
import { assert } from '@beaveros/kit';
import type { DeviceCause } from '../upos.ts';
import type { Connected, Connection, ConnectOptions, Transport, Written } from './transport.ts';

export interface TcpAddress {
  readonly host: string;
  /** 9100 is the raw printing port of every network receipt printer. */
  readonly port: number;
}

/** Raw TCP, as on port 9100. */
export function tcpTransport({ host, port }: TcpAddress): Transport {
  return {
    name: `tcp://${host}:${port}`,
    connect: (options) => connect({ host, port }, options),
  };
}

/** Small enough that a stalled printer is noticed within a piece, large enough that a receipt is one or two. */
const PIECE_BYTES = 4096;
/** Answers that come before anybody listens; a printer says a few bytes, so more is noise and the oldest is dropped. */
const EARLY_BYTES_MAX = 4096;

async function connect({ host, port }: TcpAddress, options: ConnectOptions): Promise<Connected> {
  const socket = new Socket();
  const failed = new Promise<DeviceCause>((resolve) => {
    socket.once('error', (error) => resolve(causeOf(error, 'connect')));
  });
  const connected = new Promise<'connected'>((resolve) => socket.once('connect', () => resolve('connected')));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DeviceCause>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({
          error: 'TIMEOUT',
          detail: `no connection to ${host}:${port} in ${options.connectTimeoutMs} ms`,
        }),
      options.connectTimeoutMs,
    );
  });
  socket.connect({ host, port, noDelay: true, keepAlive: true });
  const first = await Promise.race([connected, failed, late]);
  clearTimeout(timer);
  if (first === 'connected') return { ok: true, connection: new TcpConnection(socket, options.idleCloseMs) };
  socket.destroy();
  return { ok: false, cause: first };
}

class TcpConnection implements Connection {
  readonly closed: Promise<DeviceCause>;
  readonly #socket: Socket;
  #reason: DeviceCause = { error: 'OFFLINE', detail: 'the printer closed the connection' };
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #early: Uint8Array[] = [];
  #isWriting = false;

  constructor(socket: Socket, idleCloseMs: number) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.#reason)));
    socket.on('error', (error) => {
      this.#reason = causeOf(error, 'connection');
    });
    socket.setTimeout(idleCloseMs, () =>
      this.#end({ error: 'CLOSED', detail: `idle for ${idleCloseMs} ms` }),
    );
    // A printer that ends its half is gone for us: nothing it could confirm can come any more.
    socket.on('end', () => socket.destroy());
    socket.on('data', (bytes) => this.#receive(bytes));
  }

  get isOpen(): boolean {
    return this.#socket.writable && !this.#socket.destroyed;
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
    for (const bytes of this.#early.splice(0)) listener(bytes);
  }

  async write(bytes: Uint8Array, { stallTimeoutMs }: { readonly stallTimeoutMs: number }): Promise<Written> {
    assert(!this.#isWriting, 'one write at a time');
    this.#isWriting = true;
    try {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        if (!this.isOpen) return { kind: at === 0 ? 'nothing-left' : 'some-left', cause: await this.closed };
        const takesMore = this.#socket.write(bytes.subarray(at, at + PIECE_BYTES));
        const cause = takesMore ? null : await this.#drained(stallTimeoutMs);
        if (cause !== null) return { kind: 'some-left', cause };
      }
      return { kind: 'handed-over' };
    } finally {
      this.#isWriting = false;
    }
  }

  async close(): Promise<void> {
    this.#end({ error: 'CLOSED', detail: 'closed by us' });
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Waits until the socket takes more; otherwise why it does not. */
  async #drained(stallTimeoutMs: number): Promise<DeviceCause | null> {
    const { promise, resolve } = Promise.withResolvers<DeviceCause | null>();
    const onDrain = (): void => resolve(null);
    this.#socket.once('drain', onDrain);
    const detail = `the printer took no bytes for ${stallTimeoutMs} ms`;
    const timer = setTimeout(() => resolve({ error: 'TIMEOUT', detail }), stallTimeoutMs);
    const result = await Promise.race([promise, this.closed]);
    clearTimeout(timer);
    this.#socket.off('drain', onDrain);
    return result;
  }

  #receive(bytes: Uint8Array): void {
    if (this.#listener !== null) {
      this.#listener(bytes);
      return;
    }
    this.#early.push(bytes);
    let held = this.#early.reduce((length, part) => length + part.length, 0);
    while (held > EARLY_BYTES_MAX) held -= this.#early.shift()!.length;
  }

  #end(reason: DeviceCause): void {
    if (this.#socket.destroyed) return;
    this.#reason = reason;
    // destroy, not end: bytes that a stalled printer has not taken must not trickle out after we gave the job up.
    if (this.#socket.writableLength > 0) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }
}

function causeOf(error: Error, when: 'connect' | 'connection'): DeviceCause {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { error: code === 'ETIMEDOUT' ? 'TIMEOUT' : 'OFFLINE', detail: `${when}: ${code}` };
}
