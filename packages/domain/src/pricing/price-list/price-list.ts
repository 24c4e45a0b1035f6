import { ok, type QuantityMicro, type Result, refuse, type UnitPriceMicro } from '@beaveros/kit';
import type { Exact } from '../exact.ts';
import type { PricingRefusal } from '../model.ts';
import { isSayableQuantity } from '../sayable.ts';
import { invalidityAt, type ShopTime, type Validity } from '../promotions/validity.ts';
import { changePrice, type PriceChange } from './price-change.ts';

/** From the widest to the most specific: the latter wins. */
export const PRICE_SCOPES = ['global', 'category', 'template', 'variant'] as const;
export type PriceScope = (typeof PRICE_SCOPES)[number];

/** One rule of a price list, of those that name the item (its variant, its template, its category, or all). */
export interface PriceRule {
  /** Unique in its list: of rules that are alike in everything else, the lowest wins. */
  readonly position: number;
  readonly scope: PriceScope;
  /** Inclusive, both; absent: any quantity. */
  readonly minQuantityMicro?: QuantityMicro;
  readonly maxQuantityMicro?: QuantityMicro;
  /** Season, weekdays, happy hours; absent: always. */
  readonly validity?: Validity;
  /** In turn, on the price before. */
  readonly changes: readonly PriceChange[];
}

/** A list may start from the results of another one instead of the item's own price. */
export interface PriceList {
  readonly base?: PriceList;
  readonly rules: readonly PriceRule[];
}

export interface PriceQuestion {
  readonly listPriceMicro: UnitPriceMicro;
  readonly quantityMicro: QuantityMicro;
  /** Absent: rules with a validity do not hold. */
  readonly at?: ShopTime;
}

export interface ListedPrice {
  /** Of one unit, in major units, not rounded. */
  readonly price: Exact;
  /** The rules that made it, from the innermost list outwards; lists without a rule that holds leave none. */
  readonly rules: readonly PriceRule[];
}

/** A list on a list on a list: deeper is a loop. */
const NESTING_MAX = 8;

/**
 * What one unit costs under a price list. Of the rules that hold, one decides: the most specific scope, then the highest
 * minimum reached, then one with a validity over one without, then the lowest position. None holds: the price before.
 * Refuses what is no price, no quantity, no rate, and lists on lists without an end.
 */
export function priceUnder(list: PriceList, question: PriceQuestion): Result<ListedPrice, PricingRefusal> {
  if (!isSayableQuantity(question.quantityMicro))
    return refuse({ code: 'pricing/beyond-limits', field: 'quantity' });
  const lists: PriceList[] = [];
  for (let each: PriceList | undefined = list; each !== undefined; each = each.base) {
    if (lists.length === NESTING_MAX) return refuse({ code: 'pricing/nested-too-deep', field: 'base' });
    lists.unshift(each);
  }
  const rules = lists.flatMap((each) => ruleFor(each.rules, question) ?? []);
  const price = changePrice(
    question.listPriceMicro,
    rules.flatMap(({ changes }) => changes),
  );
  return price.ok ? ok({ price: price.value, rules }) : price;
}

/** The rule that decides, if any holds. */
export function ruleFor(
  rules: readonly PriceRule[],
  question: Pick<PriceQuestion, 'quantityMicro' | 'at'>,
): PriceRule | undefined {
  let best: PriceRule | undefined;
  for (const rule of rules)
    if (holds(rule, question) && (best === undefined || isBefore(rule, best))) best = rule;
  return best;
}

function holds(
  { minQuantityMicro, maxQuantityMicro, validity }: PriceRule,
  { quantityMicro, at }: Pick<PriceQuestion, 'quantityMicro' | 'at'>,
): boolean {
  // A return is priced as the sale of as many.
  const quantity = quantityMicro < 0 ? -quantityMicro : quantityMicro;
  if (minQuantityMicro !== undefined && quantity < minQuantityMicro) return false;
  if (maxQuantityMicro !== undefined && quantity > maxQuantityMicro) return false;
  return validity === undefined || (at !== undefined && invalidityAt(validity, at) === null);
}

function isBefore(a: PriceRule, b: PriceRule): boolean {
  const scope = PRICE_SCOPES.indexOf(a.scope) - PRICE_SCOPES.indexOf(b.scope);
  if (scope !== 0) return scope > 0;
  const minimum = (a.minQuantityMicro ?? 0) - (b.minQuantityMicro ?? 0);
  if (minimum !== 0) return minimum > 0;
  if ((a.validity === undefined) !== (b.validity === undefined)) return a.validity !== undefined;
  return a.position < b.position;
}
