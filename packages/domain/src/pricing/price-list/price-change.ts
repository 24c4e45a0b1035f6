import { type Currency, MICRO, ok, type Result, refuse, type UnitPriceMicro } from '@beaveros/kit';
import { compared, type Exact, exact, over, plus, rounded, times } from '../exact.ts';
import type { PricingRefusal, SharePpb } from '../model.ts';

/** What a rule does to the price before it. */
export type PriceChange =
  | { readonly kind: 'price'; readonly priceMicro: UnitPriceMicro }
  /** Signed: -150_000_000 is 15 % less. */
  | { readonly kind: 'percent'; readonly ratePpb: SharePpb }
  /** Signed, per unit. */
  | { readonly kind: 'add'; readonly addMicro: UnitPriceMicro }
  /** Into another currency: so many units of it for one of the currency before, as a fraction of whole numbers. */
  | { readonly kind: 'convert'; readonly numerator: number; readonly denominator: number };

const PPB = 1_000_000_000n;
/** A price list on a price list, and so on: a deeper chain is a loop that someone built by hand. */
const CHANGES_MAX = 32;

/**
 * The price of one unit, in major units, after the changes in turn, each on the exact result of the one before: nothing
 * is rounded on the way. Never below zero unless the price it began with is. Refuses rates that are none.
 */
export function changePrice(
  listPriceMicro: UnitPriceMicro,
  changes: readonly PriceChange[],
): Result<Exact, PricingRefusal> {
  if (!Number.isSafeInteger(listPriceMicro)) return refuse({ code: 'pricing/beyond-limits', field: 'price' });
  if (changes.length > CHANGES_MAX) return refuse({ code: 'pricing/too-many-changes', field: 'changes' });
  let price = ofMicro(listPriceMicro);
  for (const [at, change] of changes.entries()) {
    const next = changed(price, change);
    if (next === null) return refuse({ code: 'pricing/not-a-rate', field: `changes.${at}` });
    price = next.n < 0n && listPriceMicro >= 0 ? exact(0n) : next;
  }
  return ok(price);
}

/** The price of one unit, but not below its floor. */
export function notBelow(price: Exact, floorMicro: UnitPriceMicro): Exact {
  const floor = ofMicro(floorMicro);
  return compared(price, floor) < 0 ? floor : price;
}

/** The price as a shelf or a line shows it: half up to the currency's digits. */
export function shelfPrice(price: Exact, { exponent }: Currency): Exact {
  const scale = exact(10n ** BigInt(exponent));
  return over(exact(rounded(times(price, scale))), scale);
}

function changed(price: Exact, change: PriceChange): Exact | null {
  switch (change.kind) {
    case 'price':
      return isWhole(change.priceMicro) ? ofMicro(change.priceMicro) : null;
    case 'percent':
      return isWhole(change.ratePpb) ? times(price, exact(PPB + BigInt(change.ratePpb), PPB)) : null;
    case 'add':
      return isWhole(change.addMicro) ? plus(price, ofMicro(change.addMicro)) : null;
    case 'convert':
      return isRate(change)
        ? times(price, exact(BigInt(change.numerator), BigInt(change.denominator)))
        : null;
  }
}

function ofMicro(micro: number): Exact {
  return exact(BigInt(micro), BigInt(MICRO));
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value);
}

function isRate({
  numerator,
  denominator,
}: {
  readonly numerator: number;
  readonly denominator: number;
}): boolean {
  return isWhole(numerator) && isWhole(denominator) && numerator > 0 && denominator > 0;
}
