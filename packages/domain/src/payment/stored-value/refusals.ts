import type { AmountMinor } from '@beaveros/kit';
import type { PermissionMissing } from '../../auth-user/actor.ts';

export type AccountRefusal =
  | PermissionMissing
  | { readonly code: 'payment/account-unknown'; readonly account: string }
  | { readonly code: 'payment/account-already-open'; readonly account: string }
  /** It is of another kind, or counted in another currency. */
  | { readonly code: 'payment/account-does-not-fit'; readonly account: string }
  /** `available`: what may be spent here and now; offline that is no more than the store's limit. */
  | {
      readonly code: 'payment/account-too-low';
      readonly account: string;
      readonly available: AmountMinor;
      readonly asked: AmountMinor;
    }
  | { readonly code: 'payment/spend-grant-used'; readonly grant: string }
  /** More than the store lends anybody. */
  | { readonly code: 'payment/credit-beyond-limit'; readonly max: AmountMinor };
