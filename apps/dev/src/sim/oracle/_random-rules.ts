/** Draws of a seeded history. */
export interface Draw {
  readonly below: (n: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
}

/** What ids rules name, of the history they are for. */
export interface RulePools {
  readonly items: readonly string[];
  readonly categories: readonly string[];
  readonly rules: readonly string[];
}

/**
 * Rules of head office as orders capture them, of every kind that the oracle prices (`price-rules.ts` says which not): no
 * cheapest units of an amount or a percentage, no base of original prices, one promotion at most that gives units away.
 */
export function rulesMaker({ below, one }: Draw, { items, categories, rules }: RulePools) {
  const some = (of: readonly string[]) => of.filter((_, at) => at === 0 || below(2) === 0);
  const share = () => one([1, 100_000_000, 333_333_333, 500_000_000, 1_000_000_000]);
  const amount = () => one([0, 1, 99, 350, 1_200, 9_000_000_000_000]);
  const selector = () => ({
    items: below(3) === 0 ? some(items) : null,
    categories: below(4) === 0 ? some(categories) : null,
    unitPriceMicro: one([null, null, null, { min: 1_000_000, max: null }, { min: null, max: 5_000_000 }]),
  });
  const when = () => ({
    quantityMinMicro: one([null, null, null, 2_000_000]),
    subtotalMinMinor: one([null, null, null, 1_000]),
    of: selector(),
  });
  const head = (at: number) => ({ id: rules[at % rules.length]!, name: `Rule ${at}` });
  const promotion = (at: number, gift: object) => ({
    ...head(at),
    gift,
    target: { ...selector(), cheapestUnits: null },
    when: when(),
    capMinor: (gift as { readonly kind: string }).kind === 'percent' ? one([null, null, 120]) : null,
    base: 'running',
    times: one([1, 1, 2]),
    priority: one([0, 0, 5]),
    isExclusive: below(8) === 0,
  });
  const promotions = (): readonly object[] => {
    const gifts = [
      { kind: 'percent', ratePpb: share() },
      { kind: 'free_units', count: one([1, 2]), everyUnits: one([null, 2, 3]) },
      { kind: 'amount', amountMinor: amount() },
      { kind: 'set_price', setUnits: one([1, 2]), priceMinor: one([0, 500, 1_500]) },
      { kind: 'percent', ratePpb: share() },
    ];
    return gifts.filter(() => below(3) === 0).map((gift, at) => promotion(at, gift));
  };
  const coupon = () => {
    const at = below(rules.length);
    const gift = one<{ readonly kind: string }>([
      { kind: 'percent', ratePpb: share() } as { readonly kind: string },
      { kind: 'fixed_product', perUnitMinor: amount() } as { readonly kind: string },
      { kind: 'fixed_cart', amountMinor: amount() } as { readonly kind: string },
    ]);
    return {
      ...head(at),
      code: `CODE ${at}`,
      gift,
      limitUnits: gift.kind === 'fixed_cart' ? null : one([null, 1, 2]),
      excludesSaleItems: below(4) === 0,
      target: selector(),
      when: when(),
    };
  };
  const reward = () => ({
    ...head(below(rules.length)),
    points: 10,
    amountMinor: amount(),
    target: { ...selector(), cheapestUnits: null },
  });
  return { promotions, coupon, reward };
}
