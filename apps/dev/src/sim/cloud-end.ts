import { type Fault, isFault } from '@beaveros/kit';
import { type Head, snapshotParts } from '@beaveros/protocol/exchange';
import {
  headsOfStore,
  lifeOf,
  readBatch,
  type Revisions,
  revisionsOfStore,
  snapshotOfStore,
} from '@beaveros/replication/sim';
import {
  type Closing,
  closingFor,
  Conversation,
  type ConversationPorts,
  hearFrame,
  type Lesson,
  RELAY_PAUSE_MS,
} from '@beaveros/sync/exchange';
import type { Cloud } from './cloud.ts';
import type { Line, LineEnd } from './network.ts';
import type { Life } from './schedule.ts';
import type { Till } from './till.ts';

/** Between a transaction's commit and what is made of its answer: here a process may die. */
const ANSWER_MS_MAX = 4;

/** The cloud's side of one line: the conversation over its journal, as TillLink runs it over a socket. */
export class CloudEnd implements LineEnd {
  readonly till: Till;
  readonly life: Life;
  readonly #cloud: Cloud;
  readonly #line: Line;
  readonly #lesson: Lesson;
  readonly #onClosed: (closing: Closing) => void;
  #conversation: Conversation | null = null;
  readonly #early: string[] = [];
  readonly #movedEarly: Head[] = [];
  #revisions: Revisions = new Map();
  #wakes = 0;
  #isOver = false;

  constructor(options: {
    readonly cloud: Cloud;
    readonly till: Till;
    readonly line: Line;
    readonly lesson: Lesson;
    readonly onClosed: (closing: Closing) => void;
  }) {
    this.till = options.till;
    this.#cloud = options.cloud;
    this.life = options.cloud.life;
    this.#line = options.line;
    this.#lesson = options.lesson;
    this.#onClosed = options.onClosed;
  }

  /** Says hello once revisions, life and heads are read. */
  open(): void {
    const { replication, house, schedule } = this.#cloud;
    this.#later(
      async () => ({
        revisions: await revisionsOfStore(replication, house),
        life: await lifeOf(replication, house.tenant),
        heads: await headsOfStore(replication, house),
      }),
      ({ revisions, life, heads }) => {
        this.#revisions = revisions;
        const conversation = new Conversation(
          {
            own: new Set(),
            reads: [],
            relayPauseMs: RELAY_PAUSE_MS,
            greets: 'second',
            life,
            ...this.#lesson,
          },
          this.#ports(),
          { now: () => schedule.monotonic },
        );
        this.#conversation = conversation;
        conversation.open(heads);
        for (const text of this.#early.splice(0)) this.hear(text);
        if (this.#movedEarly.length > 0) conversation.headsMoved(this.#movedEarly.splice(0));
      },
      ({ code }) => this.#line.close(closingFor(code)),
    );
  }

  hear(text: string): void {
    if (this.#conversation === null) return void this.#early.push(text);
    const closing = hearFrame(this.#conversation, text);
    if (closing !== null) this.#line.close(closing);
  }

  headsMoved(heads: readonly Head[]): void {
    if (this.#conversation === null) this.#movedEarly.push(...heads);
    else if (!this.#isOver) this.#conversation.headsMoved(heads);
  }

  /** Chains changed behind their heads since this session began: what was said is void. */
  revised(revisions: Revisions): void {
    if (this.#conversation === null) return;
    for (const [chain, revision] of revisions) {
      const before = this.#revisions.get(chain);
      if (before !== undefined && before !== revision) return this.close('exchange/journal-replaced');
    }
    this.#revisions = new Map([...revisions, ...this.#revisions]);
  }

  close(code: string): void {
    this.#line.close(closingFor(code));
  }

  closed(closing: Closing): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#conversation?.close();
    this.#onClosed(closing);
  }

  #ports(): ConversationPorts {
    const cloud = this.#cloud;
    return {
      send: (message) => this.#line.send('listener', JSON.stringify(message)),
      read: (request, done) =>
        this.#later(
          () => readBatch(cloud.replication, this.till.identity, request),
          done,
          ({ code, retryable }) => done({ kind: 'failed', code, retryable }),
        ),
      store: (batch, done) =>
        this.#later(
          () => cloud.store(this.till, batch),
          ({ answer, head }) => done(answer, head),
          ({ code }) => done({ kind: 'refused', chain: batch.chain, code, field: '', retryable: true }, null),
        ),
      giveSnapshot: (done) =>
        this.#later(
          () => snapshotOfStore(cloud.dependencies, cloud.house),
          (snapshot) => done(snapshot === null ? null : snapshotParts(snapshot.text, snapshot)),
          () => done(null),
        ),
      alarm: (alarm) => void cloud.witness.alarms.push(`cloud: ${JSON.stringify(alarm)}`),
      close: (code) => this.#line.close(closingFor(code)),
      wake: (at) => this.#wake(at),
    };
  }

  /** A transaction, and behind it, as an event of its own, what its answer does. */
  #later<T>(work: () => Promise<T>, done: (value: T) => void, failed: (fault: Fault) => void): void {
    const { schedule, dice } = this.#cloud;
    schedule.in(dice.below(ANSWER_MS_MAX), this.life, async () => {
      let next: () => void;
      try {
        const value = await work();
        next = () => done(value);
      } catch (error) {
        if (!isFault(error)) throw error;
        next = () => failed(error);
      }
      schedule.in(dice.below(ANSWER_MS_MAX), this.life, () => {
        if (!this.#isOver) next();
      });
    });
  }

  #wake(at: number | null): void {
    this.#wakes += 1;
    if (at === null) return;
    const mine = this.#wakes;
    const { schedule } = this.#cloud;
    const tick = () => {
      if (mine === this.#wakes && !this.#isOver) this.#conversation?.tick();
    };
    schedule.in(Math.max(0, at - schedule.monotonic), this.life, tick, 'timer');
  }
}
