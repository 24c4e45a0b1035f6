import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@beaveros/kit';
import { readIdentity, writeIdentity } from '@beaveros/terminal-core';

/** What the operating system keeps secrets with: Electron's safeStorage, where it is more than plain text. */
export interface Keychain {
  readonly isAvailable: boolean;
  encrypt(text: string): Uint8Array;
  decrypt(bytes: Uint8Array): string;
}

/**
 * The key that seals PIN verifiers (design, section 4, Staff): moved out of `identity.json` into `seal-key.bin`, which
 * only this user of this machine can open. null where the machine has no keychain: then the key stays in the file of
 * mode 0600, and the state pill says so. Fault `shell/seal-key-lost` when the keychain no longer opens it.
 */
export function takeSealKey(dataDir: string, keychain: Keychain): string | null {
  if (!keychain.isAvailable) return null;
  const path = join(dataDir, 'seal-key.bin');
  const identityPath = join(dataDir, 'identity.json');
  const identity = readIdentity(identityPath);
  const inFile = identity?.sealKey ?? null;
  if (!existsSync(path)) {
    if (inFile === null) return null;
    writeDurably(path, keychain.encrypt(inFile));
  }
  const key = opened(path, keychain);
  // Second, and again after a crash between the two: the key is never in neither place.
  if (identity !== null && inFile !== null) writeIdentity(identityPath, { ...identity, sealKey: null });
  return key;
}

function opened(path: string, keychain: Keychain): string {
  try {
    return keychain.decrypt(readFileSync(path));
  } catch (cause) {
    throw new Fault('shell/seal-key-lost', 'the keychain of this user does not open the seal key', { cause });
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
