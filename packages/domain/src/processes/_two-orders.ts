import type { Id, Result } from '@beaveros/kit';
import { record } from '../_facts.ts';
import type { Draft, Event, Recorded } from '../journal/entry.ts';
import { readEvent } from '../journal/event-catalogue.ts';
import { type Fold, type Folded, foldAll } from '../journal/fold.ts';
import { orderFold } from '../order/evolve.ts';
import type { OrderState } from '../order/state.ts';

/**
 * What one till knows of the store's orders, folded from entries. Tills write alone, then hear each other: `hear` brings
 * what the other wrote, in any order, as often as one likes.
 */
export class KnownOrders {
  readonly #chain: number;
  readonly #facts = new Map<string, Recorded>();
  #seq = 0;
  #clock = 0;

  constructor(chain: number) {
    this.#chain = chain;
  }

  order(order: Id<'Order'>): OrderState {
    return this.folded(orderFold, order).state;
  }

  /** Whatever else is folded from what this till knows: a shift, a reservation, an order's tickets. */
  folded<State>(fold: Fold<State>, aggregate: Id): Folded<State> {
    return foldAll(
      fold,
      aggregate,
      this.facts().filter(({ event }) => event.aggregate === aggregate),
    );
  }

  facts(): readonly Recorded[] {
    return [...this.#facts.values()];
  }

  /** One entry of this till: whatever it says must be readable by its own schema. */
  write(...drafts: readonly Draft<Event>[]): void {
    this.#seq += 1;
    this.#clock += 1;
    const facts = record(drafts, { chain: this.#chain, seq: this.#seq, clock: this.#clock });
    for (const { event } of facts) {
      const reading = readEvent(event);
      if (reading.kind !== 'read') throw new Error(`${event.type}: ${JSON.stringify(reading)}`);
    }
    this.#take(facts);
  }

  /** Decides and writes; throws on a refusal, which the test did not expect. */
  does<Refused>(decision: Result<readonly Draft<Event>[], Refused>): void {
    if (!decision.ok) throw new Error(JSON.stringify(decision.refusal));
    this.write(...decision.value);
  }

  hear(...others: readonly KnownOrders[]): void {
    for (const other of others) this.#take(other.#facts.values());
  }

  #take(facts: Iterable<Recorded>): void {
    for (const fact of facts) {
      this.#facts.set(`${fact.header.chain}/${fact.header.seq}/${fact.index}`, fact);
      this.#clock = Math.max(this.#clock, fact.header.clock);
    }
  }
}
