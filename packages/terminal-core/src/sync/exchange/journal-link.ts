import { type Clock, Defect, type Id } from '@beaveros/kit';
import type { Ask, AskAnswer } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  type AskOutcome,
  type Closing,
  closingFor,
  Conversation,
  hearFrame,
  type SessionOptions,
} from '@beaveros/sync/exchange';
import type { RawData, WebSocket } from 'ws';
import { endSocket } from './end-socket.ts';
import { type ExchangeJournal, headOf, journalPorts, type SnapshotKeys } from './journal-ports.ts';
import { MONOTONIC } from './monotonic.ts';

export interface LinkOptions {
  readonly journal: ExchangeJournal;
  readonly clock: Clock;
  readonly onAlarm: (alarm: Alarm) => void;
  /** We were wrong. This link is closed; what else dies is the supervisor's to say. */
  readonly onDefect: (error: unknown) => void;
}

/** How this side begins: what the session before taught, and whether it was dialled. */
export interface LinkStart extends Pick<SessionOptions, 'greets' | 'version' | 'entriesMax' | 'life'> {
  /** Snapshots are given and taken with these; none without them. */
  readonly keys?: SnapshotKeys;
  /** Whether the other side is the cloud: only what it confirms may free space here. */
  readonly isCloud?: boolean;
  /** Judges what the other till asks, durable when it returns; without it asks are not answered here. */
  readonly judgeAsk?: (id: Id<'Command'>, ask: Ask) => AskAnswer;
}

/** A silent line is found dead after two of these: routers and laptops that sleep send no goodbye. */
const PING_INTERVAL_MS = 15_000;

/** One exchange over one open socket, from hello until it closes. Closing the socket ends it. */
export class JournalLink {
  readonly #socket: WebSocket;
  readonly #options: LinkOptions;
  readonly #conversation: Conversation;
  readonly #stops: (() => void)[] = [];
  readonly #moved = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isHeard = true;
  #closing: Closing | null = null;

  constructor(
    socket: WebSocket,
    options: LinkOptions,
    { keys, isCloud = false, judgeAsk, ...start }: LinkStart = {},
  ) {
    this.#socket = socket;
    this.#options = options;
    const { journal, clock } = options;
    const ports = journalPorts(journal, clock, keys);
    this.#conversation = new Conversation(
      { ...ports.sessionOptions(), ...start, answersAsks: judgeAsk !== undefined },
      {
        send: (message) => socket.send(JSON.stringify(message)),
        read: (request, done) => done(ports.read(request)),
        store: (batch, done) => {
          const { answer, head } = ports.store(batch);
          done(answer, head);
        },
        ...(isCloud ? { peerHas: (heads, life) => ports.peerHas(heads, life) } : {}),
        giveSnapshot: (done) => done(ports.giveSnapshot()),
        takeSnapshot: (snapshot, done) => done(ports.takeSnapshot(snapshot)),
        ...(judgeAsk === undefined ? {} : { judgeAsk: (id, ask, done) => done(judgeAsk(id, ask)) }),
        alarm: options.onAlarm,
        close: (code) => this.close(closingFor(code)),
        wake: (at) => this.#wake(at),
      },
      MONOTONIC,
    );
    this.#stops.push(journal.onArrival((arrived) => this.#arrived(arrived.map(({ chain }) => chain))));
    this.#stops.push(journal.onReplaced(() => this.#replaced()));
    const pinger = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    pinger.unref();
    this.#stops.push(() => clearInterval(pinger));
    socket.on('pong', () => {
      this.#isHeard = true;
    });
    socket.once('close', () => this.#ended());
    this.#guard(() => this.#conversation.open(journal.heads()));
  }

  /** A frame of the other side, as `ws` gives it (`nodebuffer`). Binary frames are not ours. */
  hear(data: RawData, isBinary: boolean): void {
    this.#isHeard = true;
    // What was said before the other side heard the goodbye.
    if (this.#closing !== null) return;
    this.#guard(() => {
      const closing = isBinary
        ? closingFor('exchange/bad-message', 'binary')
        : hearFrame(this.#conversation, (data as Buffer).toString());
      if (closing !== null) this.close(closing);
    });
  }

  /** Asks the other till. Told within ASK_TIMEOUT_MS what came of it; a line that is gone is no answer. */
  ask(id: Id<'Command'>, ask: Ask): Promise<AskOutcome> {
    return new Promise((resolve) => this.#guard(() => this.#conversation.ask(id, ask, resolve)));
  }

  /** How far the other side said it has a chain; 0 when it did not. */
  peerSeqOf(chain: string): number {
    return this.#conversation.session.peer.get(chain)?.seq ?? 0;
  }

  /** Event versions (`type/v`) that the other side reads. */
  get peerReads(): readonly string[] {
    return this.#conversation.session.peerReads;
  }

  /** Why this side closed the connection; null while it did not. */
  get closing(): Closing | null {
    return this.#closing;
  }

  close(closing: Closing): void {
    this.#closing ??= closing;
    endSocket(this.#socket, closing);
  }

  /**
   * Another branch of a chain stands here from now on, so that heads may have gone back: everything said in this session
   * is void. The answer under way still goes out first.
   */
  #replaced(): void {
    setImmediate(() => this.close(closingFor('exchange/journal-replaced')));
  }

  /**
   * Entries go out behind the answer that made them, not before it: signing and writing to five sockets is no part of
   * a sale. Several arrivals of one turn go as one.
   */
  #arrived(chains: readonly string[]): void {
    if (this.#moved.size === 0) {
      setImmediate(() => {
        const { journal } = this.#options;
        const heads = [...this.#moved].flatMap((chain) => headOf(journal, chain) ?? []);
        this.#moved.clear();
        if (this.#socket.readyState === this.#socket.OPEN)
          this.#guard(() => this.#conversation.headsMoved(heads));
      });
    }
    for (const chain of chains) this.#moved.add(chain);
  }

  #wake(at: number | null): void {
    clearTimeout(this.#timer);
    if (at === null) return;
    const delayMs = Math.max(0, at - MONOTONIC.now());
    this.#timer = setTimeout(() => this.#guard(() => this.#conversation.tick()), delayMs);
    this.#timer.unref();
  }

  #ping(): void {
    if (!this.#isHeard) return this.#socket.terminate();
    this.#isHeard = false;
    this.#socket.ping();
  }

  #ended(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.#conversation.close();
  }

  /** What one peer makes us do wrong ends its link and is reported; other links go on. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.close(closingFor('exchange/defect'));
      this.#options.onDefect(error instanceof Defect ? error : new Defect('a link failed', { cause: error }));
    }
  }
}
