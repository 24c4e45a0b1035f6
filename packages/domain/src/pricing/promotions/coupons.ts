import { ok, type Refusal, refuse, type Result, unreachable } from '@beaveros/kit';
import { compared, type Exact, exact, negated, NOTHING, shareOf, summed, times } from '../exact.ts';
import { UNIT_MICRO } from '../micro.ts';
import type { PricingStage, StageContext, StageLine, StageOutcome, StageResult, Step } from '../model.ts';
import { absurdInCoupon } from './absurd.ts';
import { adjustmentsOf, discountGroupsOf } from './adjust.ts';
import { type Coupon, COUPONS_MAX, type CouponStacking } from './coupon-rules.ts';
import { selected, type Unmet, unmetOf } from './select.ts';
import { dearestUnits, type Slice, type Terms, valueOf, wholeLine } from './slices.ts';
import { settled, type Taken, takeAmount, takePercent } from './take.ts';
import { type Invalidity, invalidityAt, type ShopTime } from './validity.ts';

export type CouponRefusal =
  Refusal<`pricing/coupon-${'used-up' | 'excludes-sale-items' | 'not-valid' | 'not-earned'}`> & {
    readonly coupon: string;
    readonly because?: Invalidity | Unmet;
  };

/** Whether a coupon may be used on these lines at this time; the refusal says why not. */
export function couponOn(
  { code, gift, excludesSaleItems, when = {}, usesMax, usesSoFar, validity }: Coupon,
  lines: readonly StageLine[],
  now: ShopTime | null,
): Result<null, CouponRefusal> {
  if (usesMax !== undefined && usesSoFar >= usesMax)
    return refuse({ code: 'pricing/coupon-used-up', coupon: code });
  if (validity !== undefined) {
    const because = now === null ? 'not_now' : invalidityAt(validity, now);
    if (because !== null) return refuse({ code: 'pricing/coupon-not-valid', coupon: code, because });
  }
  if (gift.kind === 'fixed_cart' && excludesSaleItems && lines.some(({ line }) => line.isOnSale === true))
    return refuse({ code: 'pricing/coupon-excludes-sale-items', coupon: code });
  const unmet = unmetOf(when, lines, 'original');
  if (unmet !== null) return refuse({ code: 'pricing/coupon-not-earned', coupon: code, because: unmet });
  return ok(null);
}

/** Coupons in the order they were handed in, under the policies' `discountPolicy`. A refused one takes nothing. */
export function couponStage(
  coupons: readonly Coupon[],
  { stacking, now }: { readonly stacking: CouponStacking; readonly now: ShopTime | null },
): PricingStage {
  return {
    name: 'coupons',
    run: (context) => {
      if (coupons.length > COUPONS_MAX) return refuse({ code: 'pricing/too-many-coupons', field: 'coupons' });
      for (const coupon of coupons) {
        const field = absurdInCoupon(coupon);
        if (field !== null)
          return refuse({ code: 'pricing/coupon-out-of-range', field: `coupons.${coupon.code}.${field}` });
      }
      return ok(runCoupons(coupons, stacking, now, context));
    },
  };
}

function runCoupons(
  coupons: readonly Coupon[],
  stacking: CouponStacking,
  now: ShopTime | null,
  context: StageContext,
): StageResult {
  const { policies, currency } = context;
  const base = stacking === 'parallel' ? 'original' : 'running';
  const terms: Terms = { policy: policies.discountPolicy, policies, currency, base };
  const outcomes: StageOutcome[] = [];
  const steps: Step[] = [];
  let { lines } = context;
  for (const coupon of coupons) {
    const usable = couponOn(coupon, lines, now);
    if (!usable.ok) {
      steps.push(stepOf(coupon, stacking, terms, { status: usable.refusal.code, taken: NOTHING }));
      continue;
    }
    const taken = takenBy(coupon, lines, terms);
    const adjustments = adjustmentsOf(taken, terms);
    const groups = discountGroupsOf(taken);
    lines = context.apply(lines, adjustments);
    outcomes.push({ rule: coupon.code, adjustments, groups });
    const all = negated(summed(groups.map(({ amount }) => amount)));
    steps.push(stepOf(coupon, stacking, terms, { status: 'applied', taken: all }));
  }
  return { lines, outcomes, steps };
}

function takenBy({ gift, ...coupon }: Coupon, lines: readonly StageLine[], terms: Terms): Taken {
  const slices = slicesOf(coupon, lines, terms);
  switch (gift.kind) {
    case 'percent':
      return takePercent(slices, shareOf(gift.ratePpb), null, terms);
    case 'fixed_product': {
      const claims = slices.map(({ base, units: { quantityMicro } }) => {
        const claim = times(exact(BigInt(gift.perUnitMinor)), exact(quantityMicro, UNIT_MICRO));
        return compared(claim, base) < 0 ? claim : base;
      });
      return settled(slices, claims, null, terms);
    }
    case 'fixed_cart':
      return takeAmount(slices, exact(BigInt(gift.amountMinor)), terms);
    default:
      return unreachable(gift);
  }
}

function slicesOf(
  { limitUnits, excludesSaleItems, target = {} }: Omit<Coupon, 'gift'>,
  lines: readonly StageLine[],
  terms: Terms,
): readonly Slice[] {
  const eligible = selected(lines, target).filter(({ line, running }) => {
    if (excludesSaleItems && line.isOnSale === true) return false;
    return line.quantityMicro > 0 && valueOf(running, line, terms.policy).n > 0n;
  });
  if (limitUnits === undefined) return eligible.map((line) => wholeLine(line, terms));
  return dearestUnits(eligible, BigInt(limitUnits) * UNIT_MICRO, terms);
}

function stepOf(
  { code, gift }: Coupon,
  stacking: CouponStacking,
  { policy, policies }: Terms,
  result: { readonly status: string; readonly taken: Exact },
): Step {
  return {
    kind: 'coupon',
    inputs: { rule: code, gift: gift.kind },
    policy: { stacking, discountPolicy: policy, discountMode: policies.discountMode },
    result,
  };
}
