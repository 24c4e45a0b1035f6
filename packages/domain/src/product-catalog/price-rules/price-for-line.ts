import {
  type Currency,
  ok,
  type QuantityMicro,
  type Result,
  type UnitPriceMicro,
  unitPriceMicro,
} from '@beaveros/kit';
import { exact, type Exact, rounded, times } from '../../pricing/exact.ts';
import { UNIT_MICRO } from '../../pricing/micro.ts';
import type { PricingRefusal } from '../../pricing/model.ts';
import { shelfPrice } from '../../pricing/price-list/price-change.ts';
import { type PriceRule, priceUnder } from '../../pricing/price-list/price-list.ts';
import type { CapturedTax } from '../../pricing/rules/rule-scalars.ts';
import { toTaxRule } from '../../pricing/rules/tax-rule.ts';
import { unitPriceUnderTaxes } from '../../pricing/tax-mapping.ts';
import type { TillItemRow } from '../rows.ts';
import { holding, type RuleQuestion } from './holding.ts';
import type { PriceRuleOf, ReadPriceRule } from './row.ts';
import type { PriceListTerms } from './terms.ts';

/** The price list that decides: of those that hold, for this customer, the highest priority, then the lowest id. */
export function listFor(
  rules: readonly ReadPriceRule[],
  question: RuleQuestion,
): PriceRuleOf<'price-list'> | undefined {
  return holding(rules, 'price-list', question)
    .filter(
      ({ terms: { customerGroup } }) => customerGroup === null || customerGroup === question.customerGroup,
    )
    .toSorted((a, b) => b.terms.priority - a.terms.priority)[0];
}

/**
 * What one unit of an item costs now: the catalogue's price, or what the price list makes of it. A price or an addition
 * holds as written; a percentage is rounded half up to the currency's digits. A return is priced as the sale of as many.
 */
export function listPriceFor(
  item: Pick<TillItemRow, 'id' | 'priceMicro' | 'categoryIds'>,
  rules: readonly ReadPriceRule[],
  question: RuleQuestion & { readonly quantityMicro: QuantityMicro; readonly currency: Currency },
): Result<UnitPriceMicro, PricingRefusal> {
  const list = listFor(rules, question);
  if (list === undefined) return ok(item.priceMicro);
  const priced = priceUnder(
    { rules: entriesFor(item, list.terms) },
    { listPriceMicro: item.priceMicro, quantityMicro: question.quantityMicro },
  );
  if (!priced.ok) return priced;
  const [decided] = priced.value.rules;
  if (decided === undefined) return ok(item.priceMicro);
  const isAsWritten = decided.changes.every(({ kind }) => kind !== 'percent');
  return ok(toMicro(isAsWritten ? priced.value.price : shelfPrice(priced.value.price, question.currency)));
}

/**
 * The same price under other taxes: `gross` keeps what the guest pays, `net` what the house earns. Half up to the currency's
 * digits, unless nothing is to be computed: included taxes under `gross` leave every price as it is.
 */
export function priceUnderOtherTaxes(
  priceMicro: UnitPriceMicro,
  {
    from,
    to,
    keep,
  }: {
    readonly from: readonly CapturedTax[];
    readonly to: readonly CapturedTax[];
    readonly keep: 'net' | 'gross';
  },
  currency: Currency,
): Result<UnitPriceMicro, PricingRefusal> {
  const areAll = (mode: CapturedTax['mode']) => [...from, ...to].every((tax) => tax.mode === mode);
  if ((keep === 'gross' && areAll('included')) || (keep === 'net' && areAll('excluded')))
    return ok(priceMicro);
  const minorPerMajor = 10n ** BigInt(currency.exponent);
  const price = unitPriceUnderTaxes(
    exact(BigInt(priceMicro) * minorPerMajor, UNIT_MICRO),
    { from: from.map(toTaxRule), to: to.map(toTaxRule), keep },
    currency,
  );
  if (!price.ok) return price;
  return ok(toMicro(exact(rounded(price.value), minorPerMajor)));
}

function toMicro(major: Exact): UnitPriceMicro {
  return unitPriceMicro(Number(rounded(times(major, exact(UNIT_MICRO)))));
}

function entriesFor(
  { id, categoryIds }: Pick<TillItemRow, 'id' | 'categoryIds'>,
  { entries }: PriceListTerms,
): readonly PriceRule[] {
  return entries.flatMap(({ items, categories, minQuantityMicro, maxQuantityMicro, changes }, position) => {
    const isFor =
      items !== null
        ? items.includes(id)
        : categories === null || categories.some((each) => categoryIds.includes(each));
    if (!isFor) return [];
    return {
      position,
      scope: items !== null ? 'variant' : categories !== null ? 'category' : 'global',
      ...(minQuantityMicro === null ? {} : { minQuantityMicro }),
      ...(maxQuantityMicro === null ? {} : { maxQuantityMicro }),
      changes,
    } as const;
  });
}
