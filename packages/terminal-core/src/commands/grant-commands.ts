import { openGrants, releaseRefundGrantOf } from '@beaveros/domain/order';
import { openSpendGrants, releaseSpendGrantOf } from '@beaveros/domain/payment';
import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import { ok } from '@beaveros/kit';
import type { CommandHandlers, Desk } from './command.ts';
import { accountHere } from './account-here.ts';

type GrantCommands = Pick<CommandHandlers, 'releaseGrant'>;

/** Grants of a till that was replaced or died: nobody else gives them back. */
export const grantCommands: GrantCommands = {
  releaseGrant: {
    decide: (desk, { of, grant }, { actor }) => {
      const decided =
        of.kind === 'refund'
          ? releaseRefundGrantOf(desk.aggregates.order(of.order), { order: of.order, grant }, { actor })
          : releaseSpendGrantOf(accountHere(desk, of.account), { account: of.account, grant }, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { of }) => grantsHere(desk, of),
  },
};

/** What is held back of an order's refunds or an account, as this till knows it. */
export function grantsHere(desk: Desk, of: IpcInput<'openGrants'>): IpcOutput<'openGrants'> {
  const open =
    of.kind === 'refund'
      ? openGrants(desk.aggregates.order(of.order))
      : openSpendGrants(accountHere(desk, of.account));
  return {
    grants: open.map(({ grant, terminal, amount, by }) => ({
      grant,
      terminal,
      amount,
      since: by?.at ?? null,
    })),
  };
}
