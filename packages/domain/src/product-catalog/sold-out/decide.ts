import { type Id, type Instant, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing, type PermissionMissing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import { zId, zInstant } from '../../scalars.ts';
import type { SoldOutEvent } from './events.ts';
import { type SoldOutState, soldOutAt } from './state.ts';

export const zMarkSoldOut = z.strictObject({ item: zId<'Item'>(), until: zInstant.nullable() });
export type MarkSoldOut = z.output<typeof zMarkSoldOut>;
export const zBackOnSale = z.strictObject({ item: zId<'Item'>() });
export type BackOnSale = z.output<typeof zBackOnSale>;

export type SoldOutRefusal =
  | PermissionMissing
  | { readonly code: 'product-catalog/item-unknown'; readonly item: string }
  | { readonly code: 'product-catalog/time-passed'; readonly until: Instant }
  /** Nothing of this store says so; what head office marked, head office takes back. */
  | { readonly code: 'product-catalog/item-not-sold-out'; readonly item: string };

export interface SoldOutContext {
  readonly actor: Actor;
  readonly store: Id<'Store'>;
  readonly now: Instant;
}

/** Takes an item off sale in this store, perhaps for a time. A second mark takes the place of the first. */
export function markSoldOut(
  { item, until }: MarkSoldOut,
  { actor, now, isKnown }: SoldOutContext & { readonly isKnown: (item: string) => boolean },
): Result<readonly Draft<SoldOutEvent>[], SoldOutRefusal> {
  const refusal = missing(actor, 'can_mark_sold_out');
  if (refusal !== null) return refuse(refusal);
  if (!isKnown(item)) return refuse({ code: 'product-catalog/item-unknown', item });
  if (until !== null && until <= now) return refuse({ code: 'product-catalog/time-passed', until });
  return ok([{ type: 'product-catalog.ItemSoldOut', v: 1, aggregate: item, body: { item, until } }]);
}

export function backOnSale(
  state: SoldOutState,
  { item }: BackOnSale,
  { actor, store, now }: SoldOutContext,
): Result<readonly Draft<SoldOutEvent>[], SoldOutRefusal> {
  const refusal = missing(actor, 'can_mark_sold_out');
  if (refusal !== null) return refuse(refusal);
  if (soldOutAt(state, { store, now }) === null)
    return refuse({ code: 'product-catalog/item-not-sold-out', item });
  return ok([{ type: 'product-catalog.ItemBackOnSale', v: 1, aggregate: item, body: { item } }]);
}
