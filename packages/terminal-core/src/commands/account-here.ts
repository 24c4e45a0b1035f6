import type { AccountState } from '@beaveros/domain/payment';
import type { Desk } from './command.ts';

/** What commands and screens read of an account. */
export function accountHere(
  { aggregates, rows }: Pick<Desk, 'aggregates' | 'rows'>,
  account: string,
): AccountState {
  return aggregates.knownAccount(account, rows.payment.account(account));
}
