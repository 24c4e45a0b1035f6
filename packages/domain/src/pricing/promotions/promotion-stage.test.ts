import {
  amountMinor,
  businessDate,
  quantityMicro,
  ROUNDING_MODES,
  roundQuotient,
  unitPriceMicro,
} from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compared, exact, plus } from '../exact.ts';
import type { Derivation, PriceableLine, TaxRule } from '../model.ts';
import { price } from '../price.ts';
import { DEFAULT_POLICIES } from '../policies.ts';
import {
  deposit,
  EURO,
  grossOf,
  line,
  minor,
  percent,
  priced,
  promotion,
  takenBy,
  totalsOf,
  vat,
} from './_orders.ts';
import { type PromotionOutcome, promotionStage } from './promotion-stage.ts';
import type { Promotion } from './rules.ts';

const of = (...promotions: readonly Promotion[]) => [promotionStage(promotions, null)];
const amount = (minorUnits: number) => ({ kind: 'amount', amountMinor: amountMinor(minorUnits) }) as const;
const freeUnits = (derivation: { readonly outcomes: readonly unknown[] }) =>
  (derivation.outcomes as readonly PromotionOutcome[]).map((outcome) => minor(outcome.freeUnits));

describe('what a promotion takes', () => {
  it('a percentage splits back over net and tax, whole in each tax group', () => {
    // 3.33 + 20 % = 4.00 and 3.33 + 20 % = 4.00; a third of 8.00 is 2.67, of the tax 1.34 it is 0.45 (0.4453).
    const lines = [line(1, '3.33', '1', { taxes: [vat(20)] }), line(2, '3.33', '1', { taxes: [vat(20)] })];
    const third = promotion({ kind: 'percent', ratePpb: 333_333_333 });
    const derivation = priced(lines, of(third));
    expect(takenBy(derivation.outcomes)).toEqual([[267]]);
    expect(totalsOf(derivation)).toEqual([444, 89, 533]);
  });

  it('shows a row for each tax group, by its lowest line', () => {
    const lines = [
      line(3, '10.00', '1', { taxes: [vat(10)] }),
      line(1, '20.00'),
      line(2, '30.00', '1', { taxes: [vat(10)] }),
    ];
    const derivation = priced(lines, of(promotion(percent(10))));
    expect(takenBy(derivation.outcomes)).toEqual([[200, 440]]);
    expect(derivation.outcomes[0]?.groups.map(({ positions }) => positions)).toEqual([[1], [2, 3]]);
  });

  it('a capped percentage is shared out over lines by what they cost', () => {
    const lines = [line(1, '25.00'), line(2, '15.00', '2'), line(3, '9.00')];
    const capped = promotion(percent(100), { target: { positions: [1, 2] }, capMinor: amountMinor(4000) });
    expect(takenBy(priced(lines, of(capped)).outcomes)).toEqual([[1818, 2182]]);
    const loose = promotion(percent(50), { target: { positions: [1, 2] }, capMinor: amountMinor(4000) });
    expect(takenBy(priced(lines, of(loose)).outcomes)).toEqual([[2750]]);
  });

  it('a line too small to give anything still counts for its tax group', () => {
    const taxes = [vat(20, 'included'), vat(2)];
    const lines = [line(1, '0.02', '2', { taxes }), line(2, '42.04', '4', { taxes })];
    // Taxes 0.01 + 0.00 and 28.03 + 2.80: an eighth of 28.04 is 3.51 (3.505), of 2.80 0.35.
    const eighth = promotion({ kind: 'percent', ratePpb: 125_000_000 });
    const derivation = priced(lines, of(eighth), { discountMode: 'DOWN' });
    expect(takenBy(derivation.outcomes)).toEqual([[2137]]);
    expect(derivation.taxes.map(({ amount }) => minor(amount))).toEqual([2453, 245]);
  });

  it('an amount takes no more than there is, and a cap holds it too', () => {
    const lines = [line(1, '10.00'), line(2, '5.00')];
    expect(totalsOf(priced(lines, of(promotion(amount(2000)))))).toEqual([0, 0, 0]);
    const capped = promotion(amount(900), { capMinor: amountMinor(300) });
    expect(grossOf(priced(lines, of(capped)))).toEqual([800, 400]);
  });

  it('stops at nothing where only the order is whole, whatever it counts on', () => {
    // 16.56 + 10 % = 18.216: half of the original thrice.
    const lines = [line(1, '16.56', '1', { taxes: [vat(10)] })];
    const half = promotion(percent(50), { base: 'original', times: 3 });
    expect(minor(priced(lines, of(half), { rounding: 'per_order' }).total)).toBe(0);
    const all = promotion(percent(100));
    expect(minor(priced(lines, of(all), { rounding: 'per_order' }).total)).toBe(0);
  });

  it('takes whole steps of the smallest coin, of one line as of many', () => {
    const coin = { stepMinor: 100 };
    const off = promotion(amount(551), { times: 3 });
    expect(takenBy(priced([line(1, '11.50')], of(off), coin).outcomes)).toEqual([[1200]]);
    expect(grossOf(priced([line(1, '7.00'), line(2, '5.00')], of(promotion(amount(551))), coin))).toEqual([
      300, 300,
    ]);
  });

  it('leaves deposits alone under each policy', () => {
    const lines = [line(1, '15.00', '1', { taxes: [deposit('50.00')] })];
    for (const promotionPolicy of ['split_back', 'recompute', 'net_then_tax'] as const) {
      const derivation = priced(lines, of(promotion(percent(10))), { promotionPolicy });
      expect([promotionPolicy, ...totalsOf(derivation)]).toEqual([promotionPolicy, 1350, 5000, 6350]);
    }
  });

  it('taxes the rest anew where the policy says so', () => {
    // 9.99 + 19 %: shelf 9.99, a third off: 3.33 leaves 6.66, 19 % of it 1.27 (1.2654).
    const lines = [line(1, '9.99', '1', { taxes: [vat(19)] })];
    const third = promotion({ kind: 'percent', ratePpb: 333_333_333 });
    expect(totalsOf(priced(lines, of(third), { promotionPolicy: 'recompute' }))).toEqual([666, 127, 793]);
    // Split back: gross 11.89, a third 3.96, of the tax 1.90 0.63, the rest from net.
    expect(totalsOf(priced(lines, of(third)))).toEqual([666, 127, 793]);
    const included = [line(1, '10.00', '1', { taxes: [vat(25, 'included')] })];
    // Net 8.00, half off 4.00, 25 % of it 1.00.
    const half = promotion(percent(50));
    expect(totalsOf(priced(included, of(half), { promotionPolicy: 'net_then_tax' }))).toEqual([
      400, 100, 500,
    ]);
  });

  it('the mode of discounts decides halves: ten times 10 % off 100.00', () => {
    const ten = Array.from({ length: 10 }, (_, at) => promotion(percent(10), { id: `${at}` }));
    const total = (discountMode: 'DOWN' | 'HALF_DOWN' | 'HALF_UP') =>
      minor(priced([line(1, '100.00')], of(...ten), { discountMode }).total);
    expect(total('DOWN')).toBe(3489);
    expect(total('HALF_DOWN')).toBe(3488);
    expect(total('HALF_UP')).toBe(3487);
    const unrounded = priced([line(1, '100.00')], of(...ten), { rounding: 'none' }).total;
    expect(Number((unrounded.n * 1_000_000n) / unrounded.d)).toBe(3_486_784_401);
  });
});

describe('single units', () => {
  it('the cheapest unit is of the lowest unit price, at its price with tax; ties to the lowest position', () => {
    const lines = [
      line(2, '4.80', '4', { taxes: [vat(10)] }),
      line(1, '5.10', '10'),
      line(3, '4.80', '1'),
      line(4, '0.00', '1'),
    ];
    const cheapest = promotion(percent(90), { target: { cheapestUnits: 1 } });
    const derivation = priced(lines, of(cheapest));
    expect(takenBy(derivation.outcomes)).toEqual([[475]]);
    expect(derivation.outcomes[0]?.groups[0]?.positions).toEqual([2]);
  });

  it('several cheapest units run over lines, and a selection holds them', () => {
    const lines = [
      line(1, '1.00', '2', { sku: 'A' }),
      line(2, '2.00', '2', { sku: 'B' }),
      line(3, '3.00', '1', { sku: 'B' }),
    ];
    const three = promotion(percent(50), { target: { cheapestUnits: 3 } });
    expect(grossOf(priced(lines, of(three)))).toEqual([100, 300, 300]);
    const ofB = promotion(percent(50), { target: { cheapestUnits: 3, skus: ['B'] } });
    expect(grossOf(priced(lines, of(ofB)))).toEqual([200, 200, 150]);
  });

  it('a later promotion takes units that nobody was given yet, at their price', () => {
    const lines = [line(1, '5.10', '18')];
    const free = promotion({ kind: 'free_units', count: 4 }, { id: 'free' });
    const cheapest = promotion(percent(90), { id: 'cheapest', target: { cheapestUnits: 1 } });
    const all = promotion(percent(10), { id: 'all' });
    const derivation = priced(lines, of(free, cheapest, all));
    expect(takenBy(derivation.outcomes)).toEqual([[2040], [459], [668]]);
    expect(freeUnits(derivation)).toEqual([4, 0, 0]);
  });

  it('a unit given already goes on where there is no other: 10 % and then half of the cheapest', () => {
    const lines = [line(1, '2.00'), line(2, '9.00')];
    const tenth = promotion(percent(10), { id: 'a', target: { cheapestUnits: 1 } });
    const half = promotion(percent(50), { id: 'b', target: { cheapestUnits: 1 } });
    expect(takenBy(priced(lines, of(tenth, half)).outcomes)).toEqual([[20], [90]]);
    expect(takenBy(priced(lines, of(tenth, { ...half, base: 'original' })).outcomes)).toEqual([[20], [100]]);
  });

  it('3 for 2 gives the cheapest of each full three', () => {
    const lines = [line(1, '4.00', '3'), line(2, '3.00', '4')];
    const threeForTwo = promotion({ kind: 'free_units', count: 1, everyUnits: 3 });
    const derivation = priced(lines, of(threeForTwo));
    expect(grossOf(derivation)).toEqual([1200, 600]);
    expect(freeUnits(derivation)).toEqual([2]);
  });

  it('a set price holds for full sets, of the dearest units', () => {
    const lines = [line(1, '2.00', '2'), line(2, '3.00', '2')];
    const setPrice = promotion({ kind: 'set_price', setUnits: 3, priceMinor: amountMinor(600) });
    // 3 + 3 + 2 = 8.00 for 6.00: 2.00 off, 6 : 2 by what they cost.
    expect(grossOf(priced(lines, of(setPrice)))).toEqual([350, 450]);
  });

  it('added units cost nothing and change nothing', () => {
    const lines = [line(1, '10.00', '5', { sku: 'A' }), line(2, '8.00')];
    const added = promotion({ kind: 'added_units', count: 2, everyUnits: 2 }, { target: { skus: ['A'] } });
    const derivation = priced(lines, of(added));
    expect(minor(derivation.total)).toBe(5800);
    expect(freeUnits(derivation)).toEqual([4]);
  });

  it('free units of a line that does not divide take their share, rounded', () => {
    // 3 for 10.00 as one line of 3.333333: 9.999999 is 10.00; one of three is 3.33.
    const derivation = priced([line(1, '3.333333', '3')], of(promotion({ kind: 'free_units', count: 1 })));
    expect(takenBy(derivation.outcomes)).toEqual([[333]]);
  });
});

describe('when a promotion is given', () => {
  it('its subtotal is what earlier promotions left, unless it counts on the original', () => {
    // Vendure: 3 x 500, buy 3 get 50 %, spend 1000 get 10 %: only the first.
    const lines = [line(1, '5.00', '3', { taxes: [vat(20)] })];
    const half = promotion(percent(50), { id: 'half', when: { quantityMinMicro: quantityMicro(3_000_000) } });
    const spend = promotion(percent(10), { id: 'spend', when: { subtotalMinMinor: amountMinor(1000) } });
    const policies = { promotionPolicy: 'recompute' } as const;
    expect(totalsOf(priced(lines, of(half, spend), policies))).toEqual([750, 150, 900]);
    expect(totalsOf(priced(lines, of(half, { ...spend, base: 'original' }), policies))).toEqual([
      600, 120, 720,
    ]);
  });

  it('units and subtotals count among the lines it names', () => {
    const lines = [line(1, '20.00', '1', { sku: 'A' }), line(2, '30.00', '1', { sku: 'B' })];
    const onA = (when: Promotion['when']) => promotion(percent(10), { target: { skus: ['A'] }, when });
    const taken = (when: Promotion['when']) => takenBy(priced(lines, of(onA(when))).outcomes);
    expect(taken({ subtotalMinMinor: amountMinor(4000), of: { skus: ['A'] } })).toEqual([]);
    expect(taken({ subtotalMinMinor: amountMinor(4000) })).toEqual([[200]]);
    expect(taken({ quantityMinMicro: quantityMicro(2_000_000), of: { skus: ['B'] } })).toEqual([]);
    expect(taken({ quantityMinMicro: quantityMicro(2_000_000) })).toEqual([[200]]);
    expect(taken({ positionsPresent: [2] })).toEqual([[200]]);
    expect(taken({ positionsPresent: [2, 7] })).toEqual([]);
  });

  it('selects by category and by unit price, both ends included', () => {
    const lines = [
      line(1, '30.00', '1', { categories: ['Shirts', 'Sale'] }),
      line(2, '29.99', '1', { categories: ['Shirts'] }),
      line(3, '150.00', '1', { categories: ['Mugs'] }),
    ];
    const ranged = { min: unitPriceMicro(30_000_000), max: unitPriceMicro(150_000_000) };
    const byPrice = promotion(percent(10), { target: { unitPriceMicro: ranged } });
    expect(grossOf(priced(lines, of(byPrice)))).toEqual([2700, 2999, 13_500]);
    const both = promotion(percent(10), { target: { unitPriceMicro: ranged, categories: ['Shirts'] } });
    expect(grossOf(priced(lines, of(both)))).toEqual([2700, 2999, 15_000]);
  });

  it('runs by priority, then as listed', () => {
    const lines = [line(1, '100.00')];
    const fifth = promotion(percent(20), { id: 'fifth' });
    const ten = promotion(amount(1000), { id: 'ten' });
    const total = (...promotions: readonly Promotion[]) => minor(priced(lines, of(...promotions)).total);
    expect(total({ ...ten, priority: 1 }, { ...fifth, priority: 4 })).toBe(7000);
    expect(total({ ...ten, priority: 5 }, { ...fifth, priority: 2 })).toBe(7200);
    expect(total(ten, fifth)).toBe(7200);
  });

  it('an exclusive one that holds stands alone: highest priority, then what takes most', () => {
    const lines = [line(1, '100.00')];
    const fifth = promotion(percent(20), { id: 'fifth', isExclusive: true });
    const ten = promotion(amount(1000), { id: 'ten', isExclusive: true });
    const rules = (...promotions: readonly Promotion[]) =>
      priced(lines, of(...promotions)).outcomes.map(({ rule }) => rule);
    expect(rules({ ...ten, priority: 9, isExclusive: false }, fifth)).toEqual(['fifth']);
    expect(rules({ ...fifth, priority: 2 }, { ...ten, priority: 5 })).toEqual(['ten']);
    expect(rules(ten, fifth)).toEqual(['fifth']);
    const unheld = { ...fifth, when: { subtotalMinMinor: amountMinor(20_000) } };
    expect(rules(unheld, { ...ten, isExclusive: false })).toEqual(['ten']);
  });

  it('is given several times, as long as uses are left', () => {
    const lines = [line(1, '100.00')];
    const total = (more: Partial<Promotion>, gift = percent(10)) =>
      minor(priced(lines, of(promotion(gift, more))).total);
    expect(total({ times: 2 })).toBe(8100);
    expect(total({ times: 2, base: 'original' })).toBe(8000);
    expect(total({ times: 3 }, amount(500))).toBe(8500);
    expect(total({ times: 3, usesMax: 10, usesSoFar: 9 }, amount(500))).toBe(9500);
    expect(total({ usesMax: 1, usesSoFar: 1 })).toBe(10_000);
    const twice = priced(lines, of(promotion(percent(10), { times: 2 })));
    expect(takenBy(twice.outcomes)).toEqual([[1900]]);
  });

  it('holds in its season, on its days, in its happy hours', () => {
    const happy = promotion(percent(50), {
      validity: {
        firstDay: businessDate('2026-11-01'),
        weekdays: [5],
        dayTimes: [{ fromMinute: 1020, toMinute: 1140 }],
      },
    });
    const total = (date: string, minute: number) =>
      minor(priced([line(1, '8.00')], [promotionStage([happy], { date: businessDate(date), minute })]).total);
    expect(total('2026-11-27', 1020)).toBe(400);
    expect(total('2026-11-27', 1140)).toBe(800);
    expect(total('2026-11-26', 1020)).toBe(800);
    expect(total('2026-10-30', 1020)).toBe(800);
    expect(minor(priced([line(1, '8.00')], of(happy)).total)).toBe(800);
  });
});

describe('a lowest price', () => {
  it('moves what does not fit to the other lines by weight', () => {
    const floored = (minPrice: number) => ({ minPriceMicro: unitPriceMicro(minPrice * 1_000_000) });
    const lines = [
      line(1, '50.00', '2', floored(45)),
      line(2, '20.00', '2', floored(15)),
      line(3, '30.00'),
      line(4, '10.00'),
    ];
    expect(grossOf(priced(lines, of(promotion(amount(3600)))))).toEqual([9000, 3000, 1800, 600]);
  });

  it('a percentage moves too; nothing moves beyond what was aimed at', () => {
    const lines = [line(1, '50.00', '1', { minPriceMicro: unitPriceMicro(45_000_000) }), line(2, '20.00')];
    expect(grossOf(priced(lines, of(promotion(percent(20)))))).toEqual([4500, 1100]);
    const only = promotion(percent(50), { target: { positions: [1] } });
    expect(grossOf(priced(lines, of(only)))).toEqual([4500, 2000]);
  });

  it('is a shelf price: taxes do not loosen it', () => {
    // 45 of 50 may be left, net; 60.00 gross of which 6.00 can go.
    const taxes = [vat(20)];
    const lines = [line(1, '50.00', '1', { taxes, minPriceMicro: unitPriceMicro(45_000_000) })];
    expect(totalsOf(priced(lines, of(promotion(percent(50)))))).toEqual([4500, 900, 5400]);
  });
});

describe('absurd promotions are refused', () => {
  const refusalOf = (...promotions: readonly Promotion[]) => {
    const lines = [line(1, '1.00')];
    const found = price({ currency: EURO, lines, policies: DEFAULT_POLICIES, stages: of(...promotions) });
    return found.ok ? null : [found.refusal.code, found.refusal.field];
  };

  it('beyond whole, below nothing, without number, too many', () => {
    const code = 'pricing/promotion-out-of-range';
    expect(refusalOf(promotion(percent(101)))).toEqual([code, 'promotions.p.gift.percent']);
    expect(refusalOf(promotion(percent(-1)))).toEqual([code, 'promotions.p.gift.percent']);
    expect(refusalOf(promotion({ kind: 'free_units', count: Number.NaN }))).toEqual([
      code,
      'promotions.p.gift.free_units',
    ]);
    expect(refusalOf(promotion(percent(1), { times: 1e9 }))).toEqual([code, 'promotions.p.times']);
    expect(refusalOf(promotion(percent(1), { target: { cheapestUnits: 0.5 } }))).toEqual([
      code,
      'promotions.p.target.cheapestUnits',
    ]);
    const nan = Number.NaN as ReturnType<typeof quantityMicro>;
    expect(refusalOf(promotion(percent(1), { when: { quantityMinMicro: nan } }))).toEqual([
      code,
      'promotions.p.when',
    ]);
    const many = Array.from({ length: 201 }, () => promotion(percent(1)));
    expect(refusalOf(...many)).toEqual(['pricing/too-many-promotions', 'promotions']);
    expect(refusalOf(promotion({ kind: 'free_units', count: Number.MAX_SAFE_INTEGER }))).toBeNull();
  });
});

const taxes = fc.constantFrom([], [vat(10)], [vat(19, 'included')], [vat(6), deposit('0.25')]);
const anyLine: fc.Arbitrary<Omit<PriceableLine, 'position'>> = fc
  .record({
    cents: fc.integer({ min: 0, max: 20_000 }),
    units: fc.integer({ min: 1, max: 6 }),
    taxes,
    sku: fc.constantFrom('A', 'B'),
    floor: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  .map(({ cents, units, floor, ...more }) => ({
    unitPriceMicro: unitPriceMicro(cents * 10_000),
    quantityMicro: quantityMicro(units * 1_000_000),
    modifierPricesMicro: [],
    discounts: [],
    ...more,
    ...(floor === null ? {} : { minPriceMicro: unitPriceMicro(cents * floor * 100) }),
  }));
const anyLines = fc
  .array(anyLine, { minLength: 1, maxLength: 8 })
  .map((lines) => lines.map((each, at) => ({ ...each, position: at + 1 })));
const anyPromotion: fc.Arbitrary<Promotion> = fc
  .record({
    gift: fc.oneof(
      fc.integer({ min: 0, max: 100 }).map(percent),
      fc.integer({ min: 0, max: 30_000 }).map(amount),
      fc.record({ kind: fc.constant('free_units' as const), count: fc.integer({ min: 0, max: 5 }) }),
      fc.record({
        kind: fc.constant('set_price' as const),
        setUnits: fc.integer({ min: 1, max: 4 }),
        priceMinor: fc.integer({ min: 0, max: 9_000 }).map(amountMinor),
      }),
    ),
    target: fc.constantFrom({}, { skus: ['A'] }, { cheapestUnits: 2 }, { positions: [1, 3] }),
    base: fc.constantFrom('running' as const, 'original' as const),
    times: fc.integer({ min: 1, max: 3 }),
    cap: fc.option(fc.integer({ min: 0, max: 5_000 })),
    priority: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ gift, cap, ...more }) =>
    promotion(gift, { ...more, ...(cap === null ? {} : { capMinor: amountMinor(cap) }) }),
  );
const anyPolicy = fc.constantFrom('split_back' as const, 'recompute' as const, 'net_then_tax' as const);

describe('whatever is promised', () => {
  it('lines add up, no line falls below nothing or its lowest price, and shuffling changes nothing', () => {
    fc.assert(
      fc.property(
        anyLines.chain((lines) =>
          fc.tuple(
            fc.constant(lines),
            fc.shuffledSubarray([...lines], { minLength: lines.length, maxLength: lines.length }),
          ),
        ),
        fc.array(anyPromotion, { maxLength: 4 }),
        anyPolicy,
        ([lines, shuffled], promotions, promotionPolicy) => {
          const derivation = priced(lines, of(...promotions), { promotionPolicy });
          const [net, tax, total] = totalsOf(derivation) as [number, number, number];
          expect(net + tax).toBe(total);
          expect(grossOf(derivation).reduce((all, each) => all + each, 0)).toBe(total);
          derivation.lines.forEach((each, at) => {
            expect(minor(each.gross)).toBeGreaterThanOrEqual(0);
            const floor = ((lines[at]!.minPriceMicro ?? 0) * lines[at]!.quantityMicro) / 1e10;
            // A cent of rounding between the shelf price and what is with tax, of each promotion that took some.
            expect(minor(each.price)).toBeGreaterThanOrEqual(
              Math.floor(floor) - Math.max(1, promotions.length),
            );
          });
          const again = priced(shuffled, of(...promotions), { promotionPolicy });
          expect(totalsOf(again)).toEqual([net, tax, total]);
          expect(again.outcomes).toEqual(derivation.outcomes);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('what split back took is what the total fell by', () => {
    fc.assert(
      fc.property(anyLines, fc.array(anyPromotion, { maxLength: 4 }), (lines, promotions) => {
        const before = minor(priced(lines, []).total);
        const after = priced(lines, of(...promotions));
        const taken = takenBy(after.outcomes)
          .flat()
          .reduce((all, each) => all + each, 0);
        expect(minor(after.total)).toBe(before - taken);
      }),
      { numRuns: 300 },
    );
  });

  it('within a tax group each tax gives its share and the net the rest', () => {
    const groupOf = fc.constantFrom<readonly TaxRule[]>([], [vat(19, 'included')], [vat(7), vat(2.5)]);
    const items = fc.record({
      cents: fc.integer({ min: 1, max: 5_000 }),
      units: fc.integer({ min: 1, max: 5 }),
    });
    const ppb = fc.integer({ min: 0, max: 1_000 }).map((permille) => permille * 1_000_000);
    fc.assert(
      fc.property(fc.array(items, { minLength: 1, maxLength: 6 }), groupOf, ppb, (some, taxes, ratePpb) => {
        const lines = some.map(({ cents, units }, at) => ({
          ...line(at + 1, '0', `${units}`, { taxes }),
          unitPriceMicro: unitPriceMicro(cents * 10_000),
        }));
        const before = priced(lines, []);
        const after = priced(lines, of(promotion({ kind: 'percent', ratePpb })));
        const share = (amount: number, mode: 'HALF_UP' | 'HALF_DOWN') =>
          Number(roundQuotient(BigInt(amount) * BigInt(ratePpb), 1_000_000_000n, mode));
        const taxesOf = ({ taxes: all }: Derivation) => all.map(({ amount: tax }) => minor(tax));
        expect(minor(after.total)).toBe(minor(before.total) - share(minor(before.total), 'HALF_DOWN'));
        expect(taxesOf(after)).toEqual(taxesOf(before).map((tax) => tax - share(tax, 'HALF_UP')));
      }),
      { numRuns: 300 },
    );
  });

  it('a return of everything gives back what the sale gave', () => {
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 0, max: 100 }), anyPolicy, (lines, rate, promotionPolicy) => {
        const sold = lines.map(({ minPriceMicro: _floor, ...each }) => each);
        const back = sold.map((each) => ({ ...each, quantityMicro: quantityMicro(-each.quantityMicro) }));
        const rules = of(promotion(percent(rate)));
        const there = totalsOf(priced(sold, rules, { promotionPolicy }));
        const andBack = totalsOf(priced(back, rules, { promotionPolicy }));
        expect(andBack.map((each) => 0 - each)).toEqual(there.map((each) => 0 + each));
      }),
      { numRuns: 200 },
    );
  });

  it('under every policy it has a price: net and tax make the total, and nobody is paid for buying', () => {
    const anyPolicies = fc.record({
      rounding: fc.constantFrom(
        'per_unit' as const,
        'per_line' as const,
        'per_order' as const,
        'none' as const,
      ),
      roundFirst: fc.constantFrom('tax' as const, 'net' as const),
      stepMinor: fc.constantFrom(1, 5, 100),
      promotionPolicy: anyPolicy,
      discountMode: fc.constantFrom(...ROUNDING_MODES),
      apportionBase: fc.constantFrom('price' as const, 'gross' as const),
      allocateMode: fc.constantFrom('by_weight' as const, 'equal' as const),
      remainder: fc.constantFrom('largest' as const, 'first' as const, 'last' as const),
    });
    fc.assert(
      fc.property(
        anyLines,
        fc.array(anyPromotion, { maxLength: 4 }),
        anyPolicies,
        (lines, promotions, policies) => {
          const { net, tax, total } = priced(lines, of(...promotions), policies);
          expect(compared(plus(net, tax), total)).toBe(0);
          // Where only the order is whole, what is taken of it may be a fraction of a step too much.
          const least = policies.rounding === 'per_order' ? -policies.stepMinor : 0;
          expect(compared(total, exact(BigInt(least)))).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
