import type { OrderEvent } from '@beaveros/domain/order';
import type { PaymentEvent } from '@beaveros/domain/payment';
import type { Recorded } from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import type { ArrivalReader } from '../stores/folded-store.ts';
import type { NewJob, SpoolFile } from './spool-file.ts';

/** Entries looked at in one transaction of the spool. */
const BATCH_ENTRIES = 500;

/**
 * Takes the effects out of the journal: events addressed to this till become jobs, once per event id, by a durable
 * cursor. A copy in a recovered chain has its original's event id, so it makes no second job.
 */
export function takeEffects(journal: ArrivalReader, spool: SpoolFile, terminal: Id<'Terminal'>): readonly NewJob[] {
  const taken: NewJob[] = [];
  for (let cursor = spool.cursor; cursor < journal.lastArrival; ) {
    const entries = journal.after(cursor, BATCH_ENTRIES);
    const last = entries.at(-1);
    if (last === undefined) return taken;
    const jobs = entries.flatMap(({ recorded }) => recorded.flatMap((each) => jobOf(each, terminal)));
    spool.take(jobs, last.arrival);
    taken.push(...jobs);
    cursor = last.arrival;
  }
  return taken;
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
  if (effect.type === 'payment.DrawerKicked' && effect.body.terminal === terminal) {
    const { drawer } = effect.body;
    const createdAt = header.at;
    return [{ job: event.id, kind: 'drawer', device: drawer, order: null, document: null, isCopy: false, createdAt }];
  }
  return [];
}
