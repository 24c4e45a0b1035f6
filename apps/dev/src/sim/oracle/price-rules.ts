import { sumOf } from './price.ts';
import {
  type Fraction,
  grossOf,
  type LineAtWork,
  type Part,
  priceOf,
  type Slice,
  takeBehindTaxes,
  takeClaims,
  takeOffShelf,
  takeSum,
  whole,
} from './price-shares.ts';

// What the house promises, from the meaning of its rules (domain/src/pricing/promotions/README.md): promotions and what
// points buy go behind the taxes, coupons off the shelf price.

interface Selector {
  readonly items: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly unitPriceMicro: { readonly min: number | null; readonly max: number | null } | null;
}

interface Condition {
  readonly quantityMinMicro: number | null;
  readonly subtotalMinMinor: number | null;
  readonly of: Selector;
}

type Percent = { readonly kind: 'percent'; readonly ratePpb: number };

export interface PromotionAsked {
  readonly gift:
    | Percent
    | { readonly kind: 'amount'; readonly amountMinor: number }
    | { readonly kind: 'free_units'; readonly count: number; readonly everyUnits: number | null }
    | { readonly kind: 'set_price'; readonly setUnits: number; readonly priceMinor: number };
  readonly target: Selector & { readonly cheapestUnits: number | null };
  readonly when: Condition;
  readonly capMinor: number | null;
  readonly base: 'running' | 'original';
  readonly times: number;
  readonly priority: number;
  readonly isExclusive: boolean;
}

export interface CouponAsked {
  readonly id: string;
  readonly gift:
    | Percent
    | { readonly kind: 'fixed_product'; readonly perUnitMinor: number }
    | { readonly kind: 'fixed_cart'; readonly amountMinor: number };
  readonly limitUnits: number | null;
  readonly excludesSaleItems: boolean;
  readonly target: Selector;
  readonly when: Condition;
}

export interface RewardAsked {
  readonly amountMinor: number;
  readonly target: Selector;
}

const UNIT = 1_000_000n;
export const BILLION = 1_000_000_000n;

/**
 * Promotions by priority, each on what the one before left; an exclusive one that holds stands alone. Not understood: the
 * cheapest units of a percentage, a base of original prices, and two that give units of one line: no order has them.
 */
export function givePromotions(promotions: readonly PromotionAsked[], lines: readonly LineAtWork[]): void {
  const inTurn = promotions.toSorted((a, b) => b.priority - a.priority);
  const alone = inTurn.filter((each) => each.isExclusive && holds(each.when, lines, priceOf));
  const first = alone.filter(({ priority }) => priority === alone[0]!.priority);
  const chosen = mostGenerous(first, lines);
  for (const promotion of chosen === undefined ? inTurn : [chosen])
    if (holds(promotion.when, lines, priceOf)) give(promotion, lines);
}

/** Rewards that points bought, each once. */
export function giveRewards(rewards: readonly RewardAsked[], lines: readonly LineAtWork[]): void {
  for (const { amountMinor, target } of rewards)
    takeBehindTaxes(takeSum(chosenBy(target, lines).map(behindTaxes), BigInt(amountMinor)));
}

/** Coupons as they were handed in, each on what the one before left; one that is not earned gives nothing. */
export function giveCoupons(coupons: readonly CouponAsked[], lines: readonly LineAtWork[]): void {
  for (const { gift, limitUnits, excludesSaleItems, target, when } of coupons) {
    const isOnSale = ({ asked }: LineAtWork) => asked.unit < asked.list;
    if (gift.kind === 'fixed_cart' && excludesSaleItems && lines.some(isOnSale)) continue;
    if (!holds(when, lines, ({ before }) => before)) continue;
    const eligible = chosenBy(target, lines).filter(
      (line) => !(excludesSaleItems && isOnSale(line)) && line.asked.quantity > 0 && priceOf(line) > 0n,
    );
    const slices = unitsOf(
      eligible,
      limitUnits === null ? null : BigInt(limitUnits) * UNIT,
      'dearest',
      (line) => ({
        line,
        base: whole(priceOf(line)),
        room: priceOf(line),
      }),
    );
    if (gift.kind === 'fixed_cart') {
      takeOffShelf(
        takeSum(
          slices.map(({ slice }) => slice),
          BigInt(gift.amountMinor),
        ),
      );
      continue;
    }
    const claims = slices.map(({ slice: { base }, units }): Fraction => {
      if (gift.kind === 'percent') return share(base, gift.ratePpb);
      const claim = { n: BigInt(gift.perUnitMinor) * units, d: UNIT };
      return claim.n * base.d < base.n * claim.d ? claim : base;
    });
    takeOffShelf(
      takeClaims(
        slices.map(({ slice }) => slice),
        claims,
        { asOne: false },
      ),
    );
  }
}

function give({ gift, target, capMinor, times }: PromotionAsked, lines: readonly LineAtWork[]): bigint {
  const aimedAt = chosenBy(target, lines);
  const cap = capMinor === null ? null : BigInt(capMinor);
  let taken = 0n;
  const take = (parts: readonly Part[]): boolean => {
    takeBehindTaxes(parts);
    taken += sumOf(parts.map(({ amount }) => amount));
    return parts.some(({ amount }) => amount !== 0n);
  };
  switch (gift.kind) {
    case 'percent':
      for (let time = 0; time < times; time += 1) {
        const slices = aimedAt.map(behindTaxes);
        if (
          !take(
            capped(
              slices,
              slices.map(({ base }) => share(base, gift.ratePpb)),
              cap,
            ),
          )
        )
          break;
      }
      break;
    case 'amount': {
      const amount = BigInt(gift.amountMinor);
      for (let time = 0; time < times; time += 1)
        if (!take(takeSum(aimedAt.map(behindTaxes), cap !== null && cap < amount ? cap : amount))) break;
      break;
    }
    case 'free_units': {
      const sets = gift.everyUnits === null ? BigInt(times) : fullSets(aimedAt, gift.everyUnits);
      const slices = unitsOf(aimedAt, BigInt(gift.count) * UNIT * sets, 'cheapest', behindTaxes).map(
        ({ slice }) => {
          // Units of a line are never worth more than the line, and a fraction of a cent is room for the cent.
          const up = (slice.base.n + slice.base.d - 1n) / slice.base.d;
          return { ...slice, room: up < slice.room ? up : slice.room };
        },
      );
      take(
        capped(
          slices,
          slices.map(({ base }) => base),
          cap,
        ),
      );
      break;
    }
    case 'set_price': {
      const sets = fullSets(aimedAt, gift.setUnits);
      const slices = unitsOf(aimedAt, BigInt(gift.setUnits) * UNIT * sets, 'dearest', behindTaxes).map(
        ({ slice }) => slice,
      );
      const together = sumFractions(slices.map(({ base }) => base));
      const beyond = together.n - BigInt(gift.priceMinor) * sets * together.d;
      if (beyond > 0n) take(takeSum(slices, (2n * beyond + together.d - 1n) / (2n * together.d)));
      break;
    }
  }
  return taken;
}

/** Claims, or where they come to as much as the cap, the cap shared out. */
function capped(slices: readonly Slice[], claims: readonly Fraction[], cap: bigint | null): readonly Part[] {
  const parts = takeClaims(slices, claims, { asOne: true });
  return cap !== null && sumOf(parts.map(({ amount }) => amount)) >= cap ? takeSum(slices, cap) : parts;
}

/** Of several exclusive ones the one that takes most, the first of those that take as much. */
function mostGenerous(
  rivals: readonly PromotionAsked[],
  lines: readonly LineAtWork[],
): PromotionAsked | undefined {
  const tried = rivals.map((rival) => ({
    rival,
    takes: give(
      rival,
      lines.map((line) => ({ ...line, back: { net: line.back.net, taxes: [...line.back.taxes] } })),
    ),
  }));
  return tried.reduce<(typeof tried)[number] | undefined>(
    (best, each) => (best === undefined || each.takes > best.takes ? each : best),
    undefined,
  )?.rival;
}

/** What a promotion counts of a line: with all its taxes. */
function behindTaxes(line: LineAtWork): Slice {
  const gross = grossOf(line);
  return { line, base: whole(gross), room: gross };
}

/** So many units by the price of one, as shares of their lines; null: all lines, whole. */
function unitsOf(
  lines: readonly LineAtWork[],
  wanted: bigint | null,
  which: 'cheapest' | 'dearest',
  sliceOf: (line: LineAtWork) => Slice,
): readonly { readonly slice: Slice; readonly units: bigint }[] {
  if (wanted === null)
    return lines.map((line) => ({ slice: sliceOf(line), units: BigInt(line.asked.quantity) }));
  const forSale = lines.filter(({ asked }) => asked.quantity > 0 && unitPrice(asked) > 0n);
  const sign = which === 'cheapest' ? 1 : -1;
  const inTurn = forSale.toSorted((a, b) => {
    const [one, other] = [unitPrice(a.asked), unitPrice(b.asked)];
    return one === other ? a.at - b.at : one < other ? -sign : sign;
  });
  let left = wanted;
  return inTurn.flatMap((line) => {
    const slice = sliceOf(line);
    // Nothing is left of it to give away; for one price together it counts all the same.
    if (left <= 0n || (which === 'cheapest' && slice.room <= 0n)) return [];
    const of = BigInt(line.asked.quantity);
    const units = of < left ? of : left;
    left -= units;
    const { n, d } = slice.base;
    return [{ slice: units === of ? slice : { ...slice, base: { n: n * units, d: d * of } }, units }];
  });
}

function chosenBy({ items, categories, unitPriceMicro }: Selector, lines: readonly LineAtWork[]) {
  return lines.filter(({ asked }) => {
    if (asked.isFace) return false;
    if (items !== null && !items.includes(asked.item)) return false;
    if (categories !== null && !asked.categories.some((each) => categories.includes(each))) return false;
    if (unitPriceMicro === null) return true;
    const { min, max } = unitPriceMicro;
    const price = unitPrice(asked);
    return (min === null || price >= BigInt(min)) && (max === null || price <= BigInt(max));
  });
}

function holds(
  { quantityMinMicro, subtotalMinMinor, of }: Condition,
  lines: readonly LineAtWork[],
  price: (line: LineAtWork) => bigint,
): boolean {
  const counted = chosenBy(of, lines);
  if (quantityMinMicro !== null && quantityOf(counted) < BigInt(quantityMinMicro)) return false;
  return subtotalMinMinor === null || sumOf(counted.map(price)) >= BigInt(subtotalMinMinor);
}

function fullSets(lines: readonly LineAtWork[], everyUnits: number): bigint {
  const quantity = quantityOf(lines);
  return quantity <= 0n ? 0n : quantity / (BigInt(everyUnits) * UNIT);
}

function quantityOf(lines: readonly LineAtWork[]): bigint {
  return sumOf(lines.map(({ asked }) => BigInt(asked.quantity)));
}

function unitPrice({ unit, modifiers }: LineAtWork['asked']): bigint {
  return sumOf([unit, ...modifiers].map(BigInt));
}

function share({ n, d }: Fraction, ratePpb: number): Fraction {
  return { n: n * BigInt(ratePpb), d: d * BILLION };
}

function sumFractions(of: readonly Fraction[]): Fraction {
  return of.reduce((a, b) => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d }), whole(0n));
}
