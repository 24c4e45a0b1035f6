import { type Currency, ok, type Result, refuse } from '@beaveros/kit';
import { type Exact, exact, minus, NOTHING, over, plus } from './exact.ts';
import { UNIT_MICRO } from './micro.ts';
import type { LinearAmount, PricingRefusal, SolvedTaxes, TaxRule } from './model.ts';
import { solveTaxes } from './solve-taxes.ts';

/**
 * The unit price that, under other taxes, keeps the net (default of the trade: the house earns the same) or the gross
 * (the guest pays the same) of a unit price under the present ones: dine-in becomes take-away. Exact, in minor units.
 */
export function unitPriceUnderTaxes(
  unitPrice: Exact,
  {
    from,
    to,
    keep,
  }: { readonly from: readonly TaxRule[]; readonly to: readonly TaxRule[]; readonly keep: 'net' | 'gross' },
  currency: Currency,
): Result<Exact, PricingRefusal> {
  const before = solveTaxes(from, currency);
  if (!before.ok) return before;
  const after = solveTaxes(to, currency);
  if (!after.ok) return after;
  const net = ofUnit(before.value.fromPrice.other, unitPrice, before.value.fromPrice.d);
  const kept = keep === 'net' ? net : netOfGross(after.value, grossOfNet(before.value, net));
  if (kept === null) return refuse({ code: 'pricing/taxes-without-answer', field: 'taxes' });
  return ok(ofUnit(after.value.fromNet.other, kept, after.value.fromNet.d));
}

function ofUnit({ of, perMicro }: LinearAmount, known: Exact, d: bigint): Exact {
  return exact(of * known.n + perMicro * UNIT_MICRO * known.d, d * known.d);
}

function grossOfNet({ rules, fromNet }: SolvedTaxes, net: Exact): Exact {
  const taxes = fromNet.taxes.filter((_, at) => !rules[at]!.isReverseCharge);
  return taxes.reduce((all, tax) => plus(all, ofUnit(tax, net, fromNet.d)), net);
}

/** Gross is linear in the net: two points of the line give it back; null: withholding taxes eat all that is added. */
function netOfGross(taxes: SolvedTaxes, gross: Exact): Exact | null {
  const atNothing = grossOfNet(taxes, NOTHING);
  const slope = minus(grossOfNet(taxes, exact(1n)), atNothing);
  return slope.n === 0n ? null : over(minus(gross, atNothing), slope);
}
