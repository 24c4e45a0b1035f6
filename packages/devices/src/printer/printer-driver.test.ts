import { afterEach, describe, expect, it } from 'vitest';
import { processIdOf } from '../codecs/escpos/confirmation.ts';
import { encodeDrawerJob } from '../codecs/escpos/encode-drawer.ts';
import { encodeReceipt } from '../codecs/escpos/encode-receipt.ts';
import {
  EPSON_80MM,
  GENERIC_58MM,
  ONE_WAY_80MM,
  type PrinterProfile,
} from '../codecs/escpos/printer-profile.ts';
import type { ReceiptDocument } from '../receipt/document.ts';
import { tcpTransport } from '../transports/tcp.ts';
import { isCoverOpen, isPaperOut } from '../upos.ts';
import {
  startVirtualPrinter,
  type VirtualPrinter,
  type VirtualPrinterFaults,
} from '../virtual/virtual-printer.ts';
import {
  JOBS_WAITING_MAX,
  type JobOutcome,
  PrinterDriver,
  type PrinterJob,
  type PrinterTimeouts,
} from './printer-driver.ts';
import type { PrinterStatus } from './printer-status.ts';

/** Short, so that a fault is seen soon; the machine is slow enough that nothing good comes later than this. */
const SHORT: Partial<PrinterTimeouts> = {
  connectMs: 1_000,
  statusMs: 250,
  stallMs: 250,
  confirmPaperMs: 400,
  confirmDrawerMs: 400,
  pollMs: 100,
  idleCloseMs: 5_000,
};
/** For the good cases, where only a hang would reach them. */
const LONG: Partial<PrinterTimeouts> = {
  confirmPaperMs: 8_000,
  statusMs: 4_000,
  pollMs: 50,
  idleCloseMs: 60_000,
};

const DOCUMENT: ReceiptDocument = { blocks: [{ kind: 'text', runs: [{ text: 'Two coffees' }] }] };
const LINES = ['Two coffees', '', '', '', ''];

const used: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of used.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

interface Bench {
  readonly printer: VirtualPrinter;
  readonly driver: PrinterDriver;
  readonly statuses: PrinterStatus[];
}

async function bench(
  options: {
    faults?: VirtualPrinterFaults;
    profile?: PrinterProfile;
    timeouts?: Partial<PrinterTimeouts>;
  } = {},
): Promise<Bench> {
  const profile = options.profile ?? EPSON_80MM;
  const printer = await startVirtualPrinter({ port: 0, profile, faults: options.faults ?? {} });
  const statuses: PrinterStatus[] = [];
  const driver = new PrinterDriver({
    transport: tcpTransport({ host: '127.0.0.1', port: printer.port }),
    profile,
    timeouts: options.timeouts ?? SHORT,
    onStatus: (status) => statuses.push(status),
  });
  used.push(printer, driver);
  return { printer, driver, statuses };
}

let jobs = 0;
function receipt(profile: PrinterProfile = EPSON_80MM, document: ReceiptDocument = DOCUMENT): PrinterJob {
  const processId = processIdOf((jobs += 1));
  return { bytes: encodeReceipt(document, { profile, processId }).bytes, processId };
}

function drawer(): PrinterJob {
  const processId = processIdOf((jobs += 1));
  const pulse = { connector: 'pin-2', onMs: 120, offMs: 240 } as const;
  return { bytes: encodeDrawerJob(pulse, { confirmation: 'process-id', processId }), processId };
}

/** Prints and tells what the spool would have recorded. */
async function print(
  { driver }: Bench,
  job: PrinterJob,
): Promise<{ outcome: JobOutcome; recorded: readonly string[] }> {
  const recorded: string[] = [];
  const hooks = { onFirstByte: () => recorded.push('sending'), onAllSent: () => recorded.push('sent') };
  return { outcome: await driver.printJob(job, hooks), recorded };
}

const NOTHING = { onFirstByte: () => {} };

describe('a good printer', () => {
  it('prints, confirms by process id, and is told every byte correctly', async () => {
    const at = await bench({ timeouts: LONG });
    const { outcome, recorded } = await print(at, receipt());
    expect(outcome).toEqual({ kind: 'confirmed' });
    expect(recorded).toEqual(['sending', 'sent']);
    expect(at.printer.papers).toEqual([{ lines: LINES, cut: 'full' }]);
    expect(at.printer.problems).toEqual([]);
    expect(at.printer.drawer.opened).toBe(0);
  });

  it('confirms by GS r where there is no process id, and reports sent where there is nothing', async () => {
    const status = await bench({ profile: GENERIC_58MM, timeouts: LONG });
    expect((await print(status, receipt(GENERIC_58MM))).outcome).toEqual({ kind: 'confirmed' });
    const oneWay = await bench({ profile: ONE_WAY_80MM, timeouts: LONG });
    expect((await print(oneWay, receipt(ONE_WAY_80MM))).outcome).toEqual({ kind: 'sent-unconfirmed' });
    await oneWay.printer.until((printer) => printer.papers.length === 1);
  });

  it('has not sent a byte of the job when the first byte is recorded', async () => {
    const at = await bench({ timeouts: LONG });
    let jobBytes = -1;
    const job = receipt();
    const outcome = at.driver.printJob(job, { onFirstByte: () => (jobBytes = at.printer.jobBytes) });
    expect(await outcome).toEqual({ kind: 'confirmed' });
    expect(jobBytes).toBe(0);
    expect(at.printer.jobBytes).toBe(job.bytes.length);
  });

  it('sends nothing when the first byte cannot be recorded, and goes on with the next job', async () => {
    const at = await bench({ timeouts: LONG });
    const full = new Error('disk full');
    const failing = at.driver.printJob(receipt(), {
      onFirstByte: () => {
        throw full;
      },
    });
    await expect(failing).rejects.toBe(full);
    expect((await print(at, receipt())).outcome).toEqual({ kind: 'confirmed' });
    expect(at.printer.papers).toHaveLength(1);
  });

  it('prints jobs one after the other in the order asked, on one connection', async () => {
    const at = await bench({ timeouts: LONG });
    const names = ['one', 'two', 'three', 'four'];
    const outcomes = await Promise.all(
      names.map((text) =>
        at.driver.printJob(receipt(EPSON_80MM, { blocks: [{ kind: 'text', runs: [{ text }] }] }), NOTHING),
      ),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array(4).fill('confirmed'));
    expect(at.printer.papers.map((paper) => paper.lines[0])).toEqual(names);
    expect(at.printer.accepted).toBe(1);
  });

  it('takes a bounded number of jobs and says busy to the rest', async () => {
    const at = await bench({ timeouts: LONG });
    const all = Array.from({ length: JOBS_WAITING_MAX + 2 }, () => at.driver.printJob(receipt(), NOTHING));
    const outcomes = await Promise.all(all);
    expect(outcomes.filter((outcome) => outcome.kind === 'confirmed')).toHaveLength(JOBS_WAITING_MAX);
    expect(outcomes.at(-1)).toMatchObject({ kind: 'failed-before-first-byte', cause: { error: 'BUSY' } });
    expect(at.printer.papers).toHaveLength(JOBS_WAITING_MAX);
  });

  it('opens the drawer as a job of its own', async () => {
    const at = await bench({ timeouts: LONG });
    expect(await at.driver.kickDrawer(drawer(), NOTHING)).toEqual({ kind: 'confirmed' });
    expect(at.printer.drawer).toMatchObject({
      opened: 1,
      isOpen: true,
      openings: [{ connector: 'pin-2', onMs: 120 }],
    });
    expect((await at.driver.readStatus())?.drawerPinHigh).toBe(true);
    at.printer.closeDrawer();
    expect((await at.driver.readStatus())?.drawerPinHigh).toBe(false);
    expect(at.printer.papers).toEqual([]);
  });

  it('closes an idle connection and opens a new one for the next job', async () => {
    const at = await bench({ timeouts: { ...SHORT, idleCloseMs: 450 } });
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    await at.printer.until((printer) => printer.connections === 0);
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    expect(at.printer.accepted).toBe(2);
  });
});

describe('failed before the first byte: nothing of the job left us, and the cause has a name', () => {
  const cases: readonly [string, VirtualPrinterFaults, (outcome: JobOutcome) => boolean][] = [
    ['cover open', { coverIsOpen: true }, (outcome) => 'cause' in outcome && isCoverOpen(outcome.cause)],
    ['paper out', { paperEndsAfterBytes: 0 }, (outcome) => 'cause' in outcome && isPaperOut(outcome.cause)],
    [
      'dead socket',
      { neverReads: true },
      (outcome) => 'cause' in outcome && outcome.cause.error === 'TIMEOUT',
    ],
    [
      'answers too late',
      { replyDelayMs: 600 },
      (outcome) => 'cause' in outcome && outcome.cause.error === 'TIMEOUT',
    ],
  ];
  it.each(cases)('%s', async (_, faults, names) => {
    const at = await bench({ faults });
    const { outcome, recorded } = await print(at, receipt());
    expect(outcome.kind).toBe('failed-before-first-byte');
    expect(names(outcome)).toBe(true);
    expect(recorded).toEqual([]);
    expect(at.printer.jobBytes).toBe(0);
    // The same job may be sent again, and is printed once.
    at.printer.refillPaper();
    at.printer.fault({ neverReads: undefined, replyDelayMs: undefined });
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    expect(at.printer.papers).toHaveLength(1);
  });

  it('switched off: refused, and printed after it is switched on', async () => {
    const at = await bench();
    await at.printer.powerOff();
    const { outcome, recorded } = await print(at, receipt());
    expect(outcome).toMatchObject({ kind: 'failed-before-first-byte', cause: { error: 'OFFLINE' } });
    expect(recorded).toEqual([]);
    await expect(at.driver.readStatus()).rejects.toMatchObject({
      code: 'devices/printer-unreachable',
      retryable: true,
    });
    await at.printer.powerOn();
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
  });

  it('a kept connection that died is replaced once, and the job is printed once', async () => {
    const at = await bench();
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    await at.printer.powerOff();
    await at.printer.powerOn();
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    expect(at.printer.papers).toHaveLength(2);
  });

  it('the drawer too: an open cover opens no drawer', async () => {
    const at = await bench({ faults: { coverIsOpen: true } });
    const outcome = await at.driver.kickDrawer(drawer(), NOTHING);
    expect(outcome).toMatchObject({ kind: 'failed-before-first-byte', cause: { extended: 'COVER_OPEN' } });
    at.printer.refillPaper();
    expect(at.printer.drawer.opened).toBe(0);
  });

  it('after disposal every job fails before its first byte', async () => {
    const at = await bench();
    await at.driver[Symbol.asyncDispose]();
    expect((await print(at, receipt())).outcome).toMatchObject({
      kind: 'failed-before-first-byte',
      cause: { error: 'CLOSED' },
    });
  });
});

describe('unknown: bytes left us and there is no proof', () => {
  it('paper ends in the middle: the cause is the paper, and the screen heard of it while we waited', async () => {
    const at = await bench({ faults: { paperEndsAfterBytes: 20 } });
    const { outcome, recorded } = await print(at, receipt());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: { error: 'EXTENDED', extended: 'REC_EMPTY' } });
    expect(recorded).toEqual(['sending', 'sent']);
    expect(at.statuses.at(-1)).toMatchObject({ paper: 'end', online: false });
    expect(at.printer.papers).toEqual([]);
    // This is why nobody may repeat it: with new paper the printer prints the rest by itself.
    at.printer.refillPaper();
    expect(at.printer.papers).toHaveLength(1);
  });

  it('paper changed in time: confirmed after all, printed once', async () => {
    const at = await bench({ faults: { paperEndsAfterBytes: 20 }, timeouts: LONG });
    const printing = print(at, receipt());
    await at.printer.until(() => at.statuses.at(-1)?.paper === 'end');
    at.printer.refillPaper();
    expect((await printing).outcome).toEqual({ kind: 'confirmed' });
    expect(at.printer.papers).toEqual([{ lines: LINES, cut: 'full' }]);
  });

  it('a reprint clears what the printer still held, so that one paper comes out and not two', async () => {
    const at = await bench({ faults: { paperEndsAfterBytes: 20 } });
    expect((await print(at, receipt())).outcome.kind).toBe('unknown');
    const outcome = at.driver.printJob({ ...receipt(), clearBufferFirst: true }, NOTHING);
    // Still no paper: cleared, and refused before the first byte.
    expect(await outcome).toMatchObject({
      kind: 'failed-before-first-byte',
      cause: { extended: 'REC_EMPTY' },
    });
    at.printer.refillPaper();
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    expect(at.printer.papers).toHaveLength(1);
  });

  it('cover opened in the middle', async () => {
    const at = await bench({ timeouts: { ...SHORT, confirmPaperMs: 600 } });
    const printing = at.driver.printJob(receipt(), {
      onFirstByte: () => at.printer.fault({ coverIsOpen: true }),
    });
    expect(await printing).toMatchObject({ kind: 'unknown', cause: { extended: 'COVER_OPEN' } });
  });

  it('power lost in the middle', async () => {
    const at = await bench({ faults: { losesPowerAfterBytes: 20 } });
    const { outcome, recorded } = await print(at, receipt());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: { error: 'OFFLINE' } });
    expect(recorded[0]).toBe('sending');
    expect(at.printer.papers).toEqual([]);
    // The next job starts on a printer that remembers nothing.
    at.printer.fault({ losesPowerAfterBytes: undefined });
    await at.printer.powerOn();
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
  });

  it('connection closed although the paper was printed', async () => {
    const job = receipt();
    const at = await bench({ faults: { closesAfterBytes: job.bytes.length - 11 } });
    expect((await print(at, job)).outcome).toMatchObject({ kind: 'unknown', cause: { error: 'OFFLINE' } });
    expect(at.printer.papers).toHaveLength(1);
  });

  it('buffer full: the printer stops reading in the middle', async () => {
    const at = await bench({ faults: { stopsReadingAfterBytes: 20 } });
    expect((await print(at, receipt())).outcome).toMatchObject({
      kind: 'unknown',
      cause: { error: 'TIMEOUT' },
    });
    expect(at.printer.papers).toEqual([]);
  });

  it('buffer full under a job too large for every buffer on the way: the write itself stalls', async () => {
    const at = await bench({ faults: { stopsReadingAfterBytes: 20 } });
    const job: PrinterJob = { bytes: new Uint8Array(32 << 20).fill(0x41), processId: processIdOf(1) };
    const { outcome, recorded } = await print(at, job);
    expect(outcome).toMatchObject({ kind: 'unknown', cause: { error: 'TIMEOUT' } });
    expect(recorded).toEqual(['sending']);
  });

  it('confirmation lost, for both ways to confirm: printed, and we do not claim it', async () => {
    for (const profile of [EPSON_80MM, GENERIC_58MM]) {
      const at = await bench({ faults: { losesConfirmations: true }, profile });
      expect((await print(at, receipt(profile))).outcome).toMatchObject({
        kind: 'unknown',
        cause: { error: 'TIMEOUT' },
      });
    }
  });

  it('an answer to another job confirms nothing', async () => {
    const at = await bench();
    const mine = receipt();
    const other: PrinterJob = { ...mine, processId: processIdOf(999_999) };
    expect((await print(at, other)).outcome.kind).toBe('unknown');
  });

  it('drawer: unknown is unknown, and the driver kicks once', async () => {
    const at = await bench({ faults: { losesConfirmations: true } });
    expect((await at.driver.kickDrawer(drawer(), NOTHING)).kind).toBe('unknown');
    expect(at.printer.drawer.opened).toBe(1);
  });

  it('closes the connection, so that a late answer cannot confirm the next job', async () => {
    const at = await bench({ faults: { losesConfirmations: true } });
    expect((await print(at, receipt())).outcome.kind).toBe('unknown');
    at.printer.fault({ losesConfirmations: undefined });
    expect((await print(at, receipt())).outcome.kind).toBe('confirmed');
    expect(at.printer.accepted).toBe(2);
  });

  it('disposed while waiting for the confirmation', async () => {
    const at = await bench({ faults: { losesConfirmations: true }, timeouts: LONG });
    const printing = print(at, receipt());
    await at.printer.until((printer) => printer.papers.length === 1);
    await at.driver[Symbol.asyncDispose]();
    expect((await printing).outcome).toMatchObject({ kind: 'unknown', cause: { error: 'CLOSED' } });
  });

  it('slow answers within the time are answers', async () => {
    const at = await bench({ faults: { replyDelayMs: 40 }, timeouts: LONG });
    expect((await print(at, receipt())).outcome).toEqual({ kind: 'confirmed' });
  });
});

describe('what the printer says of itself', () => {
  it('near end of paper is a warning, not a reason', async () => {
    const at = await bench({ faults: { paperIsNearEnd: true }, timeouts: LONG });
    expect(await at.driver.readStatus()).toEqual({
      online: true,
      coverOpen: false,
      paper: 'near-end',
      hasError: false,
      drawerPinHigh: false,
    });
    expect((await print(at, receipt())).outcome).toEqual({ kind: 'confirmed' });
  });

  it('an open cover is read, not thrown; a one-way printer tells nothing', async () => {
    const at = await bench({ faults: { coverIsOpen: true } });
    expect(await at.driver.readStatus()).toMatchObject({ coverOpen: true, online: false });
    const oneWay = await bench({ profile: ONE_WAY_80MM });
    expect(await oneWay.driver.readStatus()).toBeNull();
  });
});
