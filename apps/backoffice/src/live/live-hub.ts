import type { GatewayApi } from '../api/gateway-api.ts';
import { ROUTES } from '../api/routes.ts';
import { Coalesce } from './coalesce.ts';
import { LiveFeed, type LiveState } from './live-feed.ts';

/** The streams there are, by their routes. */
export type LiveTopic = 'watchSales' | 'watchOrders' | 'watchItems';

/** A list on the screen is asked again at most this often, however much is sold. */
const ASK_AGAIN_GAP_MS = 700;

/** The streams of the page that is shown, and what they have come to: the small sign in the bar. */
export class LiveHub {
  readonly #api: GatewayApi;
  readonly #feeds = new Map<LiveFeed, LiveState>();
  readonly #listeners = new Set<() => void>();
  #state: LiveState | null = null;

  constructor(api: GatewayApi) {
    this.#api = api;
  }

  /** The worst of all streams; null while the page has none. */
  get state(): LiveState | null {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs `askAgain` after each change, after each opening, and once when the line is lost. The answer ends it. */
  follow(topic: LiveTopic, askAgain: () => Promise<unknown>): () => void {
    const after = (ms: number, run: () => void): (() => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    };
    const asking = new Coalesce({ work: askAgain, gapMs: ASK_AGAIN_GAP_MS, after });
    let told: LiveState = 'connecting';
    const state: { feed: LiveFeed | null } = { feed: null };
    const feed = new LiveFeed({
      open: (signal) =>
        this.#api.fetch(ROUTES[topic].path, { signal, headers: { accept: 'text/event-stream' } }),
      onState: (next) => {
        // What is on the screen learns at once that it may be old, and says how old.
        if (next === 'reconnecting' && told === 'live') asking.poke();
        told = next;
        if (state.feed !== null) this.#set(state.feed, next);
      },
      onOpen: () => asking.poke(),
      onChange: () => asking.poke(),
      after,
      chance: Math.random,
      now: () => performance.now(),
    });
    state.feed = feed;
    this.#set(feed, told);
    return () => {
      feed[Symbol.dispose]();
      asking[Symbol.dispose]();
      this.#feeds.delete(feed);
      this.#tell();
    };
  }

  /** The network is back, or somebody looks again: no stream waits on. */
  hurry(): void {
    for (const feed of this.#feeds.keys()) feed.hurry();
  }

  #set(feed: LiveFeed, state: LiveState): void {
    this.#feeds.set(feed, state);
    this.#tell();
  }

  #tell(): void {
    const states = new Set(this.#feeds.values());
    this.#state = WORST_FIRST.find((state) => states.has(state)) ?? null;
    for (const listener of this.#listeners) listener();
  }
}

const WORST_FIRST: readonly LiveState[] = ['reconnecting', 'refused', 'connecting', 'live'];
