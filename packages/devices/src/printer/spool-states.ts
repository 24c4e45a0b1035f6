/**
 * The life of a print or drawer job (design section 6). Pure: the spool keeps the job, asks here, records the answer.
 *
 * Paper. `.` is a refusal; `+COPY` and `+DUP` ask for a new job whose paper says COPY or POSSIBLE DUPLICATE.
 *
 * | state                    | first-byte | all-sent | confirmed | failed-before-first-byte | outcome-unknown | restarted                | retry  | retry-by-person | mark-printed | reprint        | re-route      | re-route-by-time-out | cancel    |
 * |--------------------------|------------|----------|-----------|--------------------------|-----------------|--------------------------|--------|-----------------|--------------|----------------|---------------|----------------------|-----------|
 * | queued                   | sending    | .        | .         | failed-before-first-byte | .               | queued                   | .      | .               | .            | .              | cancelled+DUP | cancelled+DUP        | cancelled |
 * | sending                  | .          | sent     | confirmed | failed-before-first-byte | unknown         | unknown                  | .      | .               | .            | .              | .             | .                    | .         |
 * | sent                     | .          | .        | confirmed | .                        | unknown         | unknown                  | .      | .               | .            | .              | .             | .                    | .         |
 * | confirmed                | .          | .        | .         | .                        | .               | confirmed                | .      | .               | .            | confirmed+COPY | .             | .                    | .         |
 * | failed-before-first-byte | .          | .        | .         | .                        | .               | failed-before-first-byte | queued | queued          | .            | .              | cancelled+DUP | cancelled+DUP        | cancelled |
 * | unknown                  | .          | .        | .         | .                        | .               | unknown                  | .      | .               | confirmed    | cancelled+COPY | cancelled+DUP | .                    | cancelled |
 * | cancelled                | .          | .        | .         | .                        | .               | cancelled                | .      | .               | .            | .              | .             | .                    | .         |
 *
 * A printer that cannot confirm leaves its paper in `sent` for good: there `restarted` gives `sent`, and `reprint` gives
 * `sent+COPY`. A screen must not call it printed.
 * A drawer job differs: `retry`, `retry-by-person`, `reprint`, `re-route` and `re-route-by-time-out` are refused in every
 * state, and `restarted` makes `queued` and `failed-before-first-byte` into `cancelled`.
 *
 * Invariants, each with the test of its number in spool-states.test.ts:
 * 1. Only `failed-before-first-byte` goes back to `queued`; no state that may have sent a byte does.
 * 2. `retry` (the spool by itself) is refused after RETRIES_MAX; a person may always ask again.
 * 3. Nothing but an event with a person's name leaves `unknown`.
 * 4. A job found `sending` or `sent` at start becomes `unknown` (unless its printer never confirms).
 * 5. A drawer job is never sent twice: no event leads it back to `queued` or to a new job, and a restart lets it go.
 * 6. Every new job carries a mark: COPY by reprint, POSSIBLE DUPLICATE by re-route.
 */
import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Banner } from '../receipt/document.ts';

export type SpoolState =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'confirmed'
  | 'failed-before-first-byte'
  | 'unknown'
  | 'cancelled';

/** What the machine needs of a job. Everything else about it (bytes, printer, document) is the spool's. */
export interface SpoolJob {
  readonly state: SpoolState;
  readonly purpose: 'paper' | 'drawer';
  /** Whether the job's printer can say that it is done (`profile.confirmation` is not `none`). */
  readonly confirmable: boolean;
  /** How often the spool has put it back by itself. */
  readonly retries: number;
}

export type SpoolEvent =
  /** Recorded durably before the first byte goes out. */
  | { readonly kind: 'first-byte' }
  | { readonly kind: 'all-sent' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'failed-before-first-byte' }
  | { readonly kind: 'outcome-unknown' }
  /** The process began and found the job. Applied to every job once at start; idempotent. */
  | { readonly kind: 'restarted' }
  | { readonly kind: 'retry' }
  | { readonly kind: 're-route-by-time-out' }
  /** What only a person does; `by` names them for the journal. */
  | { readonly kind: PersonalEvent; readonly by: string };

export type PersonalEvent = 'retry-by-person' | 'mark-printed' | 'reprint' | 're-route' | 'cancel';

export interface SpoolStep {
  readonly job: SpoolJob;
  /** A new job to queue in its place or beside it, with the mark its paper must carry. */
  readonly newJob: { readonly mark: Banner } | null;
}

export type SpoolRefusal =
  | (Refusal<'NotInThisState'> & { readonly state: SpoolState; readonly event: SpoolEvent['kind'] })
  | (Refusal<'DrawerIsNotRepeated'> & { readonly event: SpoolEvent['kind'] })
  | (Refusal<'RetriesExhausted'> & { readonly retries: number });

/** With {@link retryDelayMs} about ten minutes: longer than a paper change, shorter than a receipt is of use. */
export const RETRIES_MAX = 24;

const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 10_000] as const;
const RETRY_DELAY_MAX_MS = 30_000;

/** How long the spool waits before its next `retry`, by how many it has made. */
export function retryDelayMs(retries: number): number {
  return RETRY_DELAYS_MS[retries] ?? RETRY_DELAY_MAX_MS;
}

export function newSpoolJob({ purpose, confirmable }: Pick<SpoolJob, 'purpose' | 'confirmable'>): SpoolJob {
  return { state: 'queued', purpose, confirmable, retries: 0 };
}

/** The next state, or why not. */
export function stepSpool(job: SpoolJob, event: SpoolEvent): Result<SpoolStep, SpoolRefusal> {
  if (job.purpose === 'drawer' && REPEATS.has(event.kind)) {
    return refuse({ code: 'DrawerIsNotRepeated', event: event.kind });
  }
  const cell = exceptionFor(job, event.kind) ?? TABLE[job.state][event.kind];
  if (cell === undefined) return refuse({ code: 'NotInThisState', state: job.state, event: event.kind });
  if (event.kind === 'retry' && job.retries >= RETRIES_MAX) {
    return refuse({ code: 'RetriesExhausted', retries: job.retries });
  }
  const [state, mark] = cell;
  const retries =
    event.kind === 'retry' ? job.retries + 1 : event.kind === 'retry-by-person' ? 0 : job.retries;
  return ok({ job: { ...job, state, retries }, newJob: mark === undefined ? null : { mark } });
}

/** Whether anything can still happen by itself; `unknown` waits for a person and counts as unfinished. */
export function isFinished(job: SpoolJob): boolean {
  return job.state === 'confirmed' || job.state === 'cancelled' || (job.state === 'sent' && !job.confirmable);
}

const REPEATS: ReadonlySet<SpoolEvent['kind']> = new Set([
  'retry',
  'retry-by-person',
  'reprint',
  're-route',
  're-route-by-time-out',
]);

type Cell = readonly [SpoolState, Banner?];

function exceptionFor(job: SpoolJob, event: SpoolEvent['kind']): Cell | undefined {
  if (job.state === 'sent' && !job.confirmable) {
    if (event === 'restarted') return ['sent'];
    if (event === 'reprint') return ['sent', 'COPY'];
  }
  if (job.purpose === 'drawer' && event === 'restarted') {
    // A drawer that opens by itself minutes after it was asked for is worse than one that must be asked again.
    if (job.state === 'queued' || job.state === 'failed-before-first-byte') return ['cancelled'];
  }
  return undefined;
}

const TABLE: Readonly<Record<SpoolState, Readonly<Partial<Record<SpoolEvent['kind'], Cell>>>>> = {
  queued: {
    'first-byte': ['sending'],
    'failed-before-first-byte': ['failed-before-first-byte'],
    restarted: ['queued'],
    're-route': ['cancelled', 'POSSIBLE DUPLICATE'],
    're-route-by-time-out': ['cancelled', 'POSSIBLE DUPLICATE'],
    cancel: ['cancelled'],
  },
  sending: {
    'all-sent': ['sent'],
    confirmed: ['confirmed'],
    'failed-before-first-byte': ['failed-before-first-byte'],
    'outcome-unknown': ['unknown'],
    restarted: ['unknown'],
  },
  sent: {
    confirmed: ['confirmed'],
    'outcome-unknown': ['unknown'],
    restarted: ['unknown'],
  },
  confirmed: {
    restarted: ['confirmed'],
    reprint: ['confirmed', 'COPY'],
  },
  'failed-before-first-byte': {
    restarted: ['failed-before-first-byte'],
    retry: ['queued'],
    'retry-by-person': ['queued'],
    're-route': ['cancelled', 'POSSIBLE DUPLICATE'],
    're-route-by-time-out': ['cancelled', 'POSSIBLE DUPLICATE'],
    cancel: ['cancelled'],
  },
  unknown: {
    restarted: ['unknown'],
    'mark-printed': ['confirmed'],
    reprint: ['cancelled', 'COPY'],
    're-route': ['cancelled', 'POSSIBLE DUPLICATE'],
    cancel: ['cancelled'],
  },
  cancelled: {
    restarted: ['cancelled'],
  },
};
