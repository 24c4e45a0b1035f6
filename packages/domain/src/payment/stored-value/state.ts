import {
  type AmountMinor,
  amountMinor,
  type BusinessDate,
  type Currency,
  derivedId,
  type Id,
  type Instant,
  negate,
  ZERO,
} from '@beaveros/kit';
import { compareEntries, type Recorded } from '../../journal/entry.ts';
import type { EventOf } from '../../journal/event-schema.ts';
import type { Fold } from '../../journal/fold.ts';
import { type AccountOpening, onceOf, type OpenedBefore } from './opening.ts';
import type { AccountKind, AccountMoved, AccountOpened, SpendGranted, StoredValueEvent } from './events.ts';

/** Where a fact of an account was made. */
export interface AccountAuthor {
  readonly event: Id<'Event'>;
  readonly commandId: Id<'Command'>;
  readonly at: Instant;
  readonly businessDate: BusinessDate;
  readonly actor: Id<'User'> | null;
  readonly store: Id<'Store'> | null;
  readonly terminal: Id<'Terminal'> | null;
}

export type AccountMove = EventOf<typeof AccountMoved>['body'] & { readonly by: AccountAuthor };
/** `by` null: it came down in a row. */
export type SpendGrant = EventOf<typeof SpendGranted>['body'] & { readonly by: AccountAuthor | null };
type Opening = EventOf<typeof AccountOpened>['body'];

/**
 * An account is a ledger: rows that add up. The facts of one command come from the first entry in canonical order that
 * carries it, so a first entry that comes late replaces the second's rows.
 */
export interface AccountState {
  readonly account: string;
  readonly tenant: Id<'Tenant'> | null;
  /** `by` null: it came down in a row. */
  readonly opened: (Opening & { readonly by: AccountAuthor | null }) | null;
  /** Every movement, in canonical order, each event once. Which of them count: {@link countingMoves}. */
  readonly moves: readonly AccountMove[];
  readonly grants: ReadonlyMap<string, SpendGrant>;
  readonly released: ReadonlySet<string>;
  /** What a row that came down says beyond these facts (`rows.ts`); null in every fold. */
  readonly carried: {
    readonly balance: AmountMinor;
    readonly terms: Omit<Opening, 'creditLimit'>;
  } | null;
  /** What facts that are not here any more add; null: all are here. */
  readonly opening: AccountOpening | null;
}

export const accountFold: Fold<AccountState> = {
  initial: (account) => ({
    account,
    tenant: null,
    opened: null,
    moves: [],
    grants: new Map(),
    released: new Set(),
    carried: null,
    opening: null,
  }),
  evolve: (state, recorded) => evolve(state, recorded as Recorded<StoredValueEvent>),
  reads: new Set([
    'payment.AccountOpened',
    'payment.AccountMoved',
    'payment.SpendGranted',
    'payment.GrantReleased',
  ]),
};

/** The fold of the facts that a journal still has, on what those that are gone left. */
export function accountFoldFrom(opening: AccountOpening | null): Fold<AccountState> {
  if (opening === null) return accountFold;
  const { tenant, terms, opened } = opening;
  return {
    ...accountFold,
    initial: (account) => ({
      ...accountFold.initial(account),
      tenant,
      opened:
        opened === null ? null : { ...terms, creditLimit: opened.creditLimit, by: authorBefore(opened) },
      opening,
    }),
  };
}

/** Of an opening that is gone only what is shown of it is left. */
function authorBefore({ event, at, actor }: OpenedBefore): AccountAuthor {
  return {
    event,
    // Who asks for the command of an opening asks whether it was repeated: the journal keeps command ids for that.
    commandId: event as string as Id<'Command'>,
    at: at as Instant,
    businessDate: '' as BusinessDate,
    actor,
    store: null,
    terminal: null,
  };
}

/** An opening that comes late and is earlier than the one that went takes its place. */
function isBeforeOpening({ opening, opened }: AccountState, header: Recorded['header']): boolean {
  const before = opening?.opened ?? null;
  return before !== null && opened?.by?.event === before.event && compareEntries(header, before) < 0;
}

function evolve(before: AccountState, { event, header }: Recorded<StoredValueEvent>): AccountState {
  const state = { ...before, tenant: before.tenant ?? header.tenant };
  const { commandId, at, businessDate, actor, store, terminal } = header;
  const by: AccountAuthor = { event: event.id, commandId, at, businessDate, actor, store, terminal };
  switch (event.type) {
    case 'payment.AccountOpened':
      return state.opened === null || isBeforeOpening(state, header)
        ? { ...state, opened: { ...event.body, by } }
        : state;
    case 'payment.AccountMoved':
      return state.moves.some((move) => move.by.event === event.id)
        ? state
        : { ...state, moves: [...state.moves, { ...event.body, by }] };
    case 'payment.SpendGranted':
      return state.grants.has(event.body.grant)
        ? state
        : { ...state, grants: new Map(state.grants).set(event.body.grant, { ...event.body, by }) };
    case 'payment.GrantReleased':
      return { ...state, released: new Set([...state.released, event.body.grant]) };
    case 'payment.LoadAttached':
      return state;
  }
}

/** A line loads and earns once: where two tills closed one order apart, each has said so. All other movements count. */
export function countingMoves(state: AccountState): readonly AccountMove[] {
  const loaded = new Set<string>();
  const before = state.opening?.once ?? null;
  return state.moves.filter(({ reason, order, line }) => {
    if ((reason !== 'loaded' && reason !== 'earned') || line === null) return true;
    if (before !== null && before.size > 0 && before.has(onceOf(reason, order, line))) return false;
    const key = `${reason}/${order}/${line}`;
    if (loaded.has(key)) return false;
    loaded.add(key);
    return true;
  });
}

/** What the account holds, in its unit. Below its credit limit: a named loss, see {@link accountLoss}. */
export function accountBalance(state: AccountState): AmountMinor {
  const before = [state.carried?.balance ?? 0, state.opening?.balance ?? 0];
  return heldTotal([...before, ...countingMoves(state).map(({ delta }) => delta)]);
}

/** Grants that nobody has used or given back. */
export function openSpendGrants(state: AccountState): readonly SpendGrant[] {
  if (state.grants.size === 0) return [];
  const used = new Set<string>([
    ...(state.opening?.used ?? []),
    ...state.moves.flatMap(({ grant, by }) => [by.commandId, ...(grant === null ? [] : [grant])]),
  ]);
  return [...state.grants.values()].filter(
    ({ grant, forCommand }) => !state.released.has(grant) && !used.has(forCommand) && !used.has(grant),
  );
}

/** What may be spent: the balance and the credit, less what was granted to others. Can be below 0. `own`: not counted. */
export function availableOf(state: AccountState, own: string | null = null): AmountMinor {
  const granted = openSpendGrants(state).filter(({ grant }) => grant !== own);
  return heldTotal([
    accountBalance(state),
    state.opened?.creditLimit ?? 0,
    ...granted.map(({ amount }) => 0 - amount),
  ]);
}

/** What the account is called and counted in, by its opening or else by its first movement; null: nobody knows it. */
export function accountTerms(state: AccountState): {
  readonly kind: AccountKind;
  readonly currency: Currency | null;
  readonly label: string;
  readonly customer: Id<'Customer'> | null;
} | null {
  const { opened, carried, moves } = state;
  if (opened !== null) return opened;
  if (carried !== null) return carried.terms;
  if (state.opening !== null) return state.opening.terms;
  const [first] = moves;
  return first === undefined ? null : { ...first, customer: null };
}

/**
 * More was spent than there was, by tills that did not know of each other: a loss with a task whose id is derived from
 * the account and the amount, so that every replica names the same and a greater loss is another task. null: none.
 */
export function accountLoss(
  state: AccountState,
): { readonly task: Id<'Task'>; readonly kind: 'account-overdrawn'; readonly amount: AmountMinor } | null {
  const missing = heldTotal([accountBalance(state), state.opened?.creditLimit ?? 0]);
  if (missing >= 0) return null;
  const task = derivedId<'Task'>(state.account, `task/account-overdrawn/${missing}`);
  return { task, kind: 'account-overdrawn', amount: negate(missing) };
}

/** Held within what an integer says: hostile facts may add up to more. */
function heldTotal(deltas: readonly number[]): AmountMinor {
  let total = 0;
  for (const delta of deltas) total += delta;
  if (total === 0) return ZERO;
  return amountMinor(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, total)));
}
