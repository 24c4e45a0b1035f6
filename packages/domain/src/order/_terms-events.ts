import { amountMinor, businessDate, quantityMicro, ratePpm, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { DAY, fixed } from '../_facts.ts';
import type { Draft } from '../journal/entry.ts';
import { NO_RULES } from '../pricing/rules/captured-rules.ts';
import type { ChargeRule } from '../pricing/rules/charge-rule.ts';
import type { CouponRule, PromotionRule } from '../pricing/rules/promotion-rule.ts';
import { AMOUNT_MAX, QUANTITY_MAX } from '../scalars.ts';
import { ANA, BEER, beerAdded, closed, EUR, ORDER, VAT } from './_orders.ts';
import type { OrderEvent } from './events.ts';

const n = fc.integer({ min: 1, max: 4 });
const base = { v: 1, aggregate: ORDER } as const;
const EVERYTHING = { items: null, categories: null, unitPriceMicro: null };

export const VAT_10 = {
  tax: VAT,
  name: 'VAT 10 %',
  ratePpm: ratePpm(100_000),
  mode: 'included',
  compound: false,
} as const;

/** Three for the price of two, of any beer. */
export const THREE_FOR_TWO: PromotionRule = {
  id: fixed('PriceRule', 1),
  name: '3 for 2',
  gift: { kind: 'free_units', count: 1, everyUnits: 3 },
  target: { ...EVERYTHING, cheapestUnits: null },
  when: { quantityMinMicro: null, subtotalMinMinor: null, of: EVERYTHING },
  capMinor: null,
  base: 'running',
  times: 1,
  priority: 0,
  isExclusive: false,
};

/** 10 % on what is left, its VAT included. */
export const SERVICE: ChargeRule = {
  id: fixed('PriceRule', 2),
  name: 'Service 10 %',
  amount: { kind: 'percent', ratePpb: 100_000_000, basis: 'net' },
  guestsMin: null,
  taxes: [VAT_10],
};

/** 1.50 from everybody. */
export const COVER: ChargeRule = {
  id: fixed('PriceRule', 3),
  name: 'Cover',
  amount: { kind: 'per_guest', amountMinor: amountMinor(150) },
  guestsMin: null,
  taxes: [VAT_10],
};

/** 2.00 off the order. */
export const TWO_OFF: CouponRule = {
  id: fixed('PriceRule', 4),
  name: 'Two off',
  code: 'TWO',
  gift: { kind: 'fixed_cart', amountMinor: amountMinor(200) },
  limitUnits: null,
  excludesSaleItems: false,
  target: EVERYTHING,
  when: { quantityMinMicro: null, subtotalMinMinor: null, of: EVERYTHING },
};

/** 20 % off beer. */
export const FIFTH_OFF: CouponRule = {
  ...TWO_OFF,
  id: fixed('PriceRule', 5),
  name: 'A fifth off beer',
  code: 'BEER',
  gift: { kind: 'percent', ratePpb: 200_000_000 },
  target: { ...EVERYTHING, items: [BEER] },
};

const rules = fc.record({
  promotions: fc.subarray([THREE_FOR_TWO]),
  charges: fc.subarray([SERVICE, COVER]),
  rounding: fc.constantFrom('per_line' as const, 'per_order' as const, 'per_unit' as const),
  reason: fc.constantFrom('opened' as const, 'repriced' as const),
});
const lineTerms = fc.oneof(
  fc
    .constantFrom(1, 100, AMOUNT_MAX)
    .map((amount) => ({ kind: 'amount' as const, amountMinor: amountMinor(amount) })),
  fc.constantFrom(1, 333_333_333, 1_000_000_000).map((ratePpb) => ({ kind: 'percent' as const, ratePpb })),
  fc
    .constantFrom(0, 500_000)
    .map((each) => ({ kind: 'per_unit' as const, perUnitMicro: unitPriceMicro(each) })),
);
const orderTerms = fc.oneof(
  fc
    .constantFrom(1, 250, AMOUNT_MAX)
    .map((amount) => ({ kind: 'amount' as const, amountMinor: amountMinor(amount) })),
  fc.constantFrom(1, 100_000_000).map((ratePpb) => ({ kind: 'percent' as const, ratePpb })),
  fc.constantFrom(0, 999).map((price) => ({ kind: 'fixed_price' as const, priceMinor: amountMinor(price) })),
);
const words = { name: 'Regular', reason: 'comes every day' };
const other = { order: fixed('Order', 2), label: 'T2-3' };
const quantity = fc.constantFrom(-QUANTITY_MAX, -1_000_000, 1, 500_000, 1_000_000, QUANTITY_MAX);

/** Rules, discounts, coupons and charges. */
const ruleEvents: fc.Arbitrary<Draft<OrderEvent>> = fc.oneof(
  rules.map(({ rounding, reason, ...captured }) => ({
    ...base,
    type: 'order.RulesCaptured' as const,
    body: { ...NO_RULES, ...captured, policies: { ...NO_RULES.policies, rounding }, reason },
  })),
  fc.tuple(n, n, lineTerms).map(([discount, line, terms]) => ({
    ...base,
    type: 'order.LineDiscounted' as const,
    body: { ...words, discount: fixed('Discount', discount), line: fixed('Line', line), terms },
  })),
  fc.tuple(n, orderTerms).map(([discount, terms]) => ({
    ...base,
    type: 'order.OrderDiscounted' as const,
    body: { ...words, discount: fixed('Discount', discount + 10), terms },
  })),
  fc.tuple(n, fc.option(n)).map(([discount, line]) => ({
    ...base,
    type: 'order.DiscountRemoved' as const,
    body:
      line === null
        ? { discount: fixed('Discount', discount + 10), line: null }
        : { discount: fixed('Discount', discount), line: fixed('Line', line) },
  })),
  fc.tuple(n, fc.constantFrom(TWO_OFF, FIFTH_OFF)).map(([use, coupon]) => ({
    ...base,
    type: 'order.CouponEntered' as const,
    body: { use: fixed('CouponUse', use), coupon },
  })),
  n.map((use) => ({
    ...base,
    type: 'order.CouponRemoved' as const,
    body: { use: fixed('CouponUse', use) },
  })),
  fc.constantFrom(SERVICE, COVER).map(({ id: charge }) => ({
    ...base,
    type: 'order.ChargeWaived' as const,
    body: { charge, reason: 'waited an hour' },
  })),
  fc.constantFrom(SERVICE, COVER).map(({ id: charge }) => ({
    ...base,
    type: 'order.ChargeRestored' as const,
    body: { charge },
  })),
);

/** Table, guests, seats, courses, staff. */
const guestEvents: fc.Arbitrary<Draft<OrderEvent>> = fc.oneof(
  fc.option(n).map((n) => ({
    ...base,
    type: 'order.TableChanged' as const,
    body: { table: n === null ? null : { id: fixed('ServiceEntity', n), name: `Table ${n}` } },
  })),
  fc.option(n).map((guests) => ({ ...base, type: 'order.GuestsChanged' as const, body: { guests } })),
  fc.option(n).map((n) => ({
    ...base,
    type: 'order.CustomerSet' as const,
    body: { customer: n === null ? null : fixed('Customer', n) },
  })),
  fc.tuple(n, fc.option(n)).map(([line, seat]) => ({
    ...base,
    type: 'order.LineSeatSet' as const,
    body: { line: fixed('Line', line), seat },
  })),
  fc.tuple(n, fc.option(n)).map(([line, course]) => ({
    ...base,
    type: 'order.LineCourseSet' as const,
    body: { line: fixed('Line', line), course },
  })),
  fc.tuple(n, fc.boolean()).map(([course, isHeld]) => ({
    ...base,
    type: 'order.CourseHeld' as const,
    body: { course, isHeld },
  })),
  fc.tuple(n, fc.option(n)).map(([line, minutes]) => ({
    ...base,
    type: 'order.LineStaffSet' as const,
    body: {
      line: fixed('Line', line),
      staff: minutes === null ? null : { id: fixed('User', minutes), name: 'Bea' },
      durationMinutes: minutes,
    },
  })),
);

/** Parked, resumed, given up, quoted. */
const lifeEvents: fc.Arbitrary<Draft<OrderEvent>> = fc.oneof(
  fc.constant({ ...base, type: 'order.OrderParked' as const, body: {} }),
  fc.constant({ ...base, type: 'order.OrderResumed' as const, body: {} }),
  fc.boolean().map((isMerged) => ({
    ...base,
    type: 'order.OrderCancelled' as const,
    body: { reason: 'left', mergedInto: isMerged ? other.order : null },
  })),
  n.map((n) => {
    const { number, lines, net, taxes, total } = closed(n).body;
    return {
      ...base,
      type: 'order.QuoteIssued' as const,
      body: {
        quote: fixed('Quote', n),
        number,
        validUntil: businessDate('2026-12-24'),
        businessDate: DAY,
        localTime: '2026-11-22T13:00:00',
        cashierName: ANA.name,
        customer: null,
        currency: EUR,
        lines,
        charges: [],
        net,
        taxes,
        total,
        discount: amountMinor(0),
        note: null,
      },
    };
  }),
);

/** Lines that go and come. */
const moveEvents: fc.Arbitrary<Draft<OrderEvent>> = fc.oneof(
  fc
    .tuple(n, fc.uniqueArray(n, { minLength: 1, maxLength: 3 }), quantity, fc.boolean(), fc.nat(30))
    .map(([move, lines, each, isWhole, saw]) => ({
      ...base,
      type: 'order.LinesMovedOut' as const,
      body: {
        move: fixed('Move', move),
        to: other,
        lines: lines.map((line) => ({
          line: fixed('Line', line),
          quantityMicro: quantityMicro(each),
          isWhole,
        })),
        saw: Array.from({ length: saw }, (_, at) => fixed('Event', (10_000 + at) * 100)),
      },
    })),
  fc.tuple(n, n, quantity, fc.option(n), lineTerms).map(([move, line, each, n, terms]) => {
    const { body } = beerAdded(line);
    return {
      ...base,
      type: 'order.LinesMovedIn' as const,
      body: {
        move: fixed('Move', move),
        from: other,
        lines: [
          {
            added: { ...body, quantityMicro: quantityMicro(each) },
            unitPriceMicro: body.unitPriceMicro,
            overrideReason: null,
            note: n === null ? null : 'no ice',
            seat: n,
            course: n,
            staff: null,
            durationMinutes: null,
            discounts: n === null ? [] : [{ ...words, id: fixed('Discount', n), discount: terms }],
            firings: n === null ? [] : [fixed('Firing', n)],
            origins: [{ order: other.order, line: fixed('Line', 90 + line) }],
          },
        ],
      },
    };
  }),
  n.map((line) => ({
    ...base,
    type: 'order.MovedLineVoided' as const,
    body: { line: fixed('Line', line), in: other.order, reason: 'cold' },
  })),
);

/** Any fact about the terms of an order: rules, guests, what becomes of it, and lines that move. */
export const termsEvents: fc.Arbitrary<Draft<OrderEvent>> = fc.oneof(
  ruleEvents,
  guestEvents,
  lifeEvents,
  moveEvents,
);
