import type { BusinessDate, Id, Refusal, Result } from '@beaveros/kit';
import { ok, refuse } from '@beaveros/kit';
import type { Database } from '../database.ts';
import { readCursors, readFacts } from './fact-tables.ts';
import type { Feed, FeedHead } from './feed.ts';
import { atNewestVersion } from './newest-version.ts';
import type { Event, ReadEvent, Recorded } from './recorded.ts';

/** A new fact before it has a place; domain's `Draft`. */
export type DraftEvent = Omit<Event, 'id' | 'body'> & { readonly id?: Event['id']; readonly body: unknown };

/** One entry of a store's back-office chain, with the heads that its decision had folded. */
export interface BackOfficeEntry {
  readonly tenant: string;
  readonly store: string;
  readonly commandId: string;
  readonly command: string;
  readonly actor: string | null;
  readonly businessDate: BusinessDate;
  readonly events: readonly DraftEvent[];
  readonly expected: readonly {
    readonly aggregate: string;
    /** Its facts are in the chains of several stores. */
    readonly spansStores: boolean;
    readonly heads: readonly { readonly chain: string; readonly seq: number; readonly revision: number }[];
  }[];
}

/**
 * Appends to a store's back-office chain, durable when it returns; cloud/replication's, given by the host. Refuses what
 * was decided before a newer fact of the aggregate; `isNew` false: this command id was appended before.
 */
export type AppendBackOffice = (
  entry: BackOfficeEntry,
) => Promise<
  Result<{ readonly isNew: boolean }, Refusal<'journal/newer-events'> | Refusal<'tenant/not-found'>>
>;

/** What a route decides about one aggregate. No events: there is nothing to write, it was decided before. */
export interface Decision<Value> {
  readonly tenant: Id<'tenant'>;
  readonly store: string;
  readonly aggregate: string;
  /** Of the tenant rather than the store, as a gift card is: other stores' chains are looked into as well. */
  readonly spansStores: boolean;
  /** Derived from what is asked, so that asking again appends once. */
  readonly commandId: string;
  readonly command: string;
  /** Who decides; absent: the service itself, for a till that asked. */
  readonly actor?: string;
  readonly businessDate: BusinessDate;
  /** From the facts of the aggregate, at their newest versions, in canonical order. */
  readonly decide: (
    facts: readonly Recorded[],
  ) => Result<{ readonly events: readonly DraftEvent[]; readonly value: Value }, Refusal>;
}

export type DecisionRefusal =
  | Refusal
  /** A fact of the aggregate is of a version that this build cannot read: nobody may decide over it. */
  | Refusal<'journal/parked-facts'>
  | Refusal<'journal/newer-events'>;

/** A second till that asks in the same second is one newer fact; more in a row is a storm, and the asker gives up. */
const ROUNDS_MAX = 3;
/** A service is milliseconds behind; who asks waits two seconds in all. */
const CATCH_UP_MS = 800;

/**
 * Decides from what this service has folded and appends what was decided, with the heads it had folded; behind a newer
 * fact it catches up and decides again, a bounded number of times (design decision 1). The service learns its own events
 * by ingest like everyone. Faults: `database/...`, `ingest/late`, `ingest/stopped`.
 */
export async function decideAndAppend<Value>(
  {
    database,
    feed,
    readEvent,
    append,
    caughtUpTo,
  }: {
    readonly database: Database;
    readonly feed: Feed;
    readonly readEvent: ReadEvent;
    readonly append: AppendBackOffice;
    readonly caughtUpTo: (heads: readonly FeedHead[], timeoutMs: number) => Promise<void>;
  },
  { decide, ...what }: Decision<Value>,
): Promise<Result<Value, DecisionRefusal>> {
  const { tenant, aggregate } = what;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    if (round > 0) {
      const heads = await feed.heads();
      await caughtUpTo(
        heads.filter((head) => head.tenant === tenant),
        CATCH_UP_MS,
      );
    }
    const folded = await readFolded(database, tenant, aggregate, readEvent);
    if (folded === null) return refuse({ code: 'journal/parked-facts' });
    const decided = decide(folded.facts);
    if (!decided.ok) {
      if (round > 0) return decided;
      // What would make it good may be in the journal and not folded here yet: a card that was loaded a moment ago.
      continue;
    }
    const { events, value } = decided.value;
    if (events.length === 0) return ok(value);
    const { store, commandId, command, actor = null, businessDate, spansStores } = what;
    const entry = { tenant, store, commandId, command, actor, businessDate, events };
    const appended = await append({ ...entry, expected: [{ aggregate, spansStores, heads: folded.heads }] });
    if (appended.ok && appended.value.isNew) return ok(value);
    // Of an entry of this command that is not folded here yet the facts say what was decided then.
    if (!appended.ok && appended.refusal.code !== 'journal/newer-events') return appended;
  }
  return refuse({ code: 'journal/newer-events' });
}

/** Facts and cursors as of one moment; null: a fact is parked. */
async function readFolded(
  database: Database,
  tenant: Id<'tenant'>,
  aggregate: string,
  readEvent: ReadEvent,
): Promise<{
  readonly facts: readonly Recorded[];
  readonly heads: BackOfficeEntry['expected'][number]['heads'];
} | null> {
  return await database.withReadOnlyTenant(
    tenant,
    async (tx) => {
      const parked = await tx.query('select 1 from parked where tenant_id = $1 and aggregate = $2 limit 1', [
        tenant,
        aggregate,
      ]);
      if (parked.length > 0) return null;
      const cursors = await readCursors(tx, tenant);
      const kept = atNewestVersion(await readFacts(tx, tenant, [aggregate]), readEvent);
      const heads = [...cursors].map(([chain, cursor]) => ({ chain, ...cursor }));
      return { facts: kept.map(({ recorded }) => recorded), heads };
    },
    { isolation: 'repeatable read' },
  );
}
