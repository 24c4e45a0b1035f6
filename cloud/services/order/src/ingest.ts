import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { projection, type Reading } from '@beaveros/service-kit/ingest';
import { replaceOrders, toTableRows } from './folded-rows.ts';

/** Orders with their lines, taxes and documents, and what was paid for them: the same fold as on the till. */
export const ORDER_READING = {
  readEvent,
  projections: [
    projection({
      name: 'orders',
      reads: orderFold.reads,
      fold: (order, facts) =>
        toTableRows(orderRows(foldAll(orderFold, order, facts as readonly Recorded[]).state)),
      replace: replaceOrders,
    }),
  ],
} satisfies Reading;
