import { type Clock, type Fault, instant, isFault } from '@beaveros/kit';
import { type Head, snapshotParts } from '@beaveros/protocol/exchange';
import {
  type Closing,
  closingFor,
  Conversation,
  type ConversationPorts,
  hearFrame,
  type Lesson,
  nameOf,
  RELAY_PAUSE_MS,
} from '@beaveros/sync/exchange';
import type { RouteDependencies } from '@beaveros/service-kit';
import type { WebSocket } from 'ws';
import type { Scope } from '../journal/check-batch.ts';
import { lifeOf } from '../journal/incarnations.ts';
import { headsOfStore, readBatch } from '../journal/read-batch.ts';
import { type JournalDependencies, storeBatch } from '../journal/store-batch.ts';
import { snapshotOfStore } from '../journal/snapshot-of-store.ts';
import { asideOfTerminal, asideRun } from './aside-branches.ts';
import { type News, newsOfStore, ringForAside } from './chain-news.ts';

export interface TillLinkOptions extends JournalDependencies {
  readonly clock: Clock;
  readonly log: RouteDependencies['log'];
}

export interface TillLinkStart {
  readonly scope: Scope & { readonly epoch: number };
  /** From the till's session before. */
  readonly lesson: Lesson;
  readonly known: ReadonlySet<string>;
}

interface Begun {
  readonly news: News;
  readonly life: string;
  readonly heads: readonly Head[];
}

/** Proxies cut silent lines after a minute; a till that sleeps says no goodbye. */
const PING_INTERVAL_MS = 15_000;
/** A till says hello, in a few frames where it has thousands of chains, and then waits for ours. */
const EARLY_MAX = 4;
/** Time for the closing handshake: on a dead line the other half never comes. */
const CLOSE_TIMEOUT_MS = 1_000;
/** For pauses and time-outs: a wall clock may be set back. */
const MONOTONIC: Clock = { now: () => instant(Math.floor(performance.now())) };

/** The exchange with one till over one open socket, from hello until it closes. Closing the socket ends it. */
export class TillLink {
  readonly scope: Scope;
  readonly epoch: number;
  readonly #socket: WebSocket;
  readonly #options: TillLinkOptions;
  readonly #log: RouteDependencies['log'];
  readonly #lesson: Lesson;
  /** Runs kept aside that the till has taken in earlier sessions, by name. */
  readonly #known: ReadonlySet<string>;
  readonly #pinger: NodeJS.Timeout;
  /** null while what our hello says is being read. */
  #conversation: Conversation | null = null;
  /** Frames and heads that came meanwhile. */
  readonly #early: string[] = [];
  readonly #movedEarly: Head[] = [];
  /** Of the store's chains, as this session began. */
  readonly #revisions = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isHeard = true;
  #closing: Closing | null = null;

  constructor(socket: WebSocket, { scope, lesson, known }: TillLinkStart, options: TillLinkOptions) {
    this.#socket = socket;
    this.scope = scope;
    this.epoch = scope.epoch;
    this.#lesson = lesson;
    this.#known = known;
    this.#options = options;
    this.#log = options.log.child({ tenantId: scope.tenant, terminalId: scope.terminal });
    this.#pinger = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    this.#pinger.unref();
    socket.on('pong', () => {
      this.#isHeard = true;
    });
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? null : (data as Buffer).toString()));
    socket.on('error', () => {}); // `close` follows.
    socket.once('close', () => this.#ended());
    this.#then(
      this.#begin(),
      (begun) => this.#open(begun),
      ({ code }) => this.close(closingFor(code)),
    );
  }

  /** Chains of this till's store grew. */
  headsMoved(heads: readonly Head[]): void {
    if (this.#conversation === null) this.#movedEarly.push(...heads);
    else this.#guard(() => this.#conversation?.headsMoved(heads));
  }

  /**
   * Where chains changed in retrospect since this session began, heads may have gone back, or the database lives another
   * life: what was said is void, and the till dials again at once. What is kept aside of its own chains it has to know.
   */
  heard(news: News): void {
    if (this.#conversation === null) return;
    for (const [chain, { revision }] of news) {
      const before = this.#revisions.get(chain) ?? revision;
      if (before !== revision) return this.close(closingFor('exchange/journal-replaced'));
      this.#revisions.set(chain, revision);
    }
    const isOurs = [...news.values()].some(
      ({ terminal, isForked }) => isForked && terminal === this.scope.terminal,
    );
    if (isOurs) this.#offer();
  }

  /** Runs kept aside that the till has taken in this session, by name. */
  get taken(): ReadonlySet<string> {
    return this.#conversation?.session.taken ?? new Set();
  }

  /** The socket is gone; whoever keeps links forgets this one. */
  get isClosed(): boolean {
    return this.#socket.readyState === this.#socket.CLOSED;
  }

  /** Why this side closed the connection; null while it did not. */
  get closing(): Closing | null {
    return this.#closing;
  }

  close(closing: Closing): void {
    this.#closing ??= closing;
    this.#socket.close(closing.status, closing.reason);
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  /** What our hello says. Revisions before heads: a change between the two ends the session that did not see it. */
  async #begin(): Promise<Begun> {
    const { database } = this.#options;
    const news = await newsOfStore(database, this.scope);
    const life = await lifeOf(database, this.scope.tenant);
    return { news, life, heads: await headsOfStore(database, this.scope) };
  }

  #open({ news, life, heads }: Begun): void {
    if (this.#closing !== null) return;
    this.#conversation = new Conversation(
      // The cloud reads every version: it keeps bytes. No chain is its own in the exchange: the journal judges them.
      { own: new Set(), reads: [], relayPauseMs: RELAY_PAUSE_MS, greets: 'second', life, ...this.#lesson },
      this.#ports(),
      MONOTONIC,
    );
    this.#conversation.open(heads);
    this.heard(news);
    for (const text of this.#early.splice(0)) this.#hear(text);
    if (this.#movedEarly.length > 0) this.#conversation.headsMoved(this.#movedEarly.splice(0));
  }

  #ports(): ConversationPorts {
    const { database } = this.#options;
    return {
      send: (message) => this.#socket.send(JSON.stringify(message)),
      read: (request, done) =>
        this.#then(readBatch(database, this.scope, request), done, ({ code, retryable }) =>
          done({ kind: 'failed', code, retryable }),
        ),
      store: (batch, done) =>
        this.#then(
          storeBatch(this.#options, this.scope, batch),
          ({ answer, head }) => {
            done(answer, head);
            if (answer.kind === 'aside') this.#ring(batch.chain);
          },
          ({ code }) => done({ kind: 'refused', chain: batch.chain, code, field: '', retryable: true }, null),
        ),
      giveSnapshot: (done) =>
        this.#then(
          snapshotOfStore(this.#options, this.scope),
          (snapshot) => done(snapshot === null ? null : snapshotParts(snapshot.text, snapshot)),
          () => done(null),
        ),
      readBranch: (end, done) => this.#then(asideRun(database, this.scope, end), done, () => done(null)),
      alarm: (alarm) => this.#log.warn({ alarm }, 'exchange: a chain needs a person'),
      close: (code) => this.close(closingFor(code)),
      wake: (at) => this.#wake(at),
    };
  }

  #offer(): void {
    this.#then(
      asideOfTerminal(this.#options.database, this.scope),
      (ends) => this.#conversation?.branchesKept(ends.filter((end) => !this.#known.has(nameOf(end)))),
      () => {}, // The next session offers it.
    );
  }

  #ring(chain: string): void {
    this.#then(
      ringForAside(this.#options.database, this.scope.tenant, chain),
      () => {},
      () => {}, // The author's next session hears of it.
    );
  }

  #hear(text: string | null): void {
    this.#isHeard = true;
    if (this.#closing !== null) return;
    if (text === null) return this.close(closingFor('exchange/bad-message', 'binary'));
    const conversation = this.#conversation;
    if (conversation === null) {
      if (this.#early.length >= EARLY_MAX) return this.close(closingFor('exchange/bad-message', 'm'));
      this.#early.push(text);
      return;
    }
    this.#guard(() => {
      const closing = hearFrame(conversation, text);
      if (closing === null) return;
      this.#log.warn({ reason: closing.reason }, 'exchange: not one of our messages');
      this.close(closing);
    });
  }

  /** Hands on what the database answered, or its fault. Anything else is a defect of ours, and ends this link. */
  #then<T>(promise: Promise<T>, done: (value: T) => void, failed: (fault: Fault) => void): void {
    const answered = async () => {
      let next: () => void;
      try {
        const value = await promise;
        next = () => done(value);
      } catch (error) {
        if (!isFault(error)) return this.#defect(error);
        this.#log.warn({ code: error.code }, 'exchange: the journal failed');
        next = () => failed(error);
      }
      this.#guard(next);
    };
    void answered();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#defect(error);
    }
  }

  #defect(error: unknown): void {
    this.#log.error({ err: error }, 'exchange: a link failed on our side');
    this.close(closingFor('exchange/defect'));
  }

  #wake(at: number | null): void {
    clearTimeout(this.#timer);
    if (at === null) return;
    const delayMs = Math.max(0, at - MONOTONIC.now());
    this.#timer = setTimeout(() => this.#guard(() => this.#conversation?.tick()), delayMs);
    this.#timer.unref();
  }

  #ping(): void {
    if (!this.#isHeard) return this.#socket.terminate();
    this.#isHeard = false;
    this.#socket.ping();
  }

  #ended(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#pinger);
    this.#conversation?.close();
  }
}
