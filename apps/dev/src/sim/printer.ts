import { type SpoolEvent, stepSpool } from '@beaveros/devices';
import type { Job } from '@beaveros/terminal-core/sim';
import type { Schedule } from './schedule.ts';
import type { Till } from './till.ts';
import type { Witness } from './witness.ts';

/** Between two states of a job: here a till may die. */
const STEP_MS_MAX = 400;
/** The line to a printer breaks in the middle of a job this often. */
const UNKNOWN_SHARE = 0.03;

/** Works a till's spool off as `Printers` does: one job of a device at a time, `sending` durable before the first byte. */
export class PrinterBench {
  readonly #till: Till;
  readonly #schedule: Schedule;
  readonly #witness: Witness;
  readonly #orDies: (work: () => void) => void;
  readonly #busy = new Set<string>();

  constructor(
    till: Till,
    around: {
      readonly schedule: Schedule;
      readonly witness: Witness;
      /** Runs what needs the spool: a full disk ends the process. */
      readonly orDies: (work: () => void) => void;
    },
  ) {
    this.#till = till;
    this.#schedule = around.schedule;
    this.#witness = around.witness;
    this.#orDies = around.orDies;
  }

  /** The process has begun: what it finds `sending` or `sent` has an unknown outcome; a drawer that waited is let go. */
  started(): void {
    this.#busy.clear();
    const { spool } = this.#till.parts;
    for (const job of spool.unfinished()) this.#record(job, { kind: 'restarted' }, 'restarted');
    this.wake(new Set(spool.unfinished().map(({ device }) => device)));
  }

  wake(devices: Iterable<string>): void {
    for (const device of devices) this.#next(device);
  }

  /** A person decides about one job whose outcome nobody knows. */
  resolveOne(by: string): boolean {
    const job = this.#till.parts.spool.unfinished().find(({ state }) => state === 'unknown');
    if (job === undefined) return false;
    this.#record(job, { kind: 'mark-printed', by }, job.cause, by);
    return true;
  }

  #next(device: string): void {
    if (this.#busy.has(device)) return;
    const job = this.#till.parts.spool.waiting(device);
    if (job === undefined) return;
    this.#busy.add(device);
    this.#later(() => this.#begin(job));
  }

  #begin(job: Job): void {
    this.#move(job, { kind: 'first-byte' });
    const { witness, till, schedule } = {
      witness: this.#witness,
      till: this.#till,
      schedule: this.#schedule,
    };
    const paper = witness.paperOut({
      node: till.name,
      terminal: till.identity.terminal,
      event: job.job,
      life: till.diskLife,
      kind: job.kind,
      document: job.document,
      isCopy: job.isCopy,
      at: schedule.now,
    });
    this.#later(() => {
      if (till.dice.chance(UNKNOWN_SHARE)) {
        this.#move(job, { kind: 'outcome-unknown' });
        return this.#done(job.device);
      }
      this.#move(job, { kind: 'all-sent' });
      paper.printed();
      this.#later(() => {
        this.#move(job, { kind: 'confirmed' });
        this.#done(job.device);
      });
    });
  }

  #done(device: string): void {
    this.#busy.delete(device);
    this.#next(device);
  }

  #later(work: () => void): void {
    this.#schedule.in(1 + this.#till.dice.below(STEP_MS_MAX), this.#till.life, () => this.#orDies(work));
  }

  #move(job: Job, event: SpoolEvent): void {
    const now = this.#till.parts.spool.job(job.job);
    if (now === undefined || !this.#record(now, event, null))
      throw new Error(`the spool refuses ${event.kind} of a job in ${now?.state}`);
  }

  #record(job: Job, event: SpoolEvent, cause: string | null, by?: string): boolean {
    const { state, retries, confirmable } = job;
    const purpose = job.kind === 'drawer' ? 'drawer' : 'paper';
    const step = stepSpool({ state, retries, confirmable, purpose }, event);
    if (!step.ok) return false;
    if (event.kind === 'restarted' && step.value.job.state === state) return true;
    this.#till.parts.spool.record(job.job, step.value.job, cause, by);
    return true;
  }
}
