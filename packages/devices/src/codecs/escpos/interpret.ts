import { type CodePage, decodeByte } from './code-pages.ts';
import { type EscPosCommand, EscPosReader, type RealTimeRequest } from './commands.ts';
import type { PrinterProfile } from './printer-profile.ts';

/** What a printer would do, in order. */
export type PrintedEvent =
  | {
      readonly kind: 'line';
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      readonly high: number;
    }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'cut'; readonly mode: 'full' | 'partial' }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'barcode'; readonly data: string }
  | { readonly kind: 'picture'; readonly bytes: number }
  | {
      readonly kind: 'pulse';
      readonly connector: 'pin-2' | 'pin-5';
      readonly onMs: number;
      readonly offMs: number;
    }
  | { readonly kind: 'initialised' }
  | { readonly kind: 'process-id'; readonly id: string }
  | { readonly kind: 'status-reply'; readonly n: 1 | 2 }
  | { readonly kind: 'automatic-status'; readonly mask: number }
  | { readonly kind: 'identity'; readonly n: number }
  | { readonly kind: 'real-time'; readonly request: RealTimeRequest }
  | {
      readonly kind: 'problem';
      readonly problem: EscPosProblem;
      readonly at: number;
      readonly bytes: Uint8Array;
    };

export type EscPosProblem =
  | 'unknown-command'
  | 'truncated'
  | 'too-long'
  /** The command is known, an operand is outside its range. */
  | 'bad-operand'
  /** A byte above 7F with no `ESC t` since the reset: it prints whatever the printer's default table holds. */
  | 'no-code-page'
  /** The selected page prints nothing for the byte. */
  | 'undefined-character'
  /** The command counts only at the start of a line and would be ignored. */
  | 'not-at-line-start';

export type InterpreterProfile = Pick<PrinterProfile, 'columns' | 'codePages'>;

/**
 * A strict ESC/POS printer without mechanics: bytes in, paper and events out; anything a real printer would guess at is
 * a `problem`. Any split of the bytes gives the same events. Double-byte text is shown as U+3013 (geta), one a pair.
 */
export class EscPosInterpreter {
  readonly #reader = new EscPosReader();
  readonly #paper: EscPosPaper;

  constructor(profile: InterpreterProfile) {
    this.#paper = new EscPosPaper(profile);
  }

  push(bytes: Uint8Array): readonly PrintedEvent[] {
    return this.#reader.push(bytes).flatMap((command) => this.#paper.execute(command));
  }

  /** The stream ended: truncated commands are problems, and text without its line feed is reported as a last line. */
  end(): readonly PrintedEvent[] {
    return [...this.#reader.end().flatMap((command) => this.#paper.execute(command)), ...this.#paper.flush()];
  }
}

type Align = 'left' | 'center' | 'right';

/** The print side alone, for a printer whose receive side reads commands before it can print them. */
export class EscPosPaper {
  readonly #columns: number;
  readonly #pages: ReadonlyMap<number, CodePage>;
  #page: CodePage | null = null;
  #align: Align = 'left';
  #wide = 1;
  #high = 1;
  #doubleByte = false;
  #leadByte: number | null = null;
  #line = '';
  #lineWidth = 0;
  #lineHigh = 1;
  #qrData = '';

  constructor(profile: InterpreterProfile) {
    this.#columns = profile.columns;
    this.#pages = new Map(profile.codePages.map(({ page, number }) => [number, page]));
  }

  execute(command: EscPosCommand): readonly PrintedEvent[] {
    switch (command.kind) {
      case 'byte':
        return this.#print(command);
      case 'control':
        // CR is ignored unless a switch says otherwise (Epson "cr"); HT moves to the next stop of 8.
        if (command.control === 'CR') return [];
        if (command.control === 'HT') return this.#put(' '.repeat(8 - (this.#lineWidth % 8)), 1);
        return [this.#endLine()];
      case 'real-time':
        return [{ kind: 'real-time', request: command.request }];
      case 'bad':
        return [problem(command, command.problem)];
      case 'command':
        return this.#command(command, command.name, command.operands);
    }
  }

  /** What stands in the line buffer, as a line; nothing when it is empty. */
  flush(): readonly PrintedEvent[] {
    return this.#lineWidth === 0 ? [] : [this.#endLine()];
  }

  /** Power loss or a clear command: what was not printed is gone. */
  clear(): void {
    this.#line = '';
    this.#lineWidth = 0;
    this.#leadByte = null;
  }

  #print(command: EscPosCommand & { readonly kind: 'byte' }): readonly PrintedEvent[] {
    const { byte } = command;
    if (this.#doubleByte && (this.#leadByte !== null || byte >= 0x80)) {
      if (this.#leadByte === null) {
        this.#leadByte = byte;
        return [];
      }
      this.#leadByte = null;
      return this.#put('\u3013', 2 * this.#wide);
    }
    if (byte >= 0x80 && this.#page === null) {
      return [problem(command, 'no-code-page'), ...this.#put('\ufffd', this.#wide)];
    }
    const character = decodeByte(byte, this.#page ?? 'cp437');
    if (character === null) return [problem(command, 'undefined-character')];
    return this.#put(character, this.#wide);
  }

  /** A character that does not fit goes to the next line, as on paper. */
  #put(text: string, width: number): readonly PrintedEvent[] {
    const full = this.#lineWidth > 0 && this.#lineWidth + width > this.#columns ? [this.#endLine()] : [];
    this.#line += text;
    this.#lineWidth += width;
    this.#lineHigh = Math.max(this.#lineHigh, this.#high);
    return full;
  }

  #endLine(): PrintedEvent {
    const line: PrintedEvent = {
      kind: 'line',
      text: this.#line.trimEnd(),
      align: this.#align,
      high: this.#lineHigh,
    };
    this.#line = '';
    this.#lineWidth = 0;
    this.#lineHigh = 1;
    this.#leadByte = null;
    return line;
  }

  #reset(): void {
    this.clear();
    this.#page = null;
    this.#align = 'left';
    this.#wide = 1;
    this.#high = 1;
    this.#doubleByte = false;
    this.#qrData = '';
  }

  #command(command: EscPosCommand, name: string, operands: Uint8Array): readonly PrintedEvent[] {
    const [n = 0] = operands;
    const refuse = (why: EscPosProblem): readonly PrintedEvent[] => [problem(command, why)];
    switch (name) {
      case 'ESC @':
        this.#reset();
        return [{ kind: 'initialised' }];
      case 'ESC t':
        if (!this.#pages.has(n)) return refuse('bad-operand');
        this.#page = this.#pages.get(n)!;
        return [];
      case 'GS !':
        if ((n & 0x88) !== 0) return refuse('bad-operand');
        this.#wide = (n >> 4) + 1;
        this.#high = (n & 7) + 1;
        return [];
      case 'ESC !':
        this.#wide = n & 0x20 ? 2 : 1;
        this.#high = n & 0x10 ? 2 : 1;
        return [];
      case 'ESC a': {
        const align = ALIGNS[n >= 48 ? n - 48 : n];
        if (align === undefined) return refuse('bad-operand');
        if (this.#lineWidth > 0) return refuse('not-at-line-start');
        this.#align = align;
        return [];
      }
      case 'ESC d':
      case 'ESC e':
        return [...this.flush(), { kind: 'feed', lines: name === 'ESC d' ? n : -n }];
      case 'ESC J':
        return this.flush();
      case 'FS &':
      case 'FS .':
        this.#doubleByte = name === 'FS &';
        return [];
      case 'GS V':
      case 'ESC i':
      case 'ESC m':
        if (this.#lineWidth > 0) return refuse('not-at-line-start');
        return [
          {
            kind: 'cut',
            mode: name === 'ESC i' || (name === 'GS V' && FULL_CUTS.includes(n)) ? 'full' : 'partial',
          },
        ];
      case 'ESC p':
        return pulse(operands) ?? refuse('bad-operand');
      case 'GS r':
        return n === 1 || n === 49 || n === 2 || n === 50
          ? [{ kind: 'status-reply', n: n % 48 === 1 ? 1 : 2 }]
          : refuse('bad-operand');
      case 'GS a':
        return [{ kind: 'automatic-status', mask: n }];
      case 'GS I':
        return [{ kind: 'identity', n }];
      case 'GS k':
        return [
          ...this.flush(),
          { kind: 'barcode', data: latin1(operands.subarray(n <= 6 ? 1 : 2)).replace('\0', '') },
        ];
      case 'ESC *':
        // A column picture stands in the line buffer until the line feed.
        return [{ kind: 'picture', bytes: operands.length - 3 }];
      case 'GS v':
        return [...this.flush(), { kind: 'picture', bytes: operands.length - 6 }];
      case 'GS (':
        return this.#function(command, operands);
      default:
        // Known, of known length, and without effect on words, paper or drawer (underline, spacing, margins, buzzer...).
        return STYLE_OPERANDS[name]?.(n) === false ? refuse('bad-operand') : [];
    }
  }

  #function(command: EscPosCommand, operands: Uint8Array): readonly PrintedEvent[] {
    const family = String.fromCharCode(operands[0]!);
    const body = operands.subarray(3);
    if (family === 'H') return processIdOf(body) ?? [problem(command, 'bad-operand')];
    if (family === 'L') {
      const isPrint = body[1] === 2 || body[1] === 50;
      return isPrint ? [...this.flush(), { kind: 'picture', bytes: 0 }] : [];
    }
    if (family !== 'k' || body[0] !== 0x31) return [];
    if (body[1] === 0x50) this.#qrData = latin1(body.subarray(3));
    if (body[1] !== 0x51) return [];
    if (this.#qrData === '') return [problem(command, 'bad-operand')];
    return [...this.flush(), { kind: 'qr', data: this.#qrData }];
  }
}

const ALIGNS: readonly Align[] = ['left', 'center', 'right'];
const FULL_CUTS: readonly number[] = [0, 48, 65, 97, 103];

/** Epson's ranges of the style commands that our encoder uses; a clone that means something else by them is a surprise. */
const STYLE_OPERANDS: Readonly<Record<string, (n: number) => boolean>> = {
  'ESC -': (n) => [0, 1, 2, 48, 49, 50].includes(n),
  'ESC M': (n) => [0, 1, 2, 3, 4, 48, 49, 50, 51, 52].includes(n),
};

function problem(command: EscPosCommand, why: EscPosProblem): PrintedEvent {
  return { kind: 'problem', problem: why, at: command.at, bytes: command.bytes };
}

function pulse([m, on, off]: Uint8Array): readonly PrintedEvent[] | null {
  if (m === undefined || ![0, 1, 48, 49].includes(m)) return null;
  return [{ kind: 'pulse', connector: m % 48 === 0 ? 'pin-2' : 'pin-5', onMs: on! * 2, offMs: off! * 2 }];
}

function processIdOf(body: Uint8Array): readonly PrintedEvent[] | null {
  if (body.length !== 6 || body[0] !== 0x30 || body[1] !== 0x30) return null;
  const id = body.subarray(2);
  return id.every((byte) => byte >= 0x20 && byte <= 0x7e) ? [{ kind: 'process-id', id: latin1(id) }] : null;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
