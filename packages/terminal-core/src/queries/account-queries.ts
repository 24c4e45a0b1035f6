import { accountId } from '@beaveros/domain/payment';
import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';
import { accountHere } from '../commands/account-here.ts';
import { accountView, refundableView } from '../views/account-view.ts';

/** What a screen asks before it gives money back. */
export function refundableHere(
  desk: Desk,
  { order, document }: IpcInput<'refundable'>,
): IpcOutput<'refundable'> {
  return { refundable: refundableView(desk.aggregates.order(order), document) };
}

/** What the tenant knows of a card or a customer's account, and this till beyond it. */
export function balanceHere(desk: Desk, { kind, code }: IpcInput<'balance'>): IpcOutput<'balance'> {
  const place = desk.till.place();
  if (place === null) return { account: null };
  return { account: accountView(accountHere(desk, accountId(place.store.tenantId, kind, code))) };
}
