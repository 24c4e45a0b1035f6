/**
 * The world failed: disk, network, printer, a peer that speaks nonsense. Thrown; caught only where something can be done.
 * `code` is stable and grouped by room (`journal/damaged`, `exchange/bad-batch`); `field` names the bad part of an input.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  readonly retryable: boolean;
  readonly field: string | undefined;
  /** Facts for a log or a screen. Never a secret, a card number or personal data. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.field = options.field;
    this.details = options.details ?? {};
  }
}

export interface FaultOptions {
  readonly retryable?: boolean;
  readonly field?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export function isFault(error: unknown, code?: string): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}
