import { canEnd, endingAggregates, type Entry, isEndless, ledgerOf } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import { windowEnd } from './acks.ts';
import { type EntryRow, parseWhole } from './arrived.ts';
import { blobToId, idToBlob } from './blobs.ts';
import type { Chain } from './chain-rows.ts';
import type { JournalState } from './journal-state.ts';
import { RollingLedgers, type RollingEntry } from './roll-ledgers.ts';

/** How far a round has come in each chain; a finished round begins anew with the next call. */
export type Round = Map<string, number>;

export interface Dropped {
  /** Entries looked at; 0: the round is over. */
  readonly looked: number;
  readonly aggregates: readonly string[];
  /** Ledgers of which facts went into their opening rows. */
  readonly rolled: readonly string[];
  readonly bodies: number;
}

/**
 * Looks at up to `limit` entries that the cloud has had for the whole window, and drops each aggregate in them that was
 * found settled ({@link judge}) and whose every fact is as old: its facts lead nowhere any more, and what they added to
 * ledgers is added to opening rows. A body goes with the last of its entry's aggregates, when the ledgers that it speaks
 * of (stocks, accounts) may take their facts into opening rows of their own; place, hashes, clock and command id stay.
 * Control facts, entries that are not read and the last arrival stay whole. One transaction.
 */
export function dropBodies(
  state: JournalState,
  round: Round,
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Dropped {
  const ends = new Map(state.all().map((chain) => [chain.row, windowEnd(state, chain.row, now)]));
  const looked = nextEntries(state, round, { ends, limit });
  if (looked.length === 0) {
    round.clear();
    return { looked: 0, aggregates: [], rolled: [], bodies: 0 };
  }
  const candidates = new Set(
    looked.flatMap(({ row, entry }) => (row.suspended === 1 ? [] : endingAggregates(entry))),
  );
  const settled = [...candidates].filter((aggregate) => mayGo(state, aggregate, ends));
  const rows = looked.flatMap(({ row, entry }) => (isOfLedgers(row, entry) ? [row] : []));
  const dropped =
    settled.length === 0 && rows.length === 0
      ? { bodies: 0, rolled: [] }
      : withoutForeignKeys(state, () => drop(state, { aggregates: settled, rows, ends }));
  for (const { chain, row } of looked) round.set(chain.name, row.seq);
  return { looked: looked.length, aggregates: settled, ...dropped };
}

/** Rows that others refer to go and come back in one transaction: checking each by hand would read whole tables. */
function withoutForeignKeys<T>(state: JournalState, work: () => T): T {
  state.db.pragma('foreign_keys = OFF');
  try {
    return state.transaction(work);
  } finally {
    state.db.pragma('foreign_keys = ON');
  }
}

interface Looked {
  readonly chain: Chain;
  readonly row: EntryRow;
  readonly entry: Entry;
}

function nextEntries(
  state: JournalState,
  round: Round,
  { ends, limit }: { readonly ends: ReadonlyMap<number, number>; readonly limit: number },
): readonly Looked[] {
  const looked: Looked[] = [];
  for (const chain of state.all()) {
    const end = ends.get(chain.row) ?? 0;
    for (let from = round.get(chain.name) ?? 0; from < end && looked.length < limit; ) {
      const arrivals = withBodies(state).all(chain.row, from, end, limit - looked.length) as number[];
      const rows = arrivals.map((arrival) => state.entries.at(arrival));
      looked.push(...rows.map((row) => ({ chain, row, entry: parseWhole(row) })));
      from = rows.at(-1)?.seq ?? end;
    }
  }
  return looked;
}

function withBodies({ db }: JournalState) {
  return db
    .prepare(
      `SELECT arrival FROM entries e WHERE chain = ? AND seq > ? AND seq <= ?
         AND NOT EXISTS (SELECT 1 FROM dropped_bodies d WHERE d.arrival = e.arrival) ORDER BY seq LIMIT ?`,
    )
    .pluck();
}

/** Settled, held whole, nothing of it unread, and the cloud has had every fact of it for the whole window. */
function mayGo(state: JournalState, aggregate: string, ends: ReadonlyMap<number, number>): boolean {
  const blob = idToBlob(aggregate);
  if (state.window.settledRows(blob) === null || state.window.isDropped(aggregate)) return false;
  if (state.db.prepare('SELECT 1 FROM unread WHERE aggregate = ?').get(blob) !== undefined) return false;
  return state.entries
    .ofAggregate(aggregate)
    .every((row) => row.arrival < state.lastArrival && row.seq <= (ends.get(row.chainRow) ?? 0));
}

/** Whether ledgers may be all that still needs it: the order in it may be gone since another round. */
function isOfLedgers(row: EntryRow, { events }: Entry): boolean {
  return row.suspended === 0 && events.some(({ type }) => ledgerOf(type) !== null);
}

function drop(
  state: JournalState,
  {
    aggregates,
    rows,
    ends,
  }: {
    readonly aggregates: readonly string[];
    /** Beside the entries of these aggregates. */
    readonly rows: readonly EntryRow[];
    readonly ends: ReadonlyMap<number, number>;
  },
): { readonly bodies: number; readonly rolled: readonly string[] } {
  const { db, window } = state;
  const unindex = db.prepare('DELETE FROM facts WHERE aggregate = ?');
  const close = db.prepare('DELETE FROM open_aggregates WHERE aggregate = ?');
  const entries = new Map(rows.map((row) => [row.arrival, row]));
  for (const aggregate of aggregates) {
    const blob = idToBlob(aggregate);
    for (const row of state.entries.ofAggregate(aggregate)) entries.set(row.arrival, row);
    window.add(window.settledRows(blob)!);
    window.drop(blob);
    unindex.run(blob);
    close.run(blob);
  }
  const isUnread = db.prepare('SELECT 1 FROM unread WHERE arrival = ?').pluck();
  const dropFacts = db.prepare('DELETE FROM facts WHERE arrival = ? AND aggregate = ?');
  const free = [...entries.values()].filter((row) => {
    const { events } = parseWhole(row);
    const isNeeded =
      isUnread.get(row.arrival) !== undefined ||
      events.some(
        ({ type, aggregate }) =>
          (isEndless(type) && ledgerOf(type) === null) ||
          (canEnd(type) && !window.isGone(idToBlob(aggregate))),
      );
    return !isNeeded && row.arrival < state.lastArrival && row.seq <= (ends.get(row.chainRow) ?? 0);
  });
  const rolling = new RollingLedgers(state);
  const going = rolling.take(free);
  const rolled = rollInto(state, rolling, going);
  const dropBase = db.prepare('DELETE FROM ledger_bases WHERE arrival = ?');
  for (const { row } of going) {
    dropBase.run(row.arrival);
    // What has no end (the mark of a copy speaks of its terminal) leads to it no more.
    for (const { aggregate } of parseWhole(row).events) dropFacts.run(row.arrival, idToBlob(aggregate));
  }
  empty(
    state,
    going.map(({ row }) => row),
  );
  return { bodies: going.length, rolled };
}

/** Writes the opening rows of what goes, and remembers its commands. */
function rollInto(
  { window }: JournalState,
  rolling: RollingLedgers,
  going: readonly RollingEntry[],
): readonly string[] {
  const last = new Map<string, number>();
  for (const { row, facts } of going) {
    for (const { event } of facts)
      last.set(event.aggregate, Math.max(last.get(event.aggregate) ?? 0, row.arrival));
  }
  const rows = rolling.rows();
  for (const row of rows) window.roll(row, last.get(row.key)!);
  for (const { facts } of going) {
    const [first] = facts;
    if (first !== undefined) window.rollCommand(first.header.commandId);
  }
  return rows.map(({ key }) => key);
}

/**
 * Rows are taken out and put back without their text: SQLite joins pages that got empty when rows go, not when they
 * shrink, and only joined pages take new entries (2026-11-22: 65 MB free of 73 instead of 2).
 */
function empty({ db }: JournalState, rows: readonly EntryRow[]): void {
  const take = db.prepare('DELETE FROM entries WHERE arrival = ?');
  const put = db.prepare(
    `INSERT INTO entries (arrival, chain, seq, prev, hash, clock, text) VALUES (?, ?, ?, ?, ?, ?, x'')`,
  );
  const note = db.prepare('INSERT INTO dropped_bodies (arrival) VALUES (?)');
  const dropSides = db.prepare('DELETE FROM sides WHERE arrival = ?');
  for (const { arrival } of rows) take.run(arrival);
  for (const { arrival, chainRow, seq, prev, hash, clock } of rows.toSorted(
    (a, b) => a.arrival - b.arrival,
  )) {
    put.run(arrival, chainRow, seq, prev, hash, clock);
    note.run(arrival);
    dropSides.run(arrival);
  }
}

/** A fact that came after its aggregate was dropped. */
export interface LateFact {
  readonly aggregate: string;
  readonly chain: string;
  readonly seq: number;
}

/** Shown at once; a person never looks at more. */
const LATE_SHOWN = 1_000;

/** Oldest first: each is a task for a person; the cloud, which drops nothing, has folded it. */
export function listLateFacts({ db }: JournalState): readonly LateFact[] {
  const rows = db
    .prepare(
      `SELECT l.aggregate, lower(hex(c.name)) AS chain, e.seq
         FROM late_facts l JOIN entries e USING (arrival) JOIN chains c ON c.id = e.chain
        ORDER BY l.arrival, l.aggregate LIMIT ${LATE_SHOWN}`,
    )
    .all() as { aggregate: Buffer; chain: string; seq: number }[];
  return rows.map((row) => ({ ...row, aggregate: blobToId(row.aggregate) }));
}
