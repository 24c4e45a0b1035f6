import {
  amountMinor,
  type AmountMinor,
  type QuantityMicro,
  quantityMicro,
  type RatePpm,
  ratePpm,
} from '@beaveros/kit';

/**
 * What sales are told apart by. Day and hour are none of them: every contribution has its own.
 *
 * | dimension | key | kind | its figures add up to |
 * |---|---|---|---|
 * | item | item id | | the document's lines |
 * | category | id of the line's first category, or `none` | | the document's lines |
 * | seller | id of who did the work of the line, or `none` | | the document's lines |
 * | charge | rule id | | the document's charges |
 * | cashier | user id, or `none` where a till acted by itself | | the document |
 * | tender | method id | the method's type | the document's payments: total = amounts; tips, rounding |
 * | tax | tax id, rate in 10^-6, mode; or `none`: lines without one | mode | tax = the document's taxes; net: what it was computed on |
 * | discount | source, rule | source | total = the document's discount; of a refund what it undid of it |
 * | void | whether the kitchen was told, reason | `fired`, `unfired` | total = what was taken back, which is in no other figure |
 *
 * So lines + charges = document, in net, tax and total. A refund lowers what it gives back by every one of them but two: a
 * tip was given all the same, and a void was never sold.
 */
export const DIMENSIONS = [
  'item',
  'category',
  'seller',
  'charge',
  'cashier',
  'tender',
  'tax',
  'discount',
  'void',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The key of what a dimension does not say: a line of no category, a till that acted by itself. */
export const NO_KEY = 'none';

/** What a document adds under one key. Figures that a dimension does not have are zero. */
export interface DimensionFigures {
  readonly kind: string | null;
  /** What people call the key, where the document says it; the first line with this key decides. */
  readonly name: string | null;
  /** Lines, documents, payments, discounts: whatever the key is of. A refund adds none but of its payments. */
  readonly count: number;
  readonly quantity: QuantityMicro;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly tips: AmountMinor;
  readonly rounding: AmountMinor;
}

/**
 * Letters of a reason that make its key: 64 of them are at most 256 bytes, far from the 2,704 that an index of Postgres
 * takes. Reasons that differ later are one.
 */
const REASON_LETTERS = 64;

export function taxKey(tax: {
  readonly tax: string;
  readonly ratePpm: RatePpm;
  readonly mode: string;
}): string {
  return `${tax.tax}/${tax.ratePpm}/${tax.mode}`;
}

/** The rate in a key of `tax`; null of `none`. */
export function rateOfTaxKey(key: string): RatePpm | null {
  const rate = key.split('/')[1];
  return rate === undefined ? null : ratePpm(Number(rate));
}

export function discountKey(discount: { readonly source: string; readonly rule: string }): string {
  return `${discount.source}/${discount.rule}`;
}

export function voidKey(voided: { readonly wasFired: boolean; readonly reason: string }): string {
  return `${voidKind(voided)}/${shortReason(voided)}`;
}

/** A reason as its key and its name have it. */
export function shortReason({ reason }: { readonly reason: string }): string {
  return Array.from(reason).slice(0, REASON_LETTERS).join('');
}

export function voidKind({ wasFired }: { readonly wasFired: boolean }): 'fired' | 'unfired' {
  return wasFired ? 'fired' : 'unfired';
}

/** Most of a sum under one key: a hundred documents at their bound, and what NUMERIC(19,4) holds of a currency without cents. */
const KEY_AMOUNT_MAX = 900_000_000_000_000;

/** Figures of one key, of one document, added up. A hostile document stops no report: sums are held at what a column takes. */
export function addFigures(a: DimensionFigures, b: DimensionFigures): DimensionFigures {
  const add = (x: number, y: number) =>
    amountMinor(Math.max(-KEY_AMOUNT_MAX, Math.min(KEY_AMOUNT_MAX, x + y)));
  return {
    kind: a.kind ?? b.kind,
    name: a.name ?? b.name,
    count: a.count + b.count,
    quantity: quantityMicro(
      Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, a.quantity + b.quantity)),
    ),
    net: add(a.net, b.net),
    tax: add(a.tax, b.tax),
    total: add(a.total, b.total),
    tips: add(a.tips, b.tips),
    rounding: add(a.rounding, b.rounding),
  };
}
