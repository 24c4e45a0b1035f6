import type { Fold, Folded, Recorded } from '@beaveros/domain/journal';
import { foldAll, foldMore } from '@beaveros/domain/journal';
import { isSettled, type OrderState, orderFold, orderStatus } from '@beaveros/domain/order';
import {
  ACCOUNT_LEDGER,
  accountFold,
  accountFoldFrom,
  type AccountOpening,
  type AccountState,
  type CurrentShift,
  currentShift,
  drawerOf,
  readAccountOpening,
  type ShiftLedger,
  type ShiftState,
  shiftFold,
  type TillAccountRow,
} from '@beaveros/domain/payment';
import {
  couponUsesFold,
  type CouponUsesState,
  soldOutAt,
  soldOutFold,
  type SoldOutState,
} from '@beaveros/domain/product-catalog';
import {
  type EntityStatusState,
  entityStatusFold,
  reservationFold,
  type ReservationState,
  reservationStatus,
} from '@beaveros/domain/service-entity';
import { taskFold, type TaskState, type TicketsState, ticketsFold } from '@beaveros/domain/workflow';
import type { AmountMinor, BusinessDate, Id } from '@beaveros/kit';
import type { Journal } from '../journal/index.ts';
import { KnownAccounts } from './known-accounts.ts';
import { OwnSumsOfDay } from './own-sums-of-day.ts';
import { type RefundedToday, REFUNDS_OF_DAY } from './refunds-of-day.ts';
import { ShiftLedgers } from './shift-ledgers.ts';
import { SPENDS_OF_DAY } from './spends-of-day.ts';

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
  readonly #tasks: FoldedCache<TaskState>;
  readonly #entityStatuses: FoldedCache<EntityStatusState>;
  readonly #reservations: FoldedCache<ReservationState>;
  /** Reservations of the store that are booked, as far as this till knows. */
  readonly #booked = new Set<string>();
  readonly #shifts: FoldedCache<ShiftState>;
  readonly #soldOut: FoldedCache<SoldOutState>;
  readonly #couponUses: FoldedCache<CouponUsesState>;
  readonly #accounts: FoldedCache<AccountState>;
  readonly #known: KnownAccounts;
  readonly #refundsOfDay: OwnSumsOfDay<RefundedToday>;
  readonly #spendsOfDay: OwnSumsOfDay<AmountMinor>;
  readonly #stops: readonly (() => void)[];
  readonly #shiftLedgers: ShiftLedgers;
  /** Open shifts of this till, the last opened last: several only where disks of one till came together. */
  readonly #ownShifts = new Map<string, CurrentShift>();
  /** Drawers of the store that an open shift has, by its shift. */
  readonly #drawers = new Map<string, Id<'Device'>>();

  constructor(journal: Journal, terminal: Id<'Terminal'>) {
    this.#journal = journal;
    this.#terminal = terminal;
    const factsOf = (aggregate: string) => journal.byAggregate(aggregate);
    this.#orders = new FoldedCache(orderFold, factsOf, (state) => state.opened !== null && !isSettled(state));
    this.#tickets = new FoldedCache(ticketsFold, factsOf, () => false);
    const never = () => false;
    this.#tasks = new FoldedCache(taskFold, factsOf, never, ({ tenant }) => tenant !== null);
    this.#entityStatuses = new FoldedCache(entityStatusFold, factsOf, never, ({ said }) => said !== null);
    this.#reservations = new FoldedCache(
      reservationFold,
      factsOf,
      (state) => reservationStatus(state) === 'booked',
      ({ tenant }) => tenant !== null,
    );
    this.#shifts = new FoldedCache(shiftFold, factsOf, (state) => currentShift(state) !== null);
    this.#shiftLedgers = new ShiftLedgers(journal, terminal);
    this.#couponUses = new FoldedCache(couponUsesFold, factsOf, never, ({ usesMax }) => usesMax !== null);
    this.#soldOut = new FoldedCache(soldOutFold, factsOf, ({ marks }) =>
      [...marks.values()].some((mark) => mark !== null),
    );
    this.#accounts = new FoldedCache(accountFoldIn(journal), factsOf, () => false);
    this.#known = new KnownAccounts((account) => ({
      account,
      facts: factsOf(account),
      opening: accountOpeningIn(journal, account),
    }));
    this.#refundsOfDay = new OwnSumsOfDay(journal, terminal, REFUNDS_OF_DAY);
    this.#spendsOfDay = new OwnSumsOfDay(journal, terminal, SPENDS_OF_DAY);
    for (const aggregate of journal.openAggregates()) {
      this.#noteShift(aggregate);
      this.#noteBooked(aggregate);
    }
    this.#stops = [
      journal.onArrival((arrived) => {
        for (const { recorded } of arrived) this.#take(recorded);
        this.#shiftLedgers.add(arrived);
        this.#refundsOfDay.add(arrived);
        this.#spendsOfDay.add(arrived);
      }),
      journal.onReplaced(() => this.#forget()),
      journal.onDropped((aggregates) => {
        for (const cache of [this.#orders, this.#tickets, this.#shifts]) cache.drop(aggregates);
        for (const cache of [this.#tasks, this.#reservations]) cache.drop(aggregates);
        this.#accounts.drop(aggregates);
      }),
    ];
  }

  order(order: string): OrderState {
    return this.#orders.get(order).state;
  }
  /** An order with its facts in canonical order. */
  foldedOrder(order: string): Folded<OrderState> {
    return this.#orders.get(order);
  }
  tickets(order: string): TicketsState {
    return this.#tickets.get(order).state;
  }
  shift(shift: string): ShiftState {
    return this.#shifts.get(shift).state;
  }
  task(task: string): TaskState {
    return this.#tasks.get(task).state;
  }
  /** What people said of a table, room or bay. */
  entityStatus(entity: string): EntityStatusState {
    return this.#entityStatuses.get(entity).state;
  }
  reservation(reservation: string): ReservationState {
    return this.#reservations.get(reservation).state;
  }
  /** Every reservation of the store that this till knows to be booked. */
  booked(): readonly ReservationState[] {
    return [...this.#booked].map((reservation) => this.reservation(reservation));
  }
  /** A gift card, a customer's credit or points, as this till's journal folds it; see {@link knownAccount}. */
  account(account: string): AccountState {
    return this.#accounts.get(account).state;
  }
  /** The same with the row that came down: what the tenant knows of it, and the journal beyond. Decide reads this. */
  knownAccount(account: string, row: TillAccountRow | undefined): AccountState {
    return this.#known.get(this.#accounts.get(account), row);
  }
  /** What this till gave back on a day. */
  refundedOn(day: BusinessDate): RefundedToday {
    return this.#refundsOfDay.on(day);
  }
  /** What this till let stored value pay on a day while nobody answered, in minor units. */
  spentAloneOn(day: BusinessDate): AmountMinor {
    return this.#spendsOfDay.on(day);
  }
  /** Orders of the store that used a coupon whose uses are limited, as far as this till knows. */
  couponUses(coupon: string): CouponUsesState {
    return this.#couponUses.get(coupon).state;
  }
  soldOut(item: string): SoldOutState {
    return this.#soldOut.get(item).state;
  }
  isSoldOut(item: string, at: Parameters<typeof soldOutAt>[1]): boolean {
    return soldOutAt(this.soldOut(item), at) !== null;
  }
  /** The shift this till has open. */
  get currentShift(): CurrentShift | null {
    return [...this.#ownShifts.values()].at(-1) ?? null;
  }
  /** What went through a shift of this till so far; null: it was never opened. */
  shiftLedger(shift: string): { readonly ledger: ShiftLedger; readonly isWhole: boolean } | null {
    const { opened, ...state } = this.shift(shift);
    if (opened === null) return null;
    const ledger = this.#shiftLedgers.get({ ...state, opened });
    return { ledger, isWhole: this.#shiftLedgers.isWhole(opened) };
  }
  /** Drawers that an open shift of the store has, as far as this till knows, with that shift. */
  get drawersInUse(): ReadonlyMap<string, string> {
    return new Map([...this.#drawers].map(([shift, drawer]) => [drawer, shift]));
  }
  /** Orders of the store that are open, as far as this till knows. */
  openOrders(): number {
    return this.#journal.openAggregates().filter((id) => orderStatus(this.order(id)) === 'open').length;
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
    for (const cache of [this.#tasks, this.#entityStatuses, this.#reservations]) cache.forget();
    this.#booked.clear();
    this.#soldOut.forget();
    this.#couponUses.forget();
    this.#accounts.forget();
    this.#refundsOfDay.forget();
    this.#spendsOfDay.forget();
    this.#shiftLedgers.forget();
    this.#ownShifts.clear();
    this.#drawers.clear();
    for (const aggregate of this.#journal.openAggregates()) {
      this.#noteShift(aggregate);
      this.#noteBooked(aggregate);
    }
  }

  #take(recorded: readonly Recorded[]): void {
    const byAggregate = Map.groupBy(recorded, ({ event }) => event.aggregate as string);
    for (const [aggregate, facts] of byAggregate) {
      this.#orders.add(aggregate, facts);
      this.#tickets.add(aggregate, facts);
      this.#shifts.add(aggregate, facts);
      this.#tasks.add(aggregate, facts);
      this.#entityStatuses.add(aggregate, facts);
      this.#reservations.add(aggregate, facts);
      this.#soldOut.add(aggregate, facts);
      this.#couponUses.add(aggregate, facts);
      this.#accounts.add(aggregate, facts);
      if (facts.some(({ event }) => shiftFold.reads.has(event.type))) this.#noteShift(aggregate);
      if (facts.some(({ event }) => reservationFold.reads.has(event.type))) this.#noteBooked(aggregate);
    }
  }

  #noteBooked(aggregate: string): void {
    if (reservationStatus(this.reservation(aggregate)) === 'booked') this.#booked.add(aggregate);
    else this.#booked.delete(aggregate);
  }

  #noteShift(aggregate: string): void {
    const state = this.shift(aggregate);
    const drawer = drawerOf(state);
    if (drawer === null) this.#drawers.delete(aggregate);
    else this.#drawers.set(aggregate, drawer);
    const open = currentShift(state);
    if (open === null) this.#ownShifts.delete(aggregate);
    else if (state.opened?.terminal === this.#terminal) this.#ownShifts.set(aggregate, open);
  }
}

/** Accounts from what the journal's opening rows say of facts that are not here any more. */
function accountFoldIn(journal: Pick<Journal, 'openingRow'>): Fold<AccountState> {
  return {
    ...accountFold,
    initial: (account) => accountFoldFrom(accountOpeningIn(journal, account)).initial(account),
  };
}

function accountOpeningIn(journal: Pick<Journal, 'openingRow'>, account: string): AccountOpening | null {
  const body = journal.openingRow(ACCOUNT_LEDGER, account)?.body ?? null;
  return body === null ? null : readAccountOpening(body);
}

/** Aggregates by id with their facts; those that `isOpen` are never dropped, of the others the least recent go. `isOfThis`: whether it has facts of this fold. */
class FoldedCache<State> {
  readonly #fold: Fold<State>;
  readonly #factsOf: (aggregate: string) => readonly Recorded[];
  readonly #isOpen: (state: State) => boolean;
  readonly #isOfThis: (state: State) => boolean;
  readonly #open = new Map<string, Folded<State>>();
  readonly #recent = new Map<string, Folded<State>>();

  constructor(
    fold: Fold<State>,
    factsOf: (aggregate: string) => readonly Recorded[],
    isOpen: (state: State) => boolean,
    isOfThis: (state: State) => boolean = () => true,
  ) {
    this.#fold = fold;
    this.#factsOf = factsOf;
    this.#isOpen = isOpen;
    this.#isOfThis = isOfThis;
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
    // Nor is an aggregate of another kind kept here.
    if (folded.facts.length > 0 && this.#isOfThis(folded.state)) this.#keep(aggregate, folded);
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
