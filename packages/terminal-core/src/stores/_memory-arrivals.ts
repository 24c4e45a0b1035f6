import { type Recorded, readEvent } from '@beaveros/domain/journal';
import type { WrittenEntry } from '@beaveros/testkit';
import type { Arrived } from '../journal/index.ts';
import type { ArrivalReader } from './folded-store.ts';

/** Entries in order of arrival, as a journal tells them; each once. */
export class MemoryArrivals implements ArrivalReader {
  readonly incarnation = 'memory';
  readonly #arrived: Arrived[] = [];
  readonly #known = new Set<string>();

  get lastArrival(): number {
    return this.#arrived.length;
  }

  take(entries: readonly WrittenEntry[]): void {
    for (const { chain, entry } of entries) {
      const key = `${chain}/${entry.seq}`;
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      const { events, ...rest } = entry;
      const header = { ...rest, chain };
      const recorded = events.flatMap((event, index): Recorded[] => {
        const reading = readEvent(event);
        return reading.kind === 'read' ? [{ event: reading.event, header, index }] : [];
      });
      const arrival = this.#arrived.length + 1;
      this.#arrived.push({ arrival, chain, seq: entry.seq, hash: '', entry, recorded });
    }
  }

  droppedAfter(): readonly [] {
    return [];
  }

  rolledAfter(): readonly [] {
    return [];
  }

  openingRow(): null {
    return null;
  }

  openingRows(): readonly [] {
    return [];
  }

  isHeld(chain: string, seq: number): boolean {
    return this.#known.has(`${chain}/${seq}`);
  }

  after(arrival: number, limit: number): readonly Arrived[] {
    return this.#arrived.slice(arrival, arrival + limit);
  }

  factsOf(aggregate: string): readonly Recorded[] {
    return this.#arrived.flatMap(({ recorded }) =>
      recorded.filter(({ event }) => event.aggregate === aggregate),
    );
  }
}
