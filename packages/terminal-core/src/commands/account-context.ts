import type { StoredValueContext, Tender } from '@beaveros/domain/payment';
import { holding } from '@beaveros/domain/product-catalog';
import { amountMinor, type Id } from '@beaveros/kit';
import { refusedAsk, spendPermit } from './asks.ts';
import type { Asking, Desk, Question } from './command.ts';
import { accountHere } from './account-here.ts';
import { rulesNow } from './rules-now.ts';
import type { IpcRefusal } from '@beaveros/protocol/ipc';

/** Stored value as this till knows it, and what the cloud let this command spend. */
export function accountContext(
  desk: Desk,
  asking: Pick<Asking, 'actor' | 'place' | 'answered' | 'now' | 'businessDate'>,
): StoredValueContext {
  const { actor, place, answered } = asking;
  const { rules, question } = rulesNow(desk, asking, 'counter');
  const canEarn = ['payment.AccountOpened', 'payment.AccountMoved'].every(
    (type) => desk.mayWrite?.(type, 1) !== false,
  );
  return {
    actor,
    tenant: place.store.tenantId,
    account: (id) => accountHere(desk, id),
    permit: (id) => spendPermit(answered, id),
    offlineSpendMax: amountMinor(
      Math.max(
        0,
        desk.rows.entity.policies().offlineSpendLimitMinor -
          desk.aggregates.spentAloneOn(asking.businessDate),
      ),
    ),
    // A till of the store that cannot read it stops no sale: its points are given by hand.
    // Of several programmes that hold here now, the first by id: an order earns once.
    loyalty: canEarn ? (holding(rules, 'loyalty', question)[0]?.terms ?? null) : null,
  };
}

/**
 * What has to be asked of the cloud before these tenders are taken: one question an account, for all they take of it. A
 * house account is asked for as well: its customer may be drinking in another store. Nothing in training.
 */
export function spendQuestions(desk: Desk, tenders: readonly Tender[]): readonly Question[] {
  if (desk.aggregates.currentShift?.isTraining === true) return [];
  const amounts = new Map<Id<'Account'>, number>();
  for (const { account, tendered } of tenders)
    if (account !== undefined && tendered > 0)
      amounts.set(account.id, (amounts.get(account.id) ?? 0) + tendered);
  return [...amounts].map(([account, amount]) => ({
    to: 'cloud',
    ask: { kind: 'spend', account, amount: amountMinor(amount) },
  }));
}

/**
 * What the cloud says no to, to be told as it is. That it does not know a card says nothing where this till does: it was
 * sold here, and the cloud has not heard of it yet.
 */
export function refusedSpend(desk: Desk, { answered }: Pick<Asking, 'answered'>): IpcRefusal | null {
  const refusals = answered.filter(
    ({ ask, outcome }) =>
      !(
        ask.kind === 'spend' &&
        outcome.kind === 'refused' &&
        outcome.code === 'payment/account-unknown' &&
        accountHere(desk, ask.account).opened !== null
      ),
  );
  return refusedAsk(refusals);
}
