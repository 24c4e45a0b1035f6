import type { Arrived } from './arrived.ts';

/** What a till takes in between two looks of its slowest store: a burst of its peers. */
const RECENT_MAX = 64;

/**
 * The last arrivals as they were told: after each command every store asks for the same one or two, which need not be
 * read, hashed and parsed again for each. Empty whenever what was told before may be told otherwise now.
 */
export class RecentArrivals {
  #arrived: Arrived[] = [];

  /** In order of arrival. Begins anew behind a gap: numbers are given to entries that are taken out again. */
  note(arrived: readonly Arrived[]): void {
    for (const one of arrived) {
      const last = this.#arrived.at(-1);
      if (last !== undefined && last.arrival + 1 !== one.arrival) this.#arrived = [];
      this.#arrived.push(one);
    }
    if (this.#arrived.length > RECENT_MAX) this.#arrived = this.#arrived.slice(-RECENT_MAX);
  }

  forget(): void {
    this.#arrived = [];
  }

  /** Everything from behind `arrival` to `last`, at most `limit`; null: not all of that is known here. */
  after(arrival: number, last: number, limit: number): readonly Arrived[] | null {
    const recent = this.#arrived;
    const [first] = recent;
    if (first === undefined || first.arrival > arrival + 1 || recent.at(-1)!.arrival !== last) return null;
    const from = arrival + 1 - first.arrival;
    return recent.slice(from, from + limit);
  }
}
