import {
  type AmountMinor,
  amountMinor,
  type Currency,
  type Id,
  negate,
  ok,
  type Result,
  refuse,
  ZERO,
} from '@beaveros/kit';
import { type Actor, missing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import type { AccountKind, StoredValueEvent } from './events.ts';
import type { AccountRefusal } from './refusals.ts';
import { type AccountState, accountBalance, accountTerms, availableOf } from './state.ts';

/** What whoever keeps the account answered: spend this much. */
export interface SpendPermit {
  readonly grant: Id<'Grant'>;
  readonly amount: AmountMinor;
  readonly currency: Currency | null;
  /** What people may see of the account: the till may never have heard of it. */
  readonly label: string;
}

/** What a till knows of stored value when it decides. */
export interface AccountContext {
  readonly actor: Actor;
  /** As the till folds it; one that nobody knows has neither opening nor movements. */
  readonly account: (id: string) => AccountState;
  /** What was granted to this command for an account; null: nobody was reached. */
  readonly permit: (id: string) => SpendPermit | null;
  /** What this till may still let accounts pay on this day while nobody can be asked, in minor units; 0: nothing. */
  readonly offlineSpendMax: AmountMinor;
}

/** What a movement belongs to. */
export interface MoveCause {
  readonly order: Id<'Order'> | null;
  readonly line?: Id<'Line'> | null;
  readonly payment?: Id<'Payment'> | null;
  readonly document?: Id<'Document'> | null;
  readonly note?: string | null;
}

export interface AccountTerms {
  readonly account: Id<'Account'>;
  readonly kind: AccountKind;
  readonly currency: Currency | null;
  readonly label: string;
}

export type AccountDecision = Result<readonly Draft<StoredValueEvent>[], AccountRefusal>;
type Moved = Extract<StoredValueEvent, { type: 'payment.AccountMoved' }>['body'];

/**
 * Spends from an account. With a permit up to what was granted; alone at most the smaller of what the till knows to be
 * left and what it may still pay alone on this day. `spent`: what this command has already taken from it.
 */
export function spendFrom(
  {
    account,
    kind,
    amount,
    currency,
  }: {
    readonly account: Id<'Account'>;
    readonly kind: AccountKind;
    /** More than 0. */
    readonly amount: AmountMinor;
    readonly currency: Currency | null;
  },
  cause: MoveCause,
  context: AccountContext & { readonly spent: AmountMinor },
): AccountDecision {
  const refusal = kind === 'house-account' ? missing(context.actor, 'can_sell_on_account') : null;
  if (refusal !== null) return refuse(refusal);
  const state = context.account(account);
  const permit = context.permit(account);
  const known = accountTerms(state);
  const terms = known ?? (permit === null ? null : { kind, currency: permit.currency, label: permit.label });
  if (terms === null) return refuse({ code: 'payment/account-unknown', account });
  if (terms.kind !== kind || !isSameCurrency(terms.currency, currency))
    return refuse({ code: 'payment/account-does-not-fit', account });
  const left = permit === null ? Math.min(availableOf(state), context.offlineSpendMax) : permit.amount;
  const available = amountMinor(Math.max(0, left - context.spent));
  if (amount > available)
    return refuse({ code: 'payment/account-too-low', account, available, asked: amount });
  const move = {
    ...terms,
    account,
    reason: 'spent' as const,
    delta: negate(amount),
    grant: permit?.grant ?? null,
  };
  return ok([moved(move, cause)]);
}

/** Puts value on an account and opens one that nobody here knows. `amount`: more than 0. */
export function putOn(
  terms: AccountTerms & { readonly customer: Id<'Customer'> | null; readonly amount: AmountMinor },
  reason: 'loaded' | 'refunded' | 'earned',
  cause: MoveCause,
  { account: stateOf }: Pick<AccountContext, 'account'>,
): AccountDecision {
  const { account, kind, currency, label, customer, amount } = terms;
  const state = stateOf(account);
  const known = accountTerms(state);
  if (known !== null && (known.kind !== kind || !isSameCurrency(known.currency, currency)))
    return refuse({ code: 'payment/account-does-not-fit', account });
  const events: Draft<StoredValueEvent>[] = [];
  if (state.opened === null) {
    const body = { kind, currency, label: known?.label ?? label, customer, creditLimit: ZERO };
    events.push({ type: 'payment.AccountOpened', v: 1, aggregate: account, body });
  }
  const move = { account, kind, currency, label: known?.label ?? label, reason, delta: amount, grant: null };
  return ok([...events, moved(move, cause)]);
}

/** Takes back what a sale had put on an account: never more than is left of it. `amount`: more than 0. */
export function takeBack(
  terms: AccountTerms & { readonly amount: AmountMinor },
  reason: 'unloaded' | 'unearned' | 'redeemed',
  cause: MoveCause,
  { account: stateOf }: Pick<AccountContext, 'account'>,
): AccountDecision {
  const { account, amount } = terms;
  const state = stateOf(account);
  if (accountTerms(state) === null) return refuse({ code: 'payment/account-unknown', account });
  const available = amountMinor(Math.max(0, availableOf(state)));
  if (amount > available)
    return refuse({ code: 'payment/account-too-low', account, available, asked: amount });
  return ok([moved({ ...terms, reason, delta: negate(amount), grant: null }, cause)]);
}

/** Corrects a balance by hand, with a reason; a correction never makes a loss. */
export function adjustAccount(
  {
    account,
    delta,
    note,
  }: {
    readonly account: Id<'Account'>;
    readonly delta: AmountMinor;
    readonly note: string;
  },
  context: Pick<AccountContext, 'actor' | 'account'>,
): AccountDecision {
  const refusal = missing(context.actor, 'can_adjust_accounts');
  if (refusal !== null) return refuse(refusal);
  const state = context.account(account);
  const terms = accountTerms(state);
  if (terms === null) return refuse({ code: 'payment/account-unknown', account });
  const available = amountMinor(Math.max(0, availableOf(state)));
  if (delta < 0 && 0 - delta > available)
    return refuse({ code: 'payment/account-too-low', account, available, asked: negate(delta) });
  const { kind, currency, label } = terms;
  const move = { account, kind, currency, label, reason: 'adjusted' as const, delta, grant: null };
  return ok([moved(move, { order: null, note })]);
}

/** Opens an account before anything moves on it: a customer who may pay later, up to a limit. */
export function openAccount(
  {
    account,
    creditLimit,
    customer,
    ...terms
  }: AccountTerms & {
    readonly customer: Id<'Customer'> | null;
    readonly creditLimit: AmountMinor;
  },
  context: Pick<AccountContext, 'actor' | 'account'> & {
    /** What the store lends one customer. */
    readonly creditMax: AmountMinor;
  },
): AccountDecision {
  const refusal = missing(context.actor, 'can_adjust_accounts');
  if (refusal !== null) return refuse(refusal);
  if (context.account(account).opened !== null)
    return refuse({ code: 'payment/account-already-open', account });
  // Credit is what a house account is for; a card with credit would be a loan to whoever holds it.
  if (creditLimit !== 0 && terms.kind !== 'house-account')
    return refuse({ code: 'payment/account-does-not-fit', account });
  if (creditLimit > context.creditMax)
    return refuse({ code: 'payment/credit-beyond-limit', max: context.creditMax });
  const { kind, currency, label } = terms;
  const body = { kind, currency, label, customer, creditLimit };
  return ok([{ type: 'payment.AccountOpened', v: 1, aggregate: account, body }]);
}

/** What may be shown of a balance: what it holds and what may be spent. */
export function balanceShown(state: AccountState): {
  readonly balance: AmountMinor;
  readonly available: AmountMinor;
} {
  return { balance: accountBalance(state), available: amountMinor(Math.max(0, availableOf(state))) };
}

function moved(
  { account, ...move }: AccountTerms & Pick<Moved, 'reason' | 'delta' | 'grant'>,
  { order, line = null, payment = null, document = null, note = null }: MoveCause,
): Draft<StoredValueEvent> {
  const { kind, currency, label, reason, delta, grant } = move;
  const body = { kind, currency, label, reason, delta, order, line, payment, document, grant, note };
  return { type: 'payment.AccountMoved', v: 1, aggregate: account, body };
}

function isSameCurrency(a: Currency | null, b: Currency | null): boolean {
  return a?.code === b?.code && a?.exponent === b?.exponent;
}
