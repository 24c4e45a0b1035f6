import type { AmountMinor } from '@beaveros/kit';
import type { PermissionMissing } from '../auth-user/actor.ts';

export type PaymentRefusal =
  | PermissionMissing
  | { readonly code: 'payment/shift-already-open'; readonly shift: string }
  | { readonly code: 'payment/shift-closed' }
  | { readonly code: 'payment/method-unknown'; readonly method: string }
  | { readonly code: 'payment/method-not-taken'; readonly method: string; readonly type: string }
  | { readonly code: 'payment/tender-zero' }
  | { readonly code: 'payment/wrong-direction'; readonly due: AmountMinor }
  | { readonly code: 'payment/too-much-out'; readonly due: AmountMinor }
  /** Of two payments with one id only the first would count. */
  | { readonly code: 'payment/already-recorded'; readonly payment: string };
