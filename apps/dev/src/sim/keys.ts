import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Dice } from './dice.ts';

/** RFC 8410: PKCS #8 of an Ed25519 key is these bytes and the 32 of its seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 private key that the dice decide. */
export function privateKeyOf(dice: Dice): KeyObject {
  const key = Buffer.concat([PKCS8_PREFIX, dice.bytes(32)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

export function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
