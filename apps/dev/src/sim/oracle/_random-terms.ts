import { DEFAULT_POLICIES } from '@beaveros/domain/pricing';
import { type Draw, rulesMaker } from './_random-rules.ts';

type Body = readonly [string, unknown];

/** Facts about the terms of an order: what is taken off and charged, where it stands, what becomes of it, lines that move. */
export function termsMakers(
  draw: Draw,
  pools: {
    readonly lines: readonly string[];
    readonly orders: readonly string[];
    readonly firings: readonly string[];
    readonly discounts: readonly string[];
    readonly charges: readonly string[];
    readonly side: readonly string[];
    readonly written: readonly string[];
  },
  added: (line: string) => object,
): readonly (() => Body)[] {
  const { below, one } = draw;
  const rules = rulesMaker(draw, { items: pools.lines, categories: pools.side, rules: pools.charges });
  const words = { name: 'Regular', reason: 'comes daily' };
  const amount = () => one([0, 1, 99, 350, 9_000_000_000_000]);
  const share = () => one([1, 333_333_333, 500_000_000, 1_000_000_000]);
  const lineTerms = () =>
    one<object>([
      { kind: 'percent', ratePpb: share() },
      { kind: 'amount', amountMinor: amount() },
      { kind: 'per_unit', perUnitMicro: one([0, 5_000, 1_000_000]) },
    ]);
  const orderTerms = () =>
    one<object>([
      { kind: 'percent', ratePpb: share() },
      { kind: 'amount', amountMinor: amount() },
      { kind: 'fixed_price', priceMinor: amount() },
    ]);
  const vat = {
    tax: one(pools.side),
    name: 'VAT',
    ratePpm: 100_000,
    mode: one(['included', 'excluded']),
    compound: false,
  };
  const charge = (id: string, at: number) => ({
    id,
    name: `Charge ${at}`,
    amount: one<object>([
      { kind: 'fixed', amountMinor: amount() },
      { kind: 'per_guest', amountMinor: 150 },
      { kind: 'percent', ratePpb: share(), basis: one(['net', 'gross']) },
    ]),
    guestsMin: one([null, 2]),
    taxes: below(2) === 0 ? [vat] : [],
  });
  const orderDiscount = () => one(pools.discounts.slice(0, 2));
  const lineDiscount = () => one(pools.discounts.slice(2));
  return [
    () => [
      'order.RulesCaptured',
      {
        policies: DEFAULT_POLICIES,
        promotions: rules.promotions(),
        charges: pools.charges.filter(() => below(2) === 0).map(charge),
        priceList: null,
        reason: one(['opened', 'repriced']),
      },
    ],
    () => [
      'order.LineDiscounted',
      { discount: lineDiscount(), line: one(pools.lines), ...words, terms: lineTerms() },
    ],
    () => ['order.OrderDiscounted', { discount: orderDiscount(), ...words, terms: orderTerms() }],
    () =>
      below(2) === 0
        ? ['order.DiscountRemoved', { discount: orderDiscount(), line: null }]
        : ['order.DiscountRemoved', { discount: lineDiscount(), line: one(pools.lines) }],
    () => ['order.CouponEntered', { use: one(pools.charges), coupon: rules.coupon() }],
    () => ['order.CouponRemoved', { use: one(pools.charges) }],
    () => [
      'order.RewardTaken',
      { redemption: one(pools.charges), account: pools.side[0], reward: rules.reward() },
    ],
    () => ['order.RewardReturned', { redemption: one(pools.charges) }],
    () => [
      'payment.LoadAttached',
      {
        line: one(pools.lines),
        account: pools.side[0],
        kind: 'gift-card',
        label: '0001',
        customer: null,
        faceMicro: 10_000_000,
      },
    ],
    () => [
      'order.LinesCombined',
      {
        combo: one(pools.charges),
        rule: pools.side[0],
        item: pools.side[0],
        name: 'Menu',
        lines: pools.lines,
      },
    ],
    () => ['order.ChargeWaived', { charge: one(pools.charges), reason: 'slow' }],
    () => ['order.ChargeRestored', { charge: one(pools.charges) }],
    () => ['order.TableChanged', { table: one([null, { id: pools.side[0], name: 'Table 2' }]) }],
    () => ['order.GuestsChanged', { guests: one([null, 0, 3]) }],
    () => ['order.CustomerSet', { customer: one([null, pools.side[0]]) }],
    () => ['order.LineSeatSet', { line: one(pools.lines), seat: one([null, 2]) }],
    () => [one(['order.OrderParked', 'order.OrderResumed']), {}],
    () => ['order.OrderCancelled', { reason: 'left', mergedInto: one([null, pools.side[0]]) }],
    () => [
      'order.LinesMovedOut',
      {
        move: pools.side[0],
        to: { order: one(pools.orders), label: 'B-2' },
        lines: pools.lines
          .filter(() => below(2) === 0)
          .map((line) => ({
            line,
            quantityMicro: one([1_000_000, -1_000_000, 333_000, 1]),
            isWhole: below(2) === 0,
          })),
        saw: pools.written.filter(() => below(2) === 0),
      },
    ],
    () => [
      'order.LinesMovedIn',
      {
        move: pools.side[0],
        from: { order: one(pools.orders), label: 'A-2' },
        lines: pools.lines
          .filter(() => below(2) === 0)
          .map((line) => ({
            added: added(line),
            unitPriceMicro: one([3_500_000, 0]),
            overrideReason: one([null, 'old']),
            note: one([null, 'no ice']),
            seat: null,
            course: null,
            staff: null,
            durationMinutes: null,
            discounts: below(2) === 0 ? [{ id: lineDiscount(), ...words, discount: lineTerms() }] : [],
            firings: [],
            origins: [{ order: one(pools.orders), line }],
          })),
      },
    ],
    () => ['order.MovedLineVoided', { line: one(pools.lines), in: one(pools.orders), reason: 'cold' }],
  ];
}
