import {
  changePrice,
  type Exact,
  type MarginRule,
  minus,
  notBelow,
  PRICE_SCOPES,
  type PriceChange,
  priceUnder,
  type PriceList,
  type PriceRule,
  priceWithMargins,
  shelfPrice,
} from '@beaveros/domain/pricing';
import { type Currency, unitPriceMicro } from '@beaveros/kit';
import { type Fields, Unsupported } from '../../fields.ts';
import type { Kind } from '../kind.ts';
import { digitsOf, priceMicroOf, quantityMicroOf, sharePpbOf, valueOf, wholeOf } from './digits.ts';

/** What a unit costs: `pricelist`, `price_rule` and `pricing_rule`. */
export const PRICE_KINDS: Readonly<Record<string, Kind>> = {
  pricelist: (inputs) => answered(inputs, listOf(inputs), stepsOf(inputs)),
  price_rule: (inputs) => answered(inputs, { rules: [ruleOf(inputs, 1)] }, []),
  pricing_rule: (inputs) => {
    const currency = currencyOf(inputs);
    const rule = inputs.object('rule');
    const rules = (rule === undefined ? [inputs] : [inputs, rule]).map(marginRuleOf);
    const listPrice = priceMicroOf(inputs.decimal('list_price', '0'));
    const margin = valueOf(priceWithMargins(listPrice, quantityOf(inputs), rules));
    const price = shelfPrice(margin.price, currency);
    const withMargin = shelfPrice(margin.withMargin, currency);
    return {
      found: {
        rate_with_margin: withMargin,
        unit_price: price,
        unit_price_unrounded: margin.price,
        discount: minus(withMargin, price),
      },
      derivation: margin,
    };
  },
};

function answered(inputs: Fields, list: PriceList, steps: readonly PriceChange[]): ReturnType<Kind> {
  const currency = currencyOf(inputs);
  const listPriceMicro = priceMicroOf(inputs.decimal('list_price', '0'));
  const listed = valueOf(priceUnder(list, { listPriceMicro, quantityMicro: quantityOf(inputs) }));
  const price: Exact = valueOf(
    changePrice(listPriceMicro, [...listed.rules.flatMap(({ changes }) => changes), ...steps]),
  );
  const floor = inputs.decimal('min_price');
  const unrounded = floor === undefined ? price : notBelow(price, priceMicroOf(floor));
  return {
    found: { unit_price: shelfPrice(unrounded, currency), unit_price_unrounded: unrounded },
    derivation: { listed, steps },
  };
}

function currencyOf(inputs: Fields): Currency {
  return { code: 'XXX', exponent: digitsOf(inputs) };
}

function quantityOf(inputs: Fields) {
  return quantityMicroOf(inputs.decimal('qty', '1'));
}

function listOf(inputs: Fields): PriceList {
  const rules = inputs.objects('rules').map((rule, at) => ruleOf(rule, at + 1));
  if (inputs.raw('nested') === true)
    return nestedOf(
      undefined,
      rules.map((rule) => [rule]),
    );
  const lists = nestedIn(inputs).map((each, at) =>
    each.has('rules')
      ? each.objects('rules').map((rule, place) => ruleOf(rule, place + 1))
      : [ruleOf(each, at + 1)],
  );
  return nestedOf(rules.length === 0 ? undefined : { rules }, lists);
}

/** One rule or a list of them. */
function nestedIn(fields: Fields): readonly Fields[] {
  const nested = fields.raw('nested');
  if (nested === undefined || typeof nested === 'boolean') return [];
  return Array.isArray(nested) ? fields.objects('nested') : [fields.object('nested')!];
}

/** Each list starts from the results of the one before. */
function nestedOf(innermost: PriceList | undefined, lists: readonly (readonly PriceRule[])[]): PriceList {
  const outermost = lists.reduce<PriceList | undefined>(
    (base, rules) => (base === undefined ? { rules } : { base, rules }),
    innermost,
  );
  return outermost ?? { rules: [] };
}

function ruleOf(rule: Fields, position: number): PriceRule {
  return {
    position,
    scope: rule.word('scope', PRICE_SCOPES, 'global'),
    ...quantitiesOf(rule),
    changes: [...changesOf(rule), ...nestedIn(rule).flatMap(changesOf)],
  };
}

function quantitiesOf(rule: Fields): Pick<PriceRule, 'minQuantityMicro' | 'maxQuantityMicro'> {
  const least = rule.decimal('min_qty');
  const most = rule.decimal('max_qty');
  return {
    ...(least === undefined ? {} : { minQuantityMicro: quantityMicroOf(least) }),
    ...(most === undefined ? {} : { maxQuantityMicro: quantityMicroOf(most) }),
  };
}

/** A price, then a percentage of it, then an amount on it. */
function changesOf(rule: Fields): readonly PriceChange[] {
  const price = rule.decimal('price');
  const percent = rule.decimal('percent');
  const fixed = rule.decimal('fixed') ?? rule.decimal('add');
  return [
    ...(price === undefined ? [] : [{ kind: 'price', priceMicro: priceMicroOf(price) } as const]),
    ...(percent === undefined ? [] : [{ kind: 'percent', ratePpb: sharePpbOf(percent) } as const]),
    ...(fixed === undefined ? [] : [{ kind: 'add', addMicro: priceMicroOf(fixed) } as const]),
  ];
}

function marginRuleOf(rule: Fields): MarginRule {
  return { ...quantitiesOf(rule), margin: marginOf(rule), discount: discountOf(rule) };
}

function marginOf(rule: Fields): readonly PriceChange[] {
  const percent = rule.decimal('margin_percent');
  return percent === undefined ? [] : [{ kind: 'percent', ratePpb: sharePpbOf(percent) }];
}

function discountOf(rule: Fields): readonly PriceChange[] {
  const price = rule.decimal('price');
  const percent = rule.decimal('discount_percent');
  const amount = rule.decimal('discount_amount');
  return [
    ...(price === undefined ? [] : [{ kind: 'price', priceMicro: priceMicroOf(price) } as const]),
    ...(percent === undefined ? [] : [{ kind: 'percent', ratePpb: -sharePpbOf(percent) } as const]),
    ...(amount === undefined
      ? []
      : [{ kind: 'add', addMicro: unitPriceMicro(-priceMicroOf(amount)) } as const]),
  ];
}

/** Conversions say where to; what they start from is the currency of the price so far. */
function stepsOf(inputs: Fields): readonly PriceChange[] {
  let currency = inputs.text('currency');
  const steps = inputs.objects('steps');
  const known = [currency, ...steps.map((step) => step.text('convert_to'))].filter(
    (each) => each !== undefined,
  );
  return steps.flatMap((step) => {
    const changes = [...changesOf(step)];
    const to = step.text('convert_to');
    if (to === undefined) return changes;
    if (currency === undefined) throw new Unsupported('currency is absent');
    const conversions = currency === to ? [] : conversionsOf(inputs, { from: currency, to, known });
    currency = to;
    return [...conversions, ...changes];
  });
}

interface Conversion {
  readonly from: string;
  readonly to: string;
  readonly known: readonly string[];
}

/** By the rate given, the rate back, or two rates over a currency that the case names. */
function conversionsOf(inputs: Fields, { from, to, known }: Conversion): readonly PriceChange[] {
  const direct = rateOf(inputs, from, to);
  if (direct !== undefined) return [direct];
  for (const over of known) {
    const [first, second] = [rateOf(inputs, from, over), rateOf(inputs, over, to)];
    if (first !== undefined && second !== undefined) return [first, second];
  }
  throw new Unsupported(`no rate from ${from} to ${to}`);
}

function rateOf(inputs: Fields, from: string, to: string): PriceChange | undefined {
  const name = (a: string, b: string) => `rate_${a.toLowerCase()}_to_${b.toLowerCase()}`;
  const there = inputs.decimal(name(from, to));
  const back = inputs.decimal(name(to, from));
  if (there !== undefined) return { kind: 'convert', ...fractionOf(there) };
  if (back === undefined) return undefined;
  const { numerator, denominator } = fractionOf(back);
  return { kind: 'convert', numerator: denominator, denominator: numerator };
}

const RATE_DIGITS = 9;

function fractionOf(text: string): { readonly numerator: number; readonly denominator: number } {
  return { numerator: Number(wholeOf(text, RATE_DIGITS)), denominator: 10 ** RATE_DIGITS };
}
