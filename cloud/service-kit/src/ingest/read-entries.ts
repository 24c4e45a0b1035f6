import { isFault } from '@beaveros/kit';
import { readEntry } from '@beaveros/protocol/exchange';
import type { FeedEntry } from './feed.ts';
import type { Event, EntryHeader, ReadEvent, Recorded } from './recorded.ts';

/** A fact to keep. A witness has no body: it only says which entry first carried a command for the aggregate. */
export interface KeptFact {
  readonly recorded: Recorded;
  readonly isWitness: boolean;
}

export interface SuspendedEvent {
  readonly seq: number;
  /** -1: the whole entry. */
  readonly idx: number;
  readonly aggregate: string | null;
  readonly type: string | null;
  readonly reason: string;
  readonly field: string;
  readonly event: string;
}

/** What a service makes of a run of entries. Nothing is refused and nothing is lost. */
export interface ReadEntries {
  readonly facts: readonly KeptFact[];
  readonly parked: readonly Recorded[];
  readonly suspended: readonly SuspendedEvent[];
}

interface Reader {
  readonly tenant: string;
  readonly chain: string;
  readonly reads: ReadonlySet<string>;
  readonly readEvent: ReadEvent;
}

/** Sorts the events of entries into facts, parked and suspense. Pure. */
export function readEntries(entries: readonly FeedEntry[], reader: Reader): ReadEntries {
  const facts: KeptFact[] = [];
  const parked: Recorded[] = [];
  const suspended: SuspendedEvent[] = [];
  for (const { seq, text, suspense } of entries) {
    if (suspense !== undefined) {
      suspended.push(wholeEntry(seq, text, suspense));
      continue;
    }
    const view = viewOf(seq, text, reader);
    if ('reason' in view) suspended.push(wholeEntry(seq, text, view.reason, view.field));
    else readEvents(view.header, view.events, reader, { facts, parked, suspended });
  }
  return { facts, parked, suspended };
}

/** The suspense row of an entry that could not be taken at all. */
export function wholeEntry(seq: number, text: string, reason: string, field = ''): SuspendedEvent {
  // U+0000 is the one character that PostgreSQL's text cannot hold.
  return { seq, idx: -1, aggregate: null, type: null, reason, field, event: text.replaceAll('\0', '\uFFFD') };
}

type View =
  | { readonly header: EntryHeader; readonly events: readonly Event[] }
  | { readonly reason: string; readonly field: string };

function viewOf(seq: number, text: string, { tenant, chain }: Reader): View {
  try {
    const { events, ...header } = readEntry(text);
    if (header.tenant !== tenant) return { reason: 'ingest/other-tenant', field: 'tenant' };
    if (header.seq !== seq) return { reason: 'ingest/misplaced', field: 'seq' };
    if (header.chain !== chain && header.chain !== '') return { reason: 'ingest/misplaced', field: 'chain' };
    if (!isStorable(JSON.stringify(header))) return { reason: 'ingest/unstorable-text', field: 'command' };
    // An opening does not know its own hash; every other reader of a fact does.
    return { header: { ...header, chain }, events };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { reason: error.code, field: error.field ?? '' };
  }
}

interface Piles {
  readonly facts: KeptFact[];
  readonly parked: Recorded[];
  readonly suspended: SuspendedEvent[];
}

function readEvents(header: EntryHeader, events: readonly Event[], reader: Reader, piles: Piles): void {
  const kept = new Set<string>();
  const others: { readonly event: Event; readonly index: number }[] = [];
  events.forEach((event, index) => {
    if (!reader.reads.has(event.type)) {
      others.push({ event, index });
      return;
    }
    const reading = reader.readEvent(event);
    if (reading.kind === 'parked') {
      piles.parked.push({ event, header, index });
      return;
    }
    const body = JSON.stringify(event.body);
    if (reading.kind === 'suspense' || !isStorable(body)) {
      const why =
        reading.kind === 'suspense'
          ? { reason: 'ingest/bad-event', field: reading.field }
          : { reason: 'ingest/unstorable-text', field: 'body' };
      const { aggregate, type } = event;
      piles.suspended.push({
        seq: header.seq,
        idx: index,
        aggregate,
        type,
        ...why,
        event: JSON.stringify(event),
      });
      return;
    }
    kept.add(event.aggregate);
    piles.facts.push({ recorded: { event: reading.event, header, index }, isWitness: false });
  });
  // "All events of a command id come from the first entry that carries it" counts every readable event of the
  // aggregate, also those this service does not read: so each entry leaves one witness.
  for (const { event, index } of others) {
    if (kept.has(event.aggregate) || reader.readEvent(event).kind !== 'read') continue;
    kept.add(event.aggregate);
    piles.facts.push({ recorded: { event: { ...event, body: {} }, header, index }, isWitness: true });
  }
}

/** `\u0000` and lone surrogates are JSON but no PostgreSQL text (manual, 8.14). An even number of backslashes before is none. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

function isStorable(json: string): boolean {
  return !UNSTORABLE.test(json);
}
