import { assert } from '@beaveros/kit';

// QR Code Model 2 as in ISO/IEC 18004:2015, byte mode only: what a printer makes of `GS ( k`, for the picture of a paper.

/** Recovers 7, 15, 25 or 30 % of the codewords. */
export type QrLevel = 'l' | 'm' | 'q' | 'h';

/** Dark modules, row by row, without the quiet zone. */
export type QrModules = readonly (readonly boolean[])[];

const VERSION_MAX = 40;
/** Of each level's two bits in the format information (table 25). */
const LEVEL_BITS: Readonly<Record<QrLevel, number>> = { l: 1, m: 0, q: 3, h: 2 };

/** Table 9: error correction codewords in each block, for versions 1 to 40. */
// biome-ignore format: a table is read in rows
const ECC_PER_BLOCK: Readonly<Record<QrLevel, readonly number[]>> = {
  l: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  m: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  q: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  h: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
};

/** Table 9: blocks, for versions 1 to 40. */
// biome-ignore format: a table is read in rows
const BLOCKS: Readonly<Record<QrLevel, readonly number[]>> = {
  l: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  m: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
  q: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
  h: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
};

/** The symbol of these bytes in the smallest version that holds them; null when none does. */
export function qrCode(data: Uint8Array, level: QrLevel): QrModules | null {
  for (let version = 1; version <= VERSION_MAX; version += 1) {
    const codewords = codewordsOf(data, version, level);
    if (codewords === null) continue;
    return bestMasked(drawn(interleaved(codewords, version, level), version), level);
  }
  return null;
}

/** Data codewords: mode, length, bytes, terminator and padding (7.4); null when they do not fit. */
function codewordsOf(data: Uint8Array, version: number, level: QrLevel): Uint8Array | null {
  const room =
    Math.floor(rawModules(version) / 8) - ECC_PER_BLOCK[level][version - 1]! * BLOCKS[level][version - 1]!;
  const lengthBits = version < 10 ? 8 : 16;
  if (4 + lengthBits + data.length * 8 > room * 8) return null;
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let at = count - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1);
  };
  push(0b0100, 4);
  push(data.length, lengthBits);
  for (const byte of data) push(byte, 8);
  push(0, Math.min(4, room * 8 - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room * 8; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Uint8Array.from({ length: room }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );
}

/** Modules that are not function patterns (Annex D's count, in closed form). */
function rawModules(version: number): number {
  const alignments = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const all = (16 * version + 128) * version + 64;
  if (version === 1) return all;
  return all - (25 * alignments - 10) * alignments + 55 - (version >= 7 ? 36 : 0);
}

/** Data in blocks with their error correction, interleaved (7.6). */
function interleaved(data: Uint8Array, version: number, level: QrLevel): readonly number[] {
  const count = BLOCKS[level][version - 1]!;
  const ecc = ECC_PER_BLOCK[level][version - 1]!;
  const short = Math.floor(data.length / count);
  const shorter = count - (data.length % count);
  const generator = generatorOf(ecc);
  const blocks: Uint8Array[] = [];
  for (let at = 0, nth = 0; nth < count; nth += 1) {
    const length = short + (nth < shorter ? 0 : 1);
    blocks.push(data.subarray(at, at + length));
    at += length;
  }
  const corrections = blocks.map((block) => remainderOf(block, generator));
  const columns = (parts: readonly (Uint8Array | readonly number[])[], length: number) =>
    Array.from({ length }, (_, at) => parts.flatMap((part) => part[at] ?? [])).flat();
  return [...columns(blocks, short + 1), ...columns(corrections, ecc)];
}

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

/** Coefficients of (x - 2^0)(x - 2^1)..., highest first, without the leading 1. */
function generatorOf(degree: number): readonly number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1];
  for (let root = 1, nth = 0; nth < degree; nth += 1, root = multiply(root, 2))
    for (let at = 0; at < degree; at += 1) result[at] = multiply(result[at]!, root) ^ (result[at + 1] ?? 0);
  return result;
}

function remainderOf(data: Uint8Array, generator: readonly number[]): readonly number[] {
  const result = generator.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ result.shift()!;
    result.push(0);
    generator.forEach((coefficient, at) => {
      result[at]! ^= multiply(coefficient, factor);
    });
  }
  return result;
}

interface Drawing {
  readonly size: number;
  readonly isDark: boolean[][];
  /** Not for data: finder, timing, alignment, format and version. */
  readonly isFunction: boolean[][];
}

function drawn(codewords: readonly number[], version: number): Drawing {
  const size = 17 + 4 * version;
  const grid = () => Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const drawing: Drawing = { size, isDark: grid(), isFunction: grid() };
  drawFunctionPatterns(drawing, version);
  drawData(drawing, codewords);
  return drawing;
}

function set({ isDark, isFunction }: Drawing, x: number, y: number, dark: boolean): void {
  isDark[y]![x] = dark;
  isFunction[y]![x] = true;
}

function drawFunctionPatterns(drawing: Drawing, version: number): void {
  const { size } = drawing;
  for (let at = 0; at < size; at += 1) {
    set(drawing, 6, at, at % 2 === 0);
    set(drawing, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    drawSquares(drawing, { x, y, radius: 4, isLightAt: (distance) => distance === 2 || distance === 4 });
  const centres = alignmentCentres(version);
  const last = centres.length - 1;
  centres.forEach((y, row) => {
    centres.forEach((x, column) => {
      const isFinder = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
      if (!isFinder) drawSquares(drawing, { x, y, radius: 2, isLightAt: (distance) => distance === 1 });
    });
  });
  drawFormat(drawing, 0);
  if (version >= 7) drawVersion(drawing, version);
}

/** Rings around a centre, cut off at the edge. */
function drawSquares(
  drawing: Drawing,
  {
    x,
    y,
    radius,
    isLightAt,
  }: {
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly isLightAt: (distance: number) => boolean;
  },
): void {
  for (let down = -radius; down <= radius; down += 1) {
    for (let across = -radius; across <= radius; across += 1) {
      const [column, row] = [x + across, y + down];
      if (column < 0 || row < 0 || column >= drawing.size || row >= drawing.size) continue;
      set(drawing, column, row, !isLightAt(Math.max(Math.abs(across), Math.abs(down))));
    }
  }
}

/** Rows and columns of alignment patterns (Annex E, whose regularity has one exception). */
function alignmentCentres(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const size = 17 + 4 * version;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - (count - 2 - at) * step)];
}

/** Fifteen bits of level and mask, twice (7.9); the level's bits come in with the mask. */
function drawFormat(drawing: Drawing, levelAndMask: number): void {
  let rest = levelAndMask;
  for (let at = 0; at < 10; at += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((levelAndMask << 10) | rest) ^ 0x5412;
  const bit = (at: number) => ((bits >>> at) & 1) !== 0;
  const { size } = drawing;
  for (let at = 0; at < 15; at += 1) {
    const near = at < 6 ? at : at < 8 ? at + 1 : at === 8 ? 7 : 14 - at;
    if (at < 8) {
      set(drawing, 8, near, bit(at));
      set(drawing, size - 1 - at, 8, bit(at));
    } else {
      set(drawing, near, 8, bit(at));
      set(drawing, 8, size - 15 + at, bit(at));
    }
  }
  set(drawing, 8, size - 8, true);
}

/** Eighteen bits of the version, twice (7.10). */
function drawVersion(drawing: Drawing, version: number): void {
  let rest = version;
  for (let at = 0; at < 12; at += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const dark = ((bits >>> at) & 1) !== 0;
    const [far, near] = [drawing.size - 11 + (at % 3), Math.floor(at / 3)];
    set(drawing, far, near, dark);
    set(drawing, near, far, dark);
  }
}

/** Codewords in two-module columns from the right, up and down in turn (7.7.3). */
function drawData(drawing: Drawing, codewords: readonly number[]): void {
  let nth = 0;
  for (const { x, y } of dataPlaces(drawing)) {
    drawing.isDark[y]![x] = (((codewords[nth >>> 3] ?? 0) >>> (7 - (nth & 7))) & 1) !== 0;
    nth += 1;
  }
  assert(nth >= codewords.length * 8, 'a symbol holds its codewords');
}

function* dataPlaces({ size, isFunction }: Drawing): Iterable<{ readonly x: number; readonly y: number }> {
  let isUp = true;
  for (let right = size - 1; right >= 1; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (!isFunction[y]![x]!) yield { x, y };
    }
    isUp = !isUp;
  }
}

/** Table 10: which modules each mask turns over. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The mask with the fewest patterns that mislead a reader (7.8.3). */
function bestMasked(drawing: Drawing, level: QrLevel): QrModules {
  const masked = MASKS.map((turns, mask) => {
    const copy: Drawing = {
      ...drawing,
      isDark: drawing.isDark.map((row, y) =>
        row.map((dark, x) => (drawing.isFunction[y]![x]! ? dark : dark !== turns(x, y))),
      ),
      isFunction: drawing.isFunction.map((row) => [...row]),
    };
    drawFormat(copy, (LEVEL_BITS[level] << 3) | mask);
    return copy.isDark;
  });
  const penalties = masked.map(penaltyOf);
  return masked[penalties.indexOf(Math.min(...penalties))]!;
}

function penaltyOf(rows: QrModules): number {
  const columns = rows.map((_, x) => rows.map((row) => row[x]!));
  const lines = [...rows, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let y = 1; y < rows.length; y += 1)
    for (let x = 1; x < rows.length; x += 1) {
      const dark = rows[y]![x];
      if (dark === rows[y - 1]![x] && dark === rows[y]![x - 1] && dark === rows[y - 1]![x - 1]) penalty += 3;
    }
  const all = rows.length ** 2;
  const darks = rows.flat().filter(Boolean).length;
  return penalty + 10 * Math.floor(Math.abs(darks * 20 - all * 10) / all);
}
