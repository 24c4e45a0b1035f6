import type { readEntry } from '@beaveros/protocol/exchange';

// The journal's words as protocol gives them: the kit says how a service follows, domain says what the facts mean.

export type Entry = ReturnType<typeof readEntry>;
export type Event = Entry['events'][number];
export type EntryHeader = Omit<Entry, 'events'>;

/** A fact as folds see it; the same shape as domain's `Recorded`. */
export interface Recorded {
  readonly event: Event;
  readonly header: EntryHeader;
  readonly index: number;
}

/** What a reader makes of an event; domain's `readEvent`. */
export type EventReading =
  | { readonly kind: 'read'; readonly event: Event }
  | { readonly kind: 'parked' }
  | { readonly kind: 'suspense'; readonly field: string };

export type ReadEvent = (event: Event) => EventReading;
