import {
  type AmountMinor,
  amountMinor,
  type Currency,
  extend,
  proportion,
  type QuantityMicro,
  type RatePpm,
  sum,
  type UnitPriceMicro,
  unitPriceMicro,
} from '@beaveros/kit';

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

/** A rational number; the denominator is positive. Rates are exact, so a cent never hangs on a float. */
interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Prices one line in the currency's minor unit, rounding each tax per line, half away from zero. Included taxes are
 * solved together and take the rounding, so the shelf price always holds; excluded ones are added on the net.
 */
export function priceLine(line: LineToPrice, currency: Currency): PricedLine {
  const unit = line.modifierPricesMicro.reduce<number>((all, price) => all + price, line.unitPriceMicro);
  const marked = extend(unitPriceMicro(unit), line.quantityMicro, currency);
  const shares = sharesOfNet(line.taxes);
  const included = line.taxes.map((tax) => tax.mode === 'included');
  // marked = net x (1 + sum of the included shares)
  const divisor = shares.reduce((all, share, at) => (included[at] ? add(all, share) : all), ONE_WHOLE);
  const taxes = shares.map((share) =>
    proportion(marked, share.numerator * divisor.denominator, share.denominator * divisor.numerator),
  );
  const net = amountMinor(marked - sum(taxes.filter((_, at) => included[at])));
  return { net, taxes, total: amountMinor(net + sum(taxes)) };
}

const ONE_WHOLE: Ratio = { numerator: 1n, denominator: 1n };

/** Each tax as a share of the line's net: a compound tax is also taken on the shares before it. */
function sharesOfNet(taxes: readonly LineTax[]): readonly Ratio[] {
  const shares: Ratio[] = [];
  let before = ONE_WHOLE;
  for (const tax of taxes) {
    const base = tax.compound ? before : ONE_WHOLE;
    const share = { numerator: BigInt(tax.ratePpm) * base.numerator, denominator: 1_000_000n * base.denominator };
    shares.push(share);
    before = add(before, share);
  }
  return shares;
}

function add(a: Ratio, b: Ratio): Ratio {
  return { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator };
}
