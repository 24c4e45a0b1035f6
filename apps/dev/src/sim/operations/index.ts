import { counterOperations } from './counter.ts';
import { kitchenOperations } from './kitchen.ts';
import type { Operation } from './operation.ts';
import { orderOperations } from './order.ts';
import { payOperations } from './pay.ts';
import { readOperations } from './read.ts';

/** Everything people do, by the kind of its step. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...counterOperations,
  ...orderOperations,
  ...payOperations,
  ...readOperations,
  ...kitchenOperations,
};

/** How often cashiers and waiters do what. */
export const CASHIER_WEIGHTS = {
  'open-order': 16,
  'add-lines': 26,
  'change-quantity': 8,
  'set-line-note': 3,
  'override-price': 4,
  'void-line': 6,
  'set-order-note': 3,
  'name-guest': 4,
  fire: 12,
  'take-draft': 8,
  pay: 14,
  'pay-draft': 5,
  'add-to-draft': 4,
  'refund-overpayment': 3,
  'reverse-document': 2,
  'resolve-task': 3,
  reprint: 3,
  'open-drawer': 2,
  'open-shift': 2,
  'look-at-orders': 8,
  'resolve-print': 2,
} as const;

/** How often a kitchen does what. */
export const KITCHEN_WEIGHTS = { bump: 10, recall: 3, 'look-at-tickets': 4, 'move-kitchen': 1 } as const;
