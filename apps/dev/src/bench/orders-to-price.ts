import {
  DEFAULT_POLICIES,
  DEFAULT_PROMOTION,
  type OrderToPrice,
  type PriceableLine,
  type Promotion,
  promotionStage,
  type TaxRule,
} from '@beaveros/domain/pricing';
import { amountMinor, MICRO, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import { pick, seededNumbers } from './seeded.ts';

const CATEGORIES = ['food', 'drinks', 'household', 'deli'] as const;

/** Ten per cent off drinks, of three deli units one free, ten off food from thirty on: each finds lines in any order of these. */
const PROMOTIONS: readonly Promotion[] = [
  {
    ...DEFAULT_PROMOTION,
    id: 'drinks',
    gift: { kind: 'percent', ratePpb: 100_000_000 },
    target: { categories: ['drinks'] },
    priority: 2,
  },
  {
    ...DEFAULT_PROMOTION,
    id: 'three-for-two',
    gift: { kind: 'free_units', count: 1, everyUnits: 3 },
    target: { categories: ['deli'] },
    priority: 1,
  },
  {
    ...DEFAULT_PROMOTION,
    id: 'spend-and-get',
    gift: { kind: 'amount', amountMinor: amountMinor(1_000) },
    target: { categories: ['food'] },
    when: { subtotalMinMinor: amountMinor(3_000), of: { categories: ['food'] } },
  },
];
export const PROMOTION_COUNT = PROMOTIONS.length;

/**
 * An order of a mixed shop: three tax classes (one with two taxes, the second on the first), whole units, weighed ones and
 * options, a discounted line in ten, {@link PROMOTIONS} and five per cent off the order. The seed decides the rest.
 */
export function orderToPrice(lineCount: number, seed: number): OrderToPrice {
  const next = seededNumbers(seed);
  const upTo = (count: number): number => Math.floor(next() * count);
  return {
    currency: { code: 'EUR', exponent: 2 },
    policies: DEFAULT_POLICIES,
    lines: Array.from({ length: lineCount }, (_, at): PriceableLine => {
      const isWeighed = upTo(5) === 0;
      return {
        position: at + 1,
        unitPriceMicro: unitPriceMicro((50 + upTo(2_950)) * 10_000),
        quantityMicro: quantityMicro(isWeighed ? (100 + upTo(2_900)) * 1_000 : (1 + upTo(6)) * MICRO),
        modifierPricesMicro: upTo(4) === 0 ? [unitPriceMicro(500_000)] : [],
        taxes: taxesOf(upTo(3)),
        discounts: upTo(10) === 0 ? [{ kind: 'percent', ratePpb: 150_000_000 }] : [],
        categories: [at < CATEGORIES.length ? CATEGORIES[at]! : pick(CATEGORIES, next)],
      };
    }),
    stages: [promotionStage(PROMOTIONS, null)],
    orderDiscounts: [{ kind: 'percent', ratePpb: 50_000_000 }],
  };
}

/** Made anew for each line, as the facts of an order hold them. */
function taxesOf(taxClass: number): readonly TaxRule[] {
  const tax = (name: string, ratePpb: number, mode: TaxRule['mode'], isCompound = false): TaxRule => ({
    tax: name,
    mode,
    amount: { kind: 'percent', ratePpb },
    joinsLaterBases: false,
    takesJoinedBases: true,
    isCompound,
    isReverseCharge: false,
  });
  if (taxClass === 0) return [tax('full', 210_000_000, 'included')];
  if (taxClass === 1) return [tax('reduced', 100_000_000, 'included')];
  return [tax('full', 210_000_000, 'included'), tax('city', 15_000_000, 'excluded', true)];
}
