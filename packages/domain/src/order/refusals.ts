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
  | { readonly code: 'order/not-open' }
  | { readonly code: 'order/already-closed'; readonly document: string }
  | { readonly code: 'order/empty' }
  | { readonly code: 'order/line-unknown'; readonly line: string }
  | { readonly code: 'order/line-already-added'; readonly line: string }
  | { readonly code: 'order/line-voided'; readonly line: string }
  | { readonly code: 'order/quantity-zero'; readonly line: string }
  | { readonly code: 'order/item-unknown'; readonly item: string }
  | { readonly code: 'order/item-not-for-sale'; readonly item: string; readonly name: string }
  | { readonly code: 'order/item-sold-out'; readonly item: string; readonly name: string }
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
