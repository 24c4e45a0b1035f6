import type { Id } from '@beaveros/kit';
import type { Ask, AskAnswer } from '@beaveros/protocol/exchange';
import {
  type AskOutcome,
  type Closing,
  closingFor,
  type Alarm,
  Conversation,
  hearFrame,
  type Lesson,
} from '@beaveros/sync/exchange';
import { headOf, journalPorts } from '@beaveros/terminal-core/sim';
import type { Line, LineEnd } from './network.ts';
import type { Life, Schedule } from './schedule.ts';
import type { Till } from './till.ts';

/** Entries go out behind the answer that made them: signing for every peer is no part of a sale. */
const SEND_BEHIND_MS_MAX = 3;
/** Between a grant that is durable and its answer: here the one asked may die. */
const JUDGED_BEHIND_MS_MAX = 4;

/** A till's side of one line: the conversation over its journal, as JournalLink runs it over a socket. */
export class TillEnd implements LineEnd {
  readonly till: Till;
  /** Of the process that has the line: another one on the same disk does not hear it. */
  readonly life: Life;
  readonly #line: Line;
  readonly #schedule: Schedule;
  readonly #conversation: Conversation;
  readonly #stops: (() => void)[];
  readonly #onClosed: (closing: Closing) => void;
  readonly #moved = new Set<string>();
  #wakes = 0;
  #isOver = false;

  constructor(options: {
    readonly till: Till;
    readonly line: Line;
    readonly side: 'caller' | 'listener';
    readonly schedule: Schedule;
    readonly lesson: Lesson;
    /** The key of the other side: the tenant's towards the cloud, the certificate's towards a till. */
    readonly theirPublicKey: string;
    /** Judges what the other till asks; null: this process died of it. The cloud asks nothing. */
    readonly judgeAsk?: (id: Id<'Command'>, ask: Ask) => AskAnswer | null;
    readonly onAlarm: (alarm: Alarm) => void;
    /** Told why the line ended, on this side's word where it was this side's. */
    readonly onClosed: (closing: Closing) => void;
  }) {
    const { till, line, side, schedule, lesson, theirPublicKey, judgeAsk } = options;
    // A build of before asks neither hears nor answers them.
    const answersAsks = judgeAsk !== undefined && till.build === 'new';
    this.till = till;
    this.life = till.life;
    this.#line = line;
    this.#schedule = schedule;
    this.#onClosed = options.onClosed;
    const { journal } = till.parts;
    const keys = { signer: till.signer, theirPublicKey };
    const ports = journalPorts(journal, till.clock, keys);
    this.#conversation = new Conversation(
      {
        ...ports.sessionOptions(),
        reads: till.reads,
        greets: side === 'caller' ? 'first' : 'second',
        ...lesson,
        answersAsks,
      },
      {
        send: (message) => line.send(side, JSON.stringify(message)),
        read: (request, done) => done(ports.read(request)),
        store: (batch, done) => {
          const { answer, head } = ports.store(batch);
          done(answer, head);
        },
        peerHas: (heads, life) => ports.peerHas(heads, life),
        giveSnapshot: (done) => done(ports.giveSnapshot()),
        takeSnapshot: (snapshot, done) => done(ports.takeSnapshot(snapshot)),
        ...(judgeAsk === undefined
          ? {}
          : { judgeAsk: (id, ask, done) => this.#judge(judgeAsk, id, ask, done) }),
        alarm: options.onAlarm,
        close: (code) => line.close(closingFor(code)),
        wake: (at) => this.#wake(at),
      },
      { now: () => schedule.monotonic },
    );
    this.#stops = [
      journal.onArrival((arrived) => this.#arrived(arrived.map(({ chain }) => chain))),
      // The answer under way still goes out first.
      journal.onReplaced(() =>
        schedule.in(0, this.life, () => line.close(closingFor('exchange/journal-replaced'))),
      ),
    ];
  }

  /** Says hello. */
  open(): void {
    this.#conversation.open(this.till.parts.journal.heads());
  }

  hear(text: string): void {
    const closing = hearFrame(this.#conversation, text);
    if (closing !== null) this.#line.close(closing);
  }

  /** Asks the other till. Told once what came of it, perhaps in the middle of something else. */
  ask(id: Id<'Command'>, ask: Ask, told: (outcome: AskOutcome) => void): void {
    this.#conversation.ask(id, ask, told);
  }

  #judge(
    judge: (id: Id<'Command'>, ask: Ask) => AskAnswer | null,
    id: Id<'Command'>,
    ask: Ask,
    done: (answer: AskAnswer) => void,
  ): void {
    const { dice } = this.till;
    this.#schedule.in(0, this.life, () => {
      const answer = judge(id, ask);
      if (answer === null) return;
      this.#schedule.in(dice.below(JUDGED_BEHIND_MS_MAX), this.life, () => {
        if (!this.#isOver) done(answer);
      });
    });
  }

  closed(closing: Closing): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const stop of this.#stops) stop();
    this.#conversation.close();
    this.#onClosed(closing);
  }

  #arrived(chains: readonly string[]): void {
    const isFirst = this.#moved.size === 0;
    for (const chain of chains) this.#moved.add(chain);
    if (!isFirst) return;
    this.#schedule.in(this.till.dice.below(SEND_BEHIND_MS_MAX + 1), this.life, () => {
      if (this.#isOver) return;
      const { journal } = this.till.parts;
      const heads = [...this.#moved].flatMap((chain) => headOf(journal, chain) ?? []);
      this.#moved.clear();
      this.#conversation.headsMoved(heads);
    });
  }

  #wake(at: number | null): void {
    this.#wakes += 1;
    if (at === null) return;
    const mine = this.#wakes;
    const tick = () => {
      if (mine === this.#wakes && !this.#isOver) this.#conversation.tick();
    };
    this.#schedule.in(Math.max(0, at - this.#schedule.monotonic), this.life, tick, 'timer');
  }
}
