import { amountMinor, type AmountMinor, type Id, ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import type { StoredValueEvent } from './events.ts';
import type { AccountRefusal } from './refusals.ts';
import { type AccountState, accountTerms, availableOf, openSpendGrants } from './state.ts';
import type { SpendPermit } from './decide.ts';

/** What a till asks of whoever keeps an account, before it spends. */
export interface SpendAsk {
  readonly account: Id<'Account'>;
  readonly grant: Id<'Grant'>;
  readonly forCommand: Id<'Command'>;
  readonly terminal: Id<'Terminal'>;
  /** More than 0. */
  readonly amount: AmountMinor;
}

/**
 * Answers a permit and the fact that must be durable before it is said. Asking again for the same command and amount
 * answers the same and writes nothing. All or nothing: what is available is in the refusal.
 */
export function grantSpend(
  state: AccountState,
  { account, grant, forCommand, terminal, amount }: SpendAsk,
): Result<
  { readonly permit: SpendPermit; readonly events: readonly Draft<StoredValueEvent>[] },
  AccountRefusal
> {
  const terms = accountTerms(state);
  if (terms === null) return refuse({ code: 'payment/account-unknown', account });
  const { currency, label } = terms;
  const isUsed = state.moves.some(({ by }) => by.commandId === forCommand);
  const before = [...state.grants.values()].find((each) => each.forCommand === forCommand);
  if (before !== undefined) {
    if (isUsed || state.released.has(before.grant) || before.amount !== amount)
      return refuse({ code: 'payment/spend-grant-used', grant: before.grant });
    return ok({ permit: { grant: before.grant, amount, currency, label }, events: [] });
  }
  if (isUsed || state.grants.has(grant) || state.released.has(grant))
    return refuse({ code: 'payment/spend-grant-used', grant });
  const available = amountMinor(Math.max(0, availableOf(state)));
  if (amount > available)
    return refuse({ code: 'payment/account-too-low', account, available, asked: amount });
  const body = { grant, forCommand, terminal, amount };
  const events: Draft<StoredValueEvent>[] = [
    { type: 'payment.SpendGranted', v: 1, aggregate: account, body },
  ];
  return ok({ permit: { grant, amount, currency, label }, events });
}

/** Gives a grant back that was not used; nothing to say when it was, or when it was given back before. */
export function releaseSpendGrant(
  state: AccountState,
  { account, grant }: { readonly account: Id<'Account'>; readonly grant: Id<'Grant'> },
): readonly Draft<StoredValueEvent>[] {
  const known = state.grants.get(grant);
  const isUsed = state.moves.some(
    (move) => move.grant === grant || (known !== undefined && move.by.commandId === known.forCommand),
  );
  if (isUsed || state.released.has(grant)) return [];
  return [{ type: 'payment.GrantReleased', v: 1, aggregate: account, body: { grant } }];
}

/** A manager gives back what a till was granted that will not come back. Should it spend all the same, that counts. */
export function releaseSpendGrantOf(
  state: AccountState,
  { account, grant }: { readonly account: Id<'Account'>; readonly grant: Id<'Grant'> },
  { actor }: { readonly actor: Actor },
): Result<readonly Draft<StoredValueEvent>[], AccountRefusal> {
  const refusal = missing(actor, 'can_adjust_accounts');
  if (refusal !== null) return refuse(refusal);
  if (!openSpendGrants(state).some((each) => each.grant === grant))
    return refuse({ code: 'payment/spend-grant-used', grant });
  return ok(releaseSpendGrant(state, { account, grant }));
}
