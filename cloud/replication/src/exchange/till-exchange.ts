import type { Clock, Fault } from '@beaveros/kit';
import { type Head, snapshotParts } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  type Batch,
  type Closing,
  closingFor,
  Conversation,
  type ConversationPorts,
  hearFrame,
  type Lesson,
  nameOf,
  RELAY_PAUSE_MS,
} from '@beaveros/sync/exchange';
import type { Scope } from '../journal/check-batch.ts';
import { lifeOf } from '../journal/incarnations.ts';
import { readBatch } from '../journal/read-batch.ts';
import { snapshotOfStore } from '../journal/snapshot-of-store.ts';
import type { JournalDependencies, Stored } from '../journal/store-batch.ts';
import { asideOfTerminal, asideRun } from './aside-branches.ts';
import { type ChainNews, newsOfStore } from './chain-news.ts';

/** What carries an exchange: a socket; in the simulator a line of its own. */
export interface ExchangeCarrier {
  send(text: string): void;
  close(closing: Closing): void;
  /** Does the work and hands on what it answered, or its fault; neither once the line is closed. */
  run<T>(work: () => Promise<T>, done: (value: T) => void, failed: (fault: Fault) => void): void;
  /** Replaces the one timer: call `tick` then, by the exchange's clock; null stops it. */
  wake(at: number | null): void;
  alarm(alarm: Alarm): void;
}

/** What a till's sessions before this one left to know. */
export interface TillMemory {
  readonly lesson: Lesson;
  /** Runs kept aside that the till has taken, by name. */
  readonly known: ReadonlySet<string>;
}

export interface TillExchangeOptions extends JournalDependencies, TillMemory {
  readonly scope: Scope;
  /** For pauses and time-outs: monotonic. */
  readonly clock: Clock;
  /** storeBatch, and whatever else has to hear of it. */
  readonly store: (batch: Batch) => Promise<Stored>;
}

interface Begun {
  readonly news: readonly ChainNews[];
  readonly life: string;
}

/** A till says hello, in a few frames where it has thousands of chains, and then waits for ours. */
const EARLY_MAX = 4;

/** The cloud's side of one exchange with a till, from hello until its line closes, over the journal. */
export class TillExchange {
  readonly #options: TillExchangeOptions;
  readonly #carrier: ExchangeCarrier;
  /** null while what our hello says is being read. */
  #conversation: Conversation | null = null;
  /** Frames and news that came meanwhile. */
  readonly #early: string[] = [];
  readonly #earlyNews: ChainNews[] = [];
  /** Of the store's chains, as this session began. */
  readonly #revisions = new Map<string, number>();

  constructor(options: TillExchangeOptions, carrier: ExchangeCarrier) {
    this.#options = options;
    this.#carrier = carrier;
  }

  /** Says hello once revisions, life and heads are read. */
  open(): void {
    this.#carrier.run(
      () => this.#begin(),
      (begun) => this.#begun(begun),
      ({ code }) => this.#carrier.close(closingFor(code)),
    );
  }

  /** One frame of the till. */
  hear(text: string): void {
    const conversation = this.#conversation;
    if (conversation === null) {
      if (this.#early.length < EARLY_MAX) this.#early.push(text);
      else this.#carrier.close(closingFor('exchange/bad-message', 'm'));
      return;
    }
    const closing = hearFrame(conversation, text);
    if (closing !== null) this.#carrier.close(closing);
  }

  /**
   * Chains of this till's store grew. Where they changed in retrospect since this session began, heads may have gone back, or the database lives another
   * life: what was said is void, and the till dials again at once. What is kept aside of its own chains it has to know.
   */
  heard(news: readonly ChainNews[]): void {
    const conversation = this.#conversation;
    if (conversation === null) return void this.#earlyNews.push(...news);
    for (const { chain, revision } of news) {
      const before = this.#revisions.get(chain) ?? revision;
      if (before !== revision) return this.#carrier.close(closingFor('exchange/journal-replaced'));
      this.#revisions.set(chain, revision);
    }
    const { terminal: own } = this.#options.scope;
    if (news.some(({ terminal, isForked }) => isForked && terminal === own)) this.#offer();
    conversation.headsMoved(news.map(headOf));
  }

  /** Runs kept aside that the till has taken in this session, by name. */
  get taken(): ReadonlySet<string> {
    return this.#conversation?.session.taken ?? new Set();
  }

  tick(): void {
    this.#conversation?.tick();
  }

  /** The line is gone. */
  closed(): void {
    this.#conversation?.close();
  }

  /** What our hello says. Revisions before the life: a restore between the two ends the session that did not see it. */
  async #begin(): Promise<Begun> {
    const { database, scope } = this.#options;
    const news = await newsOfStore(database, scope);
    return { news, life: await lifeOf(database, scope.tenant) };
  }

  #begun({ news, life }: Begun): void {
    const { lesson, clock } = this.#options;
    const conversation = new Conversation(
      // The cloud reads every version: it keeps bytes. No chain is its own in the exchange: the journal judges them.
      { own: new Set(), reads: [], relayPauseMs: RELAY_PAUSE_MS, greets: 'second', life, ...lesson },
      this.#ports(),
      clock,
    );
    this.#conversation = conversation;
    conversation.open(news.map(headOf));
    this.heard(news);
    for (const text of this.#early.splice(0)) this.hear(text);
    if (this.#earlyNews.length > 0) this.heard(this.#earlyNews.splice(0));
  }

  #ports(): ConversationPorts {
    const { database, scope, store } = this.#options;
    const carrier = this.#carrier;
    return {
      send: (message) => carrier.send(JSON.stringify(message)),
      read: (request, done) =>
        carrier.run(
          () => readBatch(database, scope, request),
          done,
          ({ code, retryable }) => done({ kind: 'failed', code, retryable }),
        ),
      store: (batch, done) =>
        carrier.run(
          () => store(batch),
          ({ answer, head }) => done(answer, head),
          ({ code }) => done({ kind: 'refused', chain: batch.chain, code, field: '', retryable: true }, null),
        ),
      giveSnapshot: (done) =>
        carrier.run(
          () => snapshotOfStore(this.#options, scope),
          (snapshot) => done(snapshot === null ? null : snapshotParts(snapshot.text, snapshot)),
          () => done(null),
        ),
      readBranch: (end, done) =>
        carrier.run(
          () => asideRun(database, scope, end),
          done,
          () => done(null),
        ),
      alarm: (alarm) => carrier.alarm(alarm),
      close: (code) => carrier.close(closingFor(code)),
      wake: (at) => carrier.wake(at),
    };
  }

  #offer(): void {
    const { database, scope, known } = this.#options;
    this.#carrier.run(
      () => asideOfTerminal(database, scope),
      (ends) => this.#conversation?.branchesKept(ends.filter((end) => !known.has(nameOf(end)))),
      () => {}, // The next session offers it.
    );
  }
}

function headOf({ chain, seq, hash }: ChainNews): Head {
  return { chain, seq, hash };
}
