import {
  type Currency,
  type Id,
  ok,
  type QuantityMicro,
  type Refusal,
  type Result,
  refuse,
  type UnitPriceMicro,
} from '@beaveros/kit';
import type { PricingRefusal } from '../../pricing/model.ts';
import type { CapturedTax } from '../../pricing/rules/rule-scalars.ts';
import { zUnitPrice } from '../../scalars.ts';
import type { CatalogueReader } from '../catalogue.ts';
import type { EmbeddedPattern } from '../codes/embedded-pattern.ts';
import type { TaxRow, TillItemRow } from '../rows.ts';
import { captureTaxRows } from './capture-rules.ts';
import type { RuleQuestion } from './holding.ts';
import { listPriceFor, priceUnderOtherTaxes } from './price-for-line.ts';
import type { ReadPriceRule } from './row.ts';
import { taxesAfterChange } from './tax-change.ts';

/** The rules that came down, and for what they are looked at: a store, a moment, a kind of order. */
export interface RulesNow {
  readonly rules: readonly ReadPriceRule[];
  readonly question: RuleQuestion;
  readonly currency: Currency;
  /** In-store labels of the store. */
  readonly patterns: readonly EmbeddedPattern[];
}

/** What a line captures of money: never looked up again. */
export interface SaleTerms {
  readonly taxes: CapturedTax[];
  /** What the catalogue asks for one unit, under these taxes. */
  readonly listPriceMicro: UnitPriceMicro;
  /** What the price list makes of it. */
  readonly unitPriceMicro: UnitPriceMicro;
  /** The price of each option asked about, in their order, under these taxes. */
  readonly optionPricesMicro: readonly UnitPriceMicro[];
}

export type SaleTermsRefusal =
  | (Refusal<'product-catalog/tax-missing'> & { readonly tax: Id<'Tax'> })
  | PricingRefusal;

/**
 * Price and taxes of so many units as they are sold now: the item's own, changed by the price list and the tax change that
 * hold. Without `now`: the catalogue's. Refuses a tax that is not on this till, and prices beyond any line.
 */
export function saleTerms(
  item: TillItemRow,
  {
    quantityMicro,
    optionPricesMicro,
  }: {
    readonly quantityMicro: QuantityMicro;
    readonly optionPricesMicro: readonly UnitPriceMicro[];
  },
  { catalogue, now }: { readonly catalogue: CatalogueReader; readonly now: RulesNow | undefined },
): Result<SaleTerms, SaleTermsRefusal> {
  const change =
    now === undefined
      ? { taxIds: item.taxIds, keep: null }
      : taxesAfterChange(item.taxIds, now.rules, now.question);
  const own = taxRows(item.taxIds, catalogue);
  if (!own.ok) return own;
  const to = taxRows(change.taxIds, catalogue);
  if (!to.ok) return to;
  const taxes = captureTaxRows(to.value);
  const prices = { listPriceMicro: item.priceMicro, unitPriceMicro: item.priceMicro, optionPricesMicro };
  if (now === undefined) return ok({ taxes, ...prices });
  const listed = listPriceFor(item, now.rules, { ...now.question, quantityMicro, currency: now.currency });
  if (!listed.ok) return listed;
  const asked = [item.priceMicro, listed.value, ...optionPricesMicro];
  const { keep } = change;
  const under: UnitPriceMicro[] = [];
  for (const price of asked) {
    const changed =
      keep === null
        ? ok(price)
        : priceUnderOtherTaxes(price, { from: captureTaxRows(own.value), to: taxes, keep }, now.currency);
    if (!changed.ok) return changed;
    if (!zUnitPrice.safeParse(changed.value).success)
      return refuse({ code: 'pricing/beyond-limits', field: 'unitPriceMicro' });
    under.push(changed.value);
  }
  const [listPriceMicro, unitPriceMicro, ...options] = under;
  return ok({
    taxes,
    listPriceMicro: listPriceMicro!,
    unitPriceMicro: unitPriceMicro!,
    optionPricesMicro: options,
  });
}

function taxRows(
  ids: readonly Id<'Tax'>[],
  catalogue: CatalogueReader,
): Result<readonly TaxRow[], SaleTermsRefusal> {
  const rows: TaxRow[] = [];
  for (const id of ids) {
    const row = catalogue.tax(id);
    if (row === undefined) return refuse({ code: 'product-catalog/tax-missing', tax: id });
    rows.push(row);
  }
  return ok(rows);
}
