import { createHash } from 'node:crypto';
import { type Hash, NO_HASH } from '@beaveros/protocol/exchange';

// Ids and hashes are text everywhere else and blobs in the file: half the bytes, and they compare as bytes.

export function idToBlob(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

export function blobToId(blob: Buffer): string {
  const hex = blob.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function hashToBlob(hash: string): Buffer {
  return Buffer.from(hash, 'hex');
}

export function blobToHash(blob: Buffer): string {
  return blob.toString('hex');
}

/** What stands before an opening, as text. */
export const BEFORE_OPENING = blobToHash(Buffer.from(NO_HASH));

/** SHA-256 by node:crypto, ten times faster than the portable one. */
export const nodeHash: Hash = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The hash of an entry of these bytes behind the one of hash `previous`. */
export function hashAfter(previous: string, bytes: Uint8Array): string {
  return blobToHash(Buffer.from(nodeHash(hashToBlob(previous), bytes)));
}
