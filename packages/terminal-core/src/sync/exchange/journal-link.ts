import { type Clock, Defect, isFault } from '@beaveros/kit';
import {
  type Alarm,
  type Answer,
  type Batch,
  type Closing,
  closingFor,
  Conversation,
  hearFrame,
  type ReadOutcome,
  RELAY_PAUSE_MS,
} from '@beaveros/sync/exchange';
import { BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, type Head } from '@beaveros/protocol/exchange';
import { EVENT_CATALOGUE } from '@beaveros/domain/journal';
import type { RawData, WebSocket } from 'ws';
import type { Journal } from '../../journal/index.ts';

/** What the exchange needs of a journal. */
export type ExchangeJournal = Pick<
  Journal,
  'ownChain' | 'heads' | 'hashAt' | 'batchAfter' | 'receive' | 'onArrival'
>;

export interface LinkOptions {
  readonly journal: ExchangeJournal;
  readonly clock: Clock;
  readonly onAlarm: (alarm: Alarm) => void;
  /** We were wrong. This link is closed; what else dies is the supervisor's to say. */
  readonly onDefect: (error: unknown) => void;
}

/** A silent line is found dead after two of these: routers and laptops that sleep send no goodbye. */
const PING_INTERVAL_MS = 15_000;
/** A till holds its own chain, its peers' and one back-office chain; more own chains only after clones. */
const LIMITS = { entries: BATCH_ENTRIES_MAX, bytes: BATCH_BYTES_MAX };

/** One exchange over one open socket, from hello until it closes. Closing the socket ends it. */
export class JournalLink {
  readonly #socket: WebSocket;
  readonly #options: LinkOptions;
  readonly #conversation: Conversation;
  readonly #stops: (() => void)[] = [];
  readonly #moved = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isHeard = true;

  constructor(socket: WebSocket, options: LinkOptions) {
    this.#socket = socket;
    this.#options = options;
    const { journal, clock } = options;
    this.#conversation = new Conversation(
      { own: new Set([journal.ownChain]), reads: [...EVENT_CATALOGUE.keys()], relayPauseMs: RELAY_PAUSE_MS },
      {
        send: (message) => socket.send(JSON.stringify(message)),
        read: (request, done) => done(this.#read(request)),
        store: (batch, done) => {
          const answer = this.#store(batch);
          done(answer, headOf(journal, batch.chain));
        },
        alarm: options.onAlarm,
        close: (code) => this.close(closingFor(code)),
        wake: (at) => this.#wake(at),
      },
      clock,
    );
    this.#stops.push(journal.onArrival((arrived) => this.#arrived(arrived.map(({ chain }) => chain))));
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
    this.#guard(() => {
      const closing = isBinary
        ? closingFor('exchange/bad-message', 'binary')
        : hearFrame(this.#conversation, (data as Buffer).toString());
      if (closing !== null) this.close(closing);
    });
  }

  /** How far the other side said it has a chain; 0 when it did not. */
  peerSeqOf(chain: string): number {
    return this.#conversation.session.peer.get(chain)?.seq ?? 0;
  }

  /** Event versions (`type/v`) that the other side reads. */
  get peerReads(): readonly string[] {
    return this.#conversation.session.peerReads;
  }

  close({ status, reason }: Closing): void {
    this.#socket.close(status, reason);
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

  #read({
    chain,
    after,
    hash,
  }: {
    readonly chain: string;
    readonly after: number;
    readonly hash: string | null;
  }): ReadOutcome {
    const { journal } = this.#options;
    try {
      const ours = after === 0 ? null : journal.hashAt(chain, after);
      if (ours !== null && hash !== null && ours !== hash) return { kind: 'differs', hash: ours };
      const batch = journal.batchAfter(chain, after, LIMITS);
      return batch === null ? { kind: 'nothing' } : { kind: 'batch', batch };
    } catch (error) {
      // A damaged entry stops its chain here, not the exchange: the journal's own scrub reports and mends it.
      if (isFault(error)) return { kind: 'failed', code: error.code };
      throw error;
    }
  }

  #store(batch: Batch): Answer {
    try {
      return this.#options.journal.receive(batch, this.#options.clock.now());
    } catch (error) {
      // The disk failed: nothing is stored, and the same bytes may be sent again.
      if (isFault(error)) {
        return { kind: 'refused', chain: batch.chain, code: error.code, field: '', retryable: true };
      }
      throw error;
    }
  }

  #wake(at: number | null): void {
    clearTimeout(this.#timer);
    if (at === null) return;
    const delayMs = Math.max(0, at - this.#options.clock.now());
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

function headOf(journal: ExchangeJournal, chain: string): Head | null {
  return journal.heads().find((head) => head.chain === chain) ?? null;
}
