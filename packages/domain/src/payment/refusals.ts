import type { AmountMinor } from '@beaveros/kit';
import type { PermissionMissing } from '../auth-user/actor.ts';

export type PaymentRefusal =
  | PermissionMissing
  | { readonly code: 'payment/shift-already-open'; readonly shift: string }
  | { readonly code: 'payment/shift-closed' }
  /** Another till's shift has this drawer. */
  | { readonly code: 'payment/drawer-in-use'; readonly drawer: string; readonly shift: string }
  /** Not the shift that this till has open. */
  | { readonly code: 'payment/not-this-shift'; readonly shift: string }
  | { readonly code: 'payment/no-printer' }
  /** No Z of this shift is here: it is open, or behind the journal's window. */
  | { readonly code: 'payment/z-unknown'; readonly shift: string }
  /** Denominations that do not add up to the amount that was said. */
  | { readonly code: 'payment/count-mismatch'; readonly said: AmountMinor; readonly counted: AmountMinor }
  | { readonly code: 'payment/method-unknown'; readonly method: string }
  | { readonly code: 'payment/method-not-taken'; readonly method: string; readonly type: string }
  | { readonly code: 'payment/tender-zero' }
  | { readonly code: 'payment/wrong-direction'; readonly due: AmountMinor }
  | { readonly code: 'payment/too-much-out'; readonly due: AmountMinor }
  /** Only cash gives change. */
  | { readonly code: 'payment/too-much'; readonly due: AmountMinor }
  /** Coins that exist make `due` of it: less is not all of it, even by a cent. */
  | { readonly code: 'payment/short-of-rounded'; readonly due: AmountMinor }
  /** Nothing would be left of the tender for the order, or money goes out. */
  | { readonly code: 'payment/tip-not-taken'; readonly tip: AmountMinor }
  | { readonly code: 'payment/account-missing'; readonly method: string }
  /** The method does not pay from an account. */
  | { readonly code: 'payment/account-not-taken'; readonly method: string; readonly type: string }
  /** Nobody owes what a house account pays. */
  | { readonly code: 'payment/customer-missing' }
  /** Of two payments with one id only the first would count. */
  | { readonly code: 'payment/already-recorded'; readonly payment: string }
  /** It was paid in the other kind of shift: practice, or a real one. `isTraining`: of the shift that is open now. */
  | { readonly code: 'payment/practice-kept-apart'; readonly isTraining: boolean };
