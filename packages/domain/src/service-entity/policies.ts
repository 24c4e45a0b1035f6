import { type AmountMinor, amountMinor, ROUNDING_MODES } from '@beaveros/kit';
import * as z from 'zod';
import { DEFAULT_POLICIES } from '../pricing/policies.ts';
import { type CapturedPolicies, zPricingPolicies } from '../pricing/rules/policies-schema.ts';
import { zAmountGiven, zShare } from '../pricing/rules/rule-scalars.ts';
import { CASH_ROUNDING_SCOPES } from '../pricing/tender/cash-rounding.ts';
import { embeddedPattern } from '../product-catalog/codes/embedded-pattern.ts';
import { zId, zName } from '../scalars.ts';

// What a store chose where people choose differently. Amounts are minor units of the store's currency.

/** The smallest coin, in minor units: the coarsest in use are 1,000 (Iran, Indonesia). */
const zCoin: z.ZodType<AmountMinor> = z.int().min(1).max(1_000_000) as unknown as z.ZodType<AmountMinor>;

/** One kind of in-store label; the language of `pattern`: `codes/embedded-pattern.ts`. */
const zScanPattern = z.strictObject({
  name: zName,
  pattern: z
    .string()
    .min(1)
    .max(64)
    .refine(
      (text) => embeddedPattern(text, 'value').ok,
      'expected a pattern of digits, `.`, `v`, `x` and one {NND}',
    ),
  measures: z.enum(['weight', 'price', 'value']),
  checkDigit: z.enum(['required', 'ignored']),
  baseCheckDigit: z.enum(['recomputed', 'kept']),
  zero: z.enum(['taken', 'refused']),
});
export type ScanPattern = z.output<typeof zScanPattern>;

/**
 * Which way the money of a refund may go: where it came from only, or on a gift card or store credit as well, or in cash and
 * by whatever else. Never more elsewhere than was paid, and never money for what a house account owes.
 */
export const REFUND_WAYS = ['original', 'original-or-credit', 'any'] as const;
export type RefundWays = (typeof REFUND_WAYS)[number];

/** The policies of a store. An order captures those of pricing; the others are looked at when a command is decided. */
export const zStorePolicies = z.strictObject({
  pricing: zPricingPolicies,
  /** null: everybody pays to the minor unit. As `CashRounding` of pricing. */
  cashRounding: z
    .strictObject({ stepMinor: zCoin, method: z.enum(ROUNDING_MODES), scope: z.enum(CASH_ROUNDING_SCOPES) })
    .nullable(),
  /** What `can_discount` allows, of a line or of the order; beyond it `can_discount_beyond_limit`. */
  discountLimit: z.strictObject({
    percentPpm: z.int().min(0).max(1_000_000),
    amountMinor: zAmountGiven.nullable(),
  }),
  /** What `can_refund` allows a till on a day, and of that without an answer of who closed the sale. */
  refundLimits: z.strictObject({
    perTillAndDayMinor: zAmountGiven,
    offlinePerTillAndDayMinor: zAmountGiven,
  }),
  /** Absent in what was said before it was asked: `any`. */
  refundWays: z.enum(REFUND_WAYS).optional(),
  /** What gift cards, points, store credit and house accounts may pay at a till on a day while nobody answers. */
  offlineSpendLimitMinor: zAmountGiven,
  /** How much a house account may owe. */
  houseAccountLimitMinor: zAmountGiven,
  /** As `TipRules` of pricing. */
  tips: z.strictObject({
    sharesPpb: z.array(zShare).max(6),
    basis: z.enum(['net', 'gross']),
    stepMinor: zCoin,
  }),
  /** Whether somebody must clear a table before it is free again. */
  isTableDirtyAfterClose: z.boolean(),
  reservationSlotMinutes: z.int().min(5).max(240),
  /** Read in their order; the first that matches reads the code. */
  scanPatterns: z.array(zScanPattern).max(32),
});
export type StorePolicies = z.output<typeof zStorePolicies>;

/** What holds where nobody chose. */
export const DEFAULT_STORE_POLICIES: StorePolicies & { readonly refundWays: RefundWays } = {
  pricing: DEFAULT_POLICIES as CapturedPolicies,
  cashRounding: null,
  // A quarter off is what a cashier may give in FloCafe's default.
  discountLimit: { percentPpm: 250_000, amountMinor: null },
  refundLimits: { perTillAndDayMinor: amountMinor(50_000), offlinePerTillAndDayMinor: amountMinor(10_000) },
  refundWays: 'any',
  offlineSpendLimitMinor: amountMinor(5_000),
  houseAccountLimitMinor: amountMinor(50_000),
  tips: { sharesPpb: [50_000_000, 100_000_000, 150_000_000], basis: 'gross', stepMinor: amountMinor(1) },
  isTableDirtyAfterClose: false,
  reservationSlotMinutes: 30,
  scanPatterns: [],
};

/**
 * The row as it comes down, the store's id as its own. `policies` is what head office chose, field by field: a till reads
 * those that it knows ({@link storePoliciesOf}), so that a newer cloud stops no older till.
 */
export const zStorePoliciesRow = z.strictObject({
  id: zId<'Store'>(),
  tenantId: zId<'Tenant'>(),
  policies: z.record(z.string().max(64), z.unknown()),
});
export type StorePoliciesRow = z.output<typeof zStorePoliciesRow>;

/** The policies of a store, whatever was written: a field that is absent or makes no sense has its default. Never throws. */
export function storePoliciesOf(written: unknown): typeof DEFAULT_STORE_POLICIES {
  const fields: Readonly<Record<string, unknown>> =
    typeof written === 'object' && written !== null ? { ...written } : {};
  const read = Object.entries(zStorePolicies.shape).flatMap(([field, schema]) => {
    const parsed = schema.safeParse(fields[field]);
    return parsed.success && parsed.data !== undefined ? [[field, parsed.data] as const] : [];
  });
  return { ...DEFAULT_STORE_POLICIES, ...Object.fromEntries(read) };
}
