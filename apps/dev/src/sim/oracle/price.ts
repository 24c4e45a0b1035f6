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
export const LIMIT = 9_000_000_000_000n;

/**
 * A line's net, taxes and total in minor units, each tax rounded half away from zero. All shares stand over one common
 * denominator, 10^6 for each tax, so that no fraction is ever reduced: a second way to the same cents.
 */
export function priceLineAsOracle(line: LineAsked): LinePriced {
  return (
    sayable(taxedAt(markedPrice(line), line.taxes)) ?? { net: 0, taxes: line.taxes.map(() => 0), total: 0 }
  );
}

/** What the shelf asks for the line. */
export function markedPrice({ unit, quantity, exponent, modifiers }: LineAsked): bigint {
  const each = [unit, ...modifiers].map(BigInt).reduce((a, b) => a + b);
  return rounded(each * BigInt(quantity), 10n ** BigInt(12 - exponent));
}

/** In whole minor units, however many. */
export interface Taxed {
  readonly net: bigint;
  readonly taxes: readonly bigint[];
}

/** Net and taxes of a shelf price. */
export function taxedAt(marked: bigint, taxes: LineAsked['taxes']): Taxed {
  const whole = 1_000_000n ** BigInt(taxes.length);
  let before = whole;
  const shares = taxes.map(({ ratePpm, compound }) => {
    const share = (BigInt(ratePpm) * (compound ? before : whole)) / 1_000_000n;
    // A compound base of n taxes has n factors of 10^6 at most, so the division above leaves nothing over.
    before += share;
    return share;
  });
  const included = sumOf(shares.filter((_, at) => taxes[at]!.mode === 'included'));
  const amounts = shares.map((share) => rounded(marked * share, whole + included));
  const inside = sumOf(amounts.filter((_, at) => taxes[at]!.mode === 'included'));
  return { net: marked - inside, taxes: amounts };
}

/** null: more than a document says. */
export function sayable({ net, taxes }: Taxed): LinePriced | null {
  const total = net + sumOf(taxes);
  const isSayable = [net, total, ...taxes].every((value) => value <= LIMIT && value >= -LIMIT);
  return isSayable ? { net: Number(net), taxes: taxes.map(Number), total: Number(total) } : null;
}

export function sumOf(values: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
}

export function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** To the nearest, a half away from zero; `by` is above zero. */
export function rounded(value: bigint, by: bigint): bigint {
  const half = value < 0n ? -by : by;
  return (2n * value + half) / (2n * by);
}

/** To the nearest, a half towards zero; `by` is above zero. */
export function halfDown(value: bigint, by: bigint): bigint {
  const half = size(value);
  const up = (2n * half + by - 1n) / (2n * by);
  return value < 0n ? -up : up;
}
