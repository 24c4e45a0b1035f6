import type { Folded } from '@beaveros/domain/journal';
import {
  type AccountState,
  type JournalOfAccount,
  knownAccount,
  type TillAccountRow,
} from '@beaveros/domain/payment';

/**
 * Stored value as this till knows it: the tenant's row and what the journal has beyond it (design decision 1). Made once of
 * an account's facts and its row, and again when either has changed: a screen asks for one card several times.
 */
export class KnownAccounts {
  readonly #read: (account: string) => JournalOfAccount;
  readonly #made = new WeakMap<
    Folded<AccountState>,
    { readonly row: string; readonly state: AccountState }
  >();

  /** `read`: what the journal has of an account. */
  constructor(read: (account: string) => JournalOfAccount) {
    this.#read = read;
  }

  get(folded: Folded<AccountState>, row: TillAccountRow | undefined): AccountState {
    if (row === undefined) return folded.state;
    const made = this.#made.get(folded);
    // Not by its version: after a restore of the cloud another row may have the same one.
    const text = JSON.stringify(row);
    if (made?.row === text) return made.state;
    const state = knownAccount(this.#read(folded.state.account), row);
    this.#made.set(folded, { row: text, state });
    return state;
  }
}
