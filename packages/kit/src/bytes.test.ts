import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, Defect, equalBytes, hexToBytes, utf8Length, utf8ToBytes } from './index.ts';

describe('utf8ToBytes', () => {
  it('writes what TextEncoder writes, and utf8Length counts it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const expected = new TextEncoder().encode(text);
        expect(equalBytes(utf8ToBytes(text), expected)).toBe(true);
        expect(utf8Length(text)).toBe(expected.length);
      }),
      { numRuns: 500 },
    );
  });

  it('knows the edges of each length', () => {
    const text = '\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}';
    expect(bytesToHex(utf8ToBytes(text))).toBe('007fc280dfbfe0a080ed9fbfee8080efbfbff0908080f48fbfbf');
  });

  it.each(['\ud800', 'a\udc00', '\ud83dx', '\ude00\ud83d'])('is a defect for a lone surrogate', (text) => {
    expect(() => utf8ToBytes(text)).toThrow(Defect);
  });
});

describe('hexadecimal', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(equalBytes(hexToBytes(bytesToHex(bytes)), bytes)).toBe(true);
      }),
    );
  });

  it.each(['0', 'AB', '0g', ' 00', '0x00', '00\n'])('is not %j', (text) => {
    expect(() => hexToBytes(text)).toThrow(Defect);
  });

  it('of unequal bytes differs', () => {
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 3), Uint8Array.of(1, 2))).toBe(false);
  });
});
