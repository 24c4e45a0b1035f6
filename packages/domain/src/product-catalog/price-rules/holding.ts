import { invalidityAt, type ShopTime } from '../../pricing/promotions/validity.ts';
import type { OrderKind } from '../../pricing/rules/rule-scalars.ts';
import type { PriceRuleOf, ReadPriceRule } from './row.ts';
import type { PriceRuleKind } from './terms.ts';

/** What decides which rules hold: where, when, for which order, for whom. */
export interface RuleQuestion {
  readonly store: string;
  /** The store's business date and minutes since midnight on its wall. */
  readonly at: ShopTime;
  readonly kind: OrderKind;
  /** The group that the order's customer is in. */
  readonly customerGroup: string | null;
}

/** Those of any kind that hold: asked once for a command of many lines. */
export function allHolding(
  rules: readonly ReadPriceRule[],
  question: RuleQuestion,
): readonly ReadPriceRule[] {
  return rules.filter((rule) => holds(rule, question));
}

/** The rules of a kind that hold: in this store, at this time, for this kind of order; in order of their ids. */
export function holding<Kind extends PriceRuleKind>(
  rules: readonly ReadPriceRule[],
  kind: Kind,
  question: RuleQuestion,
): readonly PriceRuleOf<Kind>[] {
  return rules
    .filter((rule): rule is ReadPriceRule & PriceRuleOf<Kind> => rule.kind === kind && holds(rule, question))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function holds(rule: ReadPriceRule, { store, at, kind }: RuleQuestion): boolean {
  if (rule.storeId !== null && rule.storeId !== store) return false;
  if (invalidityAt(rule.validity, at) !== null) return false;
  const kinds = 'orderKinds' in rule.terms ? rule.terms.orderKinds : null;
  return kinds === null || kinds.includes(kind);
}
