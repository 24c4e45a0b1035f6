import { type Fault, isFault } from '@beaveros/kit';
import type { IpcCallName, IpcClient, IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import { keepSame } from './keep-same.ts';

/**
 * What a screen knows of one question. `data` is the last answer, kept while the question is asked again; parts of it that
 * did not change keep their identity, and an answer that says nothing new repaints nothing.
 */
export interface QueryState<Output> {
  readonly data: Output | undefined;
  /** No answer yet. */
  readonly isLoading: boolean;
  readonly refusal: IpcRefusal | null;
  readonly fault: Fault | null;
}

interface Entry {
  state: QueryState<unknown>;
  readonly listeners: Set<() => void>;
  readonly services: Set<string>;
  /** Pushes make it ask at most this often. */
  readonly paceMs: number;
  pace: ReturnType<typeof setTimeout> | null;
  readonly ask: () => void;
  isAsking: boolean;
  /** Something changed while the question was on its way: its answer may be of before. */
  isStale: boolean;
}

const NOTHING_YET: QueryState<never> = { data: undefined, isLoading: true, refusal: null, fault: null };

/** Answers kept for screens that come back: every category, an item page each, and the small ones. The oldest go first. */
const UNWATCHED_MAX = 64;

/**
 * The questions that screens have open. Two screens with one question share its answer; a push of a service it depends on
 * asks again, one question in flight each; after a new line to the core all are asked again.
 */
export class QueryBoard implements Disposable {
  readonly #client: IpcClient;
  readonly #entries = new Map<string, Entry>();
  readonly #stops: readonly (() => void)[];

  constructor(client: IpcClient) {
    this.#client = client;
    this.#stops = [
      client.onPush(({ service }) =>
        this.#each(
          (entry) => entry.services.has(service),
          (entry) => askAtPace(entry),
        ),
      ),
      client.onReach((isReached) => {
        if (!isReached) return;
        this.#each(
          () => true,
          (entry) => entry.ask(),
        );
      }),
    ];
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
    for (const { pace } of this.#entries.values()) if (pace !== null) clearTimeout(pace);
    this.#entries.clear();
  }

  /** The last known answer; the same object until something changed. */
  read<Name extends IpcCallName>(name: Name, input: IpcInput<Name>): QueryState<IpcOutput<Name>> {
    return (this.#entries.get(keyOf(name, input))?.state ?? NOTHING_YET) as QueryState<IpcOutput<Name>>;
  }

  /** Asks now, if anybody watches. */
  askNow<Name extends IpcCallName>(name: Name, input: IpcInput<Name>): void {
    this.#entries.get(keyOf(name, input))?.ask();
  }

  /** Asks now and whenever a push of `on` says so (at most every `paceMs`), until the result is called. */
  watch<Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
    {
      on,
      listener,
      paceMs = 0,
    }: { readonly on: readonly string[]; readonly listener: () => void; readonly paceMs?: number },
  ): () => void {
    const key = keyOf(name, input);
    const entry = this.#entries.get(key) ?? this.#entry(name, { input, paceMs });
    // Re-inserted as the newest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.listeners.add(listener);
    for (const service of on) entry.services.add(service);
    entry.ask();
    this.#forgetOldest();
    return () => entry.listeners.delete(listener);
  }

  #entry<Name extends IpcCallName>(
    name: Name,
    { input, paceMs }: { readonly input: IpcInput<Name>; readonly paceMs: number },
  ): Entry {
    const entry: Entry = {
      state: NOTHING_YET,
      listeners: new Set(),
      services: new Set(),
      paceMs,
      pace: null,
      isAsking: false,
      isStale: false,
      ask: () => {
        if (entry.isAsking) {
          entry.isStale = true;
          return;
        }
        entry.isAsking = true;
        entry.isStale = false;
        void this.#asked(name, input, entry.state.data).then((state) => {
          entry.isAsking = false;
          const kept = keepSame(entry.state, state);
          if (kept !== entry.state) {
            entry.state = kept;
            for (const listener of entry.listeners) listener();
          }
          if (entry.isStale && entry.listeners.size > 0) entry.ask();
        });
      },
    };
    return entry;
  }

  /** A refusal or a fault leaves the last answer standing. */
  async #asked<Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
    last: unknown,
  ): Promise<QueryState<unknown>> {
    try {
      const answer = await this.#client.call(name, input);
      return answer.ok
        ? { data: answer.value, isLoading: false, refusal: null, fault: null }
        : { data: last, isLoading: false, refusal: answer.refusal, fault: null };
    } catch (error) {
      if (!isFault(error)) throw error;
      return { data: last, isLoading: false, refusal: null, fault: error };
    }
  }

  #each(isConcerned: (entry: Entry) => boolean, ask: (entry: Entry) => void): void {
    for (const [key, entry] of this.#entries) {
      if (!isConcerned(entry)) continue;
      // Nobody looks: the answer is dropped rather than kept fresh.
      if (entry.listeners.size === 0) this.#entries.delete(key);
      else ask(entry);
    }
  }

  #forgetOldest(): void {
    let unwatched = [...this.#entries.values()].filter(({ listeners }) => listeners.size === 0).length;
    for (const [key, { listeners }] of this.#entries) {
      if (unwatched <= UNWATCHED_MAX) return;
      if (listeners.size > 0) continue;
      this.#entries.delete(key);
      unwatched -= 1;
    }
  }
}

function askAtPace(entry: Entry): void {
  if (entry.paceMs === 0) entry.ask();
  // The last of many pushes is not missed: it is asked after when its time has come.
  else
    entry.pace ??= setTimeout(() => {
      entry.pace = null;
      if (entry.listeners.size > 0) entry.ask();
    }, entry.paceMs);
}

function keyOf(name: string, input: unknown): string {
  return `${name} ${JSON.stringify(input)}`;
}
