import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PICTURES } from './_pictures.ts';
import { pictureForm } from './picture-form.ts';

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const sides = { width: 3, height: 2 };

describe('the form of a picture', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['webpLossy', 'image/webp'],
    ['webpLossless', 'image/webp'],
    ['webpExtended', 'image/webp'],
  ] as const)('is what the bytes of a %s say', (name, type) => {
    expect(pictureForm(bytesOf(PICTURES[name]))).toEqual({ type, ...sides });
  });

  it('is seen at any place of a larger buffer', () => {
    const bytes = bytesOf(PICTURES.webpLossless);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 7);
    expect(pictureForm(larger.subarray(7))).toEqual({ type: 'image/webp', ...sides });
  });

  it.each([
    ['nothing', ''],
    ['text', Buffer.from('a picture, honestly').toString('base64')],
    [
      'an SVG, which could run scripts',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'),
    ],
    ['a GIF', Buffer.from('GIF89a\u0003\0\u0002\0\0\0\0').toString('base64')],
    [
      'a page behind the signature of a PNG',
      Buffer.from('\x89PNG\r\n\x1a\n<html><script>', 'latin1').toString('base64'),
    ],
  ])('is none for %s', (_name, base64) => {
    expect(pictureForm(bytesOf(base64))).toBeNull();
  });

  it('is none or right for a picture that is cut off, and for any bytes: never a throw', () => {
    for (const base64 of Object.values(PICTURES)) {
      const whole = bytesOf(base64);
      for (let length = 0; length < whole.length; length += 1) {
        const form = pictureForm(whole.subarray(0, length));
        if (form !== null) expect(form).toMatchObject(sides);
      }
    }
    const starts = Object.values(PICTURES).map((base64) => bytesOf(base64).subarray(0, 24));
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const form = pictureForm(new Uint8Array([...start, ...rest]));
        expect(form === null || (form.width > 0 && form.height > 0)).toBe(true);
      }),
    );
  });
});
