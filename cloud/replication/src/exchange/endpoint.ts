import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { constants } from 'node:zlib';
import { type Id, isFault, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { EXCHANGE_PATH } from '@beaveros/protocol/gateway';
import {
  commonError,
  type CommonErrorCode,
  COMMON_ERRORS,
  type PublicKey,
  refusalAnswer,
  verifyAccessToken,
} from '@beaveros/service-kit';
import {
  closingFor,
  COMPRESS_FROM_BYTES,
  FRAME_BYTES_MAX,
  type Lesson,
  lessonOf,
  NO_LESSON,
} from '@beaveros/sync/exchange';
import { WebSocketServer } from 'ws';
import { checkFence } from '../enrolment/fence.ts';
import type { Scope } from '../journal/check-batch.ts';
import { Bell } from './bell.ts';
import { newsOfChains, newsOfStore } from './chain-news.ts';
import { TillLink, type TillLinkOptions } from './till-link.ts';

export interface EndpointOptions extends TillLinkOptions {
  /** The app role's connection string: hints are heard on a session of their own. */
  readonly bellUrl: string;
  readonly publicKeys: () => readonly PublicKey[];
}

/** Tills of one process: each holds a socket, no database session. */
const LINKS_MAX = 10_000;
/** Time for closing handshakes when the process goes home. */
const CLOSE_TIMEOUT_MS = 1_000;

type Caller = Scope & { readonly epoch: number };

/** The cloud's side of the exchange: one link a till, fed by what other tills and processes store. */
export class ExchangeEndpoint implements AsyncDisposable {
  readonly #options: EndpointOptions;
  readonly #server: WebSocketServer;
  readonly #links = new Map<string, TillLink>();
  readonly #bell: Bell;
  /** By till: how to begin its next session, where the last one taught anything. */
  readonly #lessons = new Map<string, Lesson>();
  /** By till: runs kept aside that it has taken from this process. */
  readonly #taken = new Map<string, ReadonlySet<string>>();
  /** Chains that moved, by tenant, while their heads were being read. */
  readonly #moved = new Map<string, Set<string>>();
  #isStopped = false;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: FRAME_BYTES_MAX,
      perMessageDeflate: {
        threshold: COMPRESS_FROM_BYTES,
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        concurrencyLimit: 4,
        zlibDeflateOptions: { level: constants.Z_BEST_SPEED },
      },
    });
    this.#bell = new Bell(options.bellUrl, {
      onJournal: (tenant, chain) => this.#journalMoved(tenant, chain),
      onFence: (tenant, terminal) => this.#judgeAgain(tenant, terminal),
      onGap: () => this.#catchUp(),
    });
  }

  get linkCount(): number {
    return this.#links.size;
  }

  /** An Upgrade request of the host's server. Answers it, whatever it is. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {}); // The line broke before there was anything to tell.
    this.#judge(request).then(
      (judged) => {
        if (!judged.ok) return answer(socket, judged.refusal);
        this.#server.handleUpgrade(request, socket, head, (webSocket) => {
          const scope = judged.value;
          const lesson = this.#lessons.get(keyOf(scope)) ?? NO_LESSON;
          const known = this.#taken.get(keyOf(scope)) ?? new Set<string>();
          const link = new TillLink(webSocket, { scope, lesson, known }, this.#options);
          this.#adopt(link, scope);
          webSocket.once('close', (status, reason) => {
            this.#learn(scope, lessonOf(link.closing ?? { status, reason: reason.toString() }, lesson));
            if (link.taken.size > 0) this.#taken.set(keyOf(scope), new Set([...known, ...link.taken]));
            this.#dropped(scope);
          });
        });
      },
      (error: unknown) => {
        this.#options.log.error({ err: error }, 'exchange: an upgrade failed on our side');
        answer(socket, { code: isFault(error) && error.retryable ? 'service/unavailable' : 'internal' });
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    await this.#bell[Symbol.asyncDispose]();
    const { status, reason } = closingFor('exchange/going-away');
    const closed = [...this.#server.clients].map((socket) => {
      socket.close(status, reason);
      return new Promise<void>((resolve) => {
        const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
        socket.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    });
    await Promise.all(closed);
  }

  async #judge(request: IncomingMessage): Promise<Result<Caller, Refusal>> {
    const { publicKeys, clock, database } = this.#options;
    if (new URL(request.url ?? '/', 'http://host').pathname !== EXCHANGE_PATH)
      return refuse({ code: 'route/not-found' });
    if (this.#isStopped || this.#links.size >= LINKS_MAX) return refuse({ code: 'service/unavailable' });
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return refuse({ code: 'token/missing' });
    const verified = await verifyAccessToken(publicKeys(), token, clock.now());
    if (!verified.ok) return verified;
    const identity = verified.value;
    if (identity.kind !== 'terminal') return refuse({ code: 'identity/wrong-kind' });
    const { tenantId: tenant, storeId: store, terminalId: terminal, epoch } = identity;
    const caller: Caller = { tenant, store, terminal, epoch };
    const fenced = await database.withReadOnlyTenant(tenant, (tx) => checkFence(tx, caller));
    return fenced.ok ? ok(caller) : fenced;
  }

  /** A till that dials again has lost its old connection, whether or not we noticed. */
  #adopt(link: TillLink, caller: Caller): void {
    const key = keyOf(caller);
    const standing = this.#links.get(key);
    this.#links.set(key, link);
    standing?.close(closingFor('exchange/second-connection'));
    // Between the check and now it may have been fenced.
    this.#judgeAgain(caller.tenant, caller.terminal);
  }

  #learn(caller: Caller, lesson: Lesson): void {
    const key = keyOf(caller);
    if (lesson.version === NO_LESSON.version && lesson.entriesMax === NO_LESSON.entriesMax) {
      this.#lessons.delete(key);
    } else if (this.#lessons.size < LINKS_MAX) this.#lessons.set(key, lesson);
  }

  #dropped(caller: Caller): void {
    const link = this.#links.get(keyOf(caller));
    if (link?.isClosed === true) this.#links.delete(keyOf(caller));
  }

  #judgeAgain(tenant: string, terminal: string): void {
    const link = this.#links.get(keyOf({ tenant, terminal }));
    if (link === undefined) return;
    const caller = { ...link.scope, epoch: link.epoch };
    this.#attempt(async () => {
      const judged = await this.#options.database.withReadOnlyTenant(tenant as Id<'tenant'>, (tx) =>
        checkFence(tx, caller),
      );
      if (!judged.ok) link.close(closingFor(judged.refusal.code));
    });
  }

  /** Reads the heads that moved and tells the tills of their store; what moves meanwhile goes in the next round. */
  #journalMoved(tenant: string, chain: string): void {
    if (![...this.#links.values()].some(({ scope }) => scope.tenant === tenant)) return;
    const waiting = this.#moved.get(tenant);
    if (waiting !== undefined) return void waiting.add(chain);
    this.#moved.set(tenant, new Set([chain]));
    this.#attempt(async () => {
      try {
        for (let chains = this.#takeMoved(tenant); chains.length > 0; chains = this.#takeMoved(tenant)) {
          const news = await newsOfChains(this.#options.database, tenant, chains);
          for (const link of this.#links.values()) {
            if (link.scope.tenant !== tenant) continue;
            const told = news.filter(({ store }) => store === link.scope.store);
            if (told.length > 0) link.heard(told);
          }
        }
      } finally {
        this.#moved.delete(tenant);
      }
    });
  }

  #takeMoved(tenant: string): readonly string[] {
    const chains = [...(this.#moved.get(tenant) ?? [])];
    this.#moved.get(tenant)?.clear();
    return chains;
  }

  /** After a time without hints: every link hears its store's heads again and is judged again. */
  #catchUp(): void {
    this.#attempt(async () => {
      for (const link of this.#links.values()) {
        link.heard(await newsOfStore(this.#options.database, link.scope));
        this.#judgeAgain(link.scope.tenant, link.scope.terminal);
      }
    });
  }

  /** Work that a later hint repeats. */
  #attempt(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      if (this.#isStopped) return;
      if (isFault(error)) this.#options.log.warn({ code: error.code }, 'exchange: hints are late');
      else this.#options.log.error({ err: error }, 'exchange: hints failed on our side');
    });
  }
}

function keyOf({ tenant, terminal }: Pick<Scope, 'tenant' | 'terminal'>): string {
  return `${tenant}/${terminal}`;
}

/** An answer that is no upgrade, in the form every route answers (service-kit's ApiError). */
function answer(socket: Duplex, refusal: Refusal): void {
  const found = Object.hasOwn(COMMON_ERRORS, refusal.code)
    ? commonError(refusal.code as CommonErrorCode)
    : refusalAnswer(refusal);
  const status = FENCED.has(refusal.code) ? 403 : found.status;
  const body = JSON.stringify(found.body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/json\r\ncache-control: no-store\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const FENCED = new Set(['terminal/replaced', 'terminal/revoked']);
