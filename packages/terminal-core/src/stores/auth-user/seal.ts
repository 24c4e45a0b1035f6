import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { assert } from '@beaveros/kit';

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, then the text; base64 behind a version. */
const PREFIX = 'sealed1:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEAL_KEY_BYTES = 32;

/** Whoever copies the file without the key that the shell keeps (design, section 4, Staff) cannot try PINs against it. */
export function seal(key: Uint8Array, text: string): string {
  assert(key.length === SEAL_KEY_BYTES, 'a seal key has 32 bytes');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** `null` when it was sealed with another key or changed since. */
export function unseal(key: Uint8Array, sealed: string): string | null {
  if (!sealed.startsWith(PREFIX)) return null;
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    return null;
  }
}
