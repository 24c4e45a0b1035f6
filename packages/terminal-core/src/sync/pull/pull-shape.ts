import { setImmediate as nextTurn } from 'node:timers/promises';
import { FetchError, type Message, ShapeStream } from '@electric-sql/client';
import { type Clock, Defect, Fault, isFault } from '@beaveros/kit';
import {
  initialPull,
  type PullEffect,
  type PullEvent,
  type PullPosition,
  type PullState,
  stepPull,
} from '@beaveros/sync/pull';
import { sqliteFault } from '../../migrations/index.ts';
import type { Check, ShapeRows } from '../../stores/shape-rows.ts';
import { readWireChange, type WireChange, type WireValue } from '../../stores/wire-row.ts';

export interface PullShapeOptions {
  readonly rows: ShapeRows;
  /** With the tenant in its path: the client keys its caches, which all streams of a process share, by URL. */
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly jitter: () => number;
  readonly onFault: (fault: unknown) => void;
}

/** Rows checked and written in one turn of the event loop: some 10 ms of items. */
const TURN_ROWS = 250;
/** The server holds a live request for 20 s. */
const LIVE_TIMEOUT_MS = 45_000;
/** Waits of the client's own fetch; a till that finds its network again sells by its last rows meanwhile. */
const FETCH_BACKOFF = { initialDelay: 250, maxDelay: 15_000, multiplier: 2 } as const;

/** Every type stays the text that PostgreSQL wrote; what it means says the shape's registry entry (wire-row.ts). */
const asText = (text: string) => text;
const TEXT_PARSER = Object.fromEntries(
  ['int2', 'int4', 'int8', 'bool', 'float4', 'float8', 'numeric', 'json', 'jsonb'].map((type) => [
    type,
    asText,
  ]),
);

/**
 * Brings one shape down through the official client and keeps its rows current. Long-poll only: under server-sent events
 * the client's offset runs ahead of what it delivers (facts/sync.md 1.6). The subscriber never throws; whatever fails, the
 * stream is abandoned and begun again where the rows stand.
 */
export class PullShape implements AsyncDisposable {
  readonly #options: PullShapeOptions;
  #state: PullState;
  #staged: WireChange[] = [];
  #stream: { readonly stream: ShapeStream; readonly abort: AbortController } | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Messages are handled one batch after the other, also when an abandoned stream still delivers. */
  #work: Promise<void> = Promise.resolve();
  readonly #firstResult = Promise.withResolvers<void>();

  constructor(options: PullShapeOptions) {
    this.#options = options;
    this.#state = initialPull(options.rows.position);
    if (options.rows.isComplete) this.#firstResult.resolve();
  }

  /** Resolves when the shape is complete, or has failed once: whoever waits for it then goes on without. */
  get firstResult(): Promise<void> {
    return this.#firstResult.promise;
  }

  start(): void {
    this.#dispatch({ type: 'start' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#dispatch({ type: 'stop' });
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#firstResult.resolve();
    await this.#work;
  }

  #dispatch(event: PullEvent, batch: Batch = NO_BATCH): void {
    const step = stepPull(this.#state, event, this.#options.jitter());
    this.#state = step.state;
    try {
      for (const effect of step.effects) this.#run(effect, batch);
    } catch (error) {
      this.#fail(error);
    }
  }

  #run(effect: PullEffect, { changes, check, isSnapshot }: Batch): void {
    const { rows, clock, onFault } = this.#options;
    switch (effect.do) {
      case 'open':
        return this.#open(effect.at);
      case 'close':
        this.#stream?.abort.abort();
        this.#stream = null;
        return;
      case 'discard':
        this.#staged = [];
        return rows.discard();
      case 'begin-shadow':
        return rows.beginShadow();
      case 'stage':
        this.#staged.push(...changes);
        return;
      case 'fill':
        return rows.fill(changes, isSnapshot);
      case 'apply':
      case 'swap':
        if (effect.do === 'apply') rows.apply(this.#staged, effect.position, check);
        else rows.swap(effect.position, check);
        this.#staged = [];
        this.#firstResult.resolve();
        this.#dispatch({ type: 'committed', position: effect.position });
        return rows.copyIfDue(clock.now(), onFault);
      case 'wait':
        this.#timer = setTimeout(() => this.#dispatch({ type: 'wait-over' }), effect.ms);
        return;
    }
  }

  #open(at: PullPosition | null): void {
    const { url, token } = this.#options;
    const abort = new AbortController();
    const stream = new ShapeStream<Record<string, string | null>>({
      url,
      headers: { authorization: async () => `Bearer ${await token()}` },
      ...(at === null ? {} : { handle: at.handle, offset: at.offset as `${number}_${number}` }),
      signal: abort.signal,
      liveSse: false,
      liveRequestTimeoutMs: LIVE_TIMEOUT_MS,
      backoffOptions: { ...FETCH_BACKOFF, onFailedAttempt: () => this.#unreachable() },
      parser: TEXT_PARSER,
      onError: (error) => {
        if (abort.signal.aborted) return undefined;
        if (!isRetriedByClient(error)) return this.#fail(error);
        this.#noteFault(error);
        return {};
      },
    });
    this.#stream = { stream: stream as unknown as ShapeStream, abort };
    const isOpen = () => this.#stream?.abort === abort;
    stream.subscribe(
      (messages) => {
        const handled = this.#work.then(async () => {
          try {
            await this.#handle(messages, stream, isOpen);
          } catch (error) {
            if (isOpen()) this.#fail(error);
          }
        });
        this.#work = handled;
        // The client waits for it before it delivers more: that is the back-pressure.
        return handled;
      },
      // The client has given up, after 50 attempts in a row.
      (error) => {
        if (isOpen()) this.#fail(error);
      },
    );
  }

  async #handle(
    messages: readonly Message<WireValue & Record<string, never>>[] | readonly Message[],
    stream: ShapeStream,
    isOpen: () => boolean,
  ): Promise<void> {
    const { shape } = this.#options.rows;
    let changes: WireChange[] = [];
    let isSnapshot = true;
    const flush = () => {
      const batch = { changes, isSnapshot, check: null };
      changes = [];
      isSnapshot = true;
      if (batch.changes.length > 0) this.#dispatch({ type: 'changes', count: batch.changes.length }, batch);
    };
    for (const message of messages) {
      if (!isOpen()) return;
      if ('key' in message) {
        // Rows of a snapshot carry no position in the log.
        const isOfSnapshot = message.headers['lsn'] === undefined && message.headers.operation === 'insert';
        if (isOfSnapshot !== isSnapshot) flush();
        isSnapshot = isOfSnapshot;
        changes.push(
          readWireChange(shape, message as unknown as { value: WireValue; headers: { operation: string } }),
        );
        if (changes.length === TURN_ROWS) {
          flush();
          await nextTurn();
        }
        continue;
      }
      flush();
      if (!isOpen()) return;
      const { control } = message.headers;
      if (control === 'must-refetch') this.#dispatch({ type: 'must-refetch' });
      if (control === 'up-to-date')
        await this.#upToDate(positionOf(stream), checkOf(message.headers), isOpen);
    }
    flush();
  }

  async #upToDate(position: PullPosition, check: Check, isOpen: () => boolean): Promise<void> {
    if (this.#state.mode === 'shadow') {
      for (const _step of this.#options.rows.finishShadow()) {
        await nextTurn();
        if (!isOpen()) return;
      }
    }
    this.#dispatch({ type: 'up-to-date', position }, { ...NO_BATCH, check });
  }

  #fail(error: unknown): void {
    if (error instanceof Defect) {
      // We were wrong: the process dies and is started again, from rows and a position that fit.
      queueMicrotask(() => {
        throw error;
      });
    }
    const cause = isFault(error, 'rows/mismatch') ? 'mismatch' : isTransport(error) ? 'transport' : 'data';
    this.#noteFault(error);
    this.#firstResult.resolve();
    this.#dispatch({ type: 'failed', cause });
  }

  #unreachable(): void {
    this.#firstResult.resolve();
    this.#noteFault(new Fault('rows/unreachable', 'the cloud does not answer', { retryable: true }));
  }

  #noteFault(error: unknown): void {
    const { rows, onFault } = this.#options;
    const fault = faultOf(error, rows.shape.name);
    // A cloud that is away fails at every attempt; it is told once.
    const isNews = rows.fault?.code !== fault.code;
    rows.setFault(fault);
    if (isNews) onFault(fault);
  }
}

interface Batch {
  readonly changes: readonly WireChange[];
  readonly isSnapshot: boolean;
  readonly check: Check;
}

const NO_BATCH: Batch = { changes: [], isSnapshot: false, check: null };

/** Nothing of the stream was consumed: the client may ask the same again, with its own waits, at most 50 times. */
function isRetriedByClient(error: Error): boolean {
  if (error instanceof FetchError)
    return error.status === 401 || error.status === 403 || error.status === 404;
  return isFault(error);
}

function isTransport(error: unknown): boolean {
  return (
    error instanceof FetchError ||
    (isFault(error) && !error.code.startsWith('rows/')) ||
    isFault(error, 'rows/unreachable')
  );
}

function faultOf(error: unknown, shape: string): Fault {
  if (isFault(error)) return error;
  if (error instanceof FetchError) {
    const code = refusalCodeOf(error.json);
    return new Fault('rows/refused', `${shape}: the cloud answered ${error.status}`, {
      details: { status: error.status, code },
    });
  }
  return (
    sqliteFault('rows', shape, error) ??
    new Fault('rows/bad-stream', `${shape}: the stream could not be read`, { cause: error })
  );
}

/** Ours is `{error: {code}}`; what stands between may answer anything. */
function refusalCodeOf(body: unknown): unknown {
  const refused = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  return typeof refused === 'object' && refused !== null && 'code' in refused ? refused.code : undefined;
}

/** Stable during the callback, in long-poll mode (facts/sync.md 1.6, finding 3). */
function positionOf(stream: ShapeStream): PullPosition {
  const handle = stream.shapeHandle;
  if (handle === undefined) throw new Fault('rows/bad-stream', 'an up-to-date without a handle');
  return { handle, offset: stream.lastOffset };
}

/** What our own server adds to an up-to-date; a real Electric does not. */
function checkOf(headers: Readonly<Record<string, unknown>>): Check {
  const { row_count: count, row_digest: digest } = headers;
  return typeof count === 'number' && typeof digest === 'string' ? { count, digest } : null;
}
