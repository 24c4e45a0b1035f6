import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startVirtualPrinter,
  type VirtualPrinter,
  type VirtualPrinterFaults,
} from '@beaveros/devices/virtual';
import { instant } from '@beaveros/kit';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT, DRAWER, idOf, printerRow, STORE } from './_paper-fixture.ts';
import { closePaper } from './paper.ts';
import { Printers } from './printers.ts';
import { receiptOf } from './receipt.ts';
import { type NewJob, SpoolFile } from './spool-file.ts';

const RECEIPT: NewJob = {
  job: idOf('event-1'),
  kind: 'receipt',
  device: idOf('printer'),
  order: idOf('order'),
  document: DOCUMENT.document,
  paper: 'document',
  isCopy: false,
  createdAt: instant(1),
};
const KICK: NewJob = {
  ...RECEIPT,
  job: idOf('event-2'),
  kind: 'drawer',
  device: idOf('drawer'),
  order: null,
  document: null,
  paper: null,
};

/** One till's spool and printers over a real virtual printer; `restart` is a new process with the same files. */
class Till implements AsyncDisposable {
  readonly printer: VirtualPrinter;
  readonly #path: string;
  spool: SpoolFile;
  printers: Printers;
  readonly #watchers = new Set<() => void>();

  static async start(dir: string, faults: VirtualPrinterFaults = {}): Promise<Till> {
    return new Till(join(dir, 'spool.sqlite'), await startVirtualPrinter({ port: 0, faults }));
  }

  private constructor(path: string, printer: VirtualPrinter) {
    this.printer = printer;
    this.#path = path;
    this.spool = new SpoolFile(path);
    this.printers = this.#open();
  }

  async restart(): Promise<void> {
    await this.printers[Symbol.asyncDispose]();
    this.spool[Symbol.dispose]();
    this.spool = new SpoolFile(this.#path);
    this.printers = this.#open();
  }

  async untilState(job: string, state: string): Promise<void> {
    if (this.spool.job(job)?.state === state) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const watch = () => {
      if (this.spool.job(job)?.state === state) resolve();
    };
    this.#watchers.add(watch);
    await promise;
    this.#watchers.delete(watch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.printers[Symbol.asyncDispose]();
    this.spool[Symbol.dispose]();
    await this.printer[Symbol.asyncDispose]();
  }

  #open(): Printers {
    const rows = [printerRow(this.printer.port), DRAWER];
    return new Printers({
      spool: this.spool,
      device: (id) => rows.find((row) => row.id === id),
      paper: ({ document }) =>
        document === DOCUMENT.document ? receiptOf(closePaper(DOCUMENT), STORE) : undefined,
      log: pino({ level: 'silent' }),
      onChanged: () => {
        for (const watch of this.#watchers) watch();
      },
    });
  }
}

describe('Printers', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'beaver-spool-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('prints a queued receipt once and records the proof', async () => {
    await using till = await Till.start(dir);
    till.spool.take([RECEIPT], 1);
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'confirmed');
    expect(till.printer.papers).toHaveLength(1);
    expect(till.printer.papers[0]!.lines.join('\n')).toContain('TOTAL EUR');
    expect(till.printer.problems).toEqual([]);
  });

  it('makes one job of an event, however often it comes', async () => {
    await using till = await Till.start(dir);
    till.spool.take([RECEIPT], 1);
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'confirmed');
    till.spool.take([RECEIPT], 2);
    till.printers.wakeAll();
    await till.restart();
    till.printers.wakeAll();
    expect(till.spool.total()).toBe(1);
    expect(till.spool.job(RECEIPT.job)?.state).toBe('confirmed');
    expect(till.printer.papers).toHaveLength(1);
  });

  it('pulses the drawer as a job of its own', async () => {
    await using till = await Till.start(dir);
    till.spool.take([KICK], 1);
    till.printers.wakeAll();
    await till.untilState(KICK.job, 'confirmed');
    expect(till.printer.drawer.opened).toBe(1);
    expect(till.printer.papers).toHaveLength(0);
  });

  it('waits for paper and prints then, by itself, because nothing had left', async () => {
    await using till = await Till.start(dir, { coverIsOpen: true });
    till.spool.take([RECEIPT], 1);
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'failed-before-first-byte');
    expect(till.printer.jobBytes).toBe(0);
    till.printer.refillPaper();
    await till.untilState(RECEIPT.job, 'confirmed');
    expect(till.printer.papers).toHaveLength(1);
  });

  it('prints exactly one receipt without COPY after a restart before the first byte', async () => {
    await using till = await Till.start(dir);
    till.spool.take([RECEIPT], 1);
    await till.restart();
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'confirmed');
    expect(till.printer.papers).toHaveLength(1);
    expect(till.printer.papers[0]!.lines.join('\n')).not.toContain('COPY');
  });

  it('finds a job whose bytes had left as unknown after a restart and sends nothing more', async () => {
    await using till = await Till.start(dir, { losesConfirmations: true });
    till.spool.take([RECEIPT], 1);
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'sent');
    await till.printer.until((printer) => printer.papers.length === 1);
    const bytes = till.printer.jobBytes;
    await till.restart();
    till.printers.wakeAll();
    expect(till.spool.job(RECEIPT.job)?.state).toBe('unknown');
    expect(till.spool.waiting(RECEIPT.device)).toBeUndefined();
    expect(till.printer.jobBytes).toBe(bytes);
  });

  it('lets a person, and only a person, end an unknown job', async () => {
    await using till = await Till.start(dir);
    till.spool.take([RECEIPT], 1);
    till.spool.record(RECEIPT.job, { state: 'unknown', retries: 0, confirmable: true }, 'cut off');
    const resolved = till.printers.resolve(RECEIPT.job, 'confirmed', idOf('ana'));
    expect(resolved).toMatchObject({ ok: true, value: { state: 'confirmed' } });
    expect(till.printers.resolve(RECEIPT.job, 'confirmed', idOf('ana'))).toEqual({
      ok: false,
      refusal: { code: 'core/print-job-not-unknown', state: 'confirmed' },
    });
    expect(till.printers.resolve(idOf('other'), 'cancelled', idOf('ana'))).toEqual({
      ok: false,
      refusal: { code: 'core/print-job-unknown' },
    });
  });

  it('lets go of what nobody knows any more, and prints what waits behind it', async () => {
    await using till = await Till.start(dir);
    const lost = { ...RECEIPT, job: idOf('event-3'), document: idOf('lost') };
    till.spool.take([lost, RECEIPT], 1);
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'confirmed');
    expect(till.spool.job(lost.job)).toMatchObject({
      state: 'cancelled',
      cause: expect.stringContaining('not held'),
    });
    expect(till.printer.papers).toHaveLength(1);
  });

  it('says COPY on a reprint', async () => {
    await using till = await Till.start(dir);
    till.spool.take([{ ...RECEIPT, isCopy: true }], 1);
    till.printers.wakeAll();
    await till.untilState(RECEIPT.job, 'confirmed');
    expect(till.printer.papers[0]!.lines.join('\n')).toContain('COPY');
  });
});
