import {
  halfDown,
  LIMIT,
  type LinePriced,
  markedPrice,
  rounded,
  sayable,
  size,
  sumOf,
  taxedAt,
} from './price.ts';
import {
  BILLION,
  type CouponAsked,
  giveCoupons,
  givePromotions,
  giveRewards,
  type PromotionAsked,
  type RewardAsked,
} from './price-rules.ts';
import {
  amountsOf,
  type LineAtWork,
  lineAtWork,
  priceOf,
  type RuledLineAsked,
  takeClaims,
  takeOffShelf,
  takeSum,
  whole,
} from './price-shares.ts';

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
  readonly taxes: RuledLineAsked['taxes'];
}

type LineAsked = RuledLineAsked & { readonly discounts: readonly Discount[] };

/** A fact of what was handed in or bought, or taken back. */
export interface Handed {
  readonly type: 'order.CouponEntered' | 'order.CouponRemoved' | 'order.RewardTaken' | 'order.RewardReturned';
  readonly body: {
    readonly use?: string;
    readonly coupon?: CouponAsked;
    readonly redemption?: string;
    readonly reward?: RewardAsked;
  };
}

/** What `price_order` is asked in SQL: lines in order of their adding, what takes something off, what is charged. */
export interface OrderAsked {
  readonly lines: readonly LineAsked[];
  readonly discounts: readonly Discount[];
  readonly promotions: readonly PromotionAsked[];
  /** Coupons and rewards in canonical order. */
  readonly handed: readonly Handed[];
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

/**
 * An order with its rules, by the policies that hold where nobody chose: shelf prices are lowered and then taxed, promotions
 * and rewards are taken behind the taxes, a percentage takes half a cent for the house, a sum is spread by what things cost,
 * the cents that are left going to the largest fractions. null: more than a document says.
 */
export function priceOrderAsOracle(order: OrderAsked): OrderPriced | null {
  const { isSupplementary } = order;
  const lines = order.lines.map(lineAtWork);
  for (const line of lines) {
    for (const discount of line.asked.discounts) line.shelf -= takenOff(line.shelf, discount, line.asked);
    line.before = line.shelf;
  }
  const given = <T extends { readonly gift: { readonly kind: string } }>(rules: readonly T[], once: string) =>
    rules.filter(({ gift }) => !isSupplementary || gift.kind !== once);
  const { coupons, rewards } = handedIn(order.handed);
  givePromotions(given(order.promotions, 'amount'), lines);
  giveCoupons(given(coupons, 'fixed_cart'), lines);
  if (!isSupplementary) giveRewards(rewards, lines);
  const goods = lines.filter(({ asked }) => !asked.isFace);
  for (const discount of order.discounts) discountGoods(goods, discount, { isSupplementary });
  const base = {
    net: sumOf(goods.map(priceOf)),
    gross: sumOf(goods.map(({ before }) => before)),
  };
  const priced = lines.map((line) => [line.asked.line, sayable(amountsOf(line))] as const);
  const charges = lines.length === 0 ? [] : chargesOf(order, base);
  const all = [...priced.map(([, each]) => each), ...charges];
  // What it asked before any discount is on the paper, too.
  const listed = order.lines.map((line) => sayable(taxedAt(markedPrice(line), line.taxes)));
  if ([...all, ...listed].includes(null)) return null;
  const sum = (of: (each: LinePriced) => number) => all.reduce((so, each) => so + of(each!), 0);
  const [net, total] = [sum((each) => each.net), sum((each) => each.total)];
  if (Math.abs(net) > Number(LIMIT) || Math.abs(total) > Number(LIMIT)) return null;
  return { lines: Object.fromEntries(priced) as OrderPriced['lines'], net, total };
}

/** What is still there of it: one coupon once, whoever hands it in, until it is taken back. */
function handedIn(facts: readonly Handed[]): {
  readonly coupons: readonly CouponAsked[];
  readonly rewards: readonly RewardAsked[];
} {
  let coupons: { readonly use: string; readonly coupon: CouponAsked }[] = [];
  let rewards: { readonly redemption: string; readonly reward: RewardAsked }[] = [];
  for (const { type, body } of facts) {
    const { use = '', coupon, redemption = '', reward } = body;
    if (type === 'order.CouponRemoved') coupons = coupons.filter((each) => each.use !== use);
    if (type === 'order.RewardReturned') rewards = rewards.filter((each) => each.redemption !== redemption);
    if (coupon !== undefined && !coupons.some((each) => each.use === use || each.coupon.id === coupon.id))
      coupons.push({ use, coupon });
    if (reward !== undefined && !rewards.some((each) => each.redemption === redemption))
      rewards.push({ redemption, reward });
  }
  return { coupons: coupons.map(({ coupon }) => coupon), rewards: rewards.map(({ reward }) => reward) };
}

/** What a hand took off the order, on what everything before left. */
function discountGoods(
  goods: readonly LineAtWork[],
  discount: Discount,
  { isSupplementary }: Pick<OrderAsked, 'isSupplementary'>,
): void {
  const slices = goods.map((line) => ({ line, base: whole(priceOf(line)), room: priceOf(line) }));
  if (discount.kind === 'percent') {
    const claims = slices.map(({ room }) => ({ n: room * BigInt(discount.ratePpb), d: BILLION }));
    takeOffShelf(takeClaims(slices, claims, { asOne: false }));
  } else if (!isSupplementary && discount.kind !== 'per_unit') {
    const sum =
      discount.kind === 'amount'
        ? BigInt(discount.amountMinor)
        : sumOf(slices.map(({ room }) => room)) - BigInt(discount.priceMinor);
    takeOffShelf(takeSum(slices, sum));
  }
}

function chargesOf(
  { charges, waived, guests, isSupplementary }: OrderAsked,
  base: { readonly net: bigint; readonly gross: bigint },
): readonly (LinePriced | null)[] {
  return charges.flatMap(({ id, amount, guestsMin, taxes }) => {
    const asked = (price: bigint) => [sayable(taxedAt(price, taxes))];
    if (waived.includes(id) || (guestsMin !== null && (guests ?? 0) < guestsMin)) return [];
    if (amount.kind === 'percent') {
      const of = base[amount.basis];
      return asked(of <= 0n ? 0n : rounded(of * BigInt(amount.ratePpb), BILLION));
    }
    if (isSupplementary || (amount.kind === 'per_guest' && (guests ?? 0) === 0)) return [];
    const price = BigInt(amount.amountMinor) * (amount.kind === 'per_guest' ? BigInt(guests ?? 0) : 1n);
    return asked(price > LIMIT ? LIMIT : price);
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
