import { roundQuotient } from '@beaveros/kit';
import { apportion } from '../apportion.ts';
import { type Exact, exact, minus, NOTHING, over, plus, rounded, summed, times } from '../exact.ts';
import type { Adjustment, DiscountGroup } from '../model.ts';
import { lowestTerms } from '../lowest-terms.ts';
import { type Terms, valueOf } from './slices.ts';
import { claimPosition } from './spread.ts';
import { groupsOf, type Part, type Taken, takenOf } from './take.ts';

/** What was taken, as adjustments of the lines, by the policy it was taken under. */
export function adjustmentsOf({ parts }: Taken, terms: Terms): readonly Adjustment[] {
  if (terms.policy === 'split_back') return splitBack(parts, terms);
  const kind = terms.policy === 'recompute' ? 'price' : 'net';
  return parts
    .filter(({ amount }) => amount.n !== 0n)
    .map(({ slice, amount }) => ({ kind, position: slice.line.position, amount }));
}

/** What was taken, as a receipt shows it: a row for each tax group, by the lowest position it was aimed at. */
export function discountGroupsOf({ parts, shown }: Taken): readonly DiscountGroup[] {
  const byPosition = parts.toSorted((a, b) => a.slice.line.position - b.slice.line.position);
  const keys = byPosition.map(({ slice: { line } }) =>
    shown === 'by_line' ? `${line.position}` : line.taxKey,
  );
  return groupsOf(keys).flatMap((places) => {
    const taking = places.map((at) => byPosition[at]!).filter(({ amount }) => amount.n !== 0n);
    const [first] = taking;
    if (first === undefined) return [];
    const positions = [...new Set(taking.map(({ slice }) => slice.line.position))];
    return [{ taxKey: first.slice.line.taxKey, positions, amount: takenOf(taking) }];
  });
}

/**
 * Odoo's way with a discount on tax-inclusive amounts: within a tax group each tax gives its share, whole; the net gives
 * the rest. Fixed taxes give nothing. The group's share of a tax falls to its lines by what each of them can give.
 */
function splitBack(parts: readonly Part[], terms: Terms): readonly Adjustment[] {
  const groups = groupsOf(parts.map(({ slice }) => slice.line.taxKey));
  return groups.flatMap((places) =>
    splitGroup(
      places.map((at) => parts[at]!),
      terms,
    ),
  );
}

/** Lines too small to give anything still count for what their group's taxes give. */
function splitGroup(parts: readonly Part[], terms: Terms): readonly Adjustment[] {
  if (parts.every(({ amount }) => amount.n === 0n)) return [];
  const rules = parts[0]!.slice.line.line.taxes;
  if (rules.length === 0) return parts.flatMap((part) => (part.amount.n === 0n ? [] : [split(part, [])]));
  const values = parts.map(({ slice: { line } }) => valueOf(line.running, line.line, 'split_back'));
  const isUnrounded = terms.policies.rounding === 'none';
  const value = valueOfLines(parts, values);
  // An exchange can weigh nothing in all: then its taxes stay as they are.
  const share = value.n === 0n ? NOTHING : over(summed(parts.map(({ claim }) => claim)), value);
  const perRule = rules.map((rule, at) => {
    if (rule.amount.kind === 'fixed') return parts.map(() => NOTHING);
    const taxes = parts.map(({ slice }) => slice.line.running.taxes[at] ?? NOTHING);
    if (isUnrounded)
      return taxes.map((tax, i) =>
        values[i]!.n === 0n ? NOTHING : lowestTerms(times(tax, over(parts[i]!.amount, values[i]!))),
      );
    return taxShares(parts, { taxes, values, share }, terms);
  });
  return parts.flatMap((part, i) => {
    const taxes = perRule.map((shares) => shares[i]!);
    const isNothing = part.amount.n === 0n && taxes.every(({ n }) => n === 0n);
    return isNothing ? [] : [split(part, taxes)];
  });
}

/** Two slices of one line count its value once. */
function valueOfLines(parts: readonly Part[], values: readonly Exact[]): Exact {
  let all = NOTHING;
  parts.forEach(({ slice }, at) => {
    if (at === 0 || parts[at - 1]!.slice.line !== slice.line) all = plus(all, values[at]!);
  });
  return all;
}

/** Weights need only be in proportion: six more digits keep lines of one rate apart. */
const WEIGHT_SCALE = 1_000_000n;

function taxShares(
  parts: readonly Part[],
  from: { readonly taxes: readonly Exact[]; readonly values: readonly Exact[]; readonly share: Exact },
  { policies }: Terms,
): readonly Exact[] {
  const step = BigInt(policies.stepMinor);
  let all = NOTHING;
  parts.forEach(({ slice }, at) => {
    if (at === 0 || parts[at - 1]!.slice.line !== slice.line) all = plus(all, from.taxes[at]!);
  });
  const given = times(all, from.share);
  const steps = rounded({ n: given.n, d: given.d * step }, policies.mode);
  if (parts.length === 1) return [exact(steps * step)];
  const weights = parts.map(({ amount }, at) => {
    const weight = weightOf(from.taxes[at]!, amount, from.values[at]!);
    return { position: claimPosition(parts[at]!.slice), weight };
  });
  return apportion(steps, weights).map((part) => exact(part * step));
}

/** tax x amount / value; of a return all three are below zero. */
function weightOf(tax: Exact, amount: Exact, value: Exact): bigint {
  if (value.n === 0n) return 0n;
  const n = tax.n * amount.n * value.d * WEIGHT_SCALE;
  const d = tax.d * amount.d * value.n;
  return d < 0n ? roundQuotient(-n, -d, 'DOWN') : roundQuotient(n, d, 'DOWN');
}

function split({ slice, amount }: Part, taxes: readonly Exact[]): Adjustment {
  const { line } = slice.line;
  let net = amount;
  taxes.forEach((tax, at) => {
    if (!line.taxes[at]!.isReverseCharge) net = minus(net, tax);
  });
  return { kind: 'split', position: slice.line.position, net, taxes, gross: amount };
}
