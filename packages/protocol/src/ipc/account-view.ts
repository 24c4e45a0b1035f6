import { RefundIssued } from '@beaveros/domain/order';
import { zAccountKind } from '@beaveros/domain/payment';
import { zAmount, zCurrency, zId, zInstant, zName, zQuantity } from '@beaveros/domain/scalars';
import * as z from 'zod';

// What the core shows of refunds and of stored value.

export const zRefundView = RefundIssued.body;

/** What of a standing document may still come back, and where its money came from. */
export const zRefundableView = z.strictObject({
  document: zId<'Document'>(),
  currency: zCurrency,
  lines: z.array(
    z.strictObject({ line: zId<'Line'>(), name: zName, soldMicro: zQuantity, leftMicro: zQuantity }),
  ),
  /** Paid less refunded and granted to other tills. */
  money: zAmount,
  /** `left`: of the payment, what has not gone back to it. */
  payments: z.array(
    z.strictObject({ payment: zId<'Payment'>(), name: zName, type: z.string(), left: zAmount }),
  ),
});
export type RefundableView = z.output<typeof zRefundableView>;

export const zAccountView = z.strictObject({
  account: zId<'Account'>(),
  kind: zAccountKind,
  /** The last digits of the code, or what a person called it. */
  label: zName,
  /** null: points. */
  currency: zCurrency.nullable(),
  /** What came down of all stores of the tenant, and what this till knows beyond it. */
  balance: zAmount,
  /** What may be spent: with credit, less what was granted. */
  available: zAmount,
  /** Spent beyond the balance by tills that did not hear of each other. */
  overdrawn: zAmount,
  /** The latest movements that this store's tills know, newest first: those of other stores are in the balance. */
  movements: z.array(
    z.strictObject({ at: zInstant, reason: z.string(), delta: zAmount, note: z.string().nullable() }),
  ),
});
export type AccountView = z.output<typeof zAccountView>;
