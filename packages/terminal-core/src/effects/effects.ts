import type { OrderEvent } from '@beaveros/domain/order';
import type { PaymentEvent } from '@beaveros/domain/payment';
import type { Recorded } from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import type { ArrivalReader } from '../stores/folded-store.ts';
import type { NewJob, SpoolFile } from './spool-file.ts';

/** Entries looked at in one transaction of the spool, and read again after a restart when none of them had a job. */
const BATCH_ENTRIES = 500;

/** The journal as effects follow it. What stands may change behind the cursor (forks, fences): that is no new effect. */
export interface EffectsJournal extends Pick<ArrivalReader, 'lastArrival' | 'after'> {
  /** New when arrivals were numbered anew. */
  readonly numbering: string;
  /** Another disk of this till wrote the entry (or what it copies): its paper was that disk's. */
  wasBrought(arrival: number): boolean;
}

/**
 * Takes the effects out of the journal: events addressed to this till become jobs, once per event id, by a durable
 * cursor. A copy in a recovered chain has its original's event id, so it makes no second job. Entries without an effect
 * cost no sync: the cursor is moved on disk with the next job, or after a batch of them.
 */
export class Effects {
  readonly #journal: EffectsJournal;
  readonly #spool: SpoolFile;
  readonly #terminal: Id<'Terminal'>;
  #cursor: number;
  #recorded: number;

  constructor(journal: EffectsJournal, spool: SpoolFile, terminal: Id<'Terminal'>) {
    this.#journal = journal;
    this.#spool = spool;
    this.#terminal = terminal;
    const { numbering: incarnation, lastArrival } = journal;
    // A journal that holds nothing but its own opening was made with this spool.
    this.#cursor = spool.cursorOf({ incarnation, lastArrival, isNew: lastArrival <= 1 });
    this.#recorded = this.#cursor;
  }

  /** Queues what came since the last call; durable when it returns. The devices that have work now. */
  take(): ReadonlySet<string> {
    const devices = new Set<string>();
    while (this.#cursor < this.#journal.lastArrival) {
      const entries = this.#journal.after(this.#cursor, BATCH_ENTRIES);
      const last = entries.at(-1);
      if (last === undefined) break;
      const jobs = entries.flatMap(({ arrival, recorded }) => {
        const wanted = recorded.flatMap((each) => jobOf(each, this.#terminal));
        return wanted.length === 0 || this.#journal.wasBrought(arrival) ? [] : wanted;
      });
      this.#cursor = last.arrival;
      if (jobs.length === 0 && this.#cursor - this.#recorded < BATCH_ENTRIES) continue;
      this.#spool.take(jobs, this.#cursor);
      this.#recorded = this.#cursor;
      for (const job of jobs) devices.add(job.device);
    }
    return devices;
  }
}

function jobOf({ event, header }: Recorded, terminal: Id<'Terminal'>): readonly NewJob[] {
  const effect = event as OrderEvent | PaymentEvent;
  if (effect.type === 'order.ReceiptIssued' && effect.body.terminal === terminal) {
    const { printer, document, copy } = effect.body;
    return [
      {
        job: event.id,
        kind: 'receipt',
        device: printer,
        order: event.aggregate,
        document,
        isCopy: copy,
        createdAt: header.at,
      },
    ];
  }
  const opens = effect.type === 'payment.DrawerKicked' || effect.type === 'payment.CashMoved';
  if (opens && effect.body.terminal === terminal && effect.body.drawer !== null) {
    const { drawer } = effect.body;
    const createdAt = header.at;
    return [
      {
        job: event.id,
        kind: 'drawer',
        device: drawer,
        order: null,
        document: null,
        isCopy: false,
        createdAt,
      },
    ];
  }
  return [];
}
