import { standOf } from '@beaveros/domain/order';
import { reverseSale } from '@beaveros/domain/processes';
import { type Clock, derivedId, type Id, type Instant } from '@beaveros/kit';
import type { Arrived } from '../journal/index.ts';
import type { FoldedStore } from '../stores/folded-store.ts';
import type { Desk } from './command.ts';
import { isPractice, nextDocument } from './numbering.ts';
import { readableEverywhere } from './readable-everywhere.ts';
import { writableStock } from './stock-commands.ts';

/** Orders looked at in one turn of the event loop: each may cost one FULL sync, and a tap must not wait behind them. */
const ORDERS_AT_ONCE = 10;
/** Orders kept for later while their facts, the till's rows or its peers are not ready; more are found at the next start. */
const WAITING_MAX = 1_000;
/** How long an order that could not be reversed waits before an arrival makes it be tried again. */
const RETRY_MS = 60_000;

const REASON = 'an earlier close of the same lines stands';

/**
 * Reverses the contested closes of one order that this till wrote, each by an entry of its own with no actor. The command
 * id comes from the document, so that a cloned disk or a repetition reverses once. Practice is reversed in practice and the
 * rest outside of it, so that each is of its own Z. Returns whether it is done with the order; false: rows, a parked fact,
 * an older till or the kind of shift are in the way.
 */
export function reverseOwnContested(desk: Desk, order: Id<'Order'>, now: Instant): boolean {
  const state = desk.aggregates.order(order);
  const own = standOf(state).contested.filter(({ by }) => by.terminal === desk.till.id);
  if (own.length === 0) return true;
  const place = desk.till.place();
  if (place === null || desk.aggregates.hasParked(order)) return false;
  const isTraining = isPractice(desk);
  const reversible = own.filter((close) => close.isTraining === isTraining);
  const businessDate = desk.till.businessDateAt(now, place.store);
  const actor = {
    user: null,
    name: place.terminal.code,
    permissions: new Set(['can_return_without_receipt']),
  };
  for (const { document } of reversible) {
    const commandId = derivedId<'Command'>(document, 'reverse-contested');
    if (desk.journal.ownEntryOf(commandId) !== null) continue;
    const { counter, ...numbered } = nextDocument(desk, { place, now, businessDate });
    const command = {
      order,
      document: derivedId<'Document'>(document, 'reversal'),
      reverses: document,
      reason: REASON,
    };
    const stock = writableStock(desk, { place });
    const context = { actor, isTraining, ...numbered, ...(stock === null ? {} : { stock }) };
    const decided = reverseSale(desk.aggregates.order(order), command, context);
    // An earlier reversal of this round may have made it stand.
    if (!decided.ok) continue;
    const events = readableEverywhere(desk, decided.value);
    if (!events.ok) return false;
    const entry = { commandId, command: 'reverseDocument', actor: null, businessDate };
    desk.journal.append({ ...entry, events: events.value, sides: [], counters: [counter] }, now);
  }
  return reversible.length === own.length;
}

/** After these a close may not stand any more: another close, and the reversal of what kept a third from standing. */
const MAY_CONTEST: ReadonlySet<string> = new Set(['order.OrderClosed', 'order.DocumentReversed']);
/** Turns of the event loop in which the folded table may become current after a start; later an arrival asks again. */
const TURNS_AT_START = 20;

/**
 * The till's own answer to a close that it wrote and that does not stand: behind the arrivals, a few orders a turn, never
 * in the way of a sale. What could not be done is tried again with a later arrival; after a start, and when the journal
 * tells another truth, the folded table says what is owed.
 */
export class OwnReversals implements Disposable {
  readonly #desk: Desk;
  readonly #store: FoldedStore;
  readonly #clock: Clock;
  readonly #toLook = new Set<string>();
  readonly #waiting = new Set<string>();
  #waitingSince: Instant;
  #turnsLeft = TURNS_AT_START;
  #isTableRead = false;
  #isScheduled = false;
  #isDisposed = false;

  constructor(desk: Desk, store: FoldedStore, clock: Clock) {
    this.#desk = desk;
    this.#store = store;
    this.#clock = clock;
    this.#waitingSince = clock.now();
    this.#schedule();
  }

  /** Takes note of what arrived; acts in later turns. */
  follow(arrived: readonly Arrived[]): void {
    for (const { recorded } of arrived)
      for (const { event } of recorded) if (MAY_CONTEST.has(event.type)) this.#note(event.aggregate);
    const now = this.#clock.now();
    // Either way: a clock that went back must not hold them for ever.
    if (this.#waiting.size > 0 && Math.abs(now - this.#waitingSince) >= RETRY_MS) {
      for (const order of this.#waiting) this.#toLook.add(order);
      this.#waiting.clear();
    }
    this.#schedule();
  }

  /** What stood before may not stand any more: everything is looked at again. */
  lookAgain(): void {
    this.#isTableRead = false;
    this.#turnsLeft = TURNS_AT_START;
    this.#schedule();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
  }

  #note(order: string): void {
    if (this.#toLook.size < WAITING_MAX) this.#toLook.add(order);
  }

  #schedule(): void {
    const mayReadTable = !this.#isTableRead && (this.#turnsLeft > 0 || this.#isTableCurrent());
    if (this.#isScheduled || this.#isDisposed || (this.#toLook.size === 0 && !mayReadTable)) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#isDisposed) return;
      this.#readTable();
      this.#look();
      this.#schedule();
    });
  }

  /** Never waits for the table: it may be folding anew. */
  #readTable(): void {
    if (this.#isTableRead) return;
    this.#turnsLeft = Math.max(0, this.#turnsLeft - 1);
    if (!this.#isTableCurrent()) return;
    this.#isTableRead = true;
    for (const order of owedBy(this.#store, this.#desk.till.id)) this.#note(order);
  }

  #isTableCurrent(): boolean {
    // Of another incarnation it is no table of ours: this notices, and folds nothing.
    this.#store.catchUp(0);
    return this.#store.fault === null && this.#store.arrival >= this.#desk.journal.lastArrival;
  }

  #look(): void {
    const now = this.#clock.now();
    for (const order of [...this.#toLook].slice(0, ORDERS_AT_ONCE)) {
      this.#toLook.delete(order);
      if (reverseOwnContested(this.#desk, order as Id<'Order'>, now)) continue;
      if (this.#waiting.size === 0) this.#waitingSince = now;
      if (this.#waiting.size < WAITING_MAX) this.#waiting.add(order);
    }
  }
}

function owedBy(store: FoldedStore, terminal: Id<'Terminal'>): readonly string[] {
  return store.db
    .prepare(
      `SELECT DISTINCT order_id FROM order_documents WHERE status = 'contested' AND terminal_id = ? LIMIT ${WAITING_MAX}`,
    )
    .pluck()
    .all(terminal) as string[];
}
