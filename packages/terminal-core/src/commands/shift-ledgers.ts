import type { Recorded } from '@beaveros/domain/journal';
import {
  addToShiftLedger,
  SHIFT_LEDGER_READS,
  type ShiftLedger,
  shiftLedgerOf,
  type ShiftState,
} from '@beaveros/domain/payment';
import type { Id } from '@beaveros/kit';
import type { Arrived, Journal } from '../journal/index.ts';

/** Entries read from the journal at a time. */
const READ_ENTRIES = 500;

type Source = Pick<Journal, 'after' | 'ownEntryOf' | 'ownChain' | 'unread'>;

/**
 * The sums of the shift that somebody last asked about, from this till's own entries since its opening: read once, then
 * kept up with each entry. What it keeps does not grow with the sales.
 */
export class ShiftLedgers {
  readonly #journal: Source;
  readonly #terminal: Id<'Terminal'>;
  #kept: { readonly ledger: ShiftLedger; readonly clock: number } | null = null;

  constructor(journal: Source, terminal: Id<'Terminal'>) {
    this.#journal = journal;
    this.#terminal = terminal;
  }

  /** `opening`: the fact that opened the shift. */
  get({ shift, opened }: ShiftState & { readonly opened: NonNullable<ShiftState['opened']> }): ShiftLedger {
    if (this.#kept?.ledger.of.shift === shift) return this.#kept.ledger;
    const { terminal, currency, clock, commandId } = opened;
    const facts = this.#read(this.#arrivalOf(commandId));
    const ledger = shiftLedgerOf({ shift, terminal, currency, clock }, facts);
    const last = facts.reduce((highest, { header }) => Math.max(highest, header.clock), clock);
    this.#kept = { ledger, clock: last };
    return ledger;
  }

  /** Whether all of the shift is in this disk's journal and can be read by this build. */
  isWhole({ commandId }: NonNullable<ShiftState['opened']>): boolean {
    const entry = this.#journal.ownEntryOf(commandId);
    if (entry === null || 'dropped' in entry) return false;
    const chains = [entry.chain, this.#journal.ownChain];
    return !this.#journal
      .unread()
      .some(({ chain, seq }) => chains.includes(chain) && (chain !== entry.chain || seq > entry.seq));
  }

  /** What came. An entry of ours that is not the newest (a fork that was carried back) is read with all others, later. */
  add(arrived: readonly Arrived[]): void {
    for (const { chain, recorded, entry } of arrived) {
      if (this.#kept === null || entry.terminal !== this.#terminal) continue;
      if (chain !== this.#journal.ownChain || entry.clock <= this.#kept.clock) {
        this.#kept = null;
        continue;
      }
      const ledger = recorded.filter(isOfLedgers).reduce(addToShiftLedger, this.#kept.ledger);
      this.#kept = { ledger, clock: entry.clock };
    }
  }

  forget(): void {
    this.#kept = null;
  }

  /** Where to read from; 0, the beginning, where the opening was another disk's: a snapshot brought it. */
  #arrivalOf(commandId: string): number {
    const entry = this.#journal.ownEntryOf(commandId);
    return entry === null || 'dropped' in entry ? 0 : entry.arrival;
  }

  #read(from: number): readonly Recorded[] {
    const facts: Recorded[] = [];
    for (let arrival = Math.max(0, from - 1); ; ) {
      const page = this.#journal.after(arrival, READ_ENTRIES);
      const last = page.at(-1);
      if (last === undefined) return facts;
      arrival = last.arrival;
      for (const { entry, recorded } of page)
        if (entry.terminal === this.#terminal) facts.push(...recorded.filter(isOfLedgers));
    }
  }
}

function isOfLedgers({ event }: Recorded): boolean {
  return SHIFT_LEDGER_READS.has(event.type);
}
