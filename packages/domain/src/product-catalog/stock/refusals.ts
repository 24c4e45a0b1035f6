import type { PermissionMissing } from '../../auth-user/actor.ts';

export type StockRefusal =
  | PermissionMissing
  /** It has no stock settings, or they say that nobody counts it. */
  | { readonly code: 'product-catalog/item-not-tracked'; readonly item: string }
  | { readonly code: 'product-catalog/item-twice'; readonly item: string }
  /** Nothing moved, a delivery that takes, or waste that brings. */
  | { readonly code: 'product-catalog/wrong-direction'; readonly item: string; readonly kind: string }
  | { readonly code: 'product-catalog/reason-missing'; readonly kind: string }
  | { readonly code: 'product-catalog/too-many-chains'; readonly chains: number };
