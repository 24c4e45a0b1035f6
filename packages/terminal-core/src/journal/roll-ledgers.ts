import {
  compareCanonical,
  compareEntries,
  isLedgerBase,
  ledgerOf,
  type Recorded,
} from '@beaveros/domain/journal';
import { type EntryRow, readRow } from './arrived.ts';
import { blobToHash, idToBlob } from './blobs.ts';
import type { JournalState } from './journal-state.ts';
import type { OpeningBody, OpeningRow } from './opening-rows.ts';

/** An entry that nothing but ledgers needs. */
export interface RollingEntry {
  readonly row: EntryRow;
  /** Its facts of ledgers; the others lead nowhere any more. */
  readonly facts: readonly Recorded[];
}

/**
 * Facts of ledgers on their way into opening rows, entry by entry: either every ledger of an entry may take its facts, or
 * the entry stays whole. Nothing is written; `rows` starts from what the journal's rows say.
 */
export class RollingLedgers {
  readonly #state: JournalState;
  readonly #bases = new Map<string, readonly Recorded[]>();
  readonly #commands = new Set<string>();
  readonly #going: Recorded[] = [];

  constructor(state: JournalState) {
    this.#state = state;
  }

  /** Takes the entries that may go, in canonical order, and gives them back. */
  take(rows: readonly EntryRow[]): readonly RollingEntry[] {
    const entries = rows
      .map((row) => ({ row, facts: this.factsOf(row) }))
      .sort((a, b) => compareEntries(placeOf(a.row), placeOf(b.row)));
    return entries.filter((entry) => this.#takes(entry));
  }

  /** Facts of ledgers in an entry; those that repeat what is in a row are none. */
  factsOf(row: EntryRow): readonly Recorded[] {
    const { window, readEvent } = this.#state;
    const isRepeated = ({ type }: { readonly type: string }, commandId: string) =>
      window.isRepeated(type, commandId);
    return readRow(row, isRepeated, readEvent).recorded.filter(({ event }) => ledgerOf(event.type) !== null);
  }

  /** What the opening rows are when everything that was taken goes. */
  rows(): readonly OpeningRow[] {
    const { window } = this.#state;
    return [...Map.groupBy(this.#going, ({ event }) => event.aggregate as string)].flatMap(([key, facts]) => {
      const ledger = ledgerOf(facts[0]!.event.type)!;
      const before = window.openingRow(ledger, key)?.body ?? null;
      const going = [...facts].sort(compareCanonical);
      const body: OpeningBody | null =
        window.ledgers.get(ledger)?.roll(key, before, { bases: this.basesOf(key), going }) ?? null;
      return body === null ? [] : [{ ledger, key, body }];
    });
  }

  basesOf(aggregate: string): readonly Recorded[] {
    const known = this.#bases.get(aggregate);
    if (known !== undefined) return known;
    const { db, entries } = this.#state;
    const arrivals = db
      .prepare('SELECT arrival FROM ledger_bases WHERE aggregate = ? ORDER BY arrival')
      .pluck()
      .all(idToBlob(aggregate)) as number[];
    const bases = arrivals.flatMap((arrival) =>
      this.factsOf(entries.at(arrival)).filter(
        ({ event }) => event.aggregate === aggregate && isLedgerBase(event.type),
      ),
    );
    this.#bases.set(aggregate, bases);
    return bases;
  }

  #takes({ facts }: RollingEntry): boolean {
    const { ledgers } = this.#state.window;
    const mayGo = facts.every((fact) => {
      const rule = ledgers.get(ledgerOf(fact.event.type)!);
      const { aggregate } = fact.event;
      return rule?.mayGo(aggregate, fact, this.basesOf(aggregate)) === true;
    });
    const [first] = facts;
    if (!mayGo) return false;
    if (first === undefined) return true;
    // Of a command that two entries carry one goes; the other is a repetition from then on.
    if (this.#commands.has(first.header.commandId)) return false;
    this.#commands.add(first.header.commandId);
    this.#going.push(...facts);
    return true;
  }
}

function placeOf({ clock, name, seq }: EntryRow): { clock: number; chain: string; seq: number } {
  return { clock, chain: name === null ? '' : blobToHash(name), seq };
}
