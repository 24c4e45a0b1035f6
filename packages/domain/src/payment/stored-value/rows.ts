import { type AmountMinor, amountMinor, assert, type Id, ZERO } from '@beaveros/kit';
import * as z from 'zod';
import { compareEntries, type EntryHeader, type Recorded } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { zCurrency, zHash, zId, zName, zSeq } from '../../scalars.ts';
import { AccountOpened, SpendGranted, zAccountKind } from './events.ts';
import type { AccountOpening } from './opening.ts';
import {
  type AccountAuthor,
  accountBalance,
  accountFold,
  accountFoldFrom,
  type AccountState,
  accountTerms,
  openSpendGrants,
} from './state.ts';

// Stored value belongs to the tenant: what every store together knows of an account comes down as one row, stamped with
// the heads that it includes, and a till shows that row and what its own journal knows beyond it (design decision 1).

/** Where an entry stands: its chain and place, and the clock that orders it. */
const zPlace = z.strictObject({ clock: zSeq, chain: zHash, seq: zSeq });
/** Sums are held within what an integer says: facts are never refused for what they add up to. */
const zSum = z
  .int()
  .min(-Number.MAX_SAFE_INTEGER)
  .max(Number.MAX_SAFE_INTEGER)
  .transform((sum) => amountMinor(sum));

/** An account as the cloud has folded it: of every chain named in `heads`, all facts up to there and none beyond. */
export const zTillAccountRow = z.strictObject({
  /** The account's. */
  id: zId<'Account'>(),
  tenantId: zId<'Tenant'>(),
  kind: zAccountKind,
  /** null: points. */
  currency: zCurrency.nullable(),
  label: zName,
  customerId: zId<'Customer'>().nullable(),
  /** In minor units of its currency, as the balance is; points are whole. */
  creditLimitMinor: AccountOpened.body.shape.creditLimit,
  balanceMinor: zSum,
  /** Where the opening that stands was written; null: only movements are known. */
  opening: zPlace.nullable(),
  /** Grants that nobody has used or given back, with the entry that made each. */
  granted: z.array(z.strictObject({ ...SpendGranted.body.shape, ...zPlace.shape })),
  /** By chain the highest place folded into this row; a chain that is not named has moved nothing here. */
  heads: z.record(zHash, zSeq),
  version: z.int().min(1),
});
export type TillAccountRow = z.output<typeof zTillAccountRow>;

/** Whether the row has folded a fact of this entry. */
export function isInAccountRow(
  { heads }: Pick<TillAccountRow, 'heads'>,
  { chain, seq }: Pick<EntryHeader, 'chain' | 'seq'>,
): boolean {
  return seq <= (heads[chain] ?? 0);
}

/** What a journal has of an account. */
export interface JournalOfAccount {
  readonly account: string;
  /** All that are still there, in any order, also what a repeated command said in vain. */
  readonly facts: readonly Recorded[];
  /**
   * What those that are gone left; null: all are there. They went long after the cloud had them, so a row that came down
   * since has them, too.
   */
  readonly opening: AccountOpening | null;
}

/**
 * An account as far as a till knows it: the row that came down, and what its journal has beyond it. What row and journal
 * both have counts once, by the journal's own verdict, so a command that two tills carried out and a line that both have
 * loaded count once as well. Where the journal has everything this is its fold; without a row it is what the journal has.
 *
 * NOTE: where the first entry of a repeated command is only in the row and the second only in the journal, both count
 * until either travels: tills of one store that did not hear of each other, as with every spend that they do apart.
 */
export function knownAccount(
  { account, facts, opening }: JournalOfAccount,
  row: TillAccountRow | undefined,
): AccountState {
  const fold = accountFoldFrom(opening);
  const { state } = foldAll(fold, account, facts);
  if (row === undefined) return state;
  const seenFacts = facts.filter(({ header }) => isInAccountRow(row, header));
  const seen = foldAll(fold, account, seenFacts).state;
  const held = new Set(seenFacts.map(({ header }) => entryOf(header)));
  return {
    ...state,
    tenant: row.tenantId,
    opened: openingOf(state, facts, { row, held }),
    carried: {
      balance: less(row.balanceMinor, accountBalance(seen)),
      terms: { kind: row.kind, currency: row.currency, label: row.label, customer: row.customerId },
    },
    ...grantsOf(state, seen, { row, held }),
  };
}

/**
 * The row of an account with these facts, which are all that anybody knows of it, in any order; null: no row, as long as
 * only grants of it are known. The cloud keeps the same row by adding up.
 */
export function tillAccountRow(
  account: string,
  facts: readonly Recorded[],
): Omit<TillAccountRow, 'version'> | null {
  const { state, facts: standing } = foldAll(accountFold, account, facts);
  const terms = accountTerms(state);
  if (terms === null || state.tenant === null) return null;
  // By the entry's command as well: an event's id may be in two of them, though no honest till writes that.
  const placeOf = (by: AccountAuthor | null): z.output<typeof zPlace> => {
    const fact = standing.find(
      ({ event, header }) => event.id === by?.event && header.commandId === by.commandId,
    );
    assert(fact !== undefined, 'what stands is among the facts');
    const { clock, chain, seq } = fact.header;
    return { clock, chain, seq };
  };
  const heads: Record<string, number> = {};
  for (const { header, event } of facts)
    if (accountFold.reads.has(event.type))
      heads[header.chain] = Math.max(heads[header.chain] ?? 0, header.seq);
  return {
    id: account as Id<'Account'>,
    tenantId: state.tenant,
    kind: terms.kind,
    currency: terms.currency,
    label: terms.label,
    customerId: terms.customer,
    creditLimitMinor: state.opened?.creditLimit ?? ZERO,
    balanceMinor: accountBalance(state),
    opening: state.opened === null ? null : placeOf(state.opened.by),
    granted: openSpendGrants(state)
      .map(({ by, ...granted }) => ({ ...granted, ...placeOf(by) }))
      .sort((a, b) => (a.grant < b.grant ? -1 : 1)),
    heads,
  };
}

interface Came {
  readonly row: TillAccountRow;
  /** Entries that row and journal both have. */
  readonly held: ReadonlySet<string>;
}

/** The first opening stands, whoever has it; of one that both have the journal says whether it stands. */
function openingOf(
  state: AccountState,
  facts: readonly Recorded[],
  { row, held }: Came,
): AccountState['opened'] {
  const { opening } = row;
  if (opening === null || held.has(entryOf(opening))) return state.opened;
  const own = facts.find(({ event }) => event.id === state.opened?.by?.event);
  const isOwnFirst =
    own !== undefined && !isInAccountRow(row, own.header) && compareEntries(own.header, opening) < 0;
  if (isOwnFirst) return state.opened;
  const { kind, currency, label, customerId: customer, creditLimitMinor: creditLimit } = row;
  return { kind, currency, label, customer, creditLimit, by: null };
}

/** Grants that the row has open and the journal has not heard of; those it still holds open and the row has not are closed. */
function grantsOf(
  state: AccountState,
  seen: AccountState,
  { row, held }: Came,
): Pick<AccountState, 'grants' | 'released'> {
  const grants = new Map(state.grants);
  for (const { clock: _clock, chain, seq, ...granted } of row.granted)
    if (!held.has(entryOf({ chain, seq })) && !grants.has(granted.grant))
      grants.set(granted.grant, { ...granted, by: null });
  const open = new Set<string>(row.granted.map(({ grant }) => grant));
  const closed = openSpendGrants(seen).filter(({ grant }) => !open.has(grant));
  return { grants, released: new Set([...state.released, ...closed.map(({ grant }) => grant)]) };
}

function entryOf({ chain, seq }: Pick<EntryHeader, 'chain' | 'seq'>): string {
  return `${chain}/${seq}`;
}

function less(a: AmountMinor, b: AmountMinor): AmountMinor {
  return amountMinor(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, a - b)));
}
