import { wrongField } from '@beaveros/domain/journal';
import { zHash, zId, zSignature, zStorable } from '@beaveros/domain/scalars';
import { Fault, utf8ToBytes } from '@beaveros/kit';
import * as z from 'zod';
import { zCertificate } from './certificate.ts';
import { zEntryOnWire } from './entry-on-wire.ts';
import { zBatchHead } from './head.ts';

/** A part of a snapshot: one frame, also when every quote in it is escaped and each character takes three bytes. */
export const SNAPSHOT_PART_LENGTH_MAX = 1024 * 1024;
/** 256 million characters: ten thousand open orders of a large store. */
export const SNAPSHOT_PARTS_MAX = 256;

/** The ledger that names aggregates which the snapshot's entries speak of and which are not whole in it. */
export const DROPPED_LEDGER = 'journal.dropped';

/**
 * One part of a snapshot's text, in order from 0. The giver signs the id (`snapshotToSign`): the cloud with the tenant's
 * key, a till with its own.
 */
export const zSnapshotPart = z.strictObject({
  m: z.literal('snapshot'),
  /** SHA-256 of the whole text's UTF-8 bytes. */
  id: zHash,
  part: z
    .int()
    .min(0)
    .max(SNAPSHOT_PARTS_MAX - 1),
  parts: z.int().min(1).max(SNAPSHOT_PARTS_MAX),
  text: zStorable.max(SNAPSHOT_PART_LENGTH_MAX),
  signature: zSignature,
});
export type SnapshotPart = z.output<typeof zSnapshotPart>;

/**
 * What a new till begins with, at heads V: every chain with its opening and head, every whole entry up to V that
 * mentions an open aggregate or holds a control fact (`journal.*`), and the ledgers' opening rows. The arrays are in
 * canonical order, so that the same knowledge gives the same text: chains by opening (clock, chain); entries by (clock,
 * chain, seq); rows by (ledger, key).
 */
export const zSnapshot = z.strictObject({
  v: z.literal(1),
  tenant: zId<'Tenant'>(),
  store: zId<'Store'>(),
  chains: z
    .array(
      z.strictObject({
        opening: zEntryOnWire,
        /** null for the store's back-office chains. */
        certificate: zCertificate.nullable(),
        kind: z.enum(['terminal', 'store']),
        /** Of V. A signature is null where a `TailVouched` stands for it. */
        head: zBatchHead,
        /** The highest that was accepted in the chain. */
        clock: z.int().min(0),
      }),
    )
    .max(10_000),
  entries: z.array(
    z.strictObject({
      chain: zHash,
      /** The hash of the entry before it, so that it is judged by itself. */
      prev: zHash,
      entry: zEntryOnWire,
    }),
  ),
  openingRows: z.array(
    z.strictObject({
      ledger: z.string().min(1).max(80),
      key: z.string().max(255),
      body: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type Snapshot = z.output<typeof zSnapshot>;

/** The bytes that the giver's key signs: `id` is the SHA-256 of the text, in hex. */
export function snapshotToSign(id: string): Uint8Array {
  return utf8ToBytes(`beaveros-snapshot/1\n${id}`);
}

/** The parts of a snapshot's text, none cut within a character; null: it is larger than a snapshot may be. */
export function snapshotParts(
  text: string,
  { id, signature }: { readonly id: string; readonly signature: string },
): readonly SnapshotPart[] | null {
  const texts: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + SNAPSHOT_PART_LENGTH_MAX, text.length);
    // A pair of surrogates stays together.
    if (end < text.length && text.codePointAt(end - 1)! > 0xffff) end -= 1;
    texts.push(text.slice(at, end));
    at = end;
  }
  if (texts.length === 0 || texts.length > SNAPSHOT_PARTS_MAX) return null;
  return texts.map((each, part) => ({
    m: 'snapshot',
    id,
    part,
    parts: texts.length,
    text: each,
    signature,
  }));
}

/** Parses a snapshot's text. Faults with `exchange/bad-snapshot` and the field that is wrong. Its hashes are not judged. */
export function readSnapshot(text: string): Snapshot {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Fault('exchange/bad-snapshot', 'the snapshot is not JSON', { field: '', cause });
  }
  const parsed = zSnapshot.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Fault('exchange/bad-snapshot', 'the snapshot breaks its schema', {
    field: wrongField(parsed.error),
  });
}
