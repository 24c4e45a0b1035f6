import { foldAll, type Recorded } from '@beaveros/domain/journal';
import { grantRefund, orderFold } from '@beaveros/domain/order';
import { derivedId, type Id, ok, refuse } from '@beaveros/kit';
import type { orderRoutes } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';
import { answerToAsk, dayInUtc, type IslandTools } from '@beaveros/service-kit/ingest';

/**
 * Grants a refund for a till that nobody will answer any more: the till that closed the sale is fenced. The grant counts
 * wherever the order is folded.
 */
export function grantRefundHandler({
  decideAndAppend,
  clock,
}: Pick<IslandTools<typeof orderRoutes>, 'decideAndAppend' | 'clock'>): Handlers<
  typeof orderRoutes
>['grantRefund'] {
  return async ({ identity: { tenantId: tenant, storeId: store, terminalId }, body }) => {
    const { id, order, document, lines } = body;
    const grant = derivedId<'Grant'>(id, 'grant');
    const terminal = terminalId as unknown as Id<'Terminal'>;
    const decided = await decideAndAppend({
      tenant,
      store,
      aggregate: order,
      spansStores: false,
      commandId: derivedId(id, 'grant-refund'),
      command: 'grantRefund',
      businessDate: dayInUtc(clock),
      decide: (facts) => {
        const state = foldAll(orderFold, order, facts as readonly Recorded[]).state;
        if (!isClosedIn(facts, document, store)) return refuse({ code: 'order/document-unknown', document });
        const granted = grantRefund(state, { order, document, lines, grant, forCommand: id, terminal });
        if (!granted.ok) return granted;
        const { events, grant: value } = granted.value;
        return ok({ events, value });
      },
    });
    return answerToAsk(decided, { unknown: 'order/document-unknown' });
  };
}

/** A till asks about sales of its own store only. */
function isClosedIn(
  facts: readonly Pick<Recorded, 'event' | 'header'>[],
  document: string,
  store: string,
): boolean {
  return facts.some(
    ({ event, header }) =>
      event.type === 'order.OrderClosed' &&
      (event.body as { readonly document: string }).document === document &&
      header.store === store,
  );
}
