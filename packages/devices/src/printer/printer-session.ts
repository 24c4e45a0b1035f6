import {
  encodeStatusQuestion,
  PrinterAnswers,
  type PrinterMessage,
  type StatusQuestion,
} from '../codecs/escpos/status.ts';
import type { Connection, Written } from '../transports/transport.ts';
import type { DeviceCause } from '../upos.ts';
import { type PrinterStatus, statusOf } from './printer-status.ts';

export type Heard<T> =
  | { readonly kind: 'heard'; readonly value: T }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed'; readonly cause: DeviceCause };

/** An answer that is awaited, perhaps in several goes; it counts from when it was expected. */
export interface Expectation<T> extends Disposable {
  wait(timeoutMs: number): Promise<Heard<T>>;
}

/** DLE EOT 1, 2 and 4 say all that a pre-check needs; 3 only details an error that 2 reports. */
const STATUS_QUESTIONS: readonly StatusQuestion[] = [
  { kind: 'real-time', n: 1 },
  { kind: 'real-time', n: 2 },
  { kind: 'real-time', n: 4 },
];

/** One connection and the conversation on it: who asked what, and who waits for which answer. */
export class PrinterSession implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #answers = new PrinterAnswers();
  readonly #listeners = new Set<(message: PrinterMessage) => void>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onBytes((bytes) => {
      for (const message of this.#answers.push(bytes))
        for (const listener of this.#listeners) listener(message);
    });
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  write(bytes: Uint8Array, stallTimeoutMs: number): Promise<Written> {
    return this.#connection.write(bytes, { stallTimeoutMs });
  }

  /** Says that bytes handed over by {@link write} end with this question, so that its answer is recognised. */
  asked(question: StatusQuestion): void {
    this.#answers.asked(question);
  }

  /** Asks for the printer's state in real time. Part of no job: these bytes print nothing. */
  async readStatus(timeoutMs: number): Promise<Heard<PrinterStatus>> {
    const seen: PrinterMessage[] = [];
    using status = this.expect((message) => {
      seen.push(message);
      return statusOf(seen);
    });
    for (const question of STATUS_QUESTIONS) this.#answers.asked(question);
    const bytes = Uint8Array.of(
      ...STATUS_QUESTIONS.flatMap((question) => [...encodeStatusQuestion(question)]),
    );
    const written = await this.write(bytes, timeoutMs);
    if (written.kind !== 'handed-over') return { kind: 'closed', cause: written.cause };
    // NOTE: awaited here, because `using` stops listening when the function returns.
    return await status.wait(timeoutMs);
  }

  /** Listens, from this call on, for the first answer that `pick` makes something of. */
  expect<T>(pick: (message: PrinterMessage) => T | null): Expectation<T> {
    const first = Promise.withResolvers<T>();
    const listener = (message: PrinterMessage): void => {
      const value = pick(message);
      if (value !== null) first.resolve(value);
    };
    this.#listeners.add(listener);
    return {
      wait: (timeoutMs) => this.#wait(first.promise, timeoutMs),
      [Symbol.dispose]: () => this.#listeners.delete(listener),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  async #wait<T>(first: Promise<T>, timeoutMs: number): Promise<Heard<T>> {
    const timeout = Promise.withResolvers<Heard<T>>();
    const timer = setTimeout(() => timeout.resolve({ kind: 'timeout' }), timeoutMs);
    const heard = first.then((value): Heard<T> => ({ kind: 'heard', value }));
    const closed = this.#connection.closed.then((cause): Heard<T> => ({ kind: 'closed', cause }));
    // In this order: an answer that came before the connection ended is an answer.
    const result = await Promise.race([heard, closed, timeout.promise]);
    clearTimeout(timer);
    return result;
  }
}
