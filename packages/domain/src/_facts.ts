import { type BusinessDate, businessDate, type Id, id, instant, type Instant } from '@beaveros/kit';
import type { Draft, EntryHeader, Event, Recorded } from './journal/entry.ts';

// Small deterministic facts for the tests of this package.

/** A UUIDv7-shaped id that says what it is: `fixed('Line', 1)` is always the same and differs by kind. */
export function fixed<Of extends string>(of: Of, n: number): Id<Of> {
  let kind = 0;
  for (const letter of of) kind = (kind * 31 + letter.charCodeAt(0)) % 0xffff;
  return id<Of>(
    `00000000-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`,
  );
}

export const TENANT = fixed('Tenant', 1);
export const STORE = fixed('Store', 1);
export const TERMINAL = fixed('Terminal', 1);
export const CASHIER = fixed('User', 1);
export const DAY: BusinessDate = businessDate('2026-11-22');
export const AT: Instant = instant(Date.UTC(2026, 10, 22, 12));

/** 64 hex digits that sort by `n`. */
export function chainName(n: number): string {
  return n.toString(16).padStart(64, '0');
}

interface Place {
  readonly chain?: number;
  readonly clock: number;
  readonly seq: number;
  /** Equal for entries that repeat one command. */
  readonly command?: number;
  readonly at?: Instant;
}

/** One entry's events as folds see them. Without `command` every place has a command id of its own. */
export function record<E extends Event>(events: readonly Draft<E>[], place: Place): Recorded<E>[] {
  const { chain = 1, clock, seq, command = 1_000_000 * chain + seq } = place;
  const header: EntryHeader = {
    chain: chainName(chain),
    seq,
    clock,
    at: place.at ?? instant(AT + clock),
    tenant: TENANT,
    store: STORE,
    terminal: fixed('Terminal', chain),
    epoch: 1,
    commandId: fixed('Command', command),
    command: 'test',
    actor: CASHIER,
    businessDate: DAY,
  };
  return events.map((event, index) => ({
    event: { ...event, id: event.id ?? fixed('Event', (chain * 10_000 + seq) * 100 + index) } as unknown as E,
    header,
    index,
  }));
}
