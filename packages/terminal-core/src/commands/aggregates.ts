import type { Fold, Folded, Recorded } from '@beaveros/domain/journal';
import { foldAll, foldMore } from '@beaveros/domain/journal';
import { isSettled, type OrderState, orderFold } from '@beaveros/domain/order';
import { type CurrentShift, type ShiftState, shiftFold } from '@beaveros/domain/payment';
import { type TicketsState, ticketsFold } from '@beaveros/domain/workflow';
import type { Id } from '@beaveros/kit';
import type { Journal } from '../journal/index.ts';

/** Closed orders kept folded for a reprint, a late fact or a query: a busy hour's worth. */
const CLOSED_KEPT_MAX = 256;

/**
 * What decide reads: aggregates folded from the journal. Open ones stay in memory, others come through the journal's
 * index by aggregate. Never a store's folded tables.
 */
export class Aggregates implements Disposable {
  readonly #journal: Journal;
  readonly #terminal: Id<'Terminal'>;
  readonly #orders: FoldedCache<OrderState>;
  readonly #tickets: FoldedCache<TicketsState>;
  readonly #shifts: FoldedCache<ShiftState>;
  readonly #stops: readonly (() => void)[];
  #currentShift: CurrentShift | null = null;

  constructor(journal: Journal, terminal: Id<'Terminal'>) {
    this.#journal = journal;
    this.#terminal = terminal;
    const factsOf = (aggregate: string) => journal.byAggregate(aggregate);
    this.#orders = new FoldedCache(orderFold, factsOf, (state) => state.opened !== null && !isSettled(state));
    this.#tickets = new FoldedCache(ticketsFold, factsOf, () => false);
    this.#shifts = new FoldedCache(shiftFold, factsOf, (state) => state.opened !== null);
    for (const aggregate of journal.openAggregates()) this.#noteShift(aggregate);
    this.#stops = [
      journal.onArrival((arrived) => {
        for (const { recorded } of arrived) this.#take(recorded);
      }),
      journal.onReplaced(() => this.#forget()),
      journal.onDropped((aggregates) => {
        for (const cache of [this.#orders, this.#tickets, this.#shifts]) cache.drop(aggregates);
      }),
    ];
  }

  order(order: string): OrderState {
    return this.#orders.get(order).state;
  }
  tickets(order: string): TicketsState {
    return this.#tickets.get(order).state;
  }
  shift(shift: string): ShiftState {
    return this.#shifts.get(shift).state;
  }
  /** The shift this till has open. */
  get currentShift(): CurrentShift | null {
    return this.#currentShift;
  }
  /** Whether a fact of an aggregate is of a version this build cannot read: such an order refuses its close here. */
  hasParked(aggregate: string): boolean {
    return this.#journal.hasParked(aggregate);
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
  }

  /** What was folded may rest on facts that do not stand any more (a fork, a fence): all of it is read again when asked. */
  #forget(): void {
    for (const cache of [this.#orders, this.#tickets, this.#shifts]) cache.forget();
    this.#currentShift = null;
    for (const aggregate of this.#journal.openAggregates()) this.#noteShift(aggregate);
  }

  #take(recorded: readonly Recorded[]): void {
    const byAggregate = Map.groupBy(recorded, ({ event }) => event.aggregate as string);
    for (const [aggregate, facts] of byAggregate) {
      this.#orders.add(aggregate, facts);
      this.#tickets.add(aggregate, facts);
      this.#shifts.add(aggregate, facts);
      if (facts.some(({ event }) => event.type === 'payment.ShiftOpened')) this.#noteShift(aggregate);
    }
  }

  #noteShift(aggregate: string): void {
    const { opened } = this.shift(aggregate);
    if (opened?.terminal !== this.#terminal) return;
    this.#currentShift = {
      shift: aggregate as Id<'Shift'>,
      drawer: opened.drawer,
      businessDate: opened.businessDate,
    };
  }
}

/** Aggregates by id with their facts; those that `isOpen` are never dropped, of the others the least recent go. */
class FoldedCache<State> {
  readonly #fold: Fold<State>;
  readonly #factsOf: (aggregate: string) => readonly Recorded[];
  readonly #isOpen: (state: State) => boolean;
  readonly #open = new Map<string, Folded<State>>();
  readonly #recent = new Map<string, Folded<State>>();

  constructor(
    fold: Fold<State>,
    factsOf: (aggregate: string) => readonly Recorded[],
    isOpen: (state: State) => boolean,
  ) {
    this.#fold = fold;
    this.#factsOf = factsOf;
    this.#isOpen = isOpen;
  }

  forget(): void {
    this.#open.clear();
    this.#recent.clear();
  }

  /** The journal holds them no longer. */
  drop(aggregates: readonly string[]): void {
    for (const aggregate of aggregates) {
      this.#open.delete(aggregate);
      this.#recent.delete(aggregate);
    }
  }

  get(aggregate: string): Folded<State> {
    const known = this.#open.get(aggregate) ?? this.#recent.get(aggregate);
    if (known !== undefined) return known;
    const folded = foldAll(this.#fold, aggregate, this.#factsOf(aggregate));
    // What has no fact (yet) is nobody's aggregate: keeping it would let a loop of made-up ids fill the memory.
    if (folded.facts.length > 0) this.#keep(aggregate, folded);
    return folded;
  }

  add(aggregate: string, facts: readonly Recorded[]): void {
    const known = this.#open.get(aggregate) ?? this.#recent.get(aggregate);
    if (known === undefined) return; // Folded from the journal when somebody asks.
    this.#keep(aggregate, foldMore(this.#fold, aggregate, known, facts));
  }

  #keep(aggregate: string, folded: Folded<State>): void {
    this.#recent.delete(aggregate);
    this.#open.delete(aggregate);
    if (this.#isOpen(folded.state)) {
      this.#open.set(aggregate, folded);
      return;
    }
    this.#recent.set(aggregate, folded);
    if (this.#recent.size <= CLOSED_KEPT_MAX) return;
    const [oldest] = this.#recent.keys();
    this.#recent.delete(oldest!);
  }
}
