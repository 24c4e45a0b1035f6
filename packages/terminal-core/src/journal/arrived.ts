import {
  type Entry,
  type EntryHeader,
  type Event,
  type EventReading,
  type Recorded,
  atNewestVersion,
  readEvent,
} from '@beaveros/domain/journal';
import { Fault } from '@beaveros/kit';
import { blobToHash, nodeHash } from './blobs.ts';

/** What a build makes of an event: the catalogue's reader, or an older build's. */
export type ReadEvent = (event: Event) => EventReading;

/** An entry with its place in this journal. */
export interface Arrived {
  /** Local, growing, not gapless; means nothing in another journal or after a recovery. */
  readonly arrival: number;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  /** As its author wrote it. */
  readonly entry: Entry;
  /**
   * The events that this build reads, of aggregates that are held whole; none of an entry in suspense. Their header names
   * the chain, in openings too.
   */
  readonly recorded: readonly Recorded[];
}

/** A row of `entries` joined with its chain's name. */
export interface EntryRow {
  readonly arrival: number;
  readonly chainRow: number;
  /** null where no chain has this number: damage. */
  readonly name: Buffer | null;
  readonly seq: number;
  readonly prev: Buffer;
  readonly hash: Buffer;
  readonly clock: number;
  readonly text: Buffer;
  /** 1 when the whole entry is in suspense. */
  readonly suspended: number;
  /** 1 when its text was dropped (the window): empty, and known by place, hash and clock only. */
  readonly bodiless: number;
}

/** Whether a row's text was dropped rather than damaged. What is left of it is judged by its neighbours' hashes. */
export function isBodiless(row: EntryRow): boolean {
  return row.bodiless === 1 && Buffer.isBuffer(row.text) && row.text.length === 0;
}

/** An entry whose body was dropped: it was committed, and what it said is with the cloud. */
export interface DroppedEntry {
  readonly dropped: true;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

export function droppedEntry(row: EntryRow): DroppedEntry {
  return { dropped: true, chain: chainOf(row), seq: row.seq, hash: blobToHash(row.hash) };
}

/**
 * Whether a fact is told to nobody: its aggregate's facts are not all here, so that what is left of them is no fold, or
 * it repeats what is in an opening row.
 */
export type IsDropped = (event: Pick<Event, 'aggregate' | 'type'>, commandId: string) => boolean;

/**
 * A row as callers see it, after its hash was found right; without the events of aggregates that are not held whole
 * here. Faults with `journal/damaged`.
 */
export function readRow(row: EntryRow, isDropped: IsDropped, read: ReadEvent = readEvent): Arrived {
  const entry = parseWhole(row);
  return arrivedFrom({
    arrival: row.arrival,
    chain: chainOf(row),
    hash: blobToHash(row.hash),
    entry,
    isSuspended: row.suspended === 1,
    isDropped,
    read,
  });
}

/** The entry of a row whose bytes, hash, place and clock agree. Faults with `journal/damaged` where they do not. */
export function parseWhole(row: EntryRow): Entry {
  const what = whatIsWrong(row);
  if (typeof what !== 'string') return what;
  throw damaged(chainOf(row), row.seq, what);
}

/** The row's entry when it is whole, otherwise what is wrong with it. */
function whatIsWrong(row: EntryRow): Entry | string {
  // STRICT is kept when a row is written; a page that went bad keeps nothing.
  const blobs = [row.name, row.prev, row.hash, row.text] as readonly unknown[];
  if (!blobs.every((blob) => Buffer.isBuffer(blob))) return 'its row does not hold what it should';
  if (!row.hash.equals(nodeHash(row.prev, row.text))) return 'its bytes do not have its hash';
  let entry: Entry;
  try {
    // Its schema was checked before it was written, and the hash says that these are the bytes written then.
    entry = JSON.parse(row.text.toString('utf8')) as Entry;
  } catch {
    return 'it is not JSON';
  }
  if (entry.seq !== row.seq || entry.clock !== row.clock) return 'its row says another place';
  if (entry.chain !== (row.seq === 1 ? '' : chainOf(row))) return 'its row says another chain';
  return entry;
}

function chainOf({ name }: EntryRow): string {
  return Buffer.isBuffer(name) ? blobToHash(name) : '';
}

export function damaged(chain: string, seq: number, what: string): Fault {
  return new Fault('journal/damaged', `entry ${seq} of chain ${chain.slice(0, 12)} is damaged: ${what}`, {
    details: { chain, seq, what },
  });
}

/** What was just written: its events were checked before, so they are not parsed again. */
export function arrivedAsWritten(
  parts: Omit<Parameters<typeof arrivedFrom>[0], 'isSuspended' | 'read'>,
): Arrived {
  const { arrival, chain, hash, entry } = parts;
  const isDropped = askedOnce(parts.isDropped);
  const header = headerOf(entry, chain);
  const recorded = entry.events
    .map((event, index) => ({ event: atNewestVersion(event), header, index }))
    .filter(({ event }) => !isDropped(event, entry.commandId));
  return { arrival, chain, seq: entry.seq, hash, entry, recorded };
}

export function arrivedFrom(parts: {
  readonly arrival: number;
  readonly chain: string;
  readonly hash: string;
  readonly entry: Entry;
  readonly isSuspended: boolean;
  readonly isDropped: IsDropped;
  readonly read?: ReadEvent;
}): Arrived {
  const { arrival, chain, hash, entry, isSuspended, read = readEvent } = parts;
  const isDropped = askedOnce(parts.isDropped);
  const header = headerOf(entry, chain);
  const recorded: Recorded[] = [];
  if (!isSuspended) {
    entry.events.forEach((event, index) => {
      const reading = read(event);
      if (reading.kind !== 'read' || isDropped(event, entry.commandId)) return;
      recorded.push({ event: reading.event, header, index });
    });
  }
  return { arrival, chain, seq: entry.seq, hash, entry, recorded };
}

function headerOf(entry: Entry, chain: string): EntryHeader {
  const { events: _, ...header } = entry;
  return { ...header, chain };
}

/** Most events of an entry speak of one order. */
function askedOnce(isDropped: IsDropped): IsDropped {
  let known: { readonly aggregate: string; readonly answer: boolean } | null = null;
  return (event, commandId) => {
    const { aggregate } = event;
    if (known?.aggregate !== aggregate) known = { aggregate, answer: isDropped(event, commandId) };
    return known.answer;
  };
}
