import { exact, summed } from './exact.ts';
import type { Derivation, DerivedLine, PriceableLine, Step } from './model.ts';
import { taxKeyOf } from './solve-taxes.ts';

/**
 * How every amount of an order came about: steps of inputs, policy and result, in the order of the pipeline. With a
 * position: the steps of that line alone. Data throughout; a screen or a printer owns the sentences.
 */
export function explain(derivation: Derivation, position?: number): readonly Step[] {
  const lines = derivation.lines.filter((line) => position === undefined || line.position === position);
  const own = (step: Step) => position === undefined || step.position === position;
  return [
    ...lines.flatMap((line) => listSteps(line, derivation)),
    ...derivation.stageSteps.filter(own),
    ...discountSteps(derivation).filter(own),
    ...lines.flatMap((line) => taxSteps(line, derivation)),
    ...(position === undefined ? totalSteps(derivation) : []),
  ];
}

/** From the unit price over line discounts to what stages began with. */
function listSteps(line: DerivedLine, derivation: Derivation): readonly Step[] {
  const { position, source, listed, original, taken } = line;
  const { rounding, mode, stepMinor, discountPolicy, discountMode } = derivation.policies;
  const list: Step = {
    kind: line.kind === 'line' ? 'list_price' : 'charge',
    position,
    inputs: line.kind === 'line' ? unitOf(source) : chargeOf(line, derivation),
    policy: { rounding, mode, stepMinor },
    result: { price: listed.price },
  };
  if (source.discounts.length === 0) return [list];
  const discounted: Step = {
    kind: 'line_discounts',
    position,
    // A line's own discounts came off first, one by one.
    inputs: { price: listed.price, gross: listed.gross, taken: taken.slice(0, source.discounts.length) },
    policy: { discountPolicy, discountMode, stepMinor },
    result: { price: original.price, net: original.net, gross: original.gross },
  };
  return [list, discounted];
}

function unitOf({ unitPriceMicro, modifierPricesMicro, quantityMicro }: PriceableLine): Step['inputs'] {
  return {
    unitPriceMicro,
    modifierPricesMicro: modifierPricesMicro.map((each) => exact(BigInt(each))),
    quantityMicro,
  };
}

function chargeOf({ position }: DerivedLine, { charges, lines }: Derivation): Step['inputs'] {
  const amount = charges.find((charge) => charge.position === position)?.amount;
  if (amount?.kind !== 'percent') return {};
  const sold = lines.filter((line) => line.kind === 'line');
  const base = summed(sold.map((line) => (amount.basis === 'net' ? line.price : line.original.price)));
  return { base, ratePpb: amount.ratePpb, basis: amount.basis };
}

/** What stages and order discounts took, rule by rule and line by line. */
function discountSteps({ outcomes, orderDiscounts, policies }: Derivation): readonly Step[] {
  const { apportionBase, allocateMode, remainder, discountMode } = policies;
  return [...outcomes, ...orderDiscounts].flatMap(({ rule, adjustments }) =>
    adjustments.map((adjustment): Step => {
      const { kind, position } = adjustment;
      const policy = { terms: kind, apportionBase, allocateMode, remainder, discountMode };
      if (kind !== 'split')
        return {
          kind: 'discount',
          position,
          inputs: { rule },
          policy,
          result: { amount: adjustment.amount },
        };
      const { net, taxes, gross } = adjustment;
      return { kind: 'discount', position, inputs: { rule }, policy, result: { net, taxes, gross } };
    }),
  );
}

function taxSteps(
  { position, rules, price, net, taxes, gross }: DerivedLine,
  { policies }: Derivation,
): readonly Step[] {
  const { rounding, mode, roundFirst, stepMinor } = policies;
  return [
    {
      kind: 'taxes',
      position,
      inputs: { price, rules: rules.map(taxKeyOf).join(' ') },
      policy: { rounding, mode, roundFirst, stepMinor },
      result: { net, taxes: taxes.map(({ amount }) => amount), gross },
    },
  ];
}

function totalSteps({ taxes, net, tax, total, unrounded, policies }: Derivation): readonly Step[] {
  const { rounding, mode, roundFirst, stepMinor } = policies;
  const policy = { rounding, mode, roundFirst, stepMinor };
  return [
    ...taxes.map(
      (each): Step => ({
        kind: 'tax_total',
        inputs: { tax: each.key, unrounded: each.unrounded },
        policy,
        result: { amount: each.amount },
      }),
    ),
    { kind: 'total', inputs: { ...unrounded }, policy, result: { net, tax, total } },
  ];
}
