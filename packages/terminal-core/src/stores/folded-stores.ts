import type { Aggregates } from '../commands/aggregates.ts';
import { type ArrivalReader, FoldedStore, type FoldedStoreDefinition } from './folded-store.ts';
import { orderStore } from './order/folded.ts';
import { accountStore } from './payment/accounts-folded.ts';
import { paymentStore } from './payment/folded.ts';
import { stockLevelOf, stockStore } from './product-catalog/folded.ts';
import { serviceEntityStore } from './service-entity/folded.ts';
import { workflowStore } from './workflow/folded.ts';

/** Entries applied between two turns of the event loop, right behind an answer. */
const APPLY_AT_ONCE = 200;

/** Every folded store of a till. A new one is added here, and whoever opens a till's stores opens it too. */
const DEFINITIONS = {
  order: (aggregates) => orderStore((order) => aggregates.order(order)),
  payment: (aggregates) =>
    paymentStore(
      (order) => aggregates.order(order),
      (shift) => aggregates.shift(shift),
    ),
  accounts: (aggregates) => accountStore((account) => aggregates.account(account)),
  workflow: (aggregates) =>
    workflowStore({
      tickets: (order) => aggregates.tickets(order),
      order: (order) => aggregates.order(order),
      task: (task) => aggregates.task(task),
    }),
  entity: (aggregates) =>
    serviceEntityStore({
      order: (order) => aggregates.foldedOrder(order),
      tickets: (order) => aggregates.tickets(order),
      entityStatus: (entity) => aggregates.entityStatus(entity),
      reservation: (reservation) => aggregates.reservation(reservation),
    }),
  stock: (aggregates) => stockStore((item) => aggregates.soldOut(item)),
} as const satisfies Readonly<Record<string, (aggregates: Aggregates) => FoldedStoreDefinition>>;

export type FoldedStoreName = keyof typeof DEFINITIONS;
export type FoldedStoresByName = Readonly<Record<FoldedStoreName, FoldedStore>>;

/** What a till's stores are folded from, and where their files lie. */
export interface FoldedStoresOptions {
  readonly aggregates: Aggregates;
  readonly journal: ArrivalReader;
  readonly dir: string;
  /** What another build of the till makes of a definition; as it is, if not given. */
  readonly build?: (definition: FoldedStoreDefinition) => FoldedStoreDefinition;
}

/** Opens every folded store of a till, one file each. The caller disposes them. */
export function openFoldedStores({
  aggregates,
  journal,
  dir,
  build = (definition) => definition,
}: FoldedStoresOptions): FoldedStoresByName {
  const opened = Object.entries(DEFINITIONS).map(
    ([name, define]) => [name, new FoldedStore(build(define(aggregates)), journal, dir)] as const,
  );
  return Object.fromEntries(opened) as unknown as FoldedStoresByName;
}

/** The folded tables of this till, one file per service, and what follows the journal into them. */
export class FoldedStores implements Disposable, FoldedStoresByName {
  readonly order: FoldedStore;
  readonly payment: FoldedStore;
  readonly accounts: FoldedStore;
  readonly workflow: FoldedStore;
  readonly entity: FoldedStore;
  readonly stock: FoldedStore;
  readonly #all: readonly FoldedStore[];
  readonly #journal: ArrivalReader;
  #isScheduled = false;
  #isDisposed = false;

  constructor(aggregates: Aggregates, journal: ArrivalReader, dir: string) {
    this.#journal = journal;
    const stores = openFoldedStores({ aggregates, journal, dir });
    ({
      order: this.order,
      payment: this.payment,
      accounts: this.accounts,
      workflow: this.workflow,
      entity: this.entity,
      stock: this.stock,
    } = stores);
    this.#all = Object.values(stores);
  }

  all(): readonly FoldedStore[] {
    return this.#all;
  }

  /** What the table of levels says; after a start it may be behind for a while. null: nothing, or it cannot apply. */
  stockLevel(stock: string): number | null {
    // A close asks for every stock that it moves: the first of them catches up for all.
    if (this.stock.arrival < this.#journal.lastArrival) this.stock.catchUp(APPLY_AT_ONCE);
    return stockLevelOf(this.stock, stock);
  }

  /** Applies behind the answer: a batch per turn until every store has what the journal has. */
  applyBehind(): void {
    if (this.#isScheduled || this.#isDisposed) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#isDisposed) return;
      for (const store of this.all()) store.catchUp(APPLY_AT_ONCE);
      const isBehind = (store: FoldedStore) =>
        store.fault === null && store.arrival < this.#journal.lastArrival;
      if (this.all().some(isBehind)) this.applyBehind();
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const store of this.all()) store[Symbol.dispose]();
  }
}
