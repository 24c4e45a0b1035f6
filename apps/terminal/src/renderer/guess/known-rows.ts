import type { CatalogueReader, TillItemRow } from '@beaveros/domain/product-catalog';
import type { Currency } from '@beaveros/kit';
import type { IpcClient } from '@beaveros/protocol/ipc';

/**
 * The few rows a guess needs besides the item in hand: the taxes that items name, and the store's currency. Asked when the
 * screen comes, when rows came down and when the core is back; until they are here nothing is guessed, and selling goes on.
 */
export class KnownRows {
  currency: Currency | null = null;
  #taxes: ReadonlyMap<string, NonNullable<ReturnType<CatalogueReader['tax']>>> = new Map();
  readonly #client: Pick<IpcClient, 'call'>;

  constructor(client: Pick<IpcClient, 'call'>) {
    this.#client = client;
  }

  /** The catalogue as decide reads it, with this one item in it. */
  with(item: TillItemRow | null): CatalogueReader {
    return { item: (id) => (id === item?.id ? item : undefined), tax: (id) => this.#taxes.get(id) };
  }

  /** Whether every tax of the item is known; a guess without them would be refused. */
  hasTaxesOf(item: TillItemRow): boolean {
    return item.taxIds.every((tax) => this.#taxes.has(tax));
  }

  /** Asks again. Refused before anybody has signed in: the next one does it. Faults: those of the core. */
  async ask(): Promise<void> {
    const [taxes, status] = await Promise.all([
      this.#client.call('taxes', {}),
      this.#client.call('status', {}),
    ]);
    if (taxes.ok) this.#taxes = new Map(taxes.value.taxes.map((tax) => [tax.id, tax]));
    if (status.ok && status.value.locale !== null) this.currency = status.value.locale.currency;
  }
}
