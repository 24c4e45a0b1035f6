import {
  amountMinor,
  type AmountMinor,
  type Currency,
  decimalToScaled,
  quantityMicro,
  ROUNDING_MODES,
  unitPriceMicro,
  type UnitPriceMicro,
} from '@beaveros/kit';
import {
  DEFAULT_POLICIES,
  EXPONENT_MAX,
  type Exact,
  exact,
  type LineDiscount,
  type PriceableLine,
  type PricingPolicies,
  type SharePpb,
  type TaxRule,
} from '@beaveros/domain/pricing';
import { type Fields, Unsupported } from '../fields.ts';

// Fields of 4.2b as the engine's inputs: lines, taxes, policies, amounts.

/** The currency of a case; nothing is rounded under `rounding: none`, so there amounts keep all their digits. */
export function readCurrency(inputs: Fields): Currency {
  const unit = inputs.word('unit', ['major', 'minor'], 'major');
  const decimals = inputs.integer('decimals', unit === 'minor' ? 0 : 2);
  if (decimals < 0 || decimals > EXPONENT_MAX) throw new Unsupported(`decimals is ${decimals}`);
  const isRounded = inputs.text('rounding', '') !== 'none';
  return { code: 'XXX', exponent: isRounded ? decimals : Math.max(decimals, UNROUNDED_DIGITS) };
}
const UNROUNDED_DIGITS = 6;

export function readPolicies(inputs: Fields, { exponent }: Currency): PricingPolicies {
  const { rounding, roundFirst, discountMode, apportionBase, allocateMode, remainder } = DEFAULT_POLICIES;
  const discountPolicy = inputs.has('discount_policy')
    ? inputs.word('discount_policy', ['recompute', 'split_back', 'net_then_tax'], 'recompute')
    : undefined;
  const step = inputs.decimal('currency_step');
  return {
    ...DEFAULT_POLICIES,
    rounding: inputs.word('rounding', ['per_unit', 'per_line', 'per_order', 'none'], rounding),
    roundFirst: inputs.word('round_first', ['tax', 'net'], roundFirst),
    stepMinor: step === undefined ? DEFAULT_POLICIES.stepMinor : scaled(step, exponent, 'currency_step'),
    discountPolicy: discountPolicy ?? DEFAULT_POLICIES.discountPolicy,
    promotionPolicy: discountPolicy ?? DEFAULT_POLICIES.promotionPolicy,
    discountMode: inputs.word('discount_mode', ROUNDING_MODES, discountMode),
    apportionBase: inputs.word('apportion_base', ['price', 'gross'], apportionBase),
    allocateMode: inputs.word('allocate_mode', ['by_weight', 'equal'], allocateMode),
    remainder: inputs.word('remainder', ['largest', 'first', 'last'], remainder),
  };
}

/** The lines of `lines`; their position is their place, from 1. */
export function readLines(inputs: Fields, currency: Currency): readonly PriceableLine[] {
  return inputs.objects('lines').map((line, at) => readLine(line, at + 1, currency));
}

export function readLine(line: Fields, position: number, currency: Currency): PriceableLine {
  const unitPrice = line.decimal('unit_price');
  if (unitPrice === undefined) throw new Unsupported(`line ${position} has no unit_price`);
  const minPrice = line.decimal('min_price');
  const sku = line.text('sku');
  const category = line.text('category');
  return {
    position,
    unitPriceMicro: readUnitPrice(unitPrice, 'unit_price'),
    quantityMicro: quantityMicro(scaled(line.decimal('qty', '1'), 6, 'qty')),
    modifierPricesMicro: [],
    taxes: readTaxes(line),
    discounts: readLineDiscounts(line, currency),
    ...(minPrice === undefined ? {} : { minPriceMicro: readUnitPrice(minPrice, 'min_price') }),
    ...(sku === undefined ? {} : { sku }),
    ...(category === undefined ? {} : { categories: [category] }),
    isOnSale: line.flag('on_sale'),
    isVoided: line.flag('voided'),
  };
}

/** Off the line, off each unit, then the percentage of what is left. */
function readLineDiscounts(line: Fields, currency: Currency): readonly LineDiscount[] {
  const amount = line.decimal('discount_amount');
  const perUnit = line.decimal('discount_per_unit');
  const percent = line.decimal('discount_percent');
  return [
    ...(amount === undefined
      ? []
      : [{ kind: 'amount', amountMinor: readAmount(amount, currency, 'discount_amount') } as const]),
    ...(perUnit === undefined
      ? []
      : [{ kind: 'per_unit', perUnitMicro: readUnitPrice(perUnit, 'discount_per_unit') } as const]),
    ...(percent === undefined
      ? []
      : [{ kind: 'percent', ratePpb: readPercent(percent, 'discount_percent') } as const]),
  ];
}

/** The list under `taxes`, in its order. */
function readTaxes(line: Fields): readonly TaxRule[] {
  return line.objects('taxes').map(readTax);
}

export function readTax(tax: Fields): TaxRule {
  const type = tax.word('amount_type', ['percent', 'fixed', 'division'], 'percent');
  return {
    tax: 'tax',
    mode: tax.word('price_mode', ['included', 'excluded'], 'excluded'),
    amount:
      type === 'fixed'
        ? { kind: 'fixed', perUnitMicro: readUnitPrice(needed(tax, 'amount'), 'amount') }
        : { kind: type, ratePpb: readPercent(needed(tax, 'rate_percent'), 'rate_percent') },
    joinsLaterBases: tax.flag('include_base_amount'),
    takesJoinedBases: tax.flag('is_base_affected', true),
    isCompound: [tax.flag('compound'), tax.flag('cascade_on_previous')].includes(true),
    isReverseCharge: tax.flag('reverse_charge'),
  };
}

/** A plain percentage on the net or in the price; null: none. */
export function plainTax(percent: string | null, mode: TaxRule['mode']): readonly TaxRule[] {
  if (percent === null) return [];
  return [
    {
      tax: 'tax',
      mode,
      amount: { kind: 'percent', ratePpb: readPercent(percent, 'rate') },
      joinsLaterBases: false,
      takesJoinedBases: true,
      isCompound: false,
      isReverseCharge: false,
    },
  ];
}

function needed(fields: Fields, name: string): string {
  const value = fields.decimal(name);
  if (value === undefined) throw new Unsupported(`there is no ${name}`);
  return value;
}

/** In minor units; more digits than the currency has are nothing that can be paid. */
export function readAmount(text: string, { exponent }: Currency, path: string): AmountMinor {
  return amountMinor(scaled(text, exponent, path));
}

/** In 10^-6 of the major unit (of the unit the case counts in). */
export function readUnitPrice(text: string, path: string): UnitPriceMicro {
  return unitPriceMicro(scaled(text, 6, path));
}

/** A percentage in 10^-9. */
export function readPercent(text: string, path: string): SharePpb {
  return scaled(text, 7, path);
}

function scaled(text: string, scale: number, path: string): number {
  const value = decimalToScaled(text, scale);
  if (value === null)
    throw new Unsupported(`${path} has more than ${scale} decimals or is too large: ${text}`);
  return value;
}

/** An amount of the engine as cases write it: in major units. */
export function inMajor({ n, d }: Exact, { exponent }: Currency): Exact {
  return exact(n, d * 10n ** BigInt(exponent));
}
