import { ok, refuse, type Result } from '@beaveros/kit';
import { compared, type Exact, exact, negated, NOTHING, plus, summed } from '../exact.ts';
import type {
  Adjustment,
  DiscountGroup,
  PricingRefusal,
  PricingStage,
  StageContext,
  StageLine,
  StageOutcome,
  StageResult,
  Step,
} from '../model.ts';
import { absurdInPromotion } from './absurd.ts';
import { adjustmentsOf, discountGroupsOf } from './adjust.ts';
import { addedUnitsOf, freeQuantityOf, giftOf, isForUnits } from './gift.ts';
import { type Promotion, PROMOTIONS_MAX, TIMES_MAX } from './rules.ts';
import { type Unmet, unmetOf } from './select.ts';
import type { Terms } from './slices.ts';
import { UnitLedger } from './unit-ledger.ts';
import { type Invalidity, invalidityAt, type ShopTime } from './validity.ts';

/** A promotion as it came out, with the units it gave away. */
export interface PromotionOutcome extends StageOutcome {
  /** Bought units that cost nothing, and units added at zero. */
  readonly freeUnits: Exact;
}

/** Why a promotion gives nothing; null: it gives. */
export type PassedOver = Unmet | Invalidity | 'used_up' | 'beside_exclusive';

/**
 * Promotions by priority, each on what the ones before left, under the policies' `promotionPolicy`. `now`: the shop's
 * clock as the order captured it; without it, rules that depend on time do not hold. Conditions are looked at when
 * a promotion's turn comes. An exclusive one that holds stands alone, whatever its priority.
 */
export function promotionStage(promotions: readonly Promotion[], now: ShopTime | null): PricingStage {
  return {
    name: 'promotions',
    run: (context) => {
      const refused = absurdIn(promotions);
      return refused ?? ok(runPromotions(promotions, now, context));
    },
  };
}

export function runPromotions(
  promotions: readonly Promotion[],
  now: ShopTime | null,
  context: StageContext,
): Omit<StageResult, 'outcomes'> & { readonly outcomes: readonly PromotionOutcome[] } {
  const byPriority = promotions.toSorted((a, b) => b.priority - a.priority);
  const alone = exclusiveOf(byPriority, now, context);
  const ledger = new UnitLedger();
  const outcomes: PromotionOutcome[] = [];
  const steps: Step[] = [];
  let lines = context.lines;
  for (const promotion of byPriority) {
    const passedOver =
      alone !== null && promotion !== alone ? 'beside_exclusive' : passedOverFor(promotion, now, lines);
    if (passedOver !== null) {
      steps.push(stepOf(promotion, context, { status: passedOver }));
      continue;
    }
    const given = give(promotion, lines, ledger, context);
    lines = given.lines;
    outcomes.push(given.outcome);
    const taken = summed(given.outcome.groups.map(({ amount }) => amount));
    steps.push(stepOf(promotion, context, { status: 'applied', taken: negated(taken) }));
  }
  return { lines, outcomes, steps };
}

/** The exclusive promotion that holds: highest priority first, then the one that takes most, then the first listed. */
function exclusiveOf(
  byPriority: readonly Promotion[],
  now: ShopTime | null,
  context: StageContext,
): Promotion | null {
  const holding = byPriority.filter(
    (each) => each.isExclusive && passedOverFor(each, now, context.lines) === null,
  );
  const rivals = holding.filter(({ priority }) => priority === holding[0]!.priority);
  if (rivals.length <= 1) return rivals[0] ?? null;
  let best: { readonly promotion: Promotion; readonly taken: Exact } | null = null;
  for (const promotion of rivals) {
    const { outcome } = give(promotion, context.lines, new UnitLedger(), context);
    const taken = summed(outcome.groups.map(({ amount }) => amount));
    if (best === null || compared(taken, best.taken) > 0) best = { promotion, taken };
  }
  return best?.promotion ?? null;
}

function passedOverFor(
  { when, base, usesMax, usesSoFar, validity }: Promotion,
  now: ShopTime | null,
  lines: readonly StageLine[],
): PassedOver | null {
  if (usesMax !== undefined && usesSoFar >= usesMax) return 'used_up';
  if (validity !== undefined) {
    const invalidity = now === null ? 'not_now' : invalidityAt(validity, now);
    if (invalidity !== null) return invalidity;
  }
  return unmetOf(when, lines, base);
}

/** Gives a promotion as often as it may be given; a percentage again on what the time before left. */
function give(
  promotion: Promotion,
  from: readonly StageLine[],
  ledger: UnitLedger,
  context: StageContext,
): { readonly outcome: PromotionOutcome; readonly lines: readonly StageLine[] } {
  const { policies, currency } = context;
  const terms: Terms = { policy: policies.promotionPolicy, policies, currency, base: promotion.base };
  const left = promotion.usesMax === undefined ? TIMES_MAX : promotion.usesMax - promotion.usesSoFar;
  const times = promotion.times < left ? promotion.times : left;
  const rounds = isForUnits(promotion) ? 1 : times;
  const adjustments: Adjustment[] = [];
  let groups: readonly DiscountGroup[] = [];
  let freeUnits: Exact = exact(addedUnitsOf(promotion, from));
  let lines = from;
  for (let round = 0; round < rounds; round += 1) {
    const taken = giftOf(promotion, { lines, times }, ledger, terms);
    if (taken.parts.every(({ amount }) => amount.n === 0n)) break;
    const adjusting = adjustmentsOf(taken, terms);
    for (const { slice, amount } of taken.parts) ledger.note(slice, amount);
    groups = joined(groups, discountGroupsOf(taken));
    freeUnits = plus(freeUnits, freeQuantityOf(promotion, taken));
    adjustments.push(...adjusting);
    lines = context.apply(lines, adjusting);
  }
  return { outcome: { rule: promotion.id, adjustments, groups, freeUnits }, lines };
}

/** A promotion given several times is one row for each group. */
function joined(before: readonly DiscountGroup[], more: readonly DiscountGroup[]): readonly DiscountGroup[] {
  if (before.length === 0) return more;
  const keyOf = ({ taxKey, positions }: DiscountGroup) => `${taxKey}|${positions.join()}`;
  const known = new Set(before.map(keyOf));
  return [
    ...before.map((group) => {
      const same = more.find((each) => keyOf(each) === keyOf(group));
      return same === undefined ? group : { ...group, amount: plus(group.amount, same.amount) };
    }),
    ...more.filter((group) => !known.has(keyOf(group))),
  ];
}

function stepOf(
  { id, gift, base, priority }: Promotion,
  { policies }: StageContext,
  result: { readonly status: 'applied' | PassedOver; readonly taken?: Exact },
): Step {
  return {
    kind: 'promotion',
    inputs: { rule: id, gift: gift.kind, priority },
    policy: { discountPolicy: policies.promotionPolicy, discountMode: policies.discountMode, base },
    result: { status: result.status, taken: result.taken ?? NOTHING },
  };
}

/** Numbers that no shop means, before anything is computed with them. */
function absurdIn(
  promotions: readonly Promotion[],
): Extract<Result<never, PricingRefusal>, { ok: false }> | null {
  if (promotions.length > PROMOTIONS_MAX)
    return refuse({ code: 'pricing/too-many-promotions', field: 'promotions' });
  for (const promotion of promotions) {
    const field = absurdInPromotion(promotion);
    if (field !== null)
      return refuse({ code: 'pricing/promotion-out-of-range', field: `promotions.${promotion.id}.${field}` });
  }
  return null;
}
