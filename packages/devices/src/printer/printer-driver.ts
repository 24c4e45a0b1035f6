import { assert, Fault } from '@beaveros/kit';
import type { ProcessId } from '../codecs/escpos/confirmation.ts';
import type { PrinterProfile } from '../codecs/escpos/printer-profile.ts';
import { CLEAR_AFTER_ERROR, type PrinterMessage } from '../codecs/escpos/status.ts';
import type { Transport } from '../transports/transport.ts';
import type { DeviceCause } from '../upos.ts';
import { type Expectation, PrinterSession } from './printer-session.ts';
import { type PrinterStatus, reasonNotToPrint } from './printer-status.ts';

/** A job as the spool keeps it: bytes of `encodeReceipt` or `encodeDrawerJob`, with the id that they ask for. */
export interface PrinterJob {
  readonly bytes: Uint8Array;
  readonly processId: ProcessId;
  /** A reprint after an unknown outcome: clears what the printer may still hold of the first, so it is not printed twice. */
  readonly clearBufferFirst?: boolean;
}

export interface JobHooks {
  /**
   * Called synchronously just before the first byte of the job goes out. Record `sending` durably in it; when it throws,
   * nothing is sent and the error comes back from the call.
   */
  readonly onFirstByte: () => void;
  /** Every byte is handed over: the job is `sent`, and only a confirmation is missing. */
  readonly onAllSent?: () => void;
}

export type JobOutcome =
  /** The printer says that it is done: printed, or the pulse given. */
  | { readonly kind: 'confirmed' }
  /** All bytes are handed over to a printer that cannot confirm. */
  | { readonly kind: 'sent-unconfirmed' }
  /** Certain: nothing of the job left us. Safe to try again. */
  | { readonly kind: 'failed-before-first-byte'; readonly cause: DeviceCause }
  /** Bytes left us and there is no proof. A person decides. */
  | { readonly kind: 'unknown'; readonly cause: DeviceCause };

export interface PrinterTimeouts {
  readonly connectMs: number;
  /** For the three real-time status bytes. */
  readonly statusMs: number;
  /** Without a byte taken by the printer while sending. */
  readonly stallMs: number;
  /** From the last byte of a paper to its confirmation: a long receipt at 100 mm/s, or a quick change of paper. */
  readonly confirmPaperMs: number;
  /** The same for a drawer: a cashier stands waiting. */
  readonly confirmDrawerMs: number;
  /** How often the state is asked while a confirmation is awaited, so that a screen can say "paper out" at once. */
  readonly pollMs: number;
  readonly idleCloseMs: number;
}

export const PRINTER_TIMEOUTS: PrinterTimeouts = {
  connectMs: 3_000,
  statusMs: 2_000,
  stallMs: 10_000,
  confirmPaperMs: 30_000,
  confirmDrawerMs: 5_000,
  pollMs: 2_000,
  idleCloseMs: 60_000,
};

/** The spool hands over one job at a time; a few more may come from screens (test page, drawer). */
export const JOBS_WAITING_MAX = 8;
/** A connection kept from the last job may be dead without having said so: one fresh one is tried. */
const CONNECTS_MAX = 2;

export interface PrinterDriverOptions {
  readonly transport: Transport;
  readonly profile: PrinterProfile;
  readonly timeouts?: Partial<PrinterTimeouts>;
  /** Told every state that the driver reads, also in the middle of a job. */
  readonly onStatus?: (status: PrinterStatus) => void;
}

/**
 * Drives one printer over one connection, one job at a time in the order asked. It never repeats a job by itself, and it
 * claims nothing that the printer did not say. Between jobs it keeps the connection until `idleCloseMs`; after an unknown
 * outcome it closes it, so that a late answer cannot confirm another job.
 */
export class PrinterDriver implements AsyncDisposable {
  readonly #transport: Transport;
  readonly #profile: PrinterProfile;
  readonly #timeouts: PrinterTimeouts;
  readonly #onStatus: (status: PrinterStatus) => void;
  #session: PrinterSession | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #isDisposed = false;

  constructor({ transport, profile, timeouts, onStatus }: PrinterDriverOptions) {
    this.#transport = transport;
    this.#profile = profile;
    this.#timeouts = { ...PRINTER_TIMEOUTS, ...timeouts };
    this.#onStatus = onStatus ?? (() => {});
    const { idleCloseMs, confirmPaperMs, confirmDrawerMs } = this.#timeouts;
    assert(
      idleCloseMs > Math.max(confirmPaperMs, confirmDrawerMs),
      'an awaited confirmation is not idleness',
    );
  }

  /** Prints a paper. Rejects only with what a hook threw; everything else is an outcome. */
  async printJob(job: PrinterJob, hooks: JobHooks): Promise<JobOutcome> {
    return (await this.#inTurn(() => this.#run(job, hooks, this.#timeouts.confirmPaperMs))) ?? NO_ROOM;
  }

  /** Opens the drawer on the printer's connector: a job of its own, never repeated by anyone but a person. */
  async kickDrawer(job: PrinterJob, hooks: JobHooks): Promise<JobOutcome> {
    return (await this.#inTurn(() => this.#run(job, hooks, this.#timeouts.confirmDrawerMs))) ?? NO_ROOM;
  }

  /**
   * Asks the printer how it is, between jobs. `null` for a printer that does not tell. Throws the retryable Fault
   * `devices/printer-unreachable` with the {@link DeviceCause} as `details.cause`.
   */
  async readStatus(): Promise<PrinterStatus | null> {
    const ready = (await this.#inTurn(() => this.#ready(false))) ?? NO_ROOM;
    if (ready.kind === 'ready') return ready.status;
    if (ready.kind === 'not-now') return ready.status;
    throw new Fault('devices/printer-unreachable', ready.cause.detail, {
      retryable: true,
      details: { cause: ready.cause },
    });
  }

  /** Closes the connection. A job under way ends as `unknown` or `failed-before-first-byte`, whichever is true. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#drop();
    await this.#last;
  }

  /** Runs `work` after what was asked before; `null` when too many wait already. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#waiting >= JOBS_WAITING_MAX) return null;
    this.#waiting += 1;
    const mine = this.#last.then(work);
    // The queue goes on after a hook threw; the error itself goes to whoever asked for the job.
    this.#last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #run(job: PrinterJob, hooks: JobHooks, confirmMs: number): Promise<JobOutcome> {
    const ready = await this.#ready(job.clearBufferFirst ?? false);
    if (ready.kind !== 'ready') return { kind: 'failed-before-first-byte', cause: ready.cause };
    // Nothing may stand between the hook and the write: what the hook records must be true from here on.
    hooks.onFirstByte();
    try {
      const outcome = await this.#send(ready.session, job, hooks, confirmMs);
      if (outcome.kind === 'unknown') await this.#drop();
      return outcome;
    } catch (error) {
      await this.#drop();
      throw error;
    }
  }

  async #send(
    session: PrinterSession,
    job: PrinterJob,
    hooks: JobHooks,
    confirmMs: number,
  ): Promise<JobOutcome> {
    const { confirmation } = this.#profile;
    using done = session.expect((message) => (isDone(message, job.processId) ? true : null));
    if (confirmation === 'status-reply') session.asked({ kind: 'queued', n: 1 });
    const written = await session.write(job.bytes, this.#timeouts.stallMs);
    if (written.kind === 'nothing-left') return { kind: 'failed-before-first-byte', cause: written.cause };
    if (written.kind === 'some-left') return { kind: 'unknown', cause: written.cause };
    hooks.onAllSent?.();
    if (confirmation === 'none') return { kind: 'sent-unconfirmed' };
    return await this.#awaitConfirmation(session, done, confirmMs);
  }

  /** Waits in goes of `pollMs`, asking the state in between: a paper change within the time still ends confirmed. */
  async #awaitConfirmation(
    session: PrinterSession,
    done: Expectation<true>,
    confirmMs: number,
  ): Promise<JobOutcome> {
    let trouble: DeviceCause | null = null;
    for (let leftMs = confirmMs; leftMs > 0; leftMs -= this.#timeouts.pollMs) {
      const heard = await done.wait(Math.min(leftMs, this.#timeouts.pollMs));
      if (heard.kind === 'heard') return { kind: 'confirmed' };
      if (heard.kind === 'closed') return { kind: 'unknown', cause: heard.cause };
      if (this.#profile.hasRealTimeStatus) trouble = (await this.#ask(session)).trouble;
    }
    // The answer may have come while the state was asked.
    if ((await done.wait(0)).kind === 'heard') return { kind: 'confirmed' };
    const cause = trouble ?? { error: 'TIMEOUT', detail: `no confirmation in ${confirmMs} ms` };
    return { kind: 'unknown', cause };
  }

  /** A session on which the printer says that it can print, or why there is none. Nothing of a job is sent. */
  async #ready(clearBufferFirst: boolean): Promise<Ready> {
    let cause: DeviceCause = DISPOSED;
    for (let connects = 1; connects <= CONNECTS_MAX && !this.#isDisposed; connects += 1) {
      const kept = this.#session?.isOpen === true ? this.#session : null;
      const session = kept ?? (await this.#connect());
      if (!(session instanceof PrinterSession)) return { kind: 'unreachable', cause: session };
      if (clearBufferFirst) await session.write(CLEAR_AFTER_ERROR, this.#timeouts.statusMs);
      if (!this.#profile.hasRealTimeStatus) return { kind: 'ready', session, status: null };
      const { status, trouble } = await this.#ask(session);
      if (status !== null) {
        return trouble === null
          ? { kind: 'ready', session, status }
          : { kind: 'not-now', cause: trouble, status };
      }
      cause = trouble;
      await this.#drop();
      if (kept === null) break;
    }
    return { kind: 'unreachable', cause };
  }

  async #ask(session: PrinterSession): Promise<Asked> {
    const heard = await session.readStatus(this.#timeouts.statusMs);
    if (heard.kind === 'heard') {
      this.#onStatus(heard.value);
      return { status: heard.value, trouble: reasonNotToPrint(heard.value) };
    }
    const detail = `no answer to a status request in ${this.#timeouts.statusMs} ms`;
    return { status: null, trouble: heard.kind === 'closed' ? heard.cause : { error: 'TIMEOUT', detail } };
  }

  async #connect(): Promise<PrinterSession | DeviceCause> {
    const { connectMs: connectTimeoutMs, idleCloseMs } = this.#timeouts;
    const connected = await this.#transport.connect({ connectTimeoutMs, idleCloseMs });
    if (!connected.ok) return connected.cause;
    this.#session = new PrinterSession(connected.connection);
    if (!this.#isDisposed) return this.#session;
    await this.#drop();
    return DISPOSED;
  }

  async #drop(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.[Symbol.asyncDispose]();
  }
}

type Ready =
  | { readonly kind: 'ready'; readonly session: PrinterSession; readonly status: PrinterStatus | null }
  | { readonly kind: 'not-now'; readonly cause: DeviceCause; readonly status: PrinterStatus }
  | { readonly kind: 'unreachable'; readonly cause: DeviceCause };

type Asked =
  | { readonly status: PrinterStatus; readonly trouble: DeviceCause | null }
  | { readonly status: null; readonly trouble: DeviceCause };

const DISPOSED: DeviceCause = { error: 'CLOSED', detail: 'the driver is closed' };
const NO_ROOM = {
  kind: 'failed-before-first-byte',
  cause: { error: 'BUSY', detail: `${JOBS_WAITING_MAX} jobs are waiting` },
} as const;

/** The driver asks one question of a kind at a time, so a reply to GS r 1 can only be this job's. */
function isDone(message: PrinterMessage, id: ProcessId): boolean {
  return message.kind === 'paper-reply' || (message.kind === 'process-id' && message.id === id);
}
