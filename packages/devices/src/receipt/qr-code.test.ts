import { bytesToHex, sha256, utf8ToBytes } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { type QrLevel, type QrModules, qrCode } from './qr-code.ts';

const rowsOf = (modules: QrModules): readonly string[] =>
  modules.map((row) => row.map((dark) => (dark ? '#' : '.')).join(''));

const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => 32 + ((at * 37 + length) % 95));

describe('qrCode', () => {
  it('draws the smallest symbol that holds the bytes', () => {
    expect(rowsOf(qrCode(utf8ToBytes('T1'), 'h')!)).toEqual([
      '#######..#..#.#######',
      '#.....#.....#.#.....#',
      '#.###.#.##.#..#.###.#',
      '#.###.#.###...#.###.#',
      '#.###.#..#..#.#.###.#',
      '#.....#..#....#.....#',
      '#######.#.#.#.#######',
      '.........##..........',
      '...##.##.#.......##..',
      '..###...##.#.##.#.##.',
      '...##.##.####.#.#.#.#',
      '..##...#..##.##..##..',
      '##.#####.#..#.#..##.#',
      '........#..#..##.#..#',
      '#######.####..###....',
      '#.....#..#.#..####...',
      '#.###.#.##...#.#.##.#',
      '#.###.#.#...#.#.###..',
      '#.###.#..#.##.#...###',
      '#.....#..##.###.#.###',
      '#######..##..##..##..',
    ]);
  });

  // Each was read back by another's decoder (jsQR 1.4.0, 2026-11-22).
  it.each<readonly [QrLevel, number, number, string]>([
    ['l', 1, 1, 'a009780f4fd9344b'],
    ['m', 28, 3, '10fd542e86c8c88c'],
    ['q', 60, 5, '407ae457aad98b3f'],
    ['h', 106, 10, 'bb77d0d2b74cb20f'],
    ['l', 271, 10, '86550ff1abd772f7'],
    ['m', 858, 24, '797ecb59d8974cfc'],
    ['q', 1000, 31, '52801a6c633a5fd5'],
    ['h', 1273, 40, 'fd5fc9d879c4861e'],
    ['l', 2953, 40, 'ce4b86923ab535bc'],
  ])('at level %s holds %i bytes in version %i', (level, length, version, digest) => {
    const modules = qrCode(bytesOf(length), level)!;
    expect(modules).toHaveLength(17 + 4 * version);
    const text = modules.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')).join('\n');
    expect(bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16)).toBe(digest);
  });

  it('is null for more than any symbol holds', () => {
    expect(qrCode(bytesOf(2_954), 'l')).toBeNull();
    expect(qrCode(bytesOf(1_274), 'h')).toBeNull();
  });
});
