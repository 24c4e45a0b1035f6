import { derivedId, type Id, ok, type Result, refuse } from '@beaveros/kit';
import type { Draft, Recorded } from '../../journal/entry.ts';
import type { Fold } from '../../journal/fold.ts';
import type { ClosedDocument } from '../../order/state.ts';
import type { CouponEvent } from './events.ts';

/** One order that used a coupon: by its first close that says so, in canonical order. */
export interface CouponUse {
  readonly order: Id<'Order'>;
  readonly document: Id<'Document'>;
  readonly terminal: string | null;
}

/** The uses of one coupon: a ledger with a row per order, in canonical order. */
export interface CouponUsesState {
  readonly name: string;
  /** As the latest use was judged; null: it was never used. */
  readonly usesMax: number | null;
  readonly uses: ReadonlyMap<string, CouponUse>;
}

/**
 * An order uses a coupon once, however often it was closed: by two tills apart, or again for what came late. So a reversal,
 * which takes back only the second of two closes, gives no use back; nor does a refund, for the paper is gone.
 */
export const couponUsesFold: Fold<CouponUsesState> = {
  initial: () => ({ name: '', usesMax: null, uses: new Map() }),
  evolve: (state, recorded) => {
    const { event, header } = recorded as Recorded<CouponEvent>;
    if (event.type !== 'product-catalog.CouponUsed') return state;
    const { order, document, usesMax, name } = event.body;
    const uses = state.uses.has(order)
      ? state.uses
      : new Map(state.uses).set(order, { order, document, terminal: header.terminal });
    return { name, usesMax, uses };
  },
  reads: new Set(['product-catalog.CouponUsed']),
};

/** Uses beyond the limit: what tills that were apart gave away together. Money is not touched; a person looks. */
export function usesBeyond({ usesMax, uses }: CouponUsesState): readonly CouponUse[] {
  return usesMax === null ? [] : [...uses.values()].slice(usesMax);
}

/** The task about one use beyond the limit: the same on whichever till finds it. */
export function couponTask(coupon: string, { order }: Pick<CouponUse, 'order'>): Id<'Task'> {
  return derivedId<'Task'>(order, `coupon-beyond-limit/${coupon}`);
}

/** What a till knows of coupons whose uses are limited. */
export interface CouponReader {
  /** null: its uses are not limited, or it is no coupon any more. */
  limit(coupon: string): { readonly name: string; readonly usesMax: number } | null;
  uses(coupon: string): CouponUsesState;
}

export type CouponUsedUp = {
  readonly code: 'order/coupon-used-up';
  readonly coupon: string;
  readonly usesMax: number;
};

/** Why one more order may not use it, or null. An order that has used it already may go on. */
export function usedUp(coupons: CouponReader, coupon: string, order: string): CouponUsedUp | null {
  const limit = coupons.limit(coupon);
  if (limit === null) return null;
  const { uses } = coupons.uses(coupon);
  if (uses.has(order) || uses.size < limit.usesMax) return null;
  return { code: 'order/coupon-used-up', coupon: limit.name, usesMax: limit.usesMax };
}

/** The uses of limited coupons that a close makes, for its own entry; practice makes none. */
export function couponsUsed(
  { document, isTraining, lines }: ClosedDocument,
  order: Id<'Order'>,
  coupons: CouponReader,
): Result<readonly Draft<CouponEvent>[], CouponUsedUp> {
  if (isTraining) return ok([]);
  const said = lines.flatMap(({ discounts }) => discounts.filter(({ source }) => source === 'coupon'));
  const events: Draft<CouponEvent>[] = [];
  for (const rule of new Set(said.map((each) => each.rule))) {
    const refusal = usedUp(coupons, rule, order);
    if (refusal !== null) return refuse(refusal);
    const limit = coupons.limit(rule);
    if (limit === null || coupons.uses(rule).uses.has(order)) continue;
    const coupon = rule as Id<'PriceRule'>;
    events.push({
      type: 'product-catalog.CouponUsed',
      v: 1,
      aggregate: coupon,
      body: { coupon, ...limit, order, document },
    });
  }
  return ok(events);
}
