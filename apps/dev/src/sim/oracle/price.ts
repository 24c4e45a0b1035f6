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
export function priceLineAsOracle(line: LineAsked): LinePriced {
  return taxed(markedPrice(line), line.taxes) ?? { net: 0, taxes: line.taxes.map(() => 0), total: 0 };
}

/** What the shelf asks for the line. */
function markedPrice({ unit, quantity, exponent, modifiers }: LineAsked): bigint {
  const each = [unit, ...modifiers].map(BigInt).reduce((a, b) => a + b);
  return rounded(each * BigInt(quantity), 10n ** BigInt(12 - exponent));
}

/** Net, taxes and total of a shelf price; null: more than a document says. */
function taxed(marked: bigint, taxes: LineAsked['taxes']): LinePriced | null {
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
  if (!isSayable) return null;
  return { net: Number(net), taxes: amounts.map(Number), total: Number(total) };
}

type Discount =
  | { readonly kind: 'percent'; readonly ratePpb: number }
  | { readonly kind: 'amount'; readonly amountMinor: number }
  | { readonly kind: 'per_unit'; readonly perUnitMicro: number }
  | { readonly kind: 'fixed_price'; readonly priceMinor: number };

interface ChargeAsked {
  readonly id: string;
  readonly amount:
    | { readonly kind: 'fixed' | 'per_guest'; readonly amountMinor: number }
    | { readonly kind: 'percent'; readonly ratePpb: number; readonly basis: 'net' | 'gross' };
  readonly guestsMin: number | null;
  readonly taxes: LineAsked['taxes'];
}

/** What `price_order` is asked in SQL: lines in order of their adding, what takes something off, what is charged. */
export interface OrderAsked {
  readonly lines: readonly (LineAsked & { readonly line: string; readonly discounts: readonly Discount[] })[];
  readonly discounts: readonly Discount[];
  readonly charges: readonly ChargeAsked[];
  readonly waived: readonly string[];
  readonly guests: number | null;
  /** A supplementary check: sums that an order gives or owes once are not in it. */
  readonly isSupplementary: boolean;
}

export interface OrderPriced {
  readonly lines: Readonly<Record<string, LinePriced>>;
  readonly net: number;
  readonly total: number;
}

const BILLION = 1_000_000_000n;

/**
 * An order with discounts by hand and charges of the house, by the policies that hold where nobody chose: shelf prices are
 * lowered and then taxed, a percentage takes half a cent for the house, a sum is spread by what things cost, the cents that
 * are left going to the largest fractions. null: more than a document says. Promotions and coupons it does not know.
 */
export function priceOrderAsOracle(order: OrderAsked): OrderPriced | null {
  const prices = order.lines.map((line) => {
    let price = markedPrice(line);
    for (const discount of line.discounts) price -= takenOff(price, discount, line);
    return price;
  });
  const gross = prices.reduce((all, price) => all + price, 0n);
  for (const discount of order.discounts) {
    if (discount.kind === 'percent')
      prices.forEach(
        (price, at) => void (prices[at] = price - halfDown(price * BigInt(discount.ratePpb), BILLION)),
      );
    else if (!order.isSupplementary) {
      const all = prices.reduce((sum, price) => sum + price, 0n);
      const sum =
        discount.kind === 'amount'
          ? BigInt(discount.amountMinor)
          : all - BigInt((discount as { priceMinor: number }).priceMinor);
      spread(sum, prices).forEach((part, at) => void (prices[at]! -= part));
    }
  }
  const net = prices.reduce((all, price) => all + price, 0n);
  const lines = order.lines.map((line, at) => [line.line, taxed(prices[at]!, line.taxes)] as const);
  const charges = order.lines.length === 0 ? [] : chargesOf(order, { net, gross });
  const all = [...lines.map(([, priced]) => priced), ...charges];
  // What it asked before any discount is on the paper, too.
  const listed = order.lines.map((line) => taxed(markedPrice(line), line.taxes));
  if ([...all, ...listed].includes(null)) return null;
  const sum = (of: (priced: LinePriced) => number) => all.reduce((so, priced) => so + of(priced!), 0);
  const [netAll, totalAll] = [sum((priced) => priced.net), sum((priced) => priced.total)];
  if (Math.abs(netAll) > Number(LIMIT) || Math.abs(totalAll) > Number(LIMIT)) return null;
  return { lines: Object.fromEntries(lines) as OrderPriced['lines'], net: netAll, total: totalAll };
}

function chargesOf(
  { charges, waived, guests, isSupplementary }: OrderAsked,
  base: { readonly net: bigint; readonly gross: bigint },
): readonly (LinePriced | null)[] {
  return charges.flatMap(({ id, amount, guestsMin, taxes }) => {
    if (waived.includes(id) || (guestsMin !== null && (guests ?? 0) < guestsMin)) return [];
    if (amount.kind === 'percent') {
      const of = base[amount.basis];
      return [taxed(of <= 0n ? 0n : rounded(of * BigInt(amount.ratePpb), BILLION), taxes)];
    }
    if (isSupplementary || (amount.kind === 'per_guest' && (guests ?? 0) === 0)) return [];
    const times = amount.kind === 'per_guest' ? BigInt(guests ?? 0) : 1n;
    const asked = BigInt(amount.amountMinor) * times;
    return [taxed(asked > LIMIT ? LIMIT : asked, taxes)];
  });
}

/** Of one line: never more than it is worth; a return gives back as much. */
function takenOff(price: bigint, discount: Discount, { quantity, exponent }: LineAsked): bigint {
  if (discount.kind === 'percent') return halfDown(price * BigInt(discount.ratePpb), BILLION);
  const magnitude =
    discount.kind === 'per_unit'
      ? halfDown(BigInt(discount.perUnitMicro) * size(BigInt(quantity)), 10n ** BigInt(12 - exponent))
      : BigInt((discount as { readonly amountMinor: number }).amountMinor);
  const most = magnitude < size(price) ? magnitude : size(price);
  return price < 0n ? -most : most;
}

/** A sum over the prices above zero, by weight; what does not divide, one each to the largest fractions, the first first. */
function spread(sum: bigint, prices: readonly bigint[]): readonly bigint[] {
  const weights = prices.map((price) => (price > 0n ? price : 0n));
  const whole = weights.reduce((all, weight) => all + weight, 0n);
  const amount = sum < whole ? sum : whole;
  if (amount <= 0n) return prices.map(() => 0n);
  const parts = weights.map((weight) => (amount * weight) / whole);
  let left = amount - parts.reduce((all, part) => all + part, 0n);
  const rest = (at: number) => (amount * weights[at]!) % whole;
  const queue = weights.map((_, at) => at).filter((at) => weights[at]! > 0n);
  queue.sort((a, b) => (rest(a) === rest(b) ? a - b : rest(a) > rest(b) ? -1 : 1));
  for (const at of queue) {
    if (left === 0n) break;
    parts[at]! += 1n;
    left -= 1n;
  }
  return parts;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** To the nearest, a half towards zero. */
function halfDown(value: bigint, by: bigint): bigint {
  const half = size(value);
  const up = (2n * half + by - 1n) / (2n * by);
  return value < 0n ? -up : up;
}

function rounded(value: bigint, by: bigint): bigint {
  const half = value < 0n ? -by : by;
  return (2n * value + half) / (2n * by);
}
