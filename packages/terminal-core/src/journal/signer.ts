import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { assert } from '@beaveros/kit';

/** Signs with one Ed25519 key (RFC 8032); the key itself stays inside. */
export interface Signer {
  /** 32 bytes, base64. */
  readonly publicKey: string;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A signer for a private Ed25519 key, given as PKCS #8 PEM or as a JWK (RFC 8037). */
export function createSigner(privateKey: string | JsonWebKey): Signer {
  const key =
    typeof privateKey === 'string'
      ? createPrivateKey(privateKey)
      : createPrivateKey({ key: privateKey, format: 'jwk' });
  assert(key.asymmetricKeyType === 'ed25519', `an identity key is ed25519, not ${key.asymmetricKeyType}`);
  return { publicKey: rawPublicKey(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}

/** A new identity: the private key as PKCS #8 PEM for whoever guards it, the public one as 32 bytes in base64. */
export function generateIdentityKey(): { readonly privateKeyPem: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: rawPublicKey(publicKey),
  };
}

/** Whether `signature` (base64) over `bytes` is by `publicKey` (32 bytes, base64). Malformed ones are not. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const raw = Buffer.from(publicKey, 'base64');
  const claimed = Buffer.from(signature, 'base64');
  // One spelling a signature: base64 has spare bits, and what is relayed must be what was judged.
  if (raw.length !== 32 || claimed.length !== 64 || claimed.toString('base64') !== signature) return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
  return verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), claimed);
}

function rawPublicKey(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  assert(x !== undefined, 'an Ed25519 key has an x');
  return Buffer.from(x, 'base64url').toString('base64');
}
