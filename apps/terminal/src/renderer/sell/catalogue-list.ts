import type { Id } from '@beaveros/kit';
import type { IpcClient } from '@beaveros/protocol/ipc';
import { sayFault } from '../faults/problem-store.ts';
import { ItemPages } from './item-pages.ts';

/** Categories whose pages are kept: going back to one shows it at once. */
const CATEGORIES_MAX = 8;

const lists = new WeakMap<IpcClient, CatalogueList>();

/** The lists of a page's client. They outlive the sell screen, so that it is whole in its first frame after a payment. */
export function catalogueOf(client: IpcClient): CatalogueList {
  const known = lists.get(client) ?? new CatalogueList(client);
  lists.set(client, known);
  return known;
}

/** The pages of each category that was looked at, kept fresh for as long as the client lives. */
class CatalogueList {
  readonly #client: IpcClient;
  readonly #pages = new Map<string | null, ItemPages>();

  constructor(client: IpcClient) {
    this.#client = client;
    client.onPush(({ service }) => {
      if (service === 'product-catalog') this.#refresh();
    });
    client.onReach((isReached) => {
      if (isReached) this.#refresh();
    });
  }

  /** `category` null: all. */
  of(category: Id<'Category'> | null): ItemPages {
    const known =
      this.#pages.get(category) ??
      new ItemPages({ client: this.#client, category, onFault: (error) => sayFault('sell', error) });
    // As the newest.
    this.#pages.delete(category);
    this.#pages.set(category, known);
    const oldest = this.#pages.keys().next();
    if (this.#pages.size > CATEGORIES_MAX && oldest.done === false) this.#pages.delete(oldest.value);
    return known;
  }

  #refresh(): void {
    for (const pages of this.#pages.values()) pages.refresh();
  }
}
