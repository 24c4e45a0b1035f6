import { amountMinor } from '@beaveros/kit';
import type { Recorded } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { type AccountOpening, onceOf } from './opening.ts';
import { accountFoldFrom, type AccountState, accountTerms, countingMoves } from './state.ts';

/** Grants and releases stay: few, small, and what is open of them is asked of every later movement. */
export function mayRollAccount({ event }: Pick<Recorded, 'event'>): boolean {
  return event.type === 'payment.AccountMoved' || event.type === 'payment.AccountOpened';
}

/**
 * The opening row of an account when `going` goes: the fold from this row of the facts that stay says what the fold of all
 * facts says. `grants`: every grant of it that is known. null: nothing of it is an account's.
 */
export function rollAccount(
  account: string,
  opening: AccountOpening | null,
  { grants, going }: { readonly grants: readonly Recorded[]; readonly going: readonly Recorded[] },
): AccountOpening | null {
  const { state, facts } = foldAll(accountFoldFrom(opening), account, going);
  const terms = accountTerms(state);
  if (terms === null || state.tenant === null) return null;
  const counting = countingMoves(state);
  const commands = new Set<string>(state.moves.map(({ by }) => by.commandId));
  const granted = foldAll(accountFoldFrom(null), account, grants).state.grants;
  let balance: number = opening?.balance ?? 0;
  for (const { delta } of counting) balance += delta;
  const most = Number.MAX_SAFE_INTEGER;
  const { kind, currency, label, customer } = terms;
  return {
    tenant: state.tenant,
    terms: { kind, currency, label, customer },
    opened: openedOf(state, opening, facts),
    balance: amountMinor(Math.max(-most, Math.min(most, balance)) || 0),
    moves: (opening?.moves ?? 0) + state.moves.length,
    once: new Set([
      ...(opening?.once ?? []),
      ...counting.flatMap(({ reason, order, line }) =>
        (reason === 'loaded' || reason === 'earned') && line !== null ? [onceOf(reason, order, line)] : [],
      ),
    ]),
    used: new Set([
      ...(opening?.used ?? []),
      ...state.moves.flatMap(({ grant }) => (grant === null ? [] : [grant])),
      ...[...granted.values()].flatMap(({ grant, forCommand }) => (commands.has(forCommand) ? [grant] : [])),
    ]),
  };
}

function openedOf(
  { opened }: Pick<AccountState, 'opened'>,
  opening: AccountOpening | null,
  facts: readonly Recorded[],
): AccountOpening['opened'] {
  const by = opened?.by ?? null;
  if (opened === null || by === null) return null;
  const fact = facts.find(({ event }) => event.type === 'payment.AccountOpened' && event.id === by.event);
  if (fact === undefined) return opening?.opened ?? null;
  const { clock, chain, seq } = fact.header;
  const { event, at, actor } = by;
  return { event, creditLimit: opened.creditLimit, at, actor, clock, chain, seq };
}
