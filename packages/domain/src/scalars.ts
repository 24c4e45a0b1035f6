import type { AmountMinor, BusinessDate, Id, Instant, QuantityMicro, RatePpm, UnitPriceMicro } from '@beaveros/kit';
import { isBusinessDate, isId } from '@beaveros/kit';
import * as z from 'zod';

// The scalars of every schema, parsed once at a border into kit's branded words. Bounds keep sums within 2^53.

const AMOUNT_MAX = 9_000_000_000_000; // 90 thousand million in cents: beyond any till, far below 2^53 / 100.
const TEXT_MAX = 2_000; // A note on a receipt; longer is a mistake or an attack.

const branded = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>;

export const zId = <Of extends string>(): z.ZodType<Id<Of>> =>
  branded<Id<Of>>(z.string().refine(isId, 'expected a lower-case UUID'));
export const zInstant = branded<Instant>(z.int().nonnegative());
export const zBusinessDate = branded<BusinessDate>(z.string().refine(isBusinessDate, 'expected YYYY-MM-DD'));
export const zAmount = branded<AmountMinor>(z.int().min(-AMOUNT_MAX).max(AMOUNT_MAX));
export const zUnitPrice = branded<UnitPriceMicro>(z.int().min(-AMOUNT_MAX).max(AMOUNT_MAX));
export const zQuantity = branded<QuantityMicro>(z.int().min(-AMOUNT_MAX).max(AMOUNT_MAX));
/** 0 to 10 (1,000 %), in 10^-6. */
export const zRate = branded<RatePpm>(z.int().min(0).max(10_000_000));
export const zCurrency = z.strictObject({
  code: z.string().regex(/^[A-Z]{3}$/),
  exponent: z.int().min(0).max(4),
});
export const zName = z.string().min(1).max(255);
export const zText = z.string().max(TEXT_MAX);
export const zHash = z.string().regex(/^[0-9a-f]{64}$/);
export const zBase64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/).max(8_192);
/** Gapless counters and sequence numbers start at 1. */
export const zSeq = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
