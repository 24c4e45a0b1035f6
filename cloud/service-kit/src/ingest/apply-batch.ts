import { assert, type Fault, isFault } from '@beaveros/kit';
import type { Transaction } from '../transaction.ts';
import {
  type Cursor,
  forgetFacts,
  insertFacts,
  insertParked,
  insertSuspended,
  lockTenant,
  markSuspended,
  moveCursor,
  readCursor,
  readFacts,
  takeParked,
} from './fact-tables.ts';
import type { FeedEntry } from './feed.ts';
import type { Ledger, LedgerChange } from './ledger.ts';
import type { FoldDefect, Projection } from './projection.ts';
import {
  type KeptFact,
  type ReadEntries,
  readEntries,
  type SuspendedEvent,
  wholeEntry,
} from './read-entries.ts';
import { atNewestVersion } from './newest-version.ts';
import type { ReadEvent, Recorded } from './recorded.ts';

/** What a service reads of the journal and what it makes of it. */
export interface Reading {
  readonly projections: readonly Projection[];
  /** What has no end and is added up rather than folded anew. */
  readonly ledgers?: readonly Ledger[];
  readonly readEvent: ReadEvent;
}

export interface BatchOutcome extends Cursor {
  readonly suspended: readonly SuspendedEvent[];
  readonly defects: readonly (FoldDefect & { readonly projection: string })[];
}

/**
 * Takes a run of one chain in the transaction it is given: facts kept, their aggregates folded anew, rows replaced,
 * cursor moved. Entries at or before the cursor change nothing, so a run may come again; those of another revision than
 * the cursor's change nothing either, see `reviseChain`.
 * `poison`: the entries go to suspense as they are, because this database could not take them.
 */
export async function applyBatch(
  tx: Transaction,
  {
    tenant,
    chain,
    entries,
    revision = 0,
    poison = null,
    ...reading
  }: Reading & {
    readonly tenant: string;
    readonly chain: string;
    readonly entries: readonly FeedEntry[];
    /** Of the chain, as the feed said it with these entries. */
    readonly revision?: number;
    readonly poison?: { readonly reason: string } | null;
  },
): Promise<BatchOutcome> {
  await lockTenant(tx, tenant);
  // Of a chain that is new here nothing can have changed.
  const cursor = (await readCursor(tx, tenant, chain)) ?? { seq: 0, revision };
  const fresh = entries.filter(({ seq }) => seq > cursor.seq);
  const last = fresh.at(-1);
  // Another process of this service was here first, or has gone back: start again from its cursor.
  if (cursor.revision !== revision || last === undefined || fresh[0]!.seq !== cursor.seq + 1)
    return { ...cursor, suspended: [], defects: [] };
  assert(last.seq === cursor.seq + fresh.length, 'the feed skipped an entry');
  const read: ReadEntries =
    poison === null
      ? readEntries(fresh, {
          tenant,
          chain,
          reads: readsOf(reading),
          readEvent: reading.readEvent,
        })
      : {
          facts: [],
          parked: [],
          suspended: fresh.map(({ seq, text }) => wholeEntry(seq, text, poison.reason)),
        };
  const defects = await keepAndFold(tx, tenant, read.facts, reading);
  if (read.parked.length > 0) await insertParked(tx, tenant, read.parked);
  if (read.suspended.length > 0) await insertSuspended(tx, tenant, chain, read.suspended);
  await moveCursor(tx, tenant, chain, { seq: last.seq, revision });
  return { seq: last.seq, revision, suspended: read.suspended, defects };
}

/** Entries forgotten in one transaction: some thousand aggregates fold anew in a second or two. */
const FORGOTTEN_MAX = 5_000;

/**
 * Takes back what was folded of a chain that changed behind its head: everything from `fromSeq` on is forgotten, the
 * aggregates it touched fold from what is left, and the cursor stands before it, at the new revision. A long way back
 * takes several calls, the last of them moves to the revision. Then the entries come as new ones. Repeated it changes
 * nothing.
 */
export async function reviseChain(
  tx: Transaction,
  {
    tenant,
    chain,
    fromSeq,
    revision,
    ...reading
  }: Reading & {
    readonly tenant: string;
    readonly chain: string;
    /** The lowest place that changed since the cursor's revision. */
    readonly fromSeq: number;
    readonly revision: number;
  },
): Promise<BatchOutcome> {
  assert(fromSeq >= 1, 'a chain changes at an entry');
  await lockTenant(tx, tenant);
  const cursor = (await readCursor(tx, tenant, chain)) ?? { seq: 0, revision };
  if (cursor.revision === revision) return { ...cursor, suspended: [], defects: [] };
  const from = Math.max(fromSeq, cursor.seq - FORGOTTEN_MAX + 1);
  const gone = await forgetFacts(tx, tenant, chain, from);
  const left = Map.groupBy(
    gone.size === 0 ? [] : atNewestVersion(await readFacts(tx, tenant, [...gone.keys()]), reading.readEvent),
    ({ recorded }) => recorded.event.aggregate as string,
  );
  const touched = new Map([...gone.keys()].map((aggregate) => [aggregate, left.get(aggregate) ?? []]));
  const changes = [...gone.keys()].map((aggregate) => ({ aggregate, came: null }));
  const defects = [
    ...(await foldTouched(tx, { tenant, projections: reading.projections, touched, gone })),
    ...(await addToLedgers(tx, { tenant, reading, changes })),
  ];
  const moved = {
    seq: Math.min(cursor.seq, from - 1),
    revision: from > fromSeq ? cursor.revision : revision,
  };
  await moveCursor(tx, tenant, chain, moved);
  return { ...moved, suspended: [], defects };
}

export interface Revived {
  /** How many were parked and are not any more; 0: none is left that this build reads. */
  readonly count: number;
  readonly suspended: readonly (SuspendedEvent & { readonly chain: string })[];
  readonly defects: BatchOutcome['defects'];
}

/**
 * Folds parked events that this build reads, the first `limit` of them. `poison`: they go to suspense as they are,
 * because this database could not take them.
 */
export async function reviveParked(
  tx: Transaction,
  {
    tenant,
    limit,
    poison = null,
    ...reading
  }: Reading & {
    readonly tenant: string;
    readonly limit: number;
    readonly poison?: { readonly reason: string } | null;
  },
): Promise<Revived> {
  await lockTenant(tx, tenant);
  const probe = { id: tenant, aggregate: tenant, body: {} } as unknown as Recorded['event'];
  const isReadable = (type: string, v: number) => reading.readEvent({ ...probe, type, v }).kind !== 'parked';
  const revived = await takeParked(tx, tenant, { isReadable, limit });
  const facts: KeptFact[] = [];
  const suspended: Revived['suspended'][number][] = [];
  for (const { event, header, index } of revived) {
    const read = reading.readEvent(event);
    if (read.kind === 'read' && poison === null) {
      facts.push({ recorded: { event: read.event, header, index }, isWitness: false });
      continue;
    }
    const { chain, seq } = header;
    const { aggregate, type } = event;
    const field = read.kind === 'suspense' ? read.field : read.kind === 'parked' ? 'v' : '';
    const reason = poison?.reason ?? 'ingest/bad-event';
    suspended.push({ chain, seq, idx: index, aggregate, type, reason, field, event: JSON.stringify(event) });
  }
  for (const { chain, ...row } of suspended) await insertSuspended(tx, tenant, chain, [row]);
  const defects = await keepAndFold(tx, tenant, facts, reading);
  return { count: revived.length, suspended, defects };
}

async function keepAndFold(
  tx: Transaction,
  tenant: string,
  facts: readonly KeptFact[],
  reading: Reading,
): Promise<BatchOutcome['defects']> {
  if (facts.length === 0) return [];
  const aggregateOf = ({ recorded }: KeptFact) => recorded.event.aggregate as string;
  const cameOf = Map.groupBy(facts, aggregateOf);
  const ledgerReads = readsOf({ projections: [], ledgers: reading.ledgers ?? [] });
  const isOfLedger = ({ recorded, isWitness }: KeptFact) =>
    !isWitness && ledgerReads.has(recorded.event.type);
  // What a ledger adds up is not read back: that is the point of it.
  const folded = [...cameOf.keys()].filter((aggregate) => !cameOf.get(aggregate)!.some(isOfLedger));
  const kept = folded.length === 0 ? [] : await readFacts(tx, tenant, folded);
  const before = Map.groupBy(atNewestVersion(kept, reading.readEvent), aggregateOf);
  await insertFacts(tx, tenant, facts);
  const touched = new Map(
    folded.map((aggregate) => [aggregate, [...(before.get(aggregate) ?? []), ...cameOf.get(aggregate)!]]),
  );
  const changes = [...cameOf]
    .filter(([, came]) => came.some(isOfLedger) || came.every(({ isWitness }) => isWitness))
    .map(([aggregate, came]) => ({ aggregate, came: came.map(({ recorded }) => recorded) }));
  return [
    ...(await foldTouched(tx, { tenant, projections: reading.projections, touched, gone: new Map() })),
    ...(await addToLedgers(tx, { tenant, reading, changes })),
  ];
}

/** Tells each ledger what changed, also of aggregates that are none of its: those it passes over. */
async function addToLedgers(
  tx: Transaction,
  {
    tenant,
    reading: { ledgers = [] },
    changes,
  }: { readonly tenant: string; readonly reading: Reading; readonly changes: readonly LedgerChange[] },
): Promise<BatchOutcome['defects']> {
  const defects: (FoldDefect & { readonly projection: string })[] = [];
  if (changes.length === 0) return defects;
  const aggregates = changes.map(({ aggregate }) => aggregate);
  for (const { name, apply } of ledgers) {
    const failed = await apply(tx, tenant, changes);
    await markSuspended(tx, tenant, name, { aggregates, defects: failed });
    defects.push(...failed.map((defect) => ({ ...defect, projection: name })));
  }
  return defects;
}

/** Folds aggregates whose facts changed, each by the projections that read one of its facts now or did before. */
async function foldTouched(
  tx: Transaction,
  {
    tenant,
    projections,
    touched,
    gone,
  }: {
    readonly tenant: string;
    readonly projections: readonly Projection[];
    readonly touched: ReadonlyMap<string, readonly KeptFact[]>;
    /** Types of facts that are not there any more, by aggregate. */
    readonly gone: ReadonlyMap<string, ReadonlySet<string>>;
  },
): Promise<BatchOutcome['defects']> {
  const defects: (FoldDefect & { readonly projection: string })[] = [];
  for (const projection of projections) {
    const concerned = new Map<string, readonly Recorded[]>();
    for (const [aggregate, kept] of touched) {
      const isRead = kept.some(
        ({ recorded, isWitness }) => !isWitness && projection.reads.has(recorded.event.type),
      );
      const wasRead = [...(gone.get(aggregate) ?? [])].some((type) => projection.reads.has(type));
      // Witnesses alone are no facts of this projection: its rows go.
      if (isRead || wasRead) concerned.set(aggregate, isRead ? kept.map(({ recorded }) => recorded) : []);
    }
    if (concerned.size === 0) continue;
    const failed = await projection.apply(tx, tenant, concerned);
    await markSuspended(tx, tenant, projection.name, { aggregates: [...concerned.keys()], defects: failed });
    defects.push(...failed.map((defect) => ({ ...defect, projection: projection.name })));
  }
  return defects;
}

function readsOf({
  projections,
  ledgers = [],
}: Pick<Reading, 'projections' | 'ledgers'>): ReadonlySet<string> {
  return new Set([...projections, ...ledgers].flatMap(({ reads }) => [...reads]));
}

/** The classes of SQLSTATE that speak of the values we wrote: cardinality, data, integrity (manual, appendix A). */
const ABOUT_VALUES = /^(?:21|22|23)/;

/** This database cannot take what the entry says, and will not be able to tomorrow. */
export function isAboutValues(error: unknown): error is Fault {
  if (!isFault(error)) return false;
  const state = error.details['sqlState'];
  return typeof state === 'string' && ABOUT_VALUES.test(state);
}
