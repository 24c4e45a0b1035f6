import { type AmountMinor, amountMinor, type BusinessDate, type Id, ZERO } from '@beaveros/kit';
import type { Recorded } from '@beaveros/domain/journal';
import type { OrderEvent } from '@beaveros/domain/order';
import type { Arrived, Journal } from '../journal/index.ts';

/** Entries read from the journal at a time, backwards from the newest. */
const READ_ENTRIES = 500;

/** What a till gave back on a day; both at least 0. `alone`: of that, for what other tills closed and nobody answered. */
export interface RefundedToday {
  readonly all: AmountMinor;
  readonly alone: AmountMinor;
}

const NOTHING: RefundedToday = { all: ZERO, alone: ZERO };

/**
 * The sums that a till's refund limits are held against, from its own entries: read back to the beginning of the day once,
 * then kept up with each entry.
 */
export class RefundsOfDay {
  readonly #journal: Pick<Journal, 'after' | 'lastArrival'>;
  readonly #terminal: Id<'Terminal'>;
  #kept: { readonly day: BusinessDate; readonly sums: RefundedToday } | null = null;

  constructor(journal: Pick<Journal, 'after' | 'lastArrival'>, terminal: Id<'Terminal'>) {
    this.#journal = journal;
    this.#terminal = terminal;
  }

  on(day: BusinessDate): RefundedToday {
    if (this.#kept?.day !== day) this.#kept = { day, sums: this.#read(day) };
    return this.#kept.sums;
  }

  add(arrived: readonly Arrived[]): void {
    if (this.#kept === null) return;
    const { day } = this.#kept;
    const sums = arrived
      .filter(({ entry }) => entry.terminal === this.#terminal)
      .flatMap(({ recorded }) => recorded)
      .reduce((all, recorded) => withRefund(all, recorded, day), this.#kept.sums);
    this.#kept = { day, sums };
  }

  forget(): void {
    this.#kept = null;
  }

  #read(day: BusinessDate): RefundedToday {
    let sums = NOTHING;
    for (let end = this.#journal.lastArrival; end > 0; ) {
      const from = Math.max(0, end - READ_ENTRIES);
      const page = this.#journal.after(from, READ_ENTRIES).filter(({ arrival }) => arrival <= end);
      for (const { entry, recorded } of page)
        if (entry.terminal === this.#terminal)
          sums = recorded.reduce((all, each) => withRefund(all, each, day), sums);
      // Its days only go on: what it wrote before this day has no refund of it.
      if (page.some(({ entry }) => entry.terminal === this.#terminal && entry.businessDate < day)) break;
      end = from;
    }
    return sums;
  }
}

function withRefund(sums: RefundedToday, recorded: Recorded, day: BusinessDate): RefundedToday {
  const event = recorded.event as OrderEvent;
  if (event.type !== 'order.RefundIssued' || event.body.businessDate !== day || event.body.isTraining)
    return sums;
  const amount = 0 - event.body.total;
  return {
    all: amountMinor(sums.all + amount),
    alone: amountMinor(sums.alone + (event.body.permit === 'alone' ? amount : 0)),
  };
}
