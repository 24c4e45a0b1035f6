import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, isFault } from '@beaveros/kit';
import type { Feed, FeedHead } from './feed.ts';
import { followRound, hasFolded, newFollowState, type RoundOptions } from './follow-round.ts';

/** Hints may be lost; a service is never further behind an idle journal than this. */
const POLL_MS = 1_000;
/** After a failed round, doubling from the first to the last: a server that restarts is back within the range. */
const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 10_000;

/** What the loop needs besides one round: to be told of heads, and when something came. */
export interface FollowOptions extends RoundOptions {
  readonly feed: Feed;
}

export interface Follower extends AsyncDisposable {
  /** Waits until the service has folded these heads. Faults: `ingest/late` after `timeoutMs`, `ingest/stopped`. */
  caughtUpTo(heads: readonly FeedHead[], timeoutMs: number): Promise<void>;
  health(): { readonly ok: boolean; readonly behind: number };
}

/**
 * Follows the journal until disposed: one batch of one chain of each tenant in turn, so that a tenant with a long
 * backlog holds up nobody. What it did is in the database; starting again goes on from the cursors.
 */
export function followJournal(options: FollowOptions): Follower {
  return new JournalFollower(options);
}

interface Waiter {
  readonly heads: readonly FeedHead[];
  readonly resolve: () => void;
  readonly reject: (fault: Fault) => void;
}

class JournalFollower implements Follower {
  readonly #options: FollowOptions;
  readonly #stopped = new AbortController();
  readonly #forgetHint: () => void;
  readonly #running: Promise<void>;
  readonly #state = newFollowState();
  readonly #waiters = new Set<Waiter>();
  #ring: () => void = () => {};
  #isRung = false;
  #failures = 0;
  #behind = 0;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#forgetHint = options.feed.onHint(() => this.#hint());
    this.#running = this.#run();
  }

  async caughtUpTo(heads: readonly FeedHead[], timeoutMs: number): Promise<void> {
    if (hasFolded(this.#state, heads)) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { heads, resolve, reject };
      this.#waiters.add(waiter);
      timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const { service } = this.#options;
        reject(
          new Fault('ingest/late', `${service} did not reach the heads in ${timeoutMs} ms`, {
            retryable: true,
          }),
        );
      }, timeoutMs);
      this.#hint();
    }).finally(() => clearTimeout(timer));
  }

  health(): { readonly ok: boolean; readonly behind: number } {
    return { ok: this.#failures === 0, behind: this.#behind };
  }

  /** Lets the batch under way commit, then stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#forgetHint();
    this.#stopped.abort();
    this.#hint();
    await this.#running;
    for (const { reject } of this.#waiters)
      reject(new Fault('ingest/stopped', 'the service stopped following'));
    this.#waiters.clear();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#isRung = false;
      const { moved, failed } = await this.#round();
      this.#failures = failed ? this.#failures + 1 : 0;
      if (signal.aborted || (moved && !failed)) continue;
      if (failed) {
        const pauseMs = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#failures, 20));
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
      } else if (!this.#isRung) {
        await this.#pollOrHint();
      }
    }
  }

  async #pollOrHint(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#ring = resolve;
      timer = setTimeout(resolve, POLL_MS);
    });
    clearTimeout(timer);
    this.#ring = () => {};
  }

  #hint(): void {
    this.#isRung = true;
    this.#ring();
  }

  /** One batch of every tenant that is behind. */
  async #round(): Promise<{ readonly moved: boolean; readonly failed: boolean }> {
    const { feed, log, service } = this.#options;
    let moved = false;
    let failed = false;
    try {
      const heads = await feed.heads();
      let behind = 0;
      for (const [tenant, chains] of Map.groupBy(heads, (head) => head.tenant)) {
        if (this.#stopped.signal.aborted) break;
        try {
          const round = await followRound(this.#options, this.#state, tenant, chains);
          behind += round.behind;
          moved ||= round.moved;
          this.#answerWaiters();
        } catch (error) {
          // One tenant's trouble stops no other; the round is repeated after a pause.
          failed = true;
          log.error(
            { service, tenant, ...reasonOf(error) },
            'ingest: a batch failed and will be tried again',
          );
        }
      }
      this.#behind = behind;
    } catch (error) {
      failed = true;
      log.error({ service, ...reasonOf(error) }, 'ingest: the journal cannot be read');
    }
    return { moved, failed };
  }

  #answerWaiters(): void {
    for (const waiter of this.#waiters) {
      if (!hasFolded(this.#state, waiter.heads)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}

function reasonOf(error: unknown): Readonly<Record<string, unknown>> {
  return isFault(error) ? { code: error.code, reason: error.message } : { err: error };
}
