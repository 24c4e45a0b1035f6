import type { Id } from '@beaveros/kit';
import { type Arrived, reverseOwnContested } from '@beaveros/terminal-core/sim';
import type { Till } from './till.ts';

/** A till's own reversals as OwnReversals makes them behind its arrivals, without that class's turns of the event loop. */
export class ReversalBench {
  readonly #till: Till;
  readonly #toLook = new Set<string>();

  constructor(till: Till) {
    this.#till = till;
  }

  /** The process has begun: the folded table says what an earlier one left. */
  started(): void {
    const { order } = this.#till.parts.stores;
    order.catchUp();
    if (order.fault !== null) return;
    const left = order.db
      .prepare(`SELECT DISTINCT order_id FROM order_documents WHERE status = 'contested' AND terminal_id = ?`)
      .pluck()
      .all(this.#till.identity.terminal) as string[];
    for (const each of left) this.#toLook.add(each);
  }

  note(arrived: readonly Arrived[]): void {
    for (const { recorded } of arrived)
      for (const { event } of recorded)
        if (event.type === 'order.OrderClosed') this.#toLook.add(event.aggregate);
  }

  /** Looks at every order noted; those that are not ready wait for the next arrival. */
  look(): void {
    for (const order of Array.from(this.#toLook))
      if (reverseOwnContested(this.#till.parts.desk, order as Id<'Order'>, this.#till.clock.now()))
        this.#toLook.delete(order);
  }
}
