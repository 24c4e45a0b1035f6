import type { Coupon } from './coupon-rules.ts';
import {
  type LineSelector,
  type Promotion,
  type PromotionCondition,
  type PromotionGift,
  TIMES_MAX,
} from './rules.ts';

// Numbers that no shop means, found before anything is computed with them. Each answers the field, or null.

/** Everything: nobody is paid for taking goods away. */
const PERCENT_MAX_PPB = 1_000_000_000;
/** More than any order has. */
const UNITS_MAX = 9_000_000;

export function absurdInPromotion(promotion: Promotion): string | null {
  const { gift, target, when, times, priority, capMinor, usesMax, usesSoFar } = promotion;
  if (!isCount(times) || times > TIMES_MAX) return 'times';
  if (!Number.isSafeInteger(priority)) return 'priority';
  if (!isCount(usesSoFar)) return 'usesSoFar';
  if (!isCountOrAbsent(usesMax)) return 'usesMax';
  if (!isCountOrAbsent(capMinor)) return 'capMinor';
  if (!isCountOrAbsent(target.cheapestUnits)) return 'target.cheapestUnits';
  if (!isSaneSelector(target)) return 'target';
  if (!isSaneCondition(when)) return 'when';
  return isSaneGift(gift) ? null : `gift.${gift.kind}`;
}

export function absurdInCoupon({
  gift,
  limitUnits,
  target,
  when,
  usesMax,
  usesSoFar,
}: Coupon): string | null {
  if (!isCountOrAbsent(limitUnits) || (limitUnits ?? 0) > UNITS_MAX) return 'limitUnits';
  if (!isCount(usesSoFar)) return 'usesSoFar';
  if (!isCountOrAbsent(usesMax)) return 'usesMax';
  if (!isSaneSelector(target ?? {})) return 'target';
  if (!isSaneCondition(when ?? {})) return 'when';
  return isSaneGift(gift) ? null : `gift.${gift.kind}`;
}

function isSaneGift(gift: PromotionGift | Coupon['gift']): boolean {
  const { kind, ...numbers } = gift;
  if (kind === 'percent') return isCount(gift.ratePpb) && gift.ratePpb <= PERCENT_MAX_PPB;
  return Object.values(numbers).every((value: number | undefined) => isCountOrAbsent(value));
}

function isSaneCondition({ quantityMinMicro, subtotalMinMinor, of }: PromotionCondition): boolean {
  return (
    isIntegerOrAbsent(quantityMinMicro) && isIntegerOrAbsent(subtotalMinMinor) && isSaneSelector(of ?? {})
  );
}

function isSaneSelector({ unitPriceMicro }: LineSelector): boolean {
  return isIntegerOrAbsent(unitPriceMicro?.min) && isIntegerOrAbsent(unitPriceMicro?.max);
}

function isIntegerOrAbsent(value: number | undefined): boolean {
  return value === undefined || Number.isSafeInteger(value);
}

function isCountOrAbsent(value: number | undefined): boolean {
  return value === undefined || isCount(value);
}

export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
