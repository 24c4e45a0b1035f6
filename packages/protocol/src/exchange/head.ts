import { zHash, zSeq, zSignature } from '@beaveros/domain/scalars';
import { utf8ToBytes } from '@beaveros/kit';
import * as z from 'zod';

/** How far a chain is known: its last entry and that entry's hash. */
export const zHead = z.strictObject({ chain: zHash, seq: zSeq, hash: zHash });
export type Head = z.output<typeof zHead>;

/** A head its author signed: the chain is accepted as far as this covers it. */
export const zSignedHead = z.strictObject({ ...zHead.shape, signature: zSignature });
export type SignedHead = z.output<typeof zSignedHead>;

/**
 * The head at which a batch ends. Without a signature (exchange 2) when the author can sign no more: a `TailVouched` of
 * the store's back-office chain then names this very head.
 */
export const zBatchHead = z.strictObject({ ...zHead.shape, signature: zSignature.nullable() });
export type BatchHead = z.output<typeof zBatchHead>;

/** The bytes the chain's key signs. */
export function headToSign({ chain, seq, hash }: Head): Uint8Array {
  return utf8ToBytes(`beaveros-head/1\n${chain}\n${seq}\n${hash}`);
}
