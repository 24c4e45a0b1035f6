import {
  encodeDrawerJob,
  encodeReceipt,
  EPSON_80MM,
  type JobOutcome,
  PRINTER_PROFILES,
  type PrinterJob,
  type PrinterProfile,
  processIdOf,
  type ReceiptDocument,
  type SpoolEvent,
  stepSpool,
  retryDelayMs,
  tcpTransport,
  withBanner,
  PrinterDriver,
} from '@beaveros/devices';
import type { DeviceRow } from '@beaveros/domain/service-entity';
import { assert, type Result, refuse, ok } from '@beaveros/kit';
import type { CoreRefusal } from '@beaveros/protocol/ipc';
import type { Logger } from 'pino';
import type { Job, SpoolFile } from './spool-file.ts';

/** Drawer pulse: hardware facts 5.8, long enough for every drawer seen. */
const PULSE_ON_MS = 100;
const PULSE_OFF_MS = 500;

export interface PrintersOptions {
  readonly spool: SpoolFile;
  readonly device: (id: string) => DeviceRow | undefined;
  /** What a job puts on paper; undefined: nobody knows any more. */
  readonly paper: (job: Job) => ReceiptDocument | undefined;
  readonly log: Logger;
  /** Told after every recorded step, for the screens. */
  readonly onChanged?: () => void;
}

/**
 * Works the spool off: one driver per printer, one job at a time, `sending` durable before the first byte. Retries by
 * itself only what certainly sent nothing. A drawer hangs on its printer and goes before papers that wait.
 */
export class Printers implements AsyncDisposable {
  readonly #options: PrintersOptions;
  readonly #drivers = new Map<
    string,
    { readonly driver: PrinterDriver; readonly key: string; readonly profile: PrinterProfile }
  >();
  readonly #busy = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isDisposed = false;

  constructor(options: PrintersOptions) {
    this.#options = options;
    // What a restart finds `sending` or `sent` has an unknown outcome; a drawer that waited is let go.
    for (const job of options.spool.unfinished()) this.#record(job, { kind: 'restarted' }, 'restarted');
    for (const job of options.spool.unfinished()) {
      if (job.state === 'failed-before-first-byte') this.#retryLater(job);
    }
  }

  /** Looks for queued jobs of these devices; returns at once. */
  wake(devices: Iterable<string>): void {
    for (const device of devices) void this.#work(device);
  }

  /** Every device with a queued job. */
  wakeAll(): void {
    this.wake(new Set(this.#options.spool.unfinished().map((job) => job.device)));
  }

  /** A person decides about a job in `unknown` (or gives up one that waits). */
  resolve(id: string, as: 'confirmed' | 'cancelled', by: string): Result<Job, CoreRefusal> {
    const job = this.#options.spool.job(id);
    if (job === undefined) return refuse({ code: 'core/print-job-unknown' });
    const step = this.#record(
      job,
      { kind: as === 'confirmed' ? 'mark-printed' : 'cancel', by },
      job.cause,
      by,
    );
    return step
      ? ok(this.#options.spool.job(id)!)
      : refuse({ code: 'core/print-job-not-unknown', state: job.state });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#drivers.values()].map(({ driver }) => driver[Symbol.asyncDispose]()));
  }

  async #work(device: string): Promise<void> {
    if (this.#busy.has(device) || this.#isDisposed) return;
    this.#busy.add(device);
    try {
      for (let job = this.#options.spool.waiting(device); job !== undefined; ) {
        await this.#send(job);
        if (this.#isDisposed) return;
        const next = this.#options.spool.waiting(device);
        // The same job again: it could not even be tried (no such device yet); it waits for the rows.
        if (next?.job === job.job) return;
        job = next;
      }
    } finally {
      this.#busy.delete(device);
    }
  }

  async #send(job: Job): Promise<void> {
    const row = this.#options.device(job.device);
    const printer = row?.connection.via === 'printer' ? this.#options.device(row.connection.printer) : row;
    if (row === undefined || printer === undefined || printer.connection.via !== 'tcp') return;
    const { driver, profile } = this.#driverOf(printer);
    const prepared = this.#prepare(job, row, profile);
    if (prepared === null) {
      // Nobody will ever know, and the papers behind it wait.
      this.#record(job, { kind: 'cancel', by: 'till' }, 'what was to be printed is not held here any more');
      return;
    }
    let current: Job = { ...job, confirmable: profile.confirmation !== 'none' };
    const move = (event: SpoolEvent, cause: string | null) => {
      assert(
        this.#record(current, event, cause),
        `the spool refuses ${event.kind} of a job in ${current.state}`,
      );
      current = this.#options.spool.job(job.job)!;
    };
    const hooks = {
      onFirstByte: () => move({ kind: 'first-byte' }, null),
      onAllSent: () => move({ kind: 'all-sent' }, null),
    };
    const outcome = await (job.kind === 'receipt'
      ? driver.printJob(prepared, hooks)
      : driver.kickDrawer(prepared, hooks));
    // A dying process leaves the job as it is: the next start knows what a job found `sending` means.
    if (this.#isDisposed) return;
    this.#conclude(current, outcome, move);
  }

  #conclude(job: Job, outcome: JobOutcome, move: (event: SpoolEvent, cause: string | null) => void): void {
    switch (outcome.kind) {
      case 'confirmed':
        move({ kind: 'confirmed' }, null);
        return;
      case 'sent-unconfirmed':
        if (job.state === 'sending') move({ kind: 'all-sent' }, null);
        return;
      case 'unknown':
        move({ kind: 'outcome-unknown' }, outcome.cause.detail);
        this.#options.log.warn({ job: job.job, cause: outcome.cause }, 'print job unknown: a person decides');
        return;
      case 'failed-before-first-byte':
        move({ kind: 'failed-before-first-byte' }, outcome.cause.detail);
        this.#options.log.info({ job: job.job, cause: outcome.cause }, 'printer not ready');
        this.#retryLater(this.#options.spool.job(job.job)!);
    }
  }

  #retryLater(job: Job): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const now = this.#options.spool.job(job.job);
      if (now === undefined || now.state !== 'failed-before-first-byte') return;
      if (this.#record(now, { kind: 'retry' }, now.cause)) void this.#work(job.device);
    }, retryDelayMs(job.retries));
    this.#timers.add(timer);
  }

  #record(job: Job, event: SpoolEvent, cause: string | null, by?: string): boolean {
    const { state, retries, confirmable } = job;
    const purpose = job.kind === 'drawer' ? 'drawer' : 'paper';
    const step = stepSpool({ state, retries, confirmable, purpose }, event);
    if (!step.ok) return false;
    if (event.kind === 'restarted' && step.value.job.state === state) return true;
    this.#options.spool.record(job.job, step.value.job, cause, by);
    this.#options.onChanged?.();
    return true;
  }

  #prepare(job: Job, row: DeviceRow, profile: PrinterProfile): PrinterJob | null {
    const processId = processIdOf(job.number);
    if (job.kind === 'drawer') {
      assert(row.connection.via === 'printer', 'a drawer hangs on a printer');
      const connector = row.connection.connector === 2 ? 'pin-2' : 'pin-5';
      const pulse = { connector, onMs: PULSE_ON_MS, offMs: PULSE_OFF_MS } as const;
      return { bytes: encodeDrawerJob(pulse, { confirmation: profile.confirmation, processId }), processId };
    }
    const paper = this.#options.paper(job);
    if (paper === undefined) return null;
    const marked = job.isCopy ? withBanner(paper, 'COPY') : paper;
    const { bytes, notEncodable } = encodeReceipt(marked, { profile, processId });
    if (notEncodable.length > 0)
      this.#options.log.warn({ job: job.job, count: notEncodable.length }, 'not encodable');
    return { bytes, processId, ...(job.isCopy ? { clearBufferFirst: true } : {}) };
  }

  #driverOf(printer: DeviceRow): { readonly driver: PrinterDriver; readonly profile: PrinterProfile } {
    assert(printer.connection.via === 'tcp', 'receipts go to TCP printers for now');
    const { host, port } = printer.connection;
    const profile = profileOf(printer);
    const key = `${host}:${port}/${profile.name}`;
    const known = this.#drivers.get(printer.id);
    if (known?.key === key) return known;
    void known?.driver[Symbol.asyncDispose]();
    const driver = new PrinterDriver({ transport: tcpTransport({ host, port }), profile });
    const made = { driver, key, profile };
    this.#drivers.set(printer.id, made);
    return made;
  }
}

/** What a printer can do, by the name in its row; the commonest one for an unknown name. */
export function profileOf(printer: DeviceRow | undefined): PrinterProfile {
  return PRINTER_PROFILES.find(({ name }) => name === printer?.profile) ?? EPSON_80MM;
}
