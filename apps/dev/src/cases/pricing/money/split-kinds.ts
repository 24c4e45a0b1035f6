import { changeIncludedTax, apportion, rounded, splitCombo, times, exact } from '@beaveros/domain/pricing';
import { ROUNDING_MODES } from '@beaveros/kit';
import { decimalOf, type Fields, Unsupported } from '../../fields.ts';
import { exactOf, type Found, type Kind } from '../kind.ts';
import {
  amountOf,
  answerOf,
  digitsFor,
  digitsOf,
  priceMicroOf,
  quantityMicroOf,
  sharePpbOf,
  valueOf,
  wholeOf,
} from './digits.ts';

/** Amounts in parts: `allocate`, `round` and `combo`. */
export const SPLIT_KINDS: Readonly<Record<string, Kind>> = {
  allocate: (inputs) => {
    const digits = digitsOf(inputs);
    const step = stepOf(inputs, digits);
    const units = wholeOf(inputs.decimal('amount', '0'), digits);
    if (units % step !== 0n) throw new Unsupported('amount is no multiple of currency_step');
    const weights = inputs.decimals('weights') ?? [];
    if (weights.length === 0) throw new Unsupported('weights are absent');
    const fineness = digitsFor(0, weights);
    const parts = apportion(
      units / step,
      weights.map((weight, at) => ({ position: at + 1, weight: wholeOf(weight, fineness) })),
      {
        mode: inputs.word('allocate_mode', ['by_weight', 'equal'], 'by_weight'),
        remainder: inputs.word('remainder', ['largest', 'first', 'last'], 'largest'),
      },
    );
    return { found: { parts: parts.map((part) => answerOf(part * step, digits)) }, derivation: { parts } };
  },
  round: (inputs) => {
    const digits = digitsOf(inputs);
    const value = exactOf(inputs.decimal('value', '0'));
    const mode = inputs.word('mode', ROUNDING_MODES, inputs.word('method', ROUNDING_MODES, 'HALF_UP'));
    const whole = rounded(times(value, exact(10n ** BigInt(digits))), mode, stepOf(inputs, digits));
    return { found: { value: answerOf(whole, digits), value_unrounded: value } };
  },
  combo: (inputs) => {
    const digits = digitsOf(inputs);
    return { found: { ...sharedCombo(inputs, digits), ...changedTax(inputs, digits) } };
  },
};

function stepOf(inputs: Fields, digits: number): bigint {
  const text = inputs.decimal('currency_step') ?? inputs.decimal('step');
  if (text === undefined) return 1n;
  const step = wholeOf(text, digits);
  if (step <= 0n) throw new Unsupported('a step is more than zero');
  return step;
}

function sharedCombo(inputs: Fields, digits: number): Found {
  const price = inputs.decimal('combo_price');
  const children = inputs.raw('children');
  if (price === undefined || children === undefined) return {};
  inputs.word('remainder', ['last'], 'last');
  if (!Array.isArray(children)) throw new Unsupported('children is not a list');
  const lines = valueOf(
    splitCombo(
      amountOf(price, digits),
      children.map((child: unknown, at) => {
        if (!Array.isArray(child) || child.length !== 2)
          throw new Unsupported(`children.${at} is no price and quantity`);
        return {
          position: at + 1,
          basePriceMicro: priceMicroOf(decimalOf(child[0], `children.${at}.0`)),
          quantityMicro: quantityMicroOf(decimalOf(child[1], `children.${at}.1`)),
          surchargeMicro: priceMicroOf('0'),
        };
      }),
      { code: 'XXX', exponent: digits },
    ),
  );
  return {
    unit_prices: lines.map(({ unitPriceMicro }) => answerOf(unitPriceMicro, 6)),
    line_totals: lines.map(({ total }) => answerOf(total, digits)),
    total: answerOf(
      lines.reduce((all, { total }) => all + total, 0),
      digits,
    ),
  };
}

function changedTax(inputs: Fields, digits: number): Found {
  const total =
    inputs.decimal('total_included') ??
    (inputs.has('tax_change') ? inputs.decimal('combo_price') : undefined);
  if (total === undefined) return {};
  const change = inputs.object('tax_change');
  if (change === undefined) return { total: answerOf(amountOf(total, digits), digits) };
  const changed = valueOf(
    changeIncludedTax(
      amountOf(total, digits),
      {
        fromPpb: sharePpbOf(change.decimal('from_percent', '0')),
        toPpb: sharePpbOf(change.decimal('to_percent', '0')),
      },
      inputs.word('keep', ['net', 'gross'], 'net'),
    ),
  );
  return {
    total: answerOf(changed.total, digits),
    tax_before: answerOf(changed.taxBefore, digits),
    tax_after: answerOf(changed.taxAfter, digits),
    net: answerOf(changed.total - changed.taxAfter, digits),
  };
}
