import { wrongField, zSideRecord } from '@beaveros/domain/journal';
import { zHash, zSeq, zStorable } from '@beaveros/domain/scalars';
import { Fault } from '@beaveros/kit';
import * as z from 'zod';
import { zCertificate } from './certificate.ts';
import { ENTRY_BYTES_MAX } from './entry-bytes.ts';
import { zHead, zSignedHead } from './head.ts';

export const EXCHANGE_VERSION = 1;

/** Entries of one batch, and their text together: one frame that a slow link carries in seconds, not minutes. */
export const BATCH_ENTRIES_MAX = 500;
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** Chains in one vector of heads: 50 tills re-enrolled 40 times each. */
export const HEADS_MAX = 2_000;

export const zEntryOnWire = z.strictObject({
  seq: zSeq,
  /** The author's bytes, which are UTF-8 text. */
  text: zStorable.min(2).max(ENTRY_BYTES_MAX),
  hash: zHash,
  sides: z.array(zSideRecord).max(64),
});
export type EntryOnWire = z.output<typeof zEntryOnWire>;

/** The first message each way: what I have, and which event versions I read (`type/v`). */
export const zHello = z.strictObject({
  m: z.literal('hello'),
  v: z.literal(EXCHANGE_VERSION),
  heads: z.array(zHead).max(HEADS_MAX),
  reads: z.array(z.string().max(80)).max(2_000),
});

/** A run of one chain, gapless, ending at a head its author signed. */
export const zEntries = z.strictObject({
  m: z.literal('entries'),
  chain: zHash,
  /** With seq 1 of a terminal's chain; null for back-office chains, whose key is the tenant's, and later batches. */
  certificate: zCertificate.nullable(),
  entries: z.array(zEntryOnWire).min(1).max(BATCH_ENTRIES_MAX),
  head: zSignedHead,
});
export type EntriesMessage = z.output<typeof zEntries>;

/** The answer to every `entries`, and unasked when heads moved: my heads now. */
export const zHeads = z.strictObject({
  m: z.literal('heads'),
  heads: z.array(zHead).max(HEADS_MAX),
  /** What became of the batch this answers; null when unasked. */
  answer: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('stored'), chain: zHash, seq: zSeq }),
      /** Entries before these are missing here. */
      z.strictObject({ kind: z.literal('gap'), chain: zHash, expected: zSeq }),
      /** I hold another entry at this seq. */
      z.strictObject({ kind: z.literal('fork'), chain: zHash, seq: zSeq, hash: zHash }),
      /** `retryable`: the same bytes may be sent again after a pause. */
      z.strictObject({
        kind: z.literal('refused'),
        chain: zHash,
        code: z.string().max(64),
        field: z.string().max(256),
        retryable: z.boolean(),
      }),
    ])
    .nullable(),
});
export type HeadsMessage = z.output<typeof zHeads>;

export const zExchangeMessage = z.discriminatedUnion('m', [zHello, zEntries, zHeads]);
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
