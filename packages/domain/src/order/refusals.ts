import type { AmountMinor } from '@beaveros/kit';
import type { PermissionMissing } from '../auth-user/actor.ts';

/** Of two documents with one id only the first would count. */
export interface DocumentIdTaken {
  readonly code: 'order/document-id-taken';
  readonly document: string;
}

/** What an order says no to. The UI owns the sentence; the facts in it come from here. */
export type OrderRefusal =
  | PermissionMissing
  | DocumentIdTaken
  | { readonly code: 'order/already-opened' }
  /** Points belong to a customer: the order names none. */
  | { readonly code: 'order/no-customer' }
  | { readonly code: 'order/reward-unknown'; readonly reward: string }
  | { readonly code: 'order/reward-already-taken'; readonly name: string }
  /** Given up, it would keep points that bought something: they go back first. */
  | { readonly code: 'order/has-rewards'; readonly name: string }
  /** No rule that holds makes this item a combo. */
  | { readonly code: 'order/no-such-combo'; readonly item: string }
  /** `choice`: its place in the command. */
  | { readonly code: 'order/combo-choice-unknown'; readonly choice: number }
  | { readonly code: 'order/combo-too-few'; readonly name: string; readonly min: number }
  | { readonly code: 'order/combo-too-many'; readonly name: string; readonly max: number }
  | { readonly code: 'order/not-open' }
  | { readonly code: 'order/already-closed'; readonly document: string }
  | { readonly code: 'order/already-cancelled' }
  | { readonly code: 'order/empty' }
  | { readonly code: 'order/line-unknown'; readonly line: string }
  | { readonly code: 'order/line-already-added'; readonly line: string }
  | { readonly code: 'order/line-voided'; readonly line: string }
  /** It went to this order. */
  | { readonly code: 'order/line-moved'; readonly line: string; readonly order: string }
  | { readonly code: 'order/discount-unknown'; readonly discount: string }
  | { readonly code: 'order/discount-already-given'; readonly discount: string }
  | { readonly code: 'order/discount-takes-nothing' }
  | { readonly code: 'order/too-many-discounts'; readonly max: number }
  | { readonly code: 'order/coupon-unknown'; readonly coupon: string }
  | { readonly code: 'order/coupon-already-entered'; readonly coupon: string }
  /** As many orders have used it as may, as far as this till knows. */
  | { readonly code: 'order/coupon-used-up'; readonly coupon: string; readonly usesMax: number }
  | { readonly code: 'order/coupon-not-entered'; readonly use: string }
  | { readonly code: 'order/charge-unknown'; readonly charge: string }
  | { readonly code: 'order/charge-already-waived'; readonly charge: string }
  | { readonly code: 'order/charge-not-waived'; readonly charge: string }
  | { readonly code: 'order/table-unknown'; readonly table: string }
  | { readonly code: 'order/staff-unknown'; readonly staff: string }
  | { readonly code: 'order/already-parked' }
  | { readonly code: 'order/not-parked' }
  /** Money goes back first. */
  | { readonly code: 'order/has-payments'; readonly paid: AmountMinor }
  | { readonly code: 'order/quote-id-taken'; readonly quote: string }
  | { readonly code: 'order/quote-already-over'; readonly validUntil: string; readonly businessDate: string }
  /** Lines move between two orders of one currency. */
  | { readonly code: 'order/same-order' }
  /** A gift card is loaded by the order it was sold on. */
  | { readonly code: 'order/line-loads-a-card'; readonly line: string }
  | { readonly code: 'order/currency-differs'; readonly order: string }
  /** More than is left of the line, or the other way round. */
  | { readonly code: 'order/more-than-there-is'; readonly line: string; readonly left: number }
  | { readonly code: 'order/quantity-zero'; readonly line: string }
  | { readonly code: 'order/item-unknown'; readonly item: string }
  | { readonly code: 'order/item-not-for-sale'; readonly item: string; readonly name: string }
  | { readonly code: 'order/item-sold-out'; readonly item: string; readonly name: string }
  /** `because`: a code of `codes/`, what is wrong with the label. */
  | {
      readonly code: 'order/label-unreadable';
      readonly item: string;
      readonly name: string;
      readonly because: string;
    }
  | { readonly code: 'order/tax-missing'; readonly item: string; readonly tax: string }
  | { readonly code: 'order/option-unknown'; readonly option: string }
  | {
      readonly code: 'order/too-few-options';
      readonly modifier: string;
      readonly name: string;
      readonly min: number;
      readonly chosen: number;
    }
  | {
      readonly code: 'order/too-many-options';
      readonly modifier: string;
      readonly name: string;
      readonly max: number;
      readonly chosen: number;
    }
  | {
      /** More than one document can hold: void lines, or go on with another order. */
      readonly code: 'order/too-large';
      readonly what: 'lines' | 'facts' | 'amount' | 'taxes' | 'payments';
    }
  | { readonly code: 'order/nothing-to-fire' }
  | { readonly code: 'order/no-station' }
  | { readonly code: 'order/not-fully-paid'; readonly due: AmountMinor; readonly paid: AmountMinor };
