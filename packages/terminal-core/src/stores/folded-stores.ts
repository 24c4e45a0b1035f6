import type { Aggregates } from '../commands/aggregates.ts';
import { type ArrivalReader, FoldedStore } from './folded-store.ts';
import { orderStore } from './order/folded.ts';
import { accountStore } from './payment/accounts-folded.ts';
import { paymentStore } from './payment/folded.ts';
import { stockLevelOf, stockStore } from './product-catalog/folded.ts';
import { serviceEntityStore } from './service-entity/folded.ts';
import { workflowStore } from './workflow/folded.ts';

/** Entries applied between two turns of the event loop, right behind an answer. */
const APPLY_AT_ONCE = 200;

/** The folded tables of this till, one file per service. The one place that knows them all. */
export class FoldedStores implements Disposable {
  readonly order: FoldedStore;
  readonly payment: FoldedStore;
  readonly accounts: FoldedStore;
  readonly workflow: FoldedStore;
  readonly entity: FoldedStore;
  readonly stock: FoldedStore;
  readonly #journal: ArrivalReader;
  #isScheduled = false;
  #isDisposed = false;

  constructor(aggregates: Aggregates, journal: ArrivalReader, dir: string) {
    this.#journal = journal;
    const orderOf = (order: string) => aggregates.order(order);
    this.order = new FoldedStore(orderStore(orderOf), journal, dir);
    this.payment = new FoldedStore(
      paymentStore(orderOf, (shift) => aggregates.shift(shift)),
      journal,
      dir,
    );
    this.accounts = new FoldedStore(
      accountStore((account) => aggregates.account(account)),
      journal,
      dir,
    );
    this.stock = new FoldedStore(
      stockStore((item) => aggregates.soldOut(item)),
      journal,
      dir,
    );
    this.workflow = new FoldedStore(
      workflowStore(
        (order) => aggregates.tickets(order),
        (task) => aggregates.task(task),
      ),
      journal,
      dir,
    );
    this.entity = new FoldedStore(
      serviceEntityStore({
        order: (order) => aggregates.foldedOrder(order),
        tickets: (order) => aggregates.tickets(order),
        entityStatus: (entity) => aggregates.entityStatus(entity),
        reservation: (reservation) => aggregates.reservation(reservation),
      }),
      journal,
      dir,
    );
  }

  all(): readonly FoldedStore[] {
    return [this.order, this.payment, this.accounts, this.workflow, this.entity, this.stock];
  }

  /** What the table of levels says; after a start it may be behind for a while. null: nothing, or it cannot apply. */
  stockLevel(stock: string): number | null {
    this.stock.catchUp(APPLY_AT_ONCE);
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
