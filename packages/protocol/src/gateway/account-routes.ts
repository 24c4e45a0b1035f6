import { zAccountKind } from '@beaveros/domain/payment';
import { zId, zStorable, zText } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { zAmountText } from './decimal.ts';
import { defineRoute, page, pageQuery } from './route.ts';

// Stored value belongs to the tenant: gift cards, store credit, points and house accounts, whichever store moved them. What
// is corrected here is a fact of a store's back-office chain; tills learn it as they learn each other's.

const zUuid = zId();
const zMoment = z.int().min(0);
const LABEL_LENGTH_MAX = 100;

/** Amounts are of its currency; points are whole. */
const account = {
  id: zUuid,
  kind: zAccountKind,
  /** The last digits of a card's code, or what a person called it. */
  label: z.string(),
  /** null: points. */
  currency: z.string().nullable(),
  customerId: zUuid.nullable(),
  creditLimit: zAmountText,
  balance: zAmountText,
  /** What may be spent: with credit, less what was granted to tills that have not spent it yet. */
  available: zAmountText,
  /** Spent beyond balance and credit by tills that did not hear of each other; a task names it. */
  overdrawn: zAmountText,
  overdrawnTaskId: zUuid.nullable(),
  openedAt: zMoment.nullable(),
  openedBy: zUuid.nullable(),
};
const zAccount = z.strictObject(account);
export type Account = z.output<typeof zAccount>;

const view = { service: 'payment', identity: 'user', method: 'GET', permission: 'can_view_orders' } as const;
const adjust = {
  service: 'payment',
  identity: 'user',
  method: 'POST',
  permission: 'can_adjust_accounts',
} as const;
/** What writing to a store's back-office chain may be refused for. */
const APPEND_ERRORS = [
  'journal/newer-events',
  'journal/no-back-office',
  'journal/parked-facts',
  'tenant/not-found',
] as const;

const listAccounts = defineRoute({
  ...view,
  name: 'listAccounts',
  path: '/v1/accounts',
  query: pageQuery.extend({
    kind: zAccountKind.optional(),
    /** A part of the label. */
    label: zStorable.min(1).max(LABEL_LENGTH_MAX).optional(),
    customerId: zUuid.optional(),
    /** `true`: only those that were spent beyond. */
    overdrawn: z.enum(['true', 'false']).optional(),
  }),
  response: page(zAccount),
  errors: [],
  description: 'Gift cards, store credit, points and house accounts of the tenant, by label.',
});

const readAccount = defineRoute({
  ...view,
  name: 'readAccount',
  path: '/v1/accounts/{id}',
  response: z.strictObject({
    ...account,
    /** What tills were granted and have neither spent nor given back. */
    granted: z.array(
      z.strictObject({
        grant: zUuid,
        terminalId: zUuid,
        amount: zAmountText,
        grantedAt: zMoment,
      }),
    ),
  }),
  errors: ['account/not-found'],
  description: 'One account with its open grants.',
});

const listAccountMovements = defineRoute({
  ...view,
  name: 'listAccountMovements',
  path: '/v1/accounts/{id}/movements',
  query: pageQuery.extend({ storeId: zUuid.optional() }),
  response: page(
    z.strictObject({
      id: zUuid,
      storeId: zUuid.nullable(),
      terminalId: zUuid.nullable(),
      reason: z.string(),
      /** Negative: value went. */
      delta: zAmountText,
      /** A line loads once: of two closes apart the second's load counts nothing. */
      counts: z.boolean(),
      orderId: zUuid.nullable(),
      paymentId: zUuid.nullable(),
      documentId: zUuid.nullable(),
      note: z.string().nullable(),
      businessDate: z.iso.date(),
      movedAt: zMoment,
      movedBy: zUuid.nullable(),
    }),
  ),
  errors: [],
  description: 'What moved an account in the stores the token names, newest first.',
});

const zDecided = z.strictObject({ id: zUuid, balance: zAmountText, available: zAmountText });

const adjustAccount = defineRoute({
  ...adjust,
  name: 'adjustAccount',
  path: '/v1/accounts/{id}/adjustments',
  /** `command`: minted where the person acts; said again it is done once. `storeId`: in whose name. */
  body: z.strictObject({
    command: zId<'Command'>(),
    storeId: zUuid,
    delta: zAmountText,
    note: zText.min(1),
  }),
  response: zDecided,
  errors: ['account/not-found', 'account/bad-amount', 'payment/account-too-low', ...APPEND_ERRORS],
  description: 'Corrects a balance by hand, with a reason; a correction never makes a loss.',
});

const releaseAccountGrant = defineRoute({
  ...adjust,
  name: 'releaseAccountGrant',
  path: '/v1/accounts/{id}/grant-releases',
  body: z.strictObject({ storeId: zUuid, grant: zId<'Grant'>() }),
  response: zDecided,
  errors: ['account/not-found', 'account/grant-not-open', ...APPEND_ERRORS],
  description:
    'Gives back what a till was granted and will not spend. A spend that crosses it counts all the same.',
});

/** Served by cloud/services/payment. */
export const accountRoutes = [
  listAccounts,
  readAccount,
  listAccountMovements,
  adjustAccount,
  releaseAccountGrant,
] as const;
