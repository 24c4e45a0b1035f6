import { type Currency, ok, type Result, refuse } from '@beaveros/kit';
import { chargedLines } from './charges.ts';
import { derivationOf } from './derivation.ts';
import { type Exact, exact, rounded } from './exact.ts';
import { isSayable, refusalOf } from './limits.ts';
import { lineDiscounted } from './line-discounts.ts';
import type {
  Derivation,
  OrderToPrice,
  PriceableLine,
  PricingRefusal,
  PricingStage,
  SolvedTaxes,
  StageLine,
  StageOutcome,
  Step,
  TaxRule,
} from './model.ts';
import { orderDiscounted } from './order-discounts.ts';
import type { PricingPolicies } from './policies.ts';
import { adjusted, startedLine } from './running.ts';
import { groupKeyOf, solveTaxes } from './solve-taxes.ts';

/**
 * Prices an order: unit prices, lines, line discounts, stages (promotions, coupons, rewards), order discounts, charges,
 * taxes, totals. Pure, exact, and the same whatever the order of the array of lines. Refuses what has no price or is
 * beyond what a document can say. Amounts of the derivation are exact, in minor units; whole in their steps wherever
 * the policies round. `net + tax = total` always.
 */
export function price(order: OrderToPrice): Result<Derivation, PricingRefusal> {
  const looked = refusalOf(order);
  if (!looked.ok) return looked;
  const { currency, policies } = order;
  const solved = taxSolver(currency);
  const started = startedLines(order, solved);
  if (!started.ok) return started;
  const staged = runStages(order.stages ?? [], started.value, order);
  if (!staged.ok) return staged;
  const discounted = orderDiscounted(staged.value.lines, order.orderDiscounts ?? [], order);
  const charged = chargedLines(order.charges ?? [], discounted.lines, { policies, currency, solved });
  if (!charged.ok) return charged;
  const derivation = derivationOf({
    currency,
    policies,
    lines: discounted.lines,
    charged: charged.value,
    charges: order.charges ?? [],
    outcomes: staged.value.outcomes,
    orderDiscounts: discounted.outcomes,
    stageSteps: staged.value.steps,
  });
  const beyond = derivation.lines.find((line) => !isSayable(line.listed.gross) || !isSayable(line.gross));
  if (beyond !== undefined)
    return refuse({ code: 'pricing/beyond-limits', field: 'amount', position: beyond.position });
  const areSayable = [derivation.net, derivation.tax, derivation.total].every(isSayable);
  return areSayable ? ok(derivation) : refuse({ code: 'pricing/beyond-limits', field: 'total' });
}

/** Solves each list of taxes once for an order, also where every line has its own copy of its tax class. */
function taxSolver(currency: Currency): (rules: readonly TaxRule[]) => Result<SolvedTaxes, PricingRefusal> {
  const solutions = new Map<string, Result<SolvedTaxes, PricingRefusal>>();
  return (rules) => {
    const key = groupKeyOf(rules);
    const known = solutions.get(key);
    if (known !== undefined) return known;
    const solution = solveTaxes(rules, currency);
    solutions.set(key, solution);
    return solution;
  };
}

function startedLines(
  { lines, policies, currency }: OrderToPrice,
  solved: (rules: readonly TaxRule[]) => Result<SolvedTaxes, PricingRefusal>,
): Result<readonly StageLine[], PricingRefusal> {
  const started: StageLine[] = [];
  const scale = 10n ** BigInt(12 - currency.exponent);
  for (const line of lines) {
    if (line.isVoided === true) continue;
    const taxes = solved(line.taxes);
    if (!taxes.ok) return refuse({ ...taxes.refusal, position: line.position });
    const listed = startedLine(line, taxes.value, listPrice(line, scale, policies), policies);
    started.push(lineDiscounted(listed, line.discounts, { policies, currency }));
  }
  started.sort((a, b) => a.position - b.position);
  return ok(started);
}

/** quantity x (unit price + options); whole where lines are. */
function listPrice(
  line: PriceableLine,
  scale: bigint,
  { rounding, mode, stepMinor }: PricingPolicies,
): Exact {
  let unit = BigInt(line.unitPriceMicro);
  for (const modifier of line.modifierPricesMicro) unit += BigInt(modifier);
  const n = unit * BigInt(line.quantityMicro);
  if (rounding === 'per_line' || rounding === 'per_unit')
    return exact(rounded({ n, d: scale }, mode, BigInt(stepMinor)));
  // Most prices are whole minor units: over 1 they add up without growing denominators.
  const minor = rounded({ n, d: scale }, 'DOWN');
  return minor * scale === n ? exact(minor) : exact(n, scale);
}

interface Staged {
  readonly lines: readonly StageLine[];
  readonly outcomes: readonly StageOutcome[];
  readonly steps: readonly Step[];
}

function runStages(
  stages: readonly PricingStage[],
  started: readonly StageLine[],
  { policies, currency }: OrderToPrice,
): Result<Staged, PricingRefusal> {
  let lines = started;
  const outcomes: StageOutcome[] = [];
  const steps: Step[] = [];
  const apply = (some: readonly StageLine[], adjustments: StageOutcome['adjustments']) =>
    adjusted(some, adjustments, policies);
  for (const stage of stages) {
    const result = stage.run({ lines, policies, currency, apply });
    if (!result.ok) return result;
    lines = result.value.lines;
    outcomes.push(...result.value.outcomes);
    steps.push(...result.value.steps);
  }
  return ok({ lines, outcomes, steps });
}
