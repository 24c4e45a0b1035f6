import { wrongField } from '@beaveros/domain/journal';
import { zHash, zSeq } from '@beaveros/domain/scalars';
import { Fault } from '@beaveros/kit';
import * as z from 'zod';
import { zAnsweredMessage, zAskMessage } from './ask.ts';
import { zCertificate } from './certificate.ts';
import { zEntryOnWire } from './entry-on-wire.ts';
import { zBatchHead, zHead, zSignedHead } from './head.ts';
import { zSnapshotPart } from './snapshot.ts';

/**
 * 2: other branches are kept (`aside`), heads may be vouched for, the cloud says which life it lives, snapshots. Peers of
 * version 1 are read, and get messages of version 1 only.
 */
export const EXCHANGE_VERSION = 2;

/** Entries of one batch, and their text together: one frame that a slow link carries in seconds, not minutes. */
export const BATCH_ENTRIES_MAX = 500;
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** Chains in one vector of heads: 50 tills re-enrolled 40 times each. */
export const HEADS_MAX = 2_000;

/** The first message each way, version 1: what I have, and which event versions I read (`type/v`). */
export const zHelloV1 = z.strictObject({
  m: z.literal('hello'),
  v: z.literal(1),
  heads: z.array(zHead).max(HEADS_MAX),
  reads: z.array(z.string().max(80)).max(2_000),
});

export const zHello = z.strictObject({
  ...zHelloV1.shape,
  v: z.literal(2),
  /** The life of the cloud's database, new after a restore; null from a till. */
  life: z.string().min(1).max(80).nullable(),
  /** I know nothing of the store yet: a snapshot before the entries, please. A wish; entries alone do as well. */
  wantsSnapshot: z.boolean(),
});
export type HelloMessage = z.output<typeof zHelloV1> | z.output<typeof zHello>;

/** A run of one chain, gapless, ending at a head its author signed. Version 1. */
export const zEntriesV1 = z.strictObject({
  m: z.literal('entries'),
  chain: zHash,
  /** With seq 1 of a terminal's chain; null for back-office chains, whose key is the tenant's, and later batches. */
  certificate: zCertificate.nullable(),
  entries: z.array(zEntryOnWire).min(1).max(BATCH_ENTRIES_MAX),
  head: zSignedHead,
});

/** A run of one chain, gapless, ending at a head that its author signed or a `TailVouched` names. */
export const zEntries = z.strictObject({ ...zEntriesV1.shape, head: zBatchHead });
export type EntriesMessage = z.output<typeof zEntries>;

const zStored = z.strictObject({ kind: z.literal('stored'), chain: zHash, seq: zSeq });
/** Entries before these are missing here. */
const zGap = z.strictObject({ kind: z.literal('gap'), chain: zHash, expected: zSeq });
/** I hold another entry at this seq, and cannot attach what was sent: begin earlier. */
const zFork = z.strictObject({ kind: z.literal('fork'), chain: zHash, seq: zSeq, hash: zHash });
/** Kept up to `seq` on another branch than the one that stands here. Since version 2. */
const zAside = z.strictObject({ kind: z.literal('aside'), chain: zHash, seq: zSeq });
/** `retryable`: the same bytes may be sent again after a pause. */
const zRefused = z.strictObject({
  kind: z.literal('refused'),
  chain: zHash,
  code: z.string().max(64),
  field: z.string().max(256),
  retryable: z.boolean(),
});

export const zHeadsV1 = z.strictObject({
  m: z.literal('heads'),
  heads: z.array(zHead).max(HEADS_MAX),
  answer: z.discriminatedUnion('kind', [zStored, zGap, zFork, zRefused]).nullable(),
});

/** The answer to every `entries`, and unasked when heads moved: my heads now. */
export const zHeads = z.strictObject({
  ...zHeadsV1.shape,
  /** What became of the batch this answers; null when unasked. */
  answer: z.discriminatedUnion('kind', [zStored, zGap, zFork, zAside, zRefused]).nullable(),
});
export type HeadsMessage = z.output<typeof zHeads>;

export const zExchangeMessage = z.discriminatedUnion('m', [
  z.discriminatedUnion('v', [zHelloV1, zHello]),
  zEntries,
  zHeads,
  zSnapshotPart,
  zAskMessage,
  zAnsweredMessage,
]);
export type ExchangeMessage = z.output<typeof zExchangeMessage>;

/** Parses one message. Faults with `exchange/bad-message` and the field that is wrong. */
export function readExchangeMessage(text: string): ExchangeMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Fault('exchange/bad-message', 'the message is not JSON', { field: '', cause });
  }
  const parsed = zExchangeMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Fault(
    'exchange/bad-message',
    `the message breaks its schema: ${parsed.error.issues[0]?.message ?? ''}`,
    { field: wrongField(parsed.error) },
  );
}
