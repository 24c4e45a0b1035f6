/**
 * What an ESC/POS printer says. ASB frames, DLE EOT replies, GS r replies and blocks arrive on one line and share bit
 * masks, so the reader knows which questions are open (Epson GS a, DLE EOT, GS r; hardware facts 3.1).
 */
export type PrinterMessage =
  | {
      readonly kind: 'printer';
      readonly drawerPinHigh: boolean;
      readonly offline: boolean;
      readonly waitingForRecovery: boolean;
    }
  | {
      readonly kind: 'offline-cause';
      readonly coverOpen: boolean;
      readonly feeding: boolean;
      readonly stoppedByPaperEnd: boolean;
      readonly error: boolean;
    }
  | ({ readonly kind: 'error-cause' } & ErrorCauses)
  | { readonly kind: 'paper'; readonly nearEnd: boolean; readonly end: boolean }
  /** Answer to GS r 1. A printer at paper end is offline and does not answer it, so `end` proves little. */
  | { readonly kind: 'paper-reply'; readonly nearEnd: boolean; readonly end: boolean }
  | { readonly kind: 'drawer-reply'; readonly drawerPinHigh: boolean }
  | ({
      readonly kind: 'automatic-status';
      readonly drawerPinHigh: boolean;
      readonly offline: boolean;
      readonly coverOpen: boolean;
      readonly nearEnd: boolean;
      readonly end: boolean;
    } & ErrorCauses)
  /** Everything before the request with this id is printed. */
  | { readonly kind: 'process-id'; readonly id: string }
  /** Another block answer: header byte and its data, for instance GS I's maker and model. */
  | { readonly kind: 'block'; readonly header: number; readonly data: string }
  | { readonly kind: 'flow'; readonly stop: boolean }
  /** Bytes that no open question explains: fixed bits wrong, an answer nobody asked for, a broken frame. */
  | { readonly kind: 'unexpected'; readonly bytes: readonly number[] };

interface ErrorCauses {
  readonly recoverable: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly autoRecoverable: boolean;
}

export type StatusQuestion =
  | { readonly kind: 'real-time'; readonly n: 1 | 2 | 3 | 4 }
  | { readonly kind: 'queued'; readonly n: 1 | 2 };

/** `DLE EOT n` or `GS r n`. */
export function encodeStatusQuestion({ kind, n }: StatusQuestion): Uint8Array {
  return kind === 'real-time' ? Uint8Array.of(0x10, 0x04, n) : Uint8Array.of(0x1d, 0x72, n);
}

/** Clears the printer's buffers after an error, so that a reprint does not follow the rest of the first (DLE ENQ 2). */
export const CLEAR_AFTER_ERROR: Uint8Array = Uint8Array.of(0x10, 0x05, 0x02);

/** Bits that are fixed in the first byte of every frame, and in ASB bytes 2 to 4 and GS r replies. */
const FIXED = 0x93;
const FIXED_REST = 0x90;
const ASB_BYTES = 4;
const BLOCK_HEADERS: readonly number[] = [0x35, 0x37, 0x3b, 0x3d, 0x5f];
/** GS I answers at most 80 bytes; a block without its NUL after that is noise. */
const BLOCK_BYTES_MAX = 96;
/** More open questions than any driver asks; the oldest are forgotten, as their answers will not come. */
const QUESTIONS_MAX = 64;
const XON = 0x11;
const XOFF = 0x13;

/** Tells the printer's answers apart. Any split of the same bytes after the same questions gives the same messages. */
export class PrinterAnswers {
  readonly #realTime: (1 | 2 | 3 | 4)[] = [];
  readonly #queued: (1 | 2)[] = [];
  #frame: number[] = [];

  /** Call when the question's bytes are handed over; answers come back in the order of each kind's questions. */
  asked(question: StatusQuestion): void {
    if (question.kind === 'real-time') this.#realTime.push(question.n);
    else this.#queued.push(question.n);
    if (this.#realTime.length > QUESTIONS_MAX) this.#realTime.shift();
    if (this.#queued.length > QUESTIONS_MAX) this.#queued.shift();
  }

  push(bytes: Uint8Array): readonly PrinterMessage[] {
    const messages: PrinterMessage[] = [];
    for (const byte of bytes) this.#read(byte, messages);
    return messages;
  }

  #read(byte: number, messages: PrinterMessage[]): void {
    const [header] = this.#frame;
    if (header !== undefined && BLOCK_HEADERS.includes(header)) {
      this.#frame.push(byte);
      if (byte === 0) messages.push(blockOf(this.#takeFrame()));
      else if (this.#frame.length > BLOCK_BYTES_MAX)
        messages.push({ kind: 'unexpected', bytes: this.#takeFrame() });
      return;
    }
    if (byte === XON || byte === XOFF) {
      messages.push({ kind: 'flow', stop: byte === XOFF });
      return;
    }
    if (header !== undefined) {
      if ((byte & FIXED_REST) === 0) {
        this.#frame.push(byte);
        if (this.#frame.length === ASB_BYTES) messages.push(automaticStatusOf(this.#takeFrame()));
        return;
      }
      // A byte with the fixed bits of a first byte: the frame broke off, and this byte begins something else.
      messages.push({ kind: 'unexpected', bytes: this.#takeFrame() });
    }
    if (BLOCK_HEADERS.includes(byte) || (byte & FIXED) === 0x10) this.#frame.push(byte);
    else messages.push(this.#single(byte));
  }

  #single(byte: number): PrinterMessage {
    if ((byte & FIXED) === 0x12) {
      const n = this.#realTime.shift();
      if (n !== undefined) return realTimeReplyOf(byte, n);
    } else if ((byte & FIXED_REST) === 0) {
      const n = this.#queued.shift();
      if (n === 1) return { kind: 'paper-reply', nearEnd: has(byte, 0, 1), end: has(byte, 2, 3) };
      if (n === 2) return { kind: 'drawer-reply', drawerPinHigh: has(byte, 0) };
    }
    return { kind: 'unexpected', bytes: [byte] };
  }

  #takeFrame(): readonly number[] {
    const frame = this.#frame;
    this.#frame = [];
    return frame;
  }
}

function has(byte: number, ...bits: readonly number[]): boolean {
  return bits.some((bit) => (byte & (1 << bit)) !== 0);
}

function realTimeReplyOf(byte: number, n: 1 | 2 | 3 | 4): PrinterMessage {
  switch (n) {
    case 1:
      return {
        kind: 'printer',
        drawerPinHigh: has(byte, 2),
        offline: has(byte, 3),
        waitingForRecovery: has(byte, 5),
      };
    case 2:
      return {
        kind: 'offline-cause',
        coverOpen: has(byte, 2),
        feeding: has(byte, 3),
        stoppedByPaperEnd: has(byte, 5),
        error: has(byte, 6),
      };
    case 3:
      return { kind: 'error-cause', ...errorCausesOf(byte) };
    case 4:
      return { kind: 'paper', nearEnd: has(byte, 2, 3), end: has(byte, 5, 6) };
  }
}

/** Bits 2, 3, 5 and 6 mean the same in DLE EOT 3 and in the second ASB byte. */
function errorCausesOf(byte: number): ErrorCauses {
  return {
    recoverable: has(byte, 2),
    cutter: has(byte, 3),
    unrecoverable: has(byte, 5),
    autoRecoverable: has(byte, 6),
  };
}

function automaticStatusOf([first = 0, second = 0, third = 0]: readonly number[]): PrinterMessage {
  return {
    kind: 'automatic-status',
    drawerPinHigh: has(first, 2),
    offline: has(first, 3),
    coverOpen: has(first, 5),
    ...errorCausesOf(second),
    nearEnd: has(third, 0, 1),
    end: has(third, 2, 3),
  };
}

function blockOf(frame: readonly number[]): PrinterMessage {
  const [header = 0, identifier] = frame;
  const text = frame
    .slice(1, -1)
    .map((byte) => String.fromCharCode(byte))
    .join('');
  const isProcessId = header === 0x37 && identifier === 0x22 && frame.length === 7;
  return isProcessId ? { kind: 'process-id', id: text.slice(1) } : { kind: 'block', header, data: text };
}
