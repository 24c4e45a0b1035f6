/** What `price_line` is asked in SQL. Prices and quantity in 10^-6, rates in 10^-6, the exponent of ISO 4217. */
export interface LineAsked {
  readonly unit: number;
  readonly quantity: number;
  readonly exponent: number;
  readonly modifiers: readonly number[];
  readonly taxes: readonly {
    readonly ratePpm: number;
    readonly mode: 'included' | 'excluded';
    readonly compound: boolean;
  }[];
}

export interface LinePriced {
  readonly net: number;
  readonly taxes: readonly number[];
  readonly total: number;
}

/** Ninety thousand million in cents: a line beyond it counts nothing. */
const LIMIT = 9_000_000_000_000n;

/**
 * A line's net, taxes and total in minor units, each tax rounded half away from zero. All shares stand over one common
 * denominator, 10^6 for each tax, so that no fraction is ever reduced: a second way to the same cents.
 */
export function priceLineAsOracle({ unit, quantity, exponent, modifiers, taxes }: LineAsked): LinePriced {
  const each = [unit, ...modifiers].map(BigInt).reduce((a, b) => a + b);
  const marked = rounded(each * BigInt(quantity), 10n ** BigInt(12 - exponent));
  const whole = 1_000_000n ** BigInt(taxes.length);
  let before = whole;
  const shares = taxes.map(({ ratePpm, compound }) => {
    const share = (BigInt(ratePpm) * (compound ? before : whole)) / 1_000_000n;
    // A compound base of n taxes has n factors of 10^6 at most, so the division above leaves nothing over.
    before += share;
    return share;
  });
  const included = shares.filter((_, at) => taxes[at]!.mode === 'included').reduce((a, b) => a + b, 0n);
  const amounts = shares.map((share) => rounded(marked * share, whole + included));
  const inside = amounts.filter((_, at) => taxes[at]!.mode === 'included').reduce((a, b) => a + b, 0n);
  const net = marked - inside;
  const total = amounts.reduce((a, b) => a + b, net);
  const isSayable = [net, total, ...amounts].every((value) => value <= LIMIT && value >= -LIMIT);
  if (!isSayable) return { net: 0, taxes: taxes.map(() => 0), total: 0 };
  return { net: Number(net), taxes: amounts.map(Number), total: Number(total) };
}

function rounded(value: bigint, by: bigint): bigint {
  const half = value < 0n ? -by : by;
  return (2n * value + half) / (2n * by);
}
