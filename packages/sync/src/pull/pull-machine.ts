import { assert } from '@beaveros/kit';

// One shape coming down to a till. The machine decides, the driver (terminal-core/src/sync/pull) does: it opens streams,
// writes SQLite, waits. Two things make it necessary: the official client moves its offset before it has parsed a body and
// goes on after an error (facts/sync.md 1.6), and a shape that begins again must not empty what a till sells from.
//
// | phase     | event          | next      | what is done                                                                    |
// |-----------|----------------|-----------|---------------------------------------------------------------------------------|
// | idle      | start          | streaming | with a position: open there; without: begin a shadow, open at the start         |
// | streaming | changes        | streaming | tail: stage (too many: resync); shadow: fill                                    |
// | streaming | up-to-date     | streaming | tail: apply what is staged with the position; shadow: swap it in                |
// | streaming | committed      | streaming | the position counts from here                                                   |
// | streaming | must-refetch   | streaming | drop what is staged, begin a shadow; the stream goes on by itself               |
// | streaming | failed         | waiting   | close, wait, drop stage and shadow                                              |
// | waiting   | wait-over      | streaming | open at the position again; after FAILURES_MAX bad data, or a mismatch: resync  |
// | any       | stop           | idle      | close, drop stage and shadow                                                    |
// Events that a phase does not name are late echoes of a closed stream and do nothing.
//
// Invariants (pull-machine.test.ts): 1. The position moves only by `committed`. 2. A stream is opened only when none is
// open. 3. Nothing that was staged or filled outlives its stream. 4. At most STAGED_MAX changes are staged. 5. A wait is at
// most WAIT_MAX_MS. 6. Rows are replaced only by `apply` or `swap`, each at an up-to-date.

/** Where the till stands in the server's stream; opaque. */
export interface PullPosition {
  readonly handle: string;
  readonly offset: string;
}

export interface PullState {
  readonly phase: 'idle' | 'streaming' | 'waiting';
  /** What the open (or next) stream fills: the live rows from the position on, or a shadow from the start. */
  readonly mode: 'tail' | 'shadow';
  /** Of the last commit. */
  readonly position: PullPosition | null;
  /** Changes since the last up-to-date, in `tail`. */
  readonly staged: number;
  /** Failures in a row whose cause is what came, not how. */
  readonly badData: number;
  /** Failures in a row of any cause; they pace the waits. */
  readonly failures: number;
}

export type PullEvent =
  | { readonly type: 'start' }
  | { readonly type: 'changes'; readonly count: number }
  | { readonly type: 'up-to-date'; readonly position: PullPosition }
  | { readonly type: 'committed'; readonly position: PullPosition }
  | { readonly type: 'must-refetch' }
  /** `mismatch`: the rows are not what the server has, although every step succeeded. */
  | { readonly type: 'failed'; readonly cause: 'transport' | 'data' | 'mismatch' }
  | { readonly type: 'wait-over' }
  | { readonly type: 'stop' };

/** In order. Those that write may fail; the driver then answers `failed` and skips the rest. */
export type PullEffect =
  | { readonly do: 'open'; readonly at: PullPosition | null }
  | { readonly do: 'close' }
  /** Forget what is staged; empty the shadow. */
  | { readonly do: 'discard' }
  | { readonly do: 'begin-shadow' }
  | { readonly do: 'stage' }
  | { readonly do: 'fill' }
  /** One transaction: staged changes and position. */
  | { readonly do: 'apply'; readonly position: PullPosition }
  /** One transaction: the shadow becomes live, with the position. */
  | { readonly do: 'swap'; readonly position: PullPosition }
  | { readonly do: 'wait'; readonly ms: number };

export interface PullStep {
  readonly state: PullState;
  readonly effects: readonly PullEffect[];
}

/** Held in memory, some 2 kB each. A longer absence, or an import of a catalogue, is fetched as a whole instead. */
export const STAGED_MAX = 5_000;
/** Bad data at the stored position that often is not a torn body: the stream from there is broken. */
export const FAILURES_MAX = 5;
const WAIT_FIRST_MS = 500;
export const WAIT_MAX_MS = 60_000;

export function initialPull(position: PullPosition | null): PullState {
  return {
    phase: 'idle',
    mode: position === null ? 'shadow' : 'tail',
    position,
    staged: 0,
    badData: 0,
    failures: 0,
  };
}

/** `jitter` in [0, 1) spreads the tills of a store after an outage. */
export function stepPull(state: PullState, event: PullEvent, jitter: number): PullStep {
  assert(jitter >= 0 && jitter < 1, 'a jitter is in [0, 1)');
  if (event.type === 'stop') return stop(state);
  if (state.phase === 'idle') return event.type === 'start' ? open(state) : nothing(state);
  if (state.phase === 'waiting') return event.type === 'wait-over' ? open(state) : nothing(state);
  switch (event.type) {
    case 'changes':
      return changes(state, event.count);
    case 'up-to-date':
      return { state, effects: [{ do: state.mode === 'tail' ? 'apply' : 'swap', position: event.position }] };
    case 'committed':
      return nothing({
        ...state,
        mode: 'tail',
        position: event.position,
        staged: 0,
        badData: 0,
        failures: 0,
      });
    case 'must-refetch':
      return {
        state: { ...state, mode: 'shadow', staged: 0 },
        effects: [{ do: 'discard' }, { do: 'begin-shadow' }],
      };
    case 'failed':
      return fail(state, event.cause, jitter);
    case 'start':
    case 'wait-over':
      return nothing(state);
  }
}

function open(state: PullState): PullStep {
  const opened: PullState = { ...state, phase: 'streaming', staged: 0 };
  if (state.mode === 'tail') return { state: opened, effects: [{ do: 'open', at: state.position }] };
  return { state: opened, effects: [{ do: 'begin-shadow' }, { do: 'open', at: null }] };
}

function changes(state: PullState, count: number): PullStep {
  if (state.mode === 'shadow') return { state, effects: [{ do: 'fill' }] };
  const staged = state.staged + count;
  if (staged <= STAGED_MAX) return { state: { ...state, staged }, effects: [{ do: 'stage' }] };
  const { effects, state: reopened } = open({ ...state, mode: 'shadow' });
  return { state: reopened, effects: [{ do: 'close' }, { do: 'discard' }, ...effects] };
}

function fail(state: PullState, cause: 'transport' | 'data' | 'mismatch', jitter: number): PullStep {
  const failures = state.failures + 1;
  const badData = cause === 'transport' ? state.badData : state.badData + 1;
  const isResync = state.position === null || cause === 'mismatch' || badData >= FAILURES_MAX;
  const longest = Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.min(failures - 1, 16));
  // The upper half only, so that a wait is never none.
  const ms = Math.round(longest * (0.5 + jitter / 2));
  return {
    state: { ...state, phase: 'waiting', mode: isResync ? 'shadow' : 'tail', staged: 0, failures, badData },
    // The wait before the discard: a disk that cannot even discard must not end the pull for good.
    effects: [{ do: 'close' }, { do: 'wait', ms }, { do: 'discard' }],
  };
}

function stop(state: PullState): PullStep {
  if (state.phase === 'idle') return nothing(state);
  const stopped: PullState = { ...initialPull(state.position) };
  return { state: stopped, effects: state.phase === 'streaming' ? [{ do: 'close' }, { do: 'discard' }] : [] };
}

function nothing(state: PullState): PullStep {
  return { state, effects: [] };
}
