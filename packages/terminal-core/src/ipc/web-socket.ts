import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@beaveros/kit';
import type { IpcPush, IpcResponse } from '@beaveros/protocol/ipc';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ScreenKind } from './door.ts';
import { isOurHost, ownOrigins, pathOf, queryOf } from './loopback.ts';
import { OneTimeTokens } from './one-time-tokens.ts';
import { ScreenDoor, type Screens } from './screen-door.ts';

/** A frame from a screen is a few kB; 2,000 lines in one command are about 1 MB. */
const FRAME_BYTES_MAX = 4 * 1024 * 1024;
/** Screens of one till: cashier, customer, kitchen, and spare. */
const CLIENTS_MAX = 32;
/** A browser opens six connections for a page's files beside its WebSocket; more than this is not screens. */
const CONNECTIONS_MAX = 256;
/** A client that does not read: beyond this it is cut off, and asks again when it comes back. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024;

export interface IpcSocketOptions {
  /** Answers one parsed frame of a screen. */
  readonly answer: (frame: unknown, screen: ScreenKind) => Promise<IpcResponse>;
  /** 0 picks a free port. */
  readonly port: number;
  /** Origins of pages that may connect beside our own; Node clients send none. */
  readonly origins: readonly string[];
  /** A defect behind the door: the process has to die. */
  readonly onDefect: (error: unknown) => void;
  /** What browsers get over HTTP on the same port; without it only clients with a token can connect. */
  readonly screens?: Screens;
}

/**
 * The core's port for browsers and tests: loopback only, host and origin checked. A screen that was opened here connects
 * to `/ipc` with its cookie; a Node client to `/?token=` with a one-time token. Either may call what its kind may.
 */
export class IpcSocket implements AsyncDisposable {
  readonly port: number;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #kitchens = new Set<WebSocket>();
  readonly #tokens = new OneTimeTokens();
  readonly #options: IpcSocketOptions;
  readonly #screens: ScreenDoor | null;

  static async listen(options: IpcSocketOptions): Promise<IpcSocket> {
    const http = createServer();
    http.maxConnections = CONNECTIONS_MAX;
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
    const { screens, onDefect } = options;
    this.#screens =
      screens === undefined
        ? null
        : new ScreenDoor({ ...screens, port: this.port, tokens: this.#tokens, onDefect });
    http.on('request', (request, response) => {
      if (this.#screens === null) response.writeHead(426).end();
      else this.#screens.answer(request, response);
    });
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: FRAME_BYTES_MAX,
      clientTracking: true,
    });
    http.on('upgrade', (request, socket, head) => {
      const screen = this.#screenOf(request);
      if (typeof screen !== 'string') {
        socket.end(`HTTP/1.1 ${screen.refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client, screen));
    });
  }

  /** A token that opens one connection, or one page in a browser that then has a cookie of its own. */
  mintToken(kind: ScreenKind = 'till'): string {
    return this.#tokens.mint(kind);
  }

  /** To every screen; tickets to kitchens' only. */
  push(push: IpcPush): void {
    const clients = push.push === 'tickets' ? this.#kitchens : this.#sockets.clients;
    if (clients.size === 0) return;
    const text = JSON.stringify(push);
    for (const client of clients) send(client, text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  /** What wants to connect, or why it may not. */
  #screenOf(request: IncomingMessage): ScreenKind | { readonly refusal: string } {
    if (this.#sockets.clients.size >= CLIENTS_MAX) return { refusal: '503 Service Unavailable' };
    const { origin } = request.headers;
    const isPage = origin !== undefined;
    if (isPage && !this.#isAllowed(origin)) return { refusal: '403 Forbidden' };
    if (!isOurHost(request)) return { refusal: '403 Forbidden' };
    // A browser always says whose page connects: a cookie without an origin is not from one.
    const kind =
      pathOf(request) === '/ipc'
        ? isPage && this.#screens !== null
          ? this.#screens.kindOf(request)
          : null
        : this.#tokens.use(queryOf(request, 'token'));
    return kind ?? { refusal: '401 Unauthorized' };
  }

  #isAllowed(origin: string): boolean {
    return this.#options.origins.includes(origin) || ownOrigins(this.port).includes(origin);
  }

  #serve(client: WebSocket, screen: ScreenKind): void {
    if (screen === 'kitchen') {
      this.#kitchens.add(client);
      client.once('close', () => this.#kitchens.delete(client));
    }
    client.on('error', () => client.terminate());
    client.on('message', (data) => {
      this.#options
        .answer(parse((data as Buffer).toString()), screen)
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
