import { accountOperations } from './accounts.ts';
import { approvalOperations } from './approvals.ts';
import { backOperations } from './back.ts';
import { comboOperations } from './combos.ts';
import { counterOperations } from './counter.ts';
import { couponOperations } from './coupons.ts';
import { floorOperations } from './floor.ts';
import { giftCardOperations } from './gift-card.ts';
import { kitchenOperations } from './kitchen.ts';
import type { Operation } from './operation.ts';
import { orderOperations } from './order.ts';
import { paperOperations } from './paper.ts';
import { payOperations } from './pay.ts';
import { readOperations } from './read.ts';
import { returnOperations } from './returns.ts';
import { rewardOperations } from './rewards.ts';
import { shiftOperations } from './shifts.ts';
import { stockOperations } from './stock.ts';
import { termsOperations } from './terms.ts';

/** Everything people do, by the kind of its step. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...counterOperations,
  ...orderOperations,
  ...termsOperations,
  ...payOperations,
  ...backOperations,
  ...giftCardOperations,
  ...readOperations,
  ...stockOperations,
  ...kitchenOperations,
  ...floorOperations,
  ...couponOperations,
  ...rewardOperations,
  ...comboOperations,
  ...accountOperations,
  ...returnOperations,
  ...shiftOperations,
  ...approvalOperations,
  ...paperOperations,
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
  'pay-part': 3,
  'add-to-draft': 4,
  'refund-overpayment': 3,
  refund: 8,
  'release-grant': 1,
  'sell-gift-card': 3,
  'pay-by-gift-card': 6,
  'reverse-document': 2,
  'resolve-task': 3,
  reprint: 3,
  'open-drawer': 2,
  'open-shift': 2,
  'close-shift': 2,
  'move-cash': 2,
  'count-drawer': 1,
  'look-at-orders': 8,
  'resolve-print': 2,
  'move-stock': 4,
  'count-stock': 3,
  'sell-out': 1,
  'back-on-sale': 1,
  'discount-line': 4,
  'discount-order': 3,
  'remove-discount': 2,
  'change-table': 2,
  'change-guests': 1,
  'set-seat': 2,
  'set-staff': 1,
  park: 2,
  resume: 2,
  reprice: 1,
  'cancel-order': 1,
  'issue-quote': 1,
  'move-lines': 5,
  'merge-orders': 1,
  'split-order': 2,
  'set-course': 4,
  'hold-course': 2,
  'fire-course': 3,
  'set-table-status': 3,
  'make-reservation': 4,
  'change-reservation': 2,
  'cancel-reservation': 1,
  'seat-reservation': 2,
  'mark-no-show': 1,
  'raise-task': 2,
  'finish-task': 3,
  'enter-coupon': 4,
  'remove-coupon': 2,
  'waive-charge': 2,
  'restore-charge': 2,
  'set-customer': 6,
  'take-reward': 4,
  'return-reward': 2,
  'add-combo': 4,
  'open-account': 3,
  'adjust-account': 3,
  'pay-on-account': 3,
  'settle-account': 2,
  'pay-with-tip': 4,
  practise: 1,
  'return-without-receipt': 2,
  exchange: 3,
  'approved-by-manager': 4,
  'print-bill': 2,
  'print-x': 1,
  'reprint-z': 1,
} as const;

/** How often a kitchen does what. */
export const KITCHEN_WEIGHTS = { bump: 10, recall: 3, 'look-at-tickets': 4, 'move-kitchen': 1 } as const;
