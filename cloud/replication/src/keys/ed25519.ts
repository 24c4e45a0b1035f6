import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { assert } from '@beaveros/kit';

/** SHA-256 of the parts one after the other, by OpenSSL. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The 32 bytes of an Ed25519 key's public half. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  assert(x !== undefined, 'an Ed25519 key has an x');
  return Buffer.from(x, 'base64url');
}

/** Whether `signature` (64 bytes) over `bytes` is by `publicKey` (32 bytes). A key that is no point on the curve signs nothing. */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  try {
    return verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}
