import { type Entry, wrongField, zEntry } from '@beaveros/domain/journal';
import { Fault, utf8Length, utf8ToBytes } from '@beaveros/kit';

/** 2 MiB: an order of 2,000 lines is about 1 MB; anything larger is a mistake or an attack. */
export const ENTRY_BYTES_MAX = 2 * 1024 * 1024;

/** Hashes parts one after the other (SHA-256). Passed in, because Node's is ten times faster than a portable one. */
export type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

/** 32 zero bytes: what stands before an opening. */
export const NO_HASH: Uint8Array = new Uint8Array(32);

/**
 * The text an author writes: JSON with the keys in this order. Stored, hashed, signed and relayed as its UTF-8 bytes;
 * nobody ever writes it again from a parsed view. Faults with `exchange/entry-too-large`: no batch could carry it.
 */
export function writeEntry(entry: Entry): string {
  const { chain, seq, clock, at, tenant, store, terminal, epoch, commandId, command, actor, approver } =
    entry;
  const header = { chain, seq, clock, at, tenant, store, terminal, epoch, commandId, command, actor };
  const events = entry.events.map(({ id, type, v, aggregate, body }) => ({ id, type, v, aggregate, body }));
  const text = JSON.stringify({
    ...header,
    ...(approver === undefined ? {} : { approver }),
    businessDate: entry.businessDate,
    events,
  });
  const bytes = utf8Length(text);
  if (bytes > ENTRY_BYTES_MAX) {
    throw new Fault('exchange/entry-too-large', `an entry of ${bytes} bytes`, {
      field: 'events',
      details: { bytes },
    });
  }
  return text;
}

/** A view of an entry's text. Faults with `exchange/bad-entry` and the field that is wrong. */
export function readEntry(text: string): Entry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Fault('exchange/bad-entry', 'the entry is not JSON', { field: '', cause });
  }
  const parsed = zEntry.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Fault(
    'exchange/bad-entry',
    `the entry breaks its schema: ${parsed.error.issues[0]?.message ?? ''}`,
    {
      field: wrongField(parsed.error),
    },
  );
}

/** hash = SHA-256(prevHash, bytes). 32 bytes. */
export function hashEntry(hash: Hash, previous: Uint8Array, text: string): Uint8Array {
  return hash(previous, utf8ToBytes(text));
}
