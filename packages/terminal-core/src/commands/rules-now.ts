import type { OrderState } from '@beaveros/domain/order';
import { type CapturedRules, NO_RULES } from '@beaveros/domain/pricing';
import {
  allHolding,
  captureRules,
  type EmbeddedPattern,
  embeddedPattern,
  type RulesNow,
} from '@beaveros/domain/product-catalog';
import type { StorePolicies } from '@beaveros/domain/service-entity';
import type { Asking, Desk } from './command.ts';

type OrderKind = NonNullable<OrderState['opened']>['kind'];
type Moment = Pick<Asking, 'place' | 'now' | 'businessDate'>;

/** The price rules that came down, for an order of this kind at this moment in this store. */
export function rulesNow(desk: Desk, { place, now, businessDate }: Moment, kind: OrderKind): RulesNow {
  const { store } = place;
  const question: RulesNow['question'] = {
    store: store.id,
    at: { date: businessDate, minute: minuteOf(desk.till.localTimeAt(now, store)) },
    kind,
    // Customers of the till are in no group yet.
    customerGroup: null,
  };
  return {
    rules: allHolding(desk.rows.catalogue.rules(), question),
    question,
    currency: store.currency,
    patterns: patternsOf(desk.rows.entity.policies()),
  };
}

/**
 * What an order of this kind captures when it is opened or repriced at this moment. None where a till of the store could not
 * read it: sales never wait, and prices and taxes of lines are their own.
 */
export function capturedNow(desk: Desk, asking: Moment, kind: OrderKind): CapturedRules {
  if (desk.mayWrite?.('order.RulesCaptured', 1) === false) return NO_RULES;
  const { rules, question } = rulesNow(desk, asking, kind);
  const { catalogue, entity } = desk.rows;
  return captureRules(rules, question, { policies: entity.policies().pricing, catalogue });
}

/** By the policies they are of: read once for each change. */
const PATTERNS = new WeakMap<StorePolicies, readonly EmbeddedPattern[]>();

/** The in-store labels of a store, in their order. */
export function patternsOf(policies: StorePolicies): readonly EmbeddedPattern[] {
  const known = PATTERNS.get(policies);
  if (known !== undefined) return known;
  const patterns = policies.scanPatterns.flatMap(({ pattern, measures, name: _name, ...strictness }) => {
    const read = embeddedPattern(pattern, measures, strictness);
    return read.ok ? [read.value] : [];
  });
  PATTERNS.set(policies, patterns);
  return patterns;
}

/** Of `YYYY-MM-DDTHH:MM:SS`, since midnight. */
function minuteOf(localTime: string): number {
  return Number(localTime.slice(11, 13)) * 60 + Number(localTime.slice(14, 16));
}
