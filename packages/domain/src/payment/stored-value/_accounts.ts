import { amountMinor, unitPriceMicro } from '@beaveros/kit';
import { fixed, record, TENANT } from '../../_facts.ts';
import type { Draft, Event, Recorded } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { ANA, EUR, ORDER } from '../../order/_orders.ts';
import { accountId } from './account-id.ts';
import type { AccountContext } from './decide.ts';
import type { StoredValueEvent } from './events.ts';
import { accountFold, type AccountState } from './state.ts';

export const CODE = '6035 1234 5678 4711';
export const CARD_ACCOUNT = accountId(TENANT, 'gift-card', CODE);

export const cardOpened: Draft<StoredValueEvent> = {
  type: 'payment.AccountOpened',
  v: 1,
  aggregate: CARD_ACCOUNT,
  body: { kind: 'gift-card', currency: EUR, label: '4711', customer: null, creditLimit: amountMinor(0) },
};

type Move = Extract<StoredValueEvent, { type: 'payment.AccountMoved' }>;

export function cardMoved(
  delta: number,
  reason: Move['body']['reason'] = delta > 0 ? 'loaded' : 'spent',
  more: Partial<Move['body']> = {},
): Draft<Move> {
  return {
    type: 'payment.AccountMoved',
    v: 1,
    aggregate: CARD_ACCOUNT,
    body: {
      kind: 'gift-card',
      currency: EUR,
      label: '4711',
      reason,
      delta: amountMinor(delta),
      order: null,
      line: null,
      payment: null,
      document: null,
      grant: null,
      note: null,
      ...more,
    },
  };
}

/** An account by its facts, one entry each, or as they were recorded. */
export function card(
  facts: readonly Draft<Event>[] | { readonly recorded: readonly Recorded[] },
): AccountState {
  const recorded =
    'recorded' in facts
      ? facts.recorded
      : facts.flatMap((event, at) => record([event], { clock: at + 1, seq: at + 1 }));
  return foldAll(accountFold, CARD_ACCOUNT, recorded).state;
}

/** What a till decides with that knows these accounts and reaches nobody. */
export function knowing(...states: readonly AccountState[]): AccountContext {
  return {
    actor: ANA,
    account: (id) => states.find(({ account }) => account === id) ?? accountFold.initial(id),
    permit: () => null,
    offlineSpendMax: amountMinor(5_000),
  };
}

/** The line `n` loads the card by 25.00. */
export function loads(n: number): Draft<StoredValueEvent> {
  return {
    type: 'payment.LoadAttached',
    v: 1,
    aggregate: ORDER,
    body: {
      line: fixed('Line', n),
      account: CARD_ACCOUNT,
      kind: 'gift-card',
      label: '4711',
      customer: null,
      faceMicro: unitPriceMicro(25_000_000),
    },
  };
}
