import type { IncomingMessage, ServerResponse } from 'node:http';
import { isFault } from '@beaveros/kit';
import type { Picture } from '../pictures/pictures-folder.ts';
import type { TokenFile } from '../sign-in/token-file.ts';
import type { ScreenKind } from './door.ts';
import { cookieOf, isOurHost, ownOrigins, pathOf, queryOf } from './loopback.ts';
import type { OneTimeTokens } from './one-time-tokens.ts';
import { pageHeaders } from './page-headers.ts';
import { ScreenPages } from './screen-pages.ts';

/** Browsers that this till's screens were opened in; beyond it the one seen longest ago is opened anew. */
export const SCREENS_MAX = 64;
/** A screen that nobody switched on for so long is opened anew. */
export const SCREEN_IDLE_MS = 30 * 24 * 60 * 60_000;

/** What browsers get. */
export interface Screens {
  /** Folder with `till/` and `kitchen/`, each a build of the screen. */
  readonly dir: string;
  /** Cookies of opened screens; their subject is the kind. */
  readonly cookies: TokenFile;
  /** A picture of an item by the SHA-256 of its bytes in hex; null when it has not come down. */
  readonly picture: (hash: string) => Promise<Picture | null>;
}

export interface ScreenDoorOptions extends Screens {
  readonly port: number;
  readonly tokens: OneTimeTokens;
  readonly onDefect: (error: unknown) => void;
}

/**
 * The HTTP half of the core's port: opens a screen for whoever brings a one-time token, by a cookie that survives
 * restarts of core and browser, and serves the screens' files. Files and pictures are no secret; what a screen may ask
 * is decided where it connects.
 */
export class ScreenDoor {
  readonly #options: ScreenDoorOptions;
  readonly #pages: ScreenPages;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: ScreenDoorOptions) {
    this.#options = options;
    this.#pages = new ScreenPages(options.dir);
    this.#headers = {
      ...pageHeaders({
        connect: [`'self'`, ...ownOrigins(options.port).map((origin) => origin.replace('http', 'ws'))],
      }),
      'cross-origin-resource-policy': 'same-origin',
    };
  }

  /** Answers one request. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    const reply: Reply = (status, headers = {}, body = '') => {
      const length = { 'content-length': Buffer.byteLength(body) };
      response.writeHead(status, { ...this.#headers, ...length, ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    this.#answer(request, reply).catch((error: unknown) => {
      // A disk that cannot be read shows no picture; it stops no sale.
      if (isFault(error)) return reply(503, PLAIN, `${error.code}\n`);
      response.destroy();
      this.#options.onDefect(error);
    });
  }

  /** The kind of screen that `?kind=` names, when its cookie is good; null when it was not opened here. */
  kindOf(request: IncomingMessage): ScreenKind | null {
    const kind = queryOf(request, 'kind');
    return (kind === 'till' || kind === 'kitchen') && this.#cookieOf(request, kind) !== null ? kind : null;
  }

  async #answer(request: IncomingMessage, reply: Reply): Promise<void> {
    request.resume(); // A body means nothing here.
    if (!isOurHost(request)) return reply(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(405, { allow: 'GET, HEAD' });
    const path = pathOf(request);
    if (path === null) return reply(400);
    if (path === '/') return seeOther(reply, '/till/');
    if (path === '/till' || path === '/kitchen') return seeOther(reply, `${path}/`);
    if (path === '/open') return this.#open(request, reply);
    if (path === '/screen') return this.#screen(request, reply);
    if (path.startsWith('/pictures/')) return await this.#picture(path.slice('/pictures/'.length), reply);
    const page = await this.#pages.page(path);
    if (page === null) return reply(404);
    const renewed = this.#renewedCookie(request, path);
    reply(200, { ...fileHeaders(page), ...renewed }, page.bytes);
  }

  #open(request: IncomingMessage, reply: Reply): void {
    // A look at the headers must not use a token up.
    if (request.method !== 'GET') return reply(405, { allow: 'GET' });
    const kind = this.#options.tokens.use(queryOf(request, 'token'));
    if (kind !== null) {
      const cookie = this.#options.cookies.add(kind);
      return seeOther(reply, `/${kind}/`, { 'set-cookie': this.#setCookie(kind, cookie) });
    }
    // A bookmark of the link, or a browser that loads it twice: the screen is open already.
    const opened = KINDS.find((each) => this.#cookieOf(request, each) !== null);
    if (opened !== undefined) return seeOther(reply, `/${opened}/`);
    reply(401, PLAIN, 'This link was used already. Ask the till for a new one.\n');
  }

  #screen(request: IncomingMessage, reply: Reply): void {
    const kind = this.kindOf(request);
    const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    if (kind === null) reply(401, json, '{"kind":null}');
    else reply(200, json, JSON.stringify({ kind }));
  }

  async #picture(hash: string, reply: Reply): Promise<void> {
    const picture = /^[0-9a-f]{64}$/.test(hash) ? await this.#options.picture(hash) : null;
    if (picture === null) return reply(404);
    reply(200, fileHeaders({ ...picture, isImmutable: true }), picture.bytes);
  }

  /** Each start of a screen begins its idle time anew, in the browser too. */
  #renewedCookie(request: IncomingMessage, path: string): Record<string, string> {
    const kind = KINDS.find((each) => path === `/${each}/`);
    const cookie = kind === undefined ? null : this.#cookieOf(request, kind);
    return kind === undefined || cookie === null ? {} : { 'set-cookie': this.#setCookie(kind, cookie) };
  }

  /** The good cookie of a kind of screen. */
  #cookieOf(request: IncomingMessage, kind: ScreenKind): string | null {
    const cookie = cookieOf(request, this.#nameOf(kind));
    return cookie !== null && this.#options.cookies.subjectOf(cookie) === kind ? cookie : null;
  }

  #setCookie(kind: ScreenKind, value: string): string {
    return `${this.#nameOf(kind)}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${SCREEN_IDLE_MS / 1_000}`;
  }

  /** Cookies know hosts and no ports: the tills of one machine, and the screens of one till, must not take each other's. */
  #nameOf(kind: ScreenKind): string {
    return `beaver_screen_${this.#options.port}_${kind}`;
  }
}

const KINDS: readonly ScreenKind[] = ['till', 'kitchen'];

type Reply = (status: number, headers?: Readonly<Record<string, string>>, body?: string | Uint8Array) => void;

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
const YEAR_S = 365 * 24 * 60 * 60;

function seeOther(reply: Reply, location: string, headers: Readonly<Record<string, string>> = {}): void {
  reply(303, { location, 'cache-control': 'no-store', ...headers });
}

function fileHeaders({
  contentType,
  isImmutable,
}: {
  readonly contentType: string;
  readonly isImmutable: boolean;
}): Record<string, string> {
  const cacheControl = isImmutable ? `public, max-age=${YEAR_S}, immutable` : 'no-cache';
  return { 'content-type': contentType, 'cache-control': cacheControl };
}
