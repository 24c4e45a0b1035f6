import { assert } from '@beaveros/kit';

/**
 * ESC/POS as a stream of commands. `at` is the offset of the first byte since the reader began, `bytes` the whole
 * command. Real-time commands are recognised between commands only: inside operands their bytes are data, as on a
 * printer (hardware facts 3.1).
 */
export type EscPosCommand = { readonly at: number; readonly bytes: Uint8Array } & (
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'control'; readonly control: 'HT' | 'LF' | 'FF' | 'CR' }
  | { readonly kind: 'real-time'; readonly request: RealTimeRequest }
  | { readonly kind: 'command'; readonly name: string; readonly operands: Uint8Array }
  | { readonly kind: 'bad'; readonly problem: 'unknown-command' | 'truncated' | 'too-long' }
);

export type RealTimeRequest =
  | { readonly kind: 'status'; readonly n: 1 | 2 | 3 | 4 }
  | { readonly kind: 'recover'; readonly how: 'resume' | 'clear' }
  | { readonly kind: 'pulse'; readonly connector: 'pin-2' | 'pin-5'; readonly onMs: number }
  | { readonly kind: 'clear-buffers' };

/** A printer's receive buffer is 4 to 64 kB; one command of more than 1 MiB is a length gone wrong, not a picture. */
export const COMMAND_BYTES_MAX = 1 << 20;

const LF = 0x0a;
const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const CONTROLS: Readonly<Record<number, 'HT' | 'LF' | 'FF' | 'CR'>> = {
  9: 'HT',
  [LF]: 'LF',
  12: 'FF',
  13: 'CR',
};

/** Reads commands out of bytes however they arrive: any split gives the same commands. Never throws on input. */
export class EscPosReader {
  #bytes = new Uint8Array(256);
  #length = 0;
  #at = 0;

  /** The bytes of a command that has not arrived whole. */
  get pending(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  push(input: Uint8Array): readonly EscPosCommand[] {
    this.#append(input);
    const commands: EscPosCommand[] = [];
    let from = 0;
    while (from < this.#length) {
      const seen = recognise(this.#bytes.subarray(from, this.#length));
      if (seen === 'incomplete') break;
      const bytes = this.#bytes.slice(from, from + seen.length);
      commands.push({ at: this.#at, bytes, ...seen.what(bytes) } as EscPosCommand);
      from += seen.length;
      this.#at += seen.length;
    }
    this.#bytes.copyWithin(0, from, this.#length);
    this.#length -= from;
    return commands;
  }

  /** The stream ended. What is left of a command is `truncated`: a printer would swallow the next job's first bytes. */
  end(): readonly EscPosCommand[] {
    if (this.#length === 0) return [];
    const bytes = this.#bytes.slice(0, this.#length);
    const at = this.#at;
    this.#at += this.#length;
    this.#length = 0;
    return [{ at, bytes, kind: 'bad', problem: 'truncated' }];
  }

  #append(input: Uint8Array): void {
    const needed = this.#length + input.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(input, this.#length);
    this.#length = needed;
  }
}

type What = Partial<EscPosCommand> & Pick<EscPosCommand, 'kind'>;
type Seen = { readonly length: number; readonly what: (bytes: Uint8Array) => What } | 'incomplete';

function recognise(bytes: Uint8Array): Seen {
  const first = bytes[0]!;
  if (first >= 0x20 && first !== 0x7f) return { length: 1, what: () => ({ kind: 'byte', byte: first }) };
  const control = CONTROLS[first];
  if (control !== undefined) return { length: 1, what: () => ({ kind: 'control', control }) };
  if (first === DLE) return recogniseRealTime(bytes);
  if (first !== ESC && first !== GS && first !== FS) return bad(1, 'unknown-command');
  if (bytes.length < 2) return 'incomplete';
  const prefix = first === ESC ? 'ESC' : first === GS ? 'GS' : 'FS';
  const name = `${prefix} ${String.fromCharCode(bytes[1]!)}`;
  const measure = OPERANDS[name];
  if (measure === undefined) return bad(2, 'unknown-command');
  const operands = typeof measure === 'number' ? measure : measure(bytes.subarray(2));
  if (operands === 'unknown') return bad(2, 'unknown-command');
  if (operands === 'more' || (operands <= COMMAND_BYTES_MAX && bytes.length < 2 + operands))
    return 'incomplete';
  // The payload of a senseless length is not waited for; what follows is read as commands again, and fails visibly.
  if (operands > COMMAND_BYTES_MAX) return bad(2, 'too-long');
  return { length: 2 + operands, what: (all) => ({ kind: 'command', name, operands: all.subarray(2) }) };
}

function bad(length: number, problem: 'unknown-command' | 'too-long'): Seen {
  return { length, what: () => ({ kind: 'bad', problem }) };
}

function recogniseRealTime(bytes: Uint8Array): Seen {
  const [, second, n, m, t] = bytes;
  if (second === undefined) return 'incomplete';
  if (second !== 0x04 && second !== 0x05 && second !== 0x14) return bad(1, 'unknown-command');
  if (n === undefined) return 'incomplete';
  if (second === 0x04)
    return n >= 1 && n <= 4 ? realTime(3, { kind: 'status', n: n as 1 }) : bad(3, 'unknown-command');
  if (second === 0x05) {
    if (n !== 1 && n !== 2) return bad(3, 'unknown-command');
    return realTime(3, { kind: 'recover', how: n === 1 ? 'resume' : 'clear' });
  }
  if (n === 1) {
    if (m === undefined || t === undefined) return 'incomplete';
    if (m > 1 || t < 1 || t > 8) return bad(5, 'unknown-command');
    return realTime(5, { kind: 'pulse', connector: m === 0 ? 'pin-2' : 'pin-5', onMs: t * 100 });
  }
  if (n === 8) {
    for (let at = 0; at < CLEAR_BUFFERS.length; at += 1) {
      if (bytes.length === 3 + at) return 'incomplete';
      if (bytes[3 + at] !== CLEAR_BUFFERS[at]) return bad(3, 'unknown-command');
    }
    return realTime(3 + CLEAR_BUFFERS.length, { kind: 'clear-buffers' });
  }
  return bad(3, 'unknown-command');
}

/** DLE DC4 8 clears buffers only with this signature, so that picture data cannot (Epson dle_dc4_fn8). */
const CLEAR_BUFFERS = [1, 3, 20, 1, 6, 2, 8];

function realTime(length: number, request: RealTimeRequest): Seen {
  return { length, what: () => ({ kind: 'real-time', request }) };
}

/** How many operand bytes follow the two of the name: a number, or a look at the operands that have arrived. */
type Measure = number | ((operands: Uint8Array) => number | 'more' | 'unknown');

const word = (low: number, high: number): number => low + high * 256;

/** ESC/POS commands of Epson's reference that receipts use, and the two clone commands of the vectors (ESC B, ESC r). */
const OPERANDS: Readonly<Record<string, Measure>> = {
  'ESC @': 0,
  'ESC 2': 0,
  'ESC i': 0,
  'ESC m': 0,
  'ESC  ': 1,
  'ESC !': 1,
  'ESC -': 1,
  'ESC 3': 1,
  'ESC =': 1,
  'ESC E': 1,
  'ESC G': 1,
  'ESC J': 1,
  'ESC M': 1,
  'ESC R': 1,
  'ESC V': 1,
  'ESC a': 1,
  'ESC d': 1,
  'ESC e': 1,
  'ESC r': 1,
  'ESC t': 1,
  'ESC {': 1,
  'ESC $': 2,
  'ESC \\': 2,
  'ESC B': 2,
  'ESC c': 2,
  'ESC p': 3,
  'ESC D': untilNul(32),
  'ESC *': ([m, low, high]) => {
    if (m === undefined || low === undefined || high === undefined) return 'more';
    return m <= 1 ? 3 + word(low, high) : m === 32 || m === 33 ? 3 + 3 * word(low, high) : 'unknown';
  },
  'GS !': 1,
  'GS B': 1,
  'GS H': 1,
  'GS I': 1,
  'GS a': 1,
  'GS f': 1,
  'GS h': 1,
  'GS r': 1,
  'GS w': 1,
  'GS $': 2,
  'GS L': 2,
  'GS P': 2,
  'GS W': 2,
  'GS \\': 2,
  'GS V': ([m]) => {
    if (m === undefined) return 'more';
    return [0, 1, 48, 49].includes(m) ? 1 : [65, 66, 97, 98, 103, 104].includes(m) ? 2 : 'unknown';
  },
  'GS k': (operands) => {
    const [m, n] = operands;
    if (m === undefined) return 'more';
    if (m <= 6) return untilNul(255)(operands);
    return m < 65 || m > 79 ? 'unknown' : n === undefined ? 'more' : 2 + n;
  },
  'GS (': ([fn, low, high]) => {
    if (fn === undefined) return 'more';
    if (!'ACDEHKLMNPQXkz'.includes(String.fromCharCode(fn))) return 'unknown';
    return low === undefined || high === undefined ? 'more' : 3 + word(low, high);
  },
  'GS 8': ([fn, a, b, c, d]) => {
    if (fn === undefined) return 'more';
    if (fn !== 0x4c) return 'unknown';
    return d === undefined ? 'more' : 5 + word(a!, b!) + word(c!, d) * 65536;
  },
  'GS v': ([zero, m, xl, xh, yl, yh]) => {
    if (zero === undefined) return 'more';
    if (zero !== 0x30) return 'unknown';
    if (yh === undefined) return 'more';
    return [0, 1, 2, 3, 48, 49, 50, 51].includes(m!) ? 6 + word(xl!, xh!) * word(yl!, yh) : 'unknown';
  },
  'FS &': 0,
  'FS .': 0,
  'FS !': 1,
  'FS -': 1,
  'FS C': 1,
  'FS W': 1,
  'FS S': 2,
  'FS (': ([fn, low, high]) =>
    fn === undefined || low === undefined || high === undefined ? 'more' : 3 + word(low, high),
};

function untilNul(longest: number): (operands: Uint8Array) => number | 'more' | 'unknown' {
  assert(longest > 0, 'a bound is positive');
  return (operands) => {
    // A barcode's first operand is its system and may be 0.
    const nul = operands.indexOf(0, 1);
    if (nul !== -1 && nul <= longest) return nul + 1;
    return operands.length > longest ? 'unknown' : 'more';
  };
}
