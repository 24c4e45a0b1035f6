import { type Currency, ok, type Result, refuse, roundQuotient } from '@beaveros/kit';
import { type Exact, exact, minus, NOTHING, over, plus, shareOf, summed, times, WHOLE } from './exact.ts';
import { commonDivisor, lowestTerms } from './lowest-terms.ts';
import type { LinearAmount, PricingRefusal, SolvedTaxes, TaxRule, TaxSolution } from './model.ts';

// The taxes of a line, solved. Each tax is linear in what is known, so one pass over the rules gives integers that turn
// a price (or a net) into its parts by a product and a rounded quotient, however the taxes stand on each other.

/**
 * Solves the taxes of a line; included ones together, so that net + included = price. Refuses rates that leave no
 * answer: included taxes that take the whole net and more, division taxes of 100 % and more.
 */
export function solveTaxes(
  rules: readonly TaxRule[],
  currency: Currency,
): Result<SolvedTaxes, PricingRefusal> {
  const shares = sharesOf(rules, currency);
  if (shares === null) return refuse({ code: 'pricing/taxes-without-answer', field: 'taxes' });
  const included = shares.filter((_, at) => isPartOfPrice(rules[at]!));
  // price = net + sum of the included = net x grown + price x kept + quantity x fixed.
  const grown = plus(WHOLE, summed(included.map((share) => share.ofNet)));
  const kept = minus(WHOLE, summed(included.map((share) => share.ofPrice)));
  const fixed = summed(included.map((share) => share.perMicro));
  if (grown.n <= 0n || kept.n < 0n) return refuse({ code: 'pricing/taxes-without-answer', field: 'taxes' });
  const net = { of: over(kept, grown), perMicro: over(minus(NOTHING, fixed), grown) };
  const taxesOfPrice = shares.map(({ ofNet, ofPrice, perMicro }) => ({
    of: plus(times(ofNet, net.of), ofPrice),
    perMicro: plus(times(ofNet, net.perMicro), perMicro),
  }));
  // A price that is all tax has no net to take it from.
  const price =
    kept.n === 0n
      ? { of: NOTHING, perMicro: NOTHING }
      : { of: over(grown, kept), perMicro: over(fixed, kept) };
  const taxesOfNet = shares.map(({ ofNet, ofPrice, perMicro }) => ({
    of: plus(ofNet, times(ofPrice, price.of)),
    perMicro: plus(perMicro, times(ofPrice, price.perMicro)),
  }));
  return ok({
    key: groupKeyOf(rules),
    rules,
    fromPrice: solution(net, taxesOfPrice),
    fromNet: solution(price, taxesOfNet),
  });
}

/** What makes two taxes of a line the same: rate, kind, mode and whom they are for. */
export function taxKeyOf({ tax, mode, amount, isReverseCharge }: TaxRule): string {
  const size = amount.kind === 'fixed' ? amount.perUnitMicro : amount.ratePpb;
  return `${tax}/${amount.kind}/${size}/${mode}${isReverseCharge ? '/reverse' : ''}`;
}

/** Equal for lists of rules that tax alike. */
export function groupKeyOf(rules: readonly TaxRule[]): string {
  let key = '';
  for (const rule of rules) key += `${keyOf(rule)}|`;
  return key;
}

function keyOf(rule: TaxRule): string {
  const { joinsLaterBases, takesJoinedBases, isCompound } = rule;
  return `${taxKeyOf(rule)}/${joinsLaterBases ? 1 : 0}${takesJoinedBases ? 1 : 0}${isCompound ? 1 : 0}`;
}

/** A reverse charge is owed, not paid: it is in no price. */
export function isPartOfPrice({ mode, isReverseCharge }: TaxRule): boolean {
  return mode === 'included' && !isReverseCharge;
}

interface Share {
  readonly ofNet: Exact;
  readonly ofPrice: Exact;
  readonly perMicro: Exact;
}

function sharesOf(rules: readonly TaxRule[], { exponent }: Currency): readonly Share[] | null {
  const divided = summed(
    rules.map(({ amount, mode }) =>
      amount.kind === 'division' && mode === 'excluded' ? shareOf(amount.ratePpb) : NOTHING,
    ),
  );
  const rest = minus(WHOLE, divided);
  if (rest.n <= 0n) return null;
  const shares: Share[] = [];
  rules.forEach(({ amount, mode, takesJoinedBases, isCompound }) => {
    if (amount.kind === 'fixed') {
      // 10^-6 major a unit x 10^-6 units.
      const perMicro = exact(BigInt(amount.perUnitMicro) * 10n ** BigInt(exponent), 10n ** 12n);
      shares.push({ ofNet: NOTHING, ofPrice: NOTHING, perMicro });
      return;
    }
    const rate = shareOf(amount.ratePpb);
    if (amount.kind === 'division' && mode === 'included') {
      shares.push({ ofNet: NOTHING, ofPrice: rate, perMicro: NOTHING });
      return;
    }
    const joined = shares.filter((_, at) => isCompound || (takesJoinedBases && rules[at]!.joinsLaterBases));
    const factor = amount.kind === 'division' ? over(rate, rest) : rate;
    shares.push({
      ofNet: times(factor, plus(WHOLE, summed(joined.map((each) => each.ofNet)))),
      ofPrice: times(factor, summed(joined.map((each) => each.ofPrice))),
      perMicro: times(factor, summed(joined.map((each) => each.perMicro))),
    });
  });
  return shares;
}

interface ExactLinear {
  readonly of: Exact;
  readonly perMicro: Exact;
}

/** Over one denominator, in lowest terms: what every line pays for later. */
function solution(other: ExactLinear, taxes: readonly ExactLinear[]): TaxSolution {
  let common = 1n;
  const all = [other, ...taxes].flatMap(({ of, perMicro }) => [lowestTerms(of), lowestTerms(perMicro)]);
  for (const { d } of all) common *= quotient(d, commonDivisor(common, d));
  const overCommon = ({ n, d }: Exact) => n * quotient(common, d);
  const linear = (at: number): LinearAmount => ({
    of: overCommon(all[at * 2]!),
    perMicro: overCommon(all[at * 2 + 1]!),
  });
  return { d: common, other: linear(0), taxes: taxes.map((_, at) => linear(at + 1)) };
}

function quotient(multiple: bigint, of: bigint): bigint {
  return roundQuotient(multiple, of, 'DOWN');
}
