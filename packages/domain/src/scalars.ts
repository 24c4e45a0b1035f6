import type {
  AmountMinor,
  BusinessDate,
  Id,
  Instant,
  QuantityMicro,
  RatePpm,
  UnitPriceMicro,
} from '@beaveros/kit';
import { ID_PATTERN, isBusinessDate } from '@beaveros/kit';
import * as z from 'zod';

// The scalars of every schema, parsed once at a border into kit's branded words. Bounds keep sums within 2^53, and every
// text, number and date within what Postgres can store: a fact that no service can ingest would stop its chain there.

/** 90 thousand million in cents: beyond any till, far below 2^53 / 100. */
export const AMOUNT_MAX = 9_000_000_000_000;
/** 900 million of the major unit: a car in dong or rupiah. */
const UNIT_PRICE_MAX = 900_000_000_000_000;
/** 9 million selling units; a barcode scanned into a quantity field is refused. */
export const QUANTITY_MAX = 9_000_000_000_000;
const TEXT_MAX = 2_000; // A note on a receipt; longer is a mistake or an attack.
const INT4_MAX = 2_147_483_647; // Postgres `int`.
const INSTANT_MAX = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z, the last with a four-digit year.

/** Neither NUL (Postgres text and jsonb refuse it) nor a lone surrogate (it has no UTF-8). */
const STORABLE = /^[^\0\p{Cs}]*$/u;

const branded = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>;

export const zId = <Of extends string>(): z.ZodType<Id<Of>> =>
  branded<Id<Of>>(z.string().regex(ID_PATTERN, 'expected a lower-case UUID'));
export const zInstant = branded<Instant>(z.int().min(0).max(INSTANT_MAX));
export const zBusinessDate = branded<BusinessDate>(
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .refine(isBusinessDate, 'expected a day of the calendar'),
);
export const zAmount = branded<AmountMinor>(z.int().min(-AMOUNT_MAX).max(AMOUNT_MAX));
export const zUnitPrice = branded<UnitPriceMicro>(z.int().min(-UNIT_PRICE_MAX).max(UNIT_PRICE_MAX));
export const zQuantity = branded<QuantityMicro>(z.int().min(-QUANTITY_MAX).max(QUANTITY_MAX));
/** 0 to 10 (1,000 %), in 10^-6. */
export const zRate = branded<RatePpm>(z.int().min(0).max(10_000_000));
export const zCurrency = z.strictObject({
  code: z.string().regex(/^[A-Z]{3}$/),
  exponent: z.int().min(0).max(4),
});
/** Text of any script that can be stored: neither NUL nor a lone surrogate. */
export const zStorable = z.string().regex(STORABLE, 'expected text without NUL and lone surrogates');
export const zName = zStorable.min(1).max(255);
export const zText = zStorable.max(TEXT_MAX);
export const zHash = z.string().regex(/^[0-9a-f]{64}$/);
/** An Ed25519 public key: 32 bytes, base64. */
export const zPublicKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
/** An Ed25519 signature: 64 bytes, base64. */
export const zSignature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);
/** Gapless counters and sequence numbers start at 1. */
export const zSeq = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
/** Enrolments and chain series, counted from 1; a Postgres `int`. */
export const zCount = z.int().min(1).max(INT4_MAX);
/** A place in an order that people set, from 0; a Postgres `int`. */
export const zOrdinal = z.int().min(0).max(INT4_MAX);
