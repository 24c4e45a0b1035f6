import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@beaveros/kit';
import type { IpcPush, IpcResponse } from '@beaveros/protocol/ipc';
import { type WebSocket, WebSocketServer } from 'ws';

/** A frame from a screen is a few kB; 2,000 lines in one command are about 1 MB. */
const FRAME_BYTES_MAX = 4 * 1024 * 1024;
/** Tokens minted and not yet used. */
const TOKENS_MAX = 32;
/** Screens of one till: cashier, customer, kitchen, and spare. */
const CLIENTS_MAX = 32;
/** A client that does not read: beyond this it is cut off, and asks again when it comes back. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024;

export interface IpcSocketOptions {
  /** Answers one parsed frame. */
  readonly answer: (frame: unknown) => Promise<IpcResponse>;
  /** 0 picks a free port. */
  readonly port: number;
  /** Origins of pages that may connect; Node clients send none. */
  readonly origins: readonly string[];
  /** A defect behind the door: the process has to die. */
  readonly onDefect: (error: unknown) => void;
}

/** The core's calls over a WebSocket for browsers and tests: loopback only, origin checked, one-time token in `?token=`. */
export class IpcSocket implements AsyncDisposable {
  readonly port: number;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #tokens = new Set<string>();
  readonly #options: IpcSocketOptions;

  static async listen(options: IpcSocketOptions): Promise<IpcSocket> {
    const http = createServer((_, response) => response.writeHead(426).end());
    await new Promise<void>((resolve, reject) => {
      http.once('error', (cause) =>
        reject(new Fault('ipc/cannot-listen', 'the ipc port is taken', { cause })),
      );
      http.listen(options.port, '127.0.0.1', resolve);
    });
    return new IpcSocket(http, options);
  }

  private constructor(http: Server, options: IpcSocketOptions) {
    this.#http = http;
    this.#options = options;
    this.port = (http.address() as AddressInfo).port;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: FRAME_BYTES_MAX,
      clientTracking: true,
    });
    http.on('upgrade', (request, socket, head) => {
      const refusal = this.#refusal(request);
      if (refusal !== null) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client));
    });
  }

  /** A token that opens one connection. */
  mintToken(): string {
    const token = randomBytes(24).toString('base64url');
    this.#tokens.add(token);
    if (this.#tokens.size > TOKENS_MAX) {
      const [oldest] = this.#tokens;
      this.#tokens.delete(oldest!);
    }
    return token;
  }

  push(push: IpcPush): void {
    if (this.#sockets.clients.size === 0) return;
    const text = JSON.stringify(push);
    for (const client of this.#sockets.clients) send(client, text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  #refusal(request: IncomingMessage): string | null {
    if (this.#sockets.clients.size >= CLIENTS_MAX) return '503 Service Unavailable';
    const { origin } = request.headers;
    if (origin !== undefined && !this.#options.origins.includes(origin)) return '403 Forbidden';
    // A rebinding page names its own host: only ours may be asked for.
    const host = request.headers.host ?? '';
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return '403 Forbidden';
    const token = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('token') ?? '';
    return this.#useToken(token) ? null : '401 Unauthorized';
  }

  #useToken(given: string): boolean {
    for (const token of this.#tokens) {
      const [a, b] = [Buffer.from(token), Buffer.from(given)];
      if (a.length === b.length && timingSafeEqual(a, b)) return this.#tokens.delete(token);
    }
    return false;
  }

  #serve(client: WebSocket): void {
    client.on('error', () => client.terminate());
    client.on('message', (data) => {
      this.#options
        .answer(parse((data as Buffer).toString()))
        .then((response) => send(client, JSON.stringify(response)))
        .catch((error: unknown) => this.#options.onDefect(error));
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Answered as malformed by the door.
  }
}

function send(client: WebSocket, text: string): void {
  if (client.readyState !== client.OPEN) return;
  if (client.bufferedAmount > UNSENT_BYTES_MAX) client.terminate();
  else client.send(text);
}
