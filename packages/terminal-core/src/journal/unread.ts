import { type Entry, readEvent } from '@beaveros/domain/journal';
import type { JournalState } from './journal-state.ts';

/** An event, or a whole entry, that is kept and not read. Alarmed; never dropped. */
export interface Unread {
  readonly chain: string;
  readonly seq: number;
  /** Index in the entry; -1: all of it. */
  readonly place: number;
  readonly kind: 'parked' | 'suspense';
  /** The version that is not known, the field that is wrong, or the clock that leapt. */
  readonly reason: string;
}

/** Screens show so many; the count says the rest. */
const UNREAD_SHOWN = 1_000;

export function listUnread(state: JournalState): readonly Unread[] {
  return state.db
    .prepare(
      `SELECT lower(hex(c.name)) AS chain, e.seq, u.place, u.kind, u.reason
         FROM unread u JOIN entries e USING (arrival) JOIN chains c ON c.id = e.chain
        ORDER BY u.arrival, u.place LIMIT ${UNREAD_SHOWN}`,
    )
    .all() as Unread[];
}

/** At open: what this build, newer than the last, reads now is parked no longer. Returns whether there was any. */
export function readAgain(state: JournalState): boolean {
  const read = state.readEvent ?? readEvent;
  const parked = state.db
    .prepare(
      `SELECT u.arrival, u.place, e.text FROM unread u JOIN entries e USING (arrival) WHERE u.kind = 'parked'`,
    )
    .all() as { arrival: number; place: number; text: Buffer }[];
  const readable = parked.filter(({ place, text }) => {
    const event = (JSON.parse(text.toString('utf8')) as Entry).events[place];
    return event !== undefined && read(event).kind === 'read';
  });
  if (readable.length === 0) return false;
  const release = state.db.prepare('DELETE FROM unread WHERE arrival = ? AND place = ?');
  state.transaction(() => {
    for (const { arrival, place } of readable) release.run(arrival, place);
  });
  return true;
}
