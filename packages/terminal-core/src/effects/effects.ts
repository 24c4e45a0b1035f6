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
  const asked = { job: event.id, createdAt: header.at };
  const sheet = { ...asked, kind: 'receipt' as const, order: event.aggregate, document: null, isCopy: false };
  switch (effect.type) {
    case 'order.ReceiptIssued': {
      const { printer: device, document, copy: isCopy } = effect.body;
      return isOf(effect, terminal) ? [{ ...sheet, paper: 'document', device, document, isCopy }] : [];
    }
    case 'order.BillPresented':
      return isOf(effect, terminal) ? [{ ...sheet, paper: 'bill', device: effect.body.printer }] : [];
    case 'payment.ZReportIssued': {
      const { printer: device, copy: isCopy } = effect.body;
      return isOf(effect, terminal) ? [{ ...sheet, paper: 'z', device, isCopy }] : [];
    }
    case 'payment.XReportIssued':
      return isOf(effect, terminal) ? [{ ...sheet, paper: 'x', device: effect.body.printer }] : [];
    case 'payment.CashSlipIssued':
      return isOf(effect, terminal) ? [{ ...sheet, paper: 'cash-slip', device: effect.body.printer }] : [];
    case 'payment.DrawerKicked':
    case 'payment.CashMoved': {
      const { drawer: device } = effect.body;
      if (!isOf(effect, terminal) || device === null) return [];
      const kick = { order: null, document: null, paper: null, isCopy: false };
      return [{ ...asked, ...kick, kind: 'drawer', device }];
    }
    default:
      return [];
  }
}

/** Only the till that owns the device acts. */
function isOf({ body }: { readonly body: { readonly terminal: string } }, terminal: Id<'Terminal'>): boolean {
  return body.terminal === terminal;
}
