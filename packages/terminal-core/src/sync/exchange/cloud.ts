import type { IncomingMessage } from 'node:http';
import { type Clock, Defect, type Instant, isFault, type Random } from '@beaveros/kit';
import { type Alarm, type Closing, closingFor, codeOf, lessonOf, NO_LESSON } from '@beaveros/sync/exchange';
import { WebSocket } from 'ws';
import { endSocket } from './end-socket.ts';
import { JournalLink } from './journal-link.ts';
import type { ExchangeJournal, SnapshotKeys } from './journal-ports.ts';
import { BACKOFF, type Backoff, Redial } from './redial.ts';
import { SOCKET_OPTIONS } from './socket-options.ts';

export interface CloudOptions {
  /** `ws://` or `wss://`, with the path: `wss://gateway.example/v1/exchange`. */
  readonly url: string;
  /** A valid terminal token; asked for at every attempt. Its faults are attempts that failed. */
  readonly token: () => Promise<string>;
  readonly journal: ExchangeJournal;
  /** The tenant's public key and our own: for the snapshot of a new till. */
  readonly keys?: SnapshotKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly onAlarm: (alarm: Alarm) => void;
  readonly onDefect: (error: unknown) => void;
  /** Told when {@link CloudLink.status} changed, or how far the cloud has our chain. */
  readonly onChanged?: () => void;
  readonly backoff?: Backoff;
}

export interface CloudStatus {
  readonly state: 'connecting' | 'connected' | 'waiting' | 'stopped';
  /** Why the last connection ended or was not made; `terminal/revoked` and `terminal/replaced` need a person. */
  readonly lastCode: string | null;
  readonly retryAt: Instant | null;
}

/** Keeps the journal in exchange with the cloud until it is disposed. Never throws: its status says how it goes. */
export function connectCloud(options: CloudOptions): CloudLink {
  return new CloudLink(options);
}

export class CloudLink implements AsyncDisposable {
  readonly #options: CloudOptions;
  readonly #redial: Redial;
  #link: JournalLink | null = null;
  #status: CloudStatus = { state: 'connecting', lastCode: null, retryAt: null };
  /** What the cloud confirmed in earlier connections. */
  readonly #confirmed = new Map<string, number>();
  #lesson = NO_LESSON;

  constructor(options: CloudOptions) {
    this.#options = options;
    this.#redial = new Redial({
      dial: (signal) => this.#dial(signal),
      random: options.random,
      backoff: options.backoff ?? BACKOFF,
      onWaiting: (closing, delayMs) =>
        this.#become({
          state: 'waiting',
          lastCode: codeOf(closing) || null,
          retryAt: (options.clock.now() + delayMs) as Instant,
        }),
    });
  }

  get status(): CloudStatus {
    return this.#status;
  }

  get isConnected(): boolean {
    return this.#status.state === 'connected';
  }

  /** How far the cloud has a chain, durably, by its own word; 0 when it never said. */
  seqOf(chain: string): number {
    const now = this.#link?.peerSeqOf(chain) ?? 0;
    const before = this.#confirmed.get(chain) ?? 0;
    // The word of the connection that stands: after a restore the cloud may have less than it said before.
    return this.#link !== null && now > 0 ? now : before;
  }

  /** Tries now instead of at the end of the pause. */
  retry(): void {
    this.#redial.now();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#redial[Symbol.asyncDispose]();
    this.#become({ ...this.#status, state: 'stopped', retryAt: null });
  }

  async #dial(signal: AbortSignal): Promise<Closing> {
    this.#become({ ...this.#status, state: 'connecting', retryAt: null });
    let token: string;
    try {
      token = await this.#options.token();
    } catch (error) {
      if (error instanceof Defect) this.#options.onDefect(error);
      return closingFor(tokenCode(error));
    }
    if (signal.aborted) return closingFor('exchange/going-away');
    return await this.#connect(token, signal);
  }

  async #connect(token: string, signal: AbortSignal): Promise<Closing> {
    const headers = { authorization: `Bearer ${token}` };
    const socket = new WebSocket(this.#options.url, { ...SOCKET_OPTIONS, headers });
    const { journal, keys } = this.#options;
    let link: JournalLink | null = null;
    let closing: Closing = closingFor('exchange/unreachable');
    socket.on('error', () => {}); // `close` follows, and the attempt counts as failed.
    socket.once('unexpected-response', (_request, response) => {
      void refusalOf(response).then((code) => {
        closing = closingFor(code);
        socket.terminate();
      });
    });
    socket.once('open', () => {
      link = new JournalLink(socket, this.#options, {
        ...this.#lesson,
        isCloud: true,
        ...(keys === undefined ? {} : { keys }),
      });
      this.#link = link;
      this.#become({ state: 'connected', lastCode: null, retryAt: null });
    });
    socket.on('message', (data, isBinary) => {
      const before = this.seqOf(journal.ownChain);
      link?.hear(data, isBinary);
      if (this.seqOf(journal.ownChain) !== before) this.#options.onChanged?.();
    });
    const goAway = () => endSocket(socket);
    signal.addEventListener('abort', goAway, { once: true });
    return await new Promise<Closing>((resolve) => {
      socket.once('close', (status, reason) => {
        signal.removeEventListener('abort', goAway);
        if (link !== null) {
          for (const { chain } of journal.heads()) this.#confirmed.set(chain, this.seqOf(chain));
          this.#link = null;
          // What we closed for, where it was us: a dead line brings no echo.
          closing = link.closing ?? { status, reason: reason.toString() };
        }
        this.#lesson = lessonOf(closing, this.#lesson);
        resolve(closing);
      });
    });
  }

  #become(status: CloudStatus): void {
    this.#status = status;
    this.#options.onChanged?.();
  }
}

/** The cloud's own code where it gave one: `terminal/revoked` says more than that there is no token. */
function tokenCode(error: unknown): string {
  if (!isFault(error)) return 'exchange/no-token';
  const { code } = error.details;
  return typeof code === 'string' ? code : error.code;
}

const ANSWER_BYTES_MAX = 4_096;

/** The stable code in an answer that is no upgrade (service-kit's ApiError). */
async function refusalOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > ANSWER_BYTES_MAX) break;
    }
    const { code } = (JSON.parse(text) as { error: { code: unknown } }).error;
    return typeof code === 'string' && code.length <= 64 ? code : 'exchange/refused';
  } catch {
    // A proxy's page, or a line that broke.
    return 'exchange/refused';
  }
}
