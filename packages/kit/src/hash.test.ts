import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, sha256, utf8ToBytes } from './index.ts';

describe('sha256', () => {
  // FIPS 180-4 examples (NIST, SHA256.pdf).
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j', (text, expected) => {
    expect(bytesToHex(sha256(utf8ToBytes(text)))).toBe(expected);
  });

  it("is Node's, of any parts one after the other", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (parts) => {
        const hash = createHash('sha256');
        for (const part of parts) hash.update(part);
        expect(bytesToHex(sha256(...parts))).toBe(hash.digest('hex'));
      }),
    );
  });
});
