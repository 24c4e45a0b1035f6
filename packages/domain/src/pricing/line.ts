import {
  type AmountMinor,
  amountMinor,
  assert,
  type Currency,
  type QuantityMicro,
  type RatePpm,
  type UnitPriceMicro,
} from '@beaveros/kit';
import { AMOUNT_MAX } from '../scalars.ts';
import { type Exact, exact, over, plus, rounded, times, WHOLE } from './exact.ts';

/** A tax as captured on a line. `compound`: its base holds the taxes before it. Taxes apply in the order given. */
export interface LineTax {
  readonly tax: string;
  readonly name: string;
  readonly ratePpm: RatePpm;
  readonly mode: 'included' | 'excluded';
  readonly compound: boolean;
}

export interface LineToPrice {
  readonly unitPriceMicro: UnitPriceMicro;
  readonly quantityMicro: QuantityMicro;
  /** Price effect of each chosen option on one unit of the item. */
  readonly modifierPricesMicro: readonly UnitPriceMicro[];
  readonly taxes: readonly LineTax[];
}

/** `net + taxes = total`, exactly. `taxes` has the line's taxes in their order. */
export interface PricedLine {
  readonly net: AmountMinor;
  readonly taxes: readonly AmountMinor[];
  readonly total: AmountMinor;
}

/**
 * Prices one line in the currency's minor unit, rounding each tax per line, half away from zero. Included taxes are
 * solved together and take the rounding, so the shelf price always holds; excluded ones are added on the net. An amount
 * beyond what a document can say is a defect; see {@link priceLineIfSayable}.
 */
export function priceLine(line: LineToPrice, currency: Currency): PricedLine {
  const priced = priceLineIfSayable(line, currency);
  assert(priced !== null, 'a line beyond any amount');
  return priced;
}

/** {@link priceLine}, or null where an amount is more than a document can say. */
export function priceLineIfSayable(line: LineToPrice, currency: Currency): PricedLine | null {
  const { net, taxes, total } = priceExactly(line, currency);
  const isSayable = [net, ...taxes, total].every((value) => value >= -AMOUNT_MAX && value <= AMOUNT_MAX);
  const toAmount = (value: bigint) => amountMinor(Number(value));
  return isSayable ? { net: toAmount(net), taxes: taxes.map(toAmount), total: toAmount(total) } : null;
}

interface Exactly {
  readonly net: bigint;
  readonly taxes: readonly bigint[];
  readonly total: bigint;
}

function priceExactly(line: LineToPrice, { exponent }: Currency): Exactly {
  assert(exponent >= 0 && exponent <= 4, `exponent out of range: ${exponent}`);
  const unit = line.modifierPricesMicro.reduce(
    (all, price) => all + BigInt(price),
    BigInt(line.unitPriceMicro),
  );
  // micro x micro = 10^-12 major; minor = 10^-exponent major.
  const marked = rounded(exact(unit * BigInt(line.quantityMicro), 10n ** BigInt(12 - exponent)));
  const shares = sharesOfNet(line.taxes);
  const isIncluded = line.taxes.map((tax) => tax.mode === 'included');
  // marked = net x (1 + sum of the included shares)
  const divisor = shares.reduce((all, share, at) => (isIncluded[at] ? plus(all, share) : all), WHOLE);
  const taxes = shares.map((share) => rounded(over(times(exact(marked), share), divisor)));
  const net = taxes.reduce((rest, tax, at) => (isIncluded[at] ? rest - tax : rest), marked);
  return { net, taxes, total: taxes.reduce((all, tax) => all + tax, net) };
}

/** Each tax as a share of the line's net: a compound tax is also taken on the shares before it. */
function sharesOfNet(taxes: readonly LineTax[]): readonly Exact[] {
  const shares: Exact[] = [];
  let before = WHOLE;
  for (const tax of taxes) {
    const share = times(exact(BigInt(tax.ratePpm), 1_000_000n), tax.compound ? before : WHOLE);
    shares.push(share);
    before = plus(before, share);
  }
  return shares;
}
