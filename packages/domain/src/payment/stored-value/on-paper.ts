import { type AmountMinor, type Currency, grouped, ZERO } from '@beaveros/kit';
import type { Draft, Event } from '../../journal/entry.ts';
import { heldSum } from '../../order/state.ts';
import type { AccountContext } from './decide.ts';
import type { AccountKind, StoredValueEvent } from './events.ts';
import { accountBalance, accountTerms } from './state.ts';

/** What a paper says of an account: what it moved there, and what was on it then. */
export interface PaperAccount {
  readonly kind: AccountKind;
  readonly label: string;
  readonly currency: Currency | null;
  readonly moved: AmountMinor;
  readonly balance: AmountMinor | null;
}

/**
 * What the movements of one command are on its paper, each account once. The balance is the till's own knowledge; of an
 * account that it had never heard of, and did not open with these movements, it says none.
 */
export function accountsOnPaper(
  decided: readonly Draft<Event>[],
  accounts: Pick<AccountContext, 'account'> | undefined,
  most: number,
): readonly PaperAccount[] {
  if (accounts === undefined) return [];
  const facts = decided as readonly Draft<StoredValueEvent>[];
  const opened = new Set(
    facts.flatMap((fact) => (fact.type === 'payment.AccountOpened' ? [fact.aggregate] : [])),
  );
  const moves = grouped(
    facts.flatMap((fact) => (fact.type === 'payment.AccountMoved' ? [fact] : [])),
    ({ aggregate }) => aggregate,
  );
  return [...moves].slice(0, most).map(([account, its]) => {
    const { kind, label, currency } = its[0]!.body;
    const moved = heldSum(its.map(({ body }) => body.delta));
    const state = accounts.account(account);
    const isKnown = accountTerms(state) !== null || opened.has(account);
    const before = isKnown ? accountBalance(state) : ZERO;
    return { kind, label, currency, moved, balance: isKnown ? heldSum([before, moved]) : null };
  });
}
