import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf, pngOf } from './_pictures.ts';
import { PICTURE_BYTES_MAX, PictureFiles } from './picture-files.ts';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'beaver-pictures-')), 'pictures');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true }));

const NONE: ReadonlySet<string> = new Set();
const [ONE, TWO, THREE] = [pngOf(1), pngOf(2), pngOf(3)];

describe('PictureFiles', () => {
  it('keeps a picture under the hash of its bytes, over a restart too, and knows what it is', async () => {
    const files = new PictureFiles(dir);
    const jpeg = Buffer.from('\xff\xd8\xff\xe0jpeg', 'latin1');
    const webp = Buffer.from('RIFF\x04\x00\x00\x00WEBPVP8 ', 'latin1');
    for (const bytes of [ONE, jpeg, webp]) await files.write(hashOf(bytes), bytes, NONE);
    const again = new PictureFiles(dir);
    expect(await again.read(hashOf(ONE))).toEqual({ bytes: ONE, contentType: 'image/png' });
    expect((await again.read(hashOf(jpeg)))?.contentType).toBe('image/jpeg');
    expect((await again.read(hashOf(webp)))?.contentType).toBe('image/webp');
    expect(await again.read(hashOf(TWO))).toBeNull();
    expect(readdirSync(dir).toSorted()).toEqual([ONE, jpeg, webp].map(hashOf).toSorted());
  });

  it('takes nothing that is not what its hash names, no picture, or too large', async () => {
    const files = new PictureFiles(dir);
    const html = Buffer.from('<html>');
    const large = pngOf(1, PICTURE_BYTES_MAX);
    for (const [hash, bytes] of [
      [hashOf(ONE), TWO],
      [hashOf(html), html],
      [hashOf(large), large],
      ['../identity.json', ONE],
    ] as const)
      await expect(files.write(hash, bytes, NONE)).rejects.toMatchObject({ code: 'pictures/wrong' });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('drops a picture that the disk damaged, so that it comes down again', async () => {
    const files = new PictureFiles(dir);
    await files.write(hashOf(ONE), ONE, NONE);
    writeFileSync(join(dir, hashOf(ONE)), TWO);
    expect(await files.read(hashOf(ONE))).toBeNull();
    expect(files.has(hashOf(ONE))).toBe(false);
    await files.write(hashOf(ONE), ONE, NONE);
    expect((await files.read(hashOf(ONE)))?.bytes).toEqual(ONE);
  });

  it('makes room by what no item shows, and takes no more when all is shown', async () => {
    const files = new PictureFiles(dir, { files: 2, bytes: 1_000 });
    await files.write(hashOf(ONE), ONE, NONE);
    await files.write(hashOf(TWO), TWO, NONE);
    const wanted = new Set([TWO, THREE].map(hashOf));
    await files.write(hashOf(THREE), THREE, wanted);
    expect([ONE, TWO, THREE].map((each) => files.has(hashOf(each)))).toEqual([false, true, true]);
    await expect(files.write(hashOf(ONE), ONE, new Set([ONE, TWO, THREE].map(hashOf)))).rejects.toMatchObject(
      {
        code: 'pictures/full',
      },
    );
    const small = new PictureFiles(join(dir, 'small'), { files: 9, bytes: ONE.length + 1 });
    await small.write(hashOf(ONE), ONE, NONE);
    await small.write(hashOf(TWO), TWO, NONE);
    expect(readdirSync(join(dir, 'small'))).toEqual([hashOf(TWO)]);
  });

  it('forgets what a cut left half-written', () => {
    mkdirSync(dir);
    writeFileSync(join(dir, `${hashOf(ONE)}.abc.new`), 'half');
    const files = new PictureFiles(dir);
    expect([readdirSync(dir), files.has(`${hashOf(ONE)}.abc.new`)]).toEqual([[], false]);
  });
});
