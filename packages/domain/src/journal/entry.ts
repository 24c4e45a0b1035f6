import type { BusinessDate, Id, Instant } from '@beaveros/kit';
import * as z from 'zod';
import { zBusinessDate, zCount, zHash, zId, zInstant, zSeq, zStorable } from '../scalars.ts';

/** What an entry says about all of its events. `clock` is the Lamport counter; `at` is wall time, never an order. */
export const zEntryHeader = z.strictObject({
  /** The chain's name: the hex hash of its opening entry; empty in the opening itself. */
  chain: z.union([zHash, z.literal('')]),
  seq: zSeq,
  clock: zSeq,
  at: zInstant,
  tenant: zId<'Tenant'>(),
  /** null only on the tenant's own back-office chain. */
  store: zId<'Store'>().nullable(),
  /** null on back-office chains. */
  terminal: zId<'Terminal'>().nullable(),
  epoch: zCount,
  commandId: zId<'Command'>(),
  command: zStorable.min(1).max(64),
  /** Who did it: a user, or null where the till itself acted. */
  actor: zId<'User'>().nullable(),
  approver: zId<'User'>().optional(),
  businessDate: zBusinessDate,
});

export const zEvent = z.strictObject({
  id: zId<'Event'>(),
  /** `<owning service>.<PastFact>`. */
  type: z.string().regex(/^[a-z-]+\.[A-Z][A-Za-z]+$/),
  v: zCount,
  aggregate: zId(),
  body: z.record(z.string(), z.unknown()),
});

export const zEntry = z.strictObject({ ...zEntryHeader.shape, events: z.array(zEvent).min(1).max(5_000) });

export interface EntryHeader {
  readonly chain: string;
  readonly seq: number;
  readonly clock: number;
  readonly at: Instant;
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'> | null;
  readonly terminal: Id<'Terminal'> | null;
  readonly epoch: number;
  readonly commandId: Id<'Command'>;
  readonly command: string;
  readonly actor: Id<'User'> | null;
  readonly approver?: Id<'User'> | undefined;
  readonly businessDate: BusinessDate;
}

/** One fact. It belongs to one aggregate and one owning service; its version's schema is in the catalogue. */
export interface Event<Type extends string = string, Body = unknown> {
  readonly id: Id<'Event'>;
  readonly type: Type;
  readonly v: number;
  readonly aggregate: Id;
  readonly body: Body;
}

export interface Entry extends EntryHeader {
  readonly events: readonly Event[];
}

/** An event as folds see it: with its entry's header and its place in the entry. `chain` is never empty here. */
export interface Recorded<E extends Event = Event> {
  readonly event: E;
  readonly header: EntryHeader;
  readonly index: number;
}

/** Canonical order: (clock, chain, seq), then the place within the entry. Every replica sorts facts so. */
export function compareCanonical(a: Recorded, b: Recorded): number {
  return compareEntries(a.header, b.header) || a.index - b.index;
}

/** Canonical order of entries. `chain` is the chain's name, also of an opening, which does not hold it. */
export function compareEntries(a: EntryPlace, b: EntryPlace): number {
  return a.clock - b.clock || (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : 0) || a.seq - b.seq;
}

type EntryPlace = Pick<EntryHeader, 'clock' | 'chain' | 'seq'>;

/** A new event before it has a place: what decide returns. */
export type Draft<E extends Event> = E extends Event ? Omit<E, 'id'> & { readonly id?: Id<'Event'> } : never;
