import { ok, type Result, refuse, ROUNDING_MODES } from '@beaveros/kit';
import { AMOUNT_MAX } from '../scalars.ts';
import type { Exact } from './exact.ts';
import type { LineDiscount, OrderToPrice, PriceableLine, PricingRefusal, TaxRule } from './model.ts';
import type { PricingPolicies } from './policies.ts';
import { isSayableAmount, isSayableQuantity } from './sayable.ts';

/** A wedding has some hundred; beyond it a loop went wrong. */
export const LINES_MAX = 10_000;
/** Five stack in the wild (Canada, India, Brazil). */
export const TAXES_MAX = 20;
/** Discounts of one line or of the order, options of one line, charges of the order. */
export const DISCOUNTS_MAX = 100;
/** Prices and quantities are of 10^-6, so their product has 12 digits. */
export const EXPONENT_MAX = 12;
/** 1,000 %. */
const RATE_MAX_PPB = 10_000_000_000;
const WHOLE_PPB = 1_000_000_000;
/** The coarsest step in use is 1,000 (Iran, Indonesia: cash only). */
const STEP_MAX = 1_000_000;

const PLACES = ['per_unit', 'per_line', 'per_order', 'none'];
const POLICIES = ['recompute', 'split_back', 'net_then_tax'];

/** What a first look finds that has no price: the place it stands in, or nothing. */
export function refusalOf({
  currency,
  lines,
  policies,
  ...order
}: OrderToPrice): Result<null, PricingRefusal> {
  const { orderDiscounts = [], charges = [] } = order;
  if (!isWithin(currency.exponent, 0, EXPONENT_MAX)) return no('currency');
  const policy = wrongPolicy(policies);
  if (policy !== null) return no(policy);
  if (lines.length > LINES_MAX) return no('lines');
  if (orderDiscounts.length > DISCOUNTS_MAX) return no('orderDiscounts');
  if (charges.length > DISCOUNTS_MAX) return no('charges');
  const positions = new Set<number>();
  for (const { position } of [...lines, ...charges]) {
    if (!Number.isSafeInteger(position) || positions.has(position)) return no('position', position);
    positions.add(position);
  }
  for (const line of lines) {
    const field = wrongInLine(line);
    if (field !== null) return no(field, line.position);
  }
  for (const { position, amount, discounts, taxes } of charges) {
    const isRight = amount.kind === 'fixed' ? isSayableAmount(amount.amountMinor) : isShare(amount.ratePpb);
    if (!isRight) return no('amount', position);
    if (!areDiscounts(discounts)) return no('discounts', position);
    if (!areTaxes(taxes)) return no('taxes', position);
  }
  for (const discount of orderDiscounts) {
    if (discount.kind === 'percent' && !isShare(discount.ratePpb)) return no('orderDiscounts');
    if (discount.kind === 'amount' && !isPositive(discount.amountMinor)) return no('orderDiscounts');
    if (discount.kind === 'fixed_price' && !isSayableAmount(discount.priceMinor)) return no('orderDiscounts');
  }
  return ok(null);
}

/** No document can say more: sums stay within 2^53. */
export function isSayable({ n, d }: Exact): boolean {
  const most = BigInt(AMOUNT_MAX) * d;
  return n <= most && n >= -most;
}

function no(field: string, position?: number): Result<null, PricingRefusal> {
  return position === undefined
    ? refuse({ code: 'pricing/beyond-limits', field })
    : refuse({ code: 'pricing/beyond-limits', field, position });
}

function wrongPolicy(policies: PricingPolicies): keyof PricingPolicies | null {
  if (!PLACES.includes(policies.rounding)) return 'rounding';
  if (!ROUNDING_MODES.includes(policies.mode)) return 'mode';
  if (!ROUNDING_MODES.includes(policies.discountMode)) return 'discountMode';
  if (!POLICIES.includes(policies.discountPolicy)) return 'discountPolicy';
  if (!POLICIES.includes(policies.promotionPolicy)) return 'promotionPolicy';
  return isWithin(policies.stepMinor, 1, STEP_MAX) ? null : 'stepMinor';
}

function wrongInLine(line: PriceableLine): keyof PriceableLine | null {
  if (!Number.isSafeInteger(line.unitPriceMicro)) return 'unitPriceMicro';
  if (!isSayableQuantity(line.quantityMicro)) return 'quantityMicro';
  if (line.modifierPricesMicro.length > DISCOUNTS_MAX) return 'modifierPricesMicro';
  if (!line.modifierPricesMicro.every((price) => Number.isSafeInteger(price))) return 'modifierPricesMicro';
  if (line.minPriceMicro !== undefined && !isPositive(line.minPriceMicro)) return 'minPriceMicro';
  if (!areDiscounts(line.discounts)) return 'discounts';
  return areTaxes(line.taxes) ? null : 'taxes';
}

function areDiscounts(discounts: readonly LineDiscount[]): boolean {
  if (discounts.length > DISCOUNTS_MAX) return false;
  return discounts.every((discount) => {
    if (discount.kind === 'percent') return isShare(discount.ratePpb);
    return isPositive(discount.kind === 'amount' ? discount.amountMinor : discount.perUnitMicro);
  });
}

/** Withholding taxes are negative. */
function areTaxes(taxes: readonly TaxRule[]): boolean {
  if (taxes.length > TAXES_MAX) return false;
  return taxes.every(({ amount }) =>
    amount.kind === 'fixed'
      ? Number.isSafeInteger(amount.perUnitMicro)
      : isWithin(amount.ratePpb, -WHOLE_PPB, RATE_MAX_PPB),
  );
}

function isShare(ratePpb: number): boolean {
  return isWithin(ratePpb, 0, WHOLE_PPB);
}
function isPositive(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 0;
}
function isWithin(value: number, from: number, to: number): boolean {
  return Number.isSafeInteger(value) && value >= from && value <= to;
}
