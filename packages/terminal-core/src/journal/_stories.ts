import { foldAll } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import { type Instant, instant } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { ALL, closed, noted, NOW, opened, type StoreFixture } from './_journal-fixture.ts';
import type { Journal } from './journal.ts';
import type { SettlingPolicy } from './settled.ts';

/** More than any story here is long. */
const ROUNDS_MAX = 1_000;
const DAY = 24 * 60 * 60_000;

/** Settled is closed here; a closed order adds its count and notes to the ledger of its store. */
export function closedIsSettled(journal: Journal): SettlingPolicy {
  const types = (aggregate: string) => journal.byAggregate(aggregate).map(({ event }) => event.type);
  return {
    name: 'closed/1',
    isSettled: (aggregate) =>
      ['order.OrderOpened', 'order.OrderClosed'].every((type) => types(aggregate).includes(type)),
    ledgerRows: (aggregate) => [
      {
        ledger: 'orders',
        key: 'all',
        body: {
          orders: 1,
          notes: types(aggregate).filter((type) => type === 'order.OrderNoteSet').length,
          unit: 'each',
        },
      },
    ],
  };
}

/** What the ledger says of a journal: its opening rows and the orders that it holds. */
export function ledgerOf(journal: Journal, orders: readonly string[]): { orders: number; notes: number } {
  const { isSettled, ledgerRows } = closedIsSettled(journal);
  const rows = [
    ...journal.openingRows('orders'),
    ...orders.filter((order) => !journal.isDropped(order) && isSettled(order)).flatMap(ledgerRows),
  ];
  const sum = (field: string) => rows.reduce((all, { body }) => all + Number(body[field] ?? 0), 0);
  return { orders: sum('orders'), notes: sum('notes') };
}

export function judgeAll(journal: Journal): void {
  for (let rounds = 0; journal.judge(50) > 0; rounds += 1)
    if (rounds > ROUNDS_MAX) throw new Error('there is always more to judge');
}

/** The cloud has everything that is here: what is settled need not be held by whoever begins with a snapshot. */
export function confirmAll(journal: Journal): void {
  journal.cloudHas(journal.heads(), null, NOW);
}

/** The cloud says on `days` days that it has everything that `heads` say. */
export function heardFor(
  journal: Journal,
  heads: readonly Head[],
  days: number,
  from: Instant = NOW,
): Instant {
  for (let day = 0; day < days; day += 1) journal.cloudHas(heads, 'life-1', instant(from + day * DAY));
  return instant(from + days * DAY);
}

/** Everything that `from` can give and `to` lacks, until nothing moves; what `to` refuses is thrown. */
export function bring(from: Journal, to: Journal): void {
  for (const { chain } of from.heads()) {
    for (let batches = 0; ; batches += 1) {
      if (batches > ROUNDS_MAX) throw new Error(`chain ${chain} is given for ever`);
      const have = to.heads().find((head) => head.chain === chain)?.seq ?? 0;
      const batch = from.batchAfter(chain, have, ALL);
      if (batch === null) break;
      const answer = to.receive(batch, NOW);
      if (answer.kind !== 'stored') throw new Error(JSON.stringify(answer));
    }
  }
}

export interface Step {
  readonly till: number;
  readonly order: number;
  readonly what: 'open' | 'note' | 'close';
}

/** Steps on orders that several tills share; an order is closed once and opened first. */
export class Story {
  readonly orders: string[];
  readonly #store: StoreFixture;
  readonly #opened = new Set<number>();
  readonly #closed = new Set<number>();

  constructor(store: StoreFixture, orders: number) {
    this.#store = store;
    this.orders = Array.from({ length: orders }, () => store.newId());
  }

  tell(journals: readonly Journal[], { till, order, what }: Step): void {
    const journal = journals[till % journals.length]!;
    const id = this.orders[order % this.orders.length]!;
    const at = order % this.orders.length;
    const events = [];
    if (!this.#opened.has(at)) events.push(opened(id));
    if (what !== 'close' || this.#closed.has(at)) events.push(noted(id, `${events.length}`));
    else events.push(closed(this.#store, id));
    this.#opened.add(at);
    if (what === 'close') this.#closed.add(at);
    journal.append(this.#store.draft(id, '', { events }), NOW);
  }
}

/** The folded states of the orders that a journal holds whole. */
export function foldsOf(journal: Journal, orders: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    orders
      .filter((order) => !journal.isDropped(order))
      .map((order) => [order, foldAll(orderFold, order, journal.byAggregate(order)).state])
      .filter(([order]) => journal.byAggregate(order as string).length > 0),
  );
}
