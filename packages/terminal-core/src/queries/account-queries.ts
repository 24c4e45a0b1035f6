import { accountId } from '@beaveros/domain/payment';
import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';
import { accountView, refundableView } from '../views/account-view.ts';

/** What a screen asks before it gives money back. */
export function refundableHere(
  desk: Desk,
  { order, document }: IpcInput<'refundable'>,
): IpcOutput<'refundable'> {
  return { refundable: refundableView(desk.aggregates.order(order), document) };
}

/** What this till knows of a card or a customer's account. */
export function balanceHere(desk: Desk, { kind, code }: IpcInput<'balance'>): IpcOutput<'balance'> {
  const place = desk.till.place();
  if (place === null) return { account: null };
  return { account: accountView(desk.aggregates.account(accountId(place.store.tenantId, kind, code))) };
}
