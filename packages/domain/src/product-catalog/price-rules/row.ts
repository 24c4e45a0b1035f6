import type { Id } from '@beaveros/kit';
import * as z from 'zod';
import type { Validity } from '../../pricing/promotions/validity.ts';
import { zBusinessDate, zId, zName, zStorable } from '../../scalars.ts';
import { PRICE_RULE_TERMS, type PriceRuleKind, type PriceRuleTerms } from './terms.ts';

/** ISO: Monday 1 to Sunday 7. */
export const zWeekdays = z.array(z.int().min(1).max(7)).min(1).max(7);
/** Minutes since midnight; `from` above `to`: past midnight. */
export const zDayTimes = z
  .array(z.strictObject({ fromMinute: z.int().min(0).max(1_439), toMinute: z.int().min(0).max(1_440) }))
  .min(1)
  .max(8);

/**
 * A price rule as it comes down. Kind and rule are as head office wrote them: a till reads those that it knows
 * ({@link readPriceRules}), so that a rule of a newer cloud stops no older till.
 */
export const zPriceRuleRow = z.strictObject({
  id: zId<'PriceRule'>(),
  tenantId: zId<'Tenant'>(),
  /** null: all stores. */
  storeId: zId<'Store'>().nullable(),
  kind: zStorable.min(1).max(32),
  name: zName,
  rule: z.record(z.string().max(64), z.unknown()),
  /** Business dates, both included; null: no limit. So with weekdays and times. */
  validFrom: zBusinessDate.nullable(),
  validTo: zBusinessDate.nullable(),
  weekdays: zWeekdays.nullable(),
  times: zDayTimes.nullable(),
  isActive: z.boolean(),
  /** Grows with every change. */
  version: z.int().min(1),
});
export type PriceRuleRow = z.output<typeof zPriceRuleRow>;

/** A rule that this build reads. */
export type PriceRuleOf<Kind extends PriceRuleKind> = {
  readonly id: Id<'PriceRule'>;
  readonly name: string;
  readonly storeId: Id<'Store'> | null;
  readonly validity: Validity;
  readonly kind: Kind;
  readonly terms: PriceRuleTerms<Kind>;
};
export type ReadPriceRule = { [Kind in PriceRuleKind]: PriceRuleOf<Kind> }[PriceRuleKind];

/** The active rules that this build can read, by kind; the others count nothing. Never throws. */
export function readPriceRules(rows: readonly PriceRuleRow[]): readonly ReadPriceRule[] {
  return rows.flatMap((row) => {
    if (!row.isActive || !isKind(row.kind)) return [];
    const terms = PRICE_RULE_TERMS[row.kind].safeParse(row.rule);
    if (!terms.success) return [];
    const { id, name, storeId, kind } = row;
    // The schema of the kind made the terms of the kind.
    return [{ id, name, storeId, kind, terms: terms.data, validity: validityOf(row) } as ReadPriceRule];
  });
}

function isKind(kind: string): kind is PriceRuleKind {
  return Object.hasOwn(PRICE_RULE_TERMS, kind);
}

function validityOf({ validFrom, validTo, weekdays, times }: PriceRuleRow): Validity {
  return {
    ...(validFrom === null ? {} : { firstDay: validFrom }),
    ...(validTo === null ? {} : { lastDay: validTo }),
    ...(weekdays === null ? {} : { weekdays }),
    ...(times === null ? {} : { dayTimes: times }),
  };
}
