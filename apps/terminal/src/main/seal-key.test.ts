import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IdentityFile, readIdentity, writeIdentity } from '@beaveros/terminal-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Keychain, takeSealKey } from './seal-key.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const id = (n: number) => `019ab3c0-0000-7000-8000-00000000000${n}`;
const IDENTITY = {
  v: 1,
  gatewayUrl: 'http://127.0.0.1:1',
  tenant: id(1),
  store: id(2),
  terminal: id(3),
  epoch: 1,
  tenantPublicKey: Buffer.alloc(32).toString('base64'),
  certificate: { text: 'certificate', signature: Buffer.alloc(64).toString('base64') },
  privateKey: 'pem',
  sealKey: KEY,
} as unknown as IdentityFile;

/** A keychain of one person: flips the bits, which is enough to see what was written. */
const keychain = (secret: number, isAvailable = true): Keychain => ({
  isAvailable,
  encrypt: (text) => Buffer.from([secret, ...Buffer.from(text).map((byte) => byte ^ secret)]),
  decrypt: ([owner, ...bytes]) => {
    if (owner !== secret) throw new Error('not yours');
    return Buffer.from(bytes.map((byte) => byte ^ secret)).toString();
  },
});

describe('takeSealKey', () => {
  let dir: string;
  const identity = () => readIdentity(join(dir, 'identity.json'))!;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'beaveros-seal-'));
    writeIdentity(join(dir, 'identity.json'), IDENTITY);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('moves the key into the keychain once, and opens it from there ever after', () => {
    expect(takeSealKey(dir, keychain(90))).toBe(KEY);
    expect(identity().sealKey).toBeNull();
    expect(readFileSync(join(dir, 'seal-key.bin')).includes(KEY)).toBe(false);
    expect(statSync(join(dir, 'seal-key.bin')).mode & 0o777).toBe(0o600);
    expect(takeSealKey(dir, keychain(90))).toBe(KEY);
  });

  it('ends what a crash between the two files left', () => {
    writeFileSync(join(dir, 'seal-key.bin'), keychain(90).encrypt(KEY));
    expect(takeSealKey(dir, keychain(90))).toBe(KEY);
    expect(identity().sealKey).toBeNull();
  });

  it('leaves the key in its file where the machine has no keychain', () => {
    expect(takeSealKey(dir, keychain(90, false))).toBeNull();
    expect(identity().sealKey).toBe(KEY);
  });

  it('says so when the keychain is of somebody else, and loses nothing', () => {
    writeFileSync(join(dir, 'seal-key.bin'), keychain(91).encrypt(KEY));
    expect(() => takeSealKey(dir, keychain(90))).toThrow(
      expect.objectContaining({ code: 'shell/seal-key-lost' }),
    );
    expect(identity().sealKey).toBe(KEY);
  });

  it('has nothing to take before enrolment', () => {
    rmSync(join(dir, 'identity.json'));
    expect(takeSealKey(dir, keychain(90))).toBeNull();
  });
});
