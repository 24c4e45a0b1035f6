import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of the parts one after the other (FIPS 180-4). 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** SHA-1, for UUIDv5 only (RFC 9562 section 5.5); never for integrity. */
export function sha1ForIds(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha1.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}
