import type { BusinessDate, Id } from '@beaveros/kit';
import type { Arrived, Journal } from '../journal/index.ts';

/** Entries read from the journal at a time, backwards from the newest. */
const READ_ENTRIES = 500;

/** What one entry of this till adds to the sums of a day. */
export type AddEntry<Sums> = (sums: Sums, entry: Arrived, day: BusinessDate) => Sums;

/**
 * The sums that a till's limits are held against, from its own entries: read back to the beginning of the day once, then
 * kept up with each entry.
 */
export class OwnSumsOfDay<Sums> {
  readonly #journal: Pick<Journal, 'after' | 'lastArrival'>;
  readonly #terminal: Id<'Terminal'>;
  readonly #nothing: Sums;
  readonly #addEntry: AddEntry<Sums>;
  #kept: { readonly day: BusinessDate; readonly sums: Sums } | null = null;

  constructor(
    journal: Pick<Journal, 'after' | 'lastArrival'>,
    terminal: Id<'Terminal'>,
    { nothing, addEntry }: { readonly nothing: Sums; readonly addEntry: AddEntry<Sums> },
  ) {
    this.#journal = journal;
    this.#terminal = terminal;
    this.#nothing = nothing;
    this.#addEntry = addEntry;
  }

  on(day: BusinessDate): Sums {
    if (this.#kept?.day !== day) this.#kept = { day, sums: this.#read(day) };
    return this.#kept.sums;
  }

  add(arrived: readonly Arrived[]): void {
    if (this.#kept === null) return;
    const { day, sums } = this.#kept;
    this.#kept = { day, sums: this.#addAll(sums, arrived, day) };
  }

  forget(): void {
    this.#kept = null;
  }

  #read(day: BusinessDate): Sums {
    let sums = this.#nothing;
    for (let end = this.#journal.lastArrival; end > 0; ) {
      const from = Math.max(0, end - READ_ENTRIES);
      const page = this.#journal.after(from, READ_ENTRIES).filter(({ arrival }) => arrival <= end);
      sums = this.#addAll(sums, page, day);
      // Its days only go on: what it wrote before this day has nothing of it.
      if (page.some(({ entry }) => this.#isOwn(entry) && entry.businessDate < day)) break;
      end = from;
    }
    return sums;
  }

  #addAll(sums: Sums, entries: readonly Arrived[], day: BusinessDate): Sums {
    return entries
      .filter(({ entry }) => this.#isOwn(entry))
      .reduce((all, each) => this.#addEntry(all, each, day), sums);
  }

  #isOwn({ terminal }: Arrived['entry']): boolean {
    return terminal === this.#terminal;
  }
}
