import type { Id } from '@beaveros/kit';
import { holding, type RuleQuestion } from './holding.ts';
import type { ReadPriceRule } from './row.ts';

/** What of a price stays when other taxes apply to it; null: the taxes stay as they are. */
type Kept = 'net' | 'gross' | null;

/** The taxes that apply instead: the first rule that holds and names one of them decides, alone. */
export function taxesAfterChange(
  taxIds: readonly Id<'Tax'>[],
  rules: readonly ReadPriceRule[],
  question: RuleQuestion,
): { readonly taxIds: readonly Id<'Tax'>[]; readonly keep: Kept } {
  const rule = holding(rules, 'tax-change', question).find(({ terms }) =>
    terms.taxes.some(({ from }) => taxIds.includes(from)),
  );
  if (rule === undefined) return { taxIds, keep: null };
  const { taxes, keep } = rule.terms;
  const mapped = taxIds.flatMap((id) => {
    const change = taxes.find(({ from }) => from === id);
    return change === undefined ? [id] : (change.to ?? []);
  });
  return { taxIds: [...new Set(mapped)], keep };
}
