import { foldAll, type Recorded } from '@beaveros/domain/journal';
import { accountFold, grantSpend } from '@beaveros/domain/payment';
import { derivedId, type Id, ok } from '@beaveros/kit';
import type { paymentRoutes } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';
import { answerToAsk, dayInUtc, type IslandTools } from '@beaveros/service-kit/ingest';

/**
 * Lets a till spend from an account: the cloud knows every store's movements of it. What is granted counts against the
 * balance until the till's movement or a release is folded.
 */
export function grantSpendHandler({
  decideAndAppend,
  clock,
}: Pick<IslandTools<typeof paymentRoutes>, 'decideAndAppend' | 'clock'>): Handlers<
  typeof paymentRoutes
>['grantSpend'] {
  return async ({ identity: { tenantId: tenant, storeId: store, terminalId }, body }) => {
    const { id, account, amount } = body;
    // A bill may be paid with two cards: each has a grant of its own.
    const grant = derivedId<'Grant'>(id, `grant/${account}`);
    const terminal = terminalId as unknown as Id<'Terminal'>;
    const decided = await decideAndAppend({
      tenant,
      store,
      aggregate: account,
      spansStores: true,
      commandId: derivedId(id, `grant-spend/${account}`),
      command: 'grantSpend',
      businessDate: dayInUtc(clock),
      decide: (facts) => {
        const { state } = foldAll(accountFold, account, facts as readonly Recorded[]);
        const granted = grantSpend(state, { account, grant, forCommand: id, terminal, amount });
        return granted.ok ? ok({ events: granted.value.events, value: granted.value.permit }) : granted;
      },
    });
    return answerToAsk(decided, { unknown: 'payment/account-unknown' });
  };
}
