import { zId } from '@beaveros/domain/scalars';
import { zAskAnswer, zRefundAsk, zSpendAsk } from '../exchange/index.ts';
import { defineRoute } from './route.ts';

// What a till asks before it commits (design section 3): the service that owns the fold decides, and its grant is a fact
// of the store's back-office chain before it is said. `id` is the asking command: asked again it answers the same.

const grant = { identity: 'terminal', method: 'POST', response: zAskAnswer, errors: [] } as const;

/** Served by cloud/services/order. */
export const grantRefund = defineRoute({
  ...grant,
  service: 'order',
  name: 'grantRefund',
  path: '/v1/refund-grants',
  body: zRefundAsk.omit({ kind: true }).extend({ id: zId<'Command'>() }),
  description:
    'May these parts of a document of the till’s store be refunded? Asked where the till that closed it will never answer again.',
});

/** Served by cloud/services/payment. */
export const grantSpend = defineRoute({
  ...grant,
  service: 'payment',
  name: 'grantSpend',
  path: '/v1/spend-grants',
  body: zSpendAsk.omit({ kind: true }).extend({ id: zId<'Command'>() }),
  description: 'May so much of a gift card, points, store credit or a house account be spent by this till?',
});
