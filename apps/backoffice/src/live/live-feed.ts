import type { Result } from '@beaveros/kit';
import { type Changed, zChanged } from '@beaveros/protocol/gateway';
import { createParser } from 'eventsource-parser';
import type { Problem } from '../api/problem.ts';
import { backoffMs } from './backoff.ts';

/** What a person is told: figures come by themselves, or they are as old as the last answer. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'refused';

export interface LiveFeedOptions {
  /** Opens the stream with a good token: `GatewayApi.fetch` of the topic's path. */
  readonly open: (signal: AbortSignal) => Promise<Result<Response, Problem>>;
  readonly onState: (state: LiveState) => void;
  /** After each opening: what happened while nobody listened is not told, so everything is asked again. */
  readonly onOpen: () => void;
  readonly onChange: (change: Changed) => void;
  /** Calls `run` after so many milliseconds; the answer takes it back. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** In [0, 1): spreads the attempts of many pages. */
  readonly chance: () => number;
  /** Milliseconds, of any beginning. */
  readonly now: () => number;
}

/** The server says something every 15 s; two of these missed and a half for the way. */
const SILENCE_MAX_MS = 40_000;
/** A stream that ends sooner was no success: else a server that hangs up at once would be asked without pause. */
const LASTING_MS = 5_000;
/** A change is some 60 bytes; a line beyond this is no stream of ours. */
const LINE_LENGTH_MAX = 64 * 1024;

/**
 * One push stream, kept open: server-sent events over `fetch`, because `EventSource` takes no bearer token. It reconnects
 * with bounded waits and a fresh token for as long as it is wanted; a refusal (no permission, no such stream) ends it.
 */
export class LiveFeed implements Disposable {
  readonly #options: LiveFeedOptions;
  #isWanted = true;
  #failures = 0;
  #stop: (() => void) | null = null;
  #takeBack: (() => void) | null = null;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    options.onState('connecting');
    this.#connect();
  }

  /** Tries now instead of after the wait: the network is back, or somebody looks at the page again. */
  hurry(): void {
    if (this.#takeBack === null) return;
    this.#takeBack();
    this.#takeBack = null;
    this.#failures = 0;
    this.#connect();
  }

  [Symbol.dispose](): void {
    this.#isWanted = false;
    this.#takeBack?.();
    this.#takeBack = null;
    this.#stop?.();
  }

  #connect(): void {
    const ending = new AbortController();
    this.#stop = () => ending.abort();
    const openedAt = { ms: null as number | null };
    void this.#read(ending, openedAt)
      .catch(() => 'lost' as const)
      .then((end) => {
        this.#stop = null;
        if (!this.#isWanted) return;
        if (end === 'refused') {
          this.#options.onState('refused');
          return;
        }
        const lasted = openedAt.ms !== null && this.#options.now() - openedAt.ms >= LASTING_MS;
        this.#failures = lasted ? 0 : this.#failures + 1;
        this.#options.onState('reconnecting');
        const wait = backoffMs(Math.max(0, this.#failures - 1), this.#options.chance());
        this.#takeBack = this.#options.after(wait, () => {
          this.#takeBack = null;
          this.#connect();
        });
      });
  }

  /** Until the stream ends, however. */
  async #read(ending: AbortController, openedAt: { ms: number | null }): Promise<'lost' | 'refused'> {
    const { open, onState, onOpen, onChange, after, now } = this.#options;
    const opened = await open(ending.signal);
    if (!opened.ok) return isFinal(opened.refusal) ? 'refused' : 'lost';
    const { body, headers } = opened.value;
    if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true)
      return 'refused';
    openedAt.ms = now();
    onState('live');
    onOpen();
    const parser = createParser({
      maxBufferSize: LINE_LENGTH_MAX,
      onEvent: ({ event, data }) => {
        if (event === 'changed') onChange(changeOf(data));
      },
    });
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let watch = after(SILENCE_MAX_MS, () => ending.abort());
    try {
      // Ends when the server, the line or the watch ends it: each read is bounded by the watch.
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'lost';
        watch();
        watch = after(SILENCE_MAX_MS, () => ending.abort());
        parser.feed(decoder.decode(value, { stream: true }));
      }
    } finally {
      watch();
      ending.abort();
    }
  }
}

/** Asking again would be answered the same. A session that ended is another matter: the page goes to sign-in anyway. */
function isFinal({ status, code }: Problem): boolean {
  return status === 403 || status === 404 || status === 405 || code === 'client/signed-out';
}

/** A change that cannot be read concerns everything. */
export function changeOf(data: string): Changed {
  try {
    return zChanged.safeParse(JSON.parse(data)).data ?? EVERYTHING;
  } catch {
    return EVERYTHING;
  }
}

const EVERYTHING: Changed = { storeId: null };
