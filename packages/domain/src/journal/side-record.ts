import { bytesToHex, sha256, utf8ToBytes } from '@beaveros/kit';
import * as z from 'zod';
import { zHash, zId, zText } from '../scalars.ts';

/**
 * Personal data travels beside the entry, never inside an event: the event holds `{side, hash}` with
 * hash = SHA-256(salt, value). Erasing deletes the record everywhere; the chain still verifies.
 */
export const zSideRecord = z.strictObject({
  id: zId<'Side'>(),
  /** 16 random bytes in hex. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  value: zText,
});
export type SideRecord = z.output<typeof zSideRecord>;

export const zSideReference = z.strictObject({ side: zId<'Side'>(), hash: zHash });
export type SideReference = z.output<typeof zSideReference>;

export function sideReference(record: SideRecord): SideReference {
  return { side: record.id, hash: sideHash(record.salt, record.value) };
}

/** Whether a record that travelled is the one the event speaks of. */
export function isSideOf(reference: SideReference, record: SideRecord): boolean {
  return reference.side === record.id && reference.hash === sideHash(record.salt, record.value);
}

function sideHash(salt: string, value: string): string {
  return bytesToHex(sha256(utf8ToBytes(salt), utf8ToBytes(value)));
}
