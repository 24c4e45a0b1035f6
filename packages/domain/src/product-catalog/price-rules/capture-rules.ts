import {
  CAPTURED_CHARGES_MAX,
  CAPTURED_PROMOTIONS_MAX,
  type CapturedRules,
} from '../../pricing/rules/captured-rules.ts';
import type { ChargeRule } from '../../pricing/rules/charge-rule.ts';
import type { CapturedPolicies } from '../../pricing/rules/policies-schema.ts';
import type { CouponRule } from '../../pricing/rules/promotion-rule.ts';
import type { CapturedTax } from '../../pricing/rules/rule-scalars.ts';
import type { CatalogueReader } from '../catalogue.ts';
import type { TaxRow } from '../rows.ts';
import { holding, type RuleQuestion } from './holding.ts';
import { listFor } from './price-for-line.ts';
import type { PriceRuleOf, ReadPriceRule } from './row.ts';
import { taxesAfterChange } from './tax-change.ts';

/**
 * What an order captures when it is opened or repriced: the promotions and charges that hold now, by value, and the name of
 * the price list. No clock is left in it. Of more than an order carries, those of the highest priority, then of the lowest
 * id. A charge whose taxes are not on this till is left out: what it asks would be wrong.
 */
export function captureRules(
  rules: readonly ReadPriceRule[],
  question: RuleQuestion,
  { policies, catalogue }: { readonly policies: CapturedPolicies; readonly catalogue: CatalogueReader },
): CapturedRules {
  const promotions = holding(rules, 'promotion', question).map(
    ({ id, name, terms: { orderKinds: _orderKinds, ...terms } }) => ({ id, name, ...terms }),
  );
  const list = listFor(rules, question);
  return {
    policies,
    promotions: promotions.toSorted((a, b) => b.priority - a.priority).slice(0, CAPTURED_PROMOTIONS_MAX),
    charges: holding(rules, 'charge', question)
      .flatMap((rule) => captureCharge(rule, rules, question, catalogue) ?? [])
      .slice(0, CAPTURED_CHARGES_MAX),
    priceList: list === undefined ? null : { id: list.id, name: list.name },
  };
}

function captureCharge(
  { id, name, terms: { amount, guestsMin, taxIds } }: PriceRuleOf<'charge'>,
  rules: readonly ReadPriceRule[],
  question: RuleQuestion,
  catalogue: CatalogueReader,
): ChargeRule | null {
  const rows = taxesAfterChange(taxIds, rules, question).taxIds.map((tax) => catalogue.tax(tax));
  const known = rows.filter((row) => row !== undefined);
  return known.length < rows.length ? null : { id, name, amount, guestsMin, taxes: captureTaxRows(known) };
}

/** Taxes as a line or a charge captures them: the active ones, in the order they are computed in. */
export function captureTaxRows(rows: readonly TaxRow[]): CapturedTax[] {
  return rows
    .toSorted((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1))
    .filter(({ isActive }) => isActive)
    .map(({ id, name, ratePpm, mode, compound }) => ({ tax: id, name, ratePpm, mode, compound }));
}

/** The coupons printed with this code that hold now, by id: an order captures the first. Case does not count. */
export function couponsByCode(
  code: string,
  rules: readonly ReadPriceRule[],
  question: RuleQuestion,
): readonly CouponRule[] {
  const wanted = code.trim().toLowerCase();
  return holding(rules, 'coupon', question)
    .filter(({ terms }) => terms.code.toLowerCase() === wanted)
    .map(({ id, name, terms: { usesMax: _usesMax, ...terms } }) => ({ id, name, ...terms }));
}

/** How often this coupon may be used; null: as often as you like, or it is none. Whether it holds now is not asked. */
export function couponLimit(
  coupon: string,
  rules: readonly ReadPriceRule[],
): { readonly name: string; readonly usesMax: number } | null {
  const rule = rules.find(({ id, kind }) => id === coupon && kind === 'coupon');
  if (rule?.kind !== 'coupon') return null;
  const { usesMax } = rule.terms;
  return usesMax === undefined || usesMax === null ? null : { name: rule.name, usesMax };
}
