import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { Id } from '@beaveros/kit';
import type { IpcClient } from '@beaveros/protocol/ipc';

/** Items of one answer: three screens of tiles at 1366x768. */
export const ITEM_PAGE = 100;
/** Pages kept of one category: 1,600 rows, some 2 MB, and a thumb's way back. The ones longest out of sight go first. */
const PAGES_MAX = 16;
/** A scrollbar dragged through 100,000 items passes a page every frame; only where it stands is asked for. */
const ASKED_AT_ONCE_MAX = 2;

/** A list of items that may not all be here. Another object whenever something of it changed. */
export interface ItemList {
  readonly count: number;
  /** undefined: on its way; its place is to be kept. */
  at(index: number): TillItemRow | undefined;
  /** These places are in sight, first and last. Asks for what is missing there. */
  show(range: Range): void;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

interface Page {
  readonly items: readonly TillItemRow[];
  /** Rows came down since: shown until its successor is here. */
  readonly isStale: boolean;
}

export interface ItemPagesOptions {
  readonly client: Pick<IpcClient, 'call'>;
  /** null: all. */
  readonly category: Id<'Category'> | null;
  readonly onFault: (error: unknown) => void;
}

/** The items of one category, page by page as they come into sight: like a list that is always there. */
export class ItemPages {
  /** How many items there are; null until the first answer. */
  total: number | null = null;
  /** As it stands. */
  list: ItemList = this.#listed();
  readonly #options: ItemPagesOptions;
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #seen: Range = { first: 0, last: 0 };
  #refreshes = 0;

  constructor(options: ItemPagesOptions) {
    this.#options = options;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The item at a place, or undefined while its page is on its way. */
  at(index: number): TillItemRow | undefined {
    return this.#pages.get(Math.floor(index / ITEM_PAGE))?.items[index % ITEM_PAGE];
  }

  /** What is on the screen now, first and last place. Asks for what is missing there. */
  show(seen: Range): void {
    this.#seen = seen;
    this.#ask();
  }

  /** Rows came down: what is in sight is asked for again if anyone looks, the rest when it comes into sight. */
  refresh(): void {
    this.#refreshes += 1;
    for (const [nth, page] of this.#pages) this.#pages.set(nth, { ...page, isStale: true });
    if (this.#listeners.size > 0) this.#ask();
  }

  #listed(): ItemList {
    return {
      count: this.total ?? 0,
      at: (index) => this.at(index),
      show: (range) => this.show(range),
    };
  }

  #ask(): void {
    for (const nth of this.#wanted()) {
      if (this.#asked.size >= ASKED_AT_ONCE_MAX) return;
      if (!this.#asked.has(nth)) void this.#fetch(nth);
    }
  }

  /** Pages in sight that are missing or stale, then their neighbours. */
  #wanted(): readonly number[] {
    const { first, last } = this.#pagesInSight();
    const end = this.total === null ? 0 : Math.max(0, Math.ceil(this.total / ITEM_PAGE) - 1);
    const inSight = Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
    const near = [last + 1, first - 1].filter((nth) => !this.#pages.has(nth));
    return [...inSight, ...near].filter(
      (nth) => nth >= 0 && nth <= end && this.#pages.get(nth)?.isStale !== false,
    );
  }

  async #fetch(nth: number): Promise<void> {
    const { client, category, onFault } = this.#options;
    const refreshes = this.#refreshes;
    this.#asked.add(nth);
    try {
      const answer = await client.call('items', { category, limit: ITEM_PAGE, offset: nth * ITEM_PAGE });
      this.#asked.delete(nth);
      // Refused: nobody is signed in any more; the next one's screen asks again.
      if (answer.ok) this.#keep(nth, { ...answer.value, isStale: refreshes !== this.#refreshes });
    } catch (error) {
      this.#asked.delete(nth);
      onFault(error);
    }
  }

  #keep(nth: number, { items, total, isStale }: Page & { readonly total: number }): void {
    this.total = total;
    // As the newest.
    this.#pages.delete(nth);
    this.#pages.set(nth, { items, isStale });
    this.#forget();
    this.list = this.#listed();
    for (const listener of this.#listeners) listener();
    this.#ask();
  }

  /** Oldest first, never what is in sight. */
  #forget(): void {
    const { first, last } = this.#pagesInSight();
    for (const nth of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) return;
      if (nth < first || nth > last) this.#pages.delete(nth);
    }
  }

  #pagesInSight(): Range {
    return {
      first: Math.floor(this.#seen.first / ITEM_PAGE),
      last: Math.floor(this.#seen.last / ITEM_PAGE),
    };
  }
}
