import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import type { Draft, Recorded } from '../../journal/entry.ts';
import { readEvent } from '../../journal/event-catalogue.ts';
import { foldAll } from '../../journal/fold.ts';
import { closed } from '../../order/_orders.ts';
import type { ClosedDocument } from '../../order/state.ts';
import type { CouponEvent } from './events.ts';
import { type CouponReader, couponsUsed, couponUsesFold, usedUp, usesBeyond } from './uses.ts';

const DEPTH = Number(process.env['BEAVEROS_DEPTH'] ?? 1);
const COUPON = fixed('PriceRule', 1);
const order = (n: number) => fixed('Order', n);
const used = (of: number, usesMax = 2): Draft<CouponEvent> => ({
  type: 'product-catalog.CouponUsed',
  v: 1,
  aggregate: COUPON,
  body: { coupon: COUPON, name: 'Two off', order: order(of), document: fixed('Document', of), usesMax },
});
const stateOf = (facts: readonly Recorded[]) => foldAll(couponUsesFold, COUPON, facts).state;
const facts = (...orders: readonly number[]) =>
  orders.flatMap((of, at) => record([used(of)], { seq: at + 1, clock: at + 1 }));
const reader = (state: ReturnType<typeof stateOf>, usesMax: number | null = 2): CouponReader => ({
  limit: () => (usesMax === null ? null : { name: 'Two off', usesMax }),
  uses: () => state,
});

describe('the uses of a coupon', () => {
  it('are its orders, each once; the third of two is beyond', () => {
    const state = stateOf(facts(1, 2, 1, 3));
    expect([...state.uses.keys()]).toEqual([order(1), order(2), order(3)]);
    expect(usesBeyond(state)).toMatchObject([{ order: order(3) }]);
  });

  it('are refused to one order more, not to one that has it, and never without a limit', () => {
    const full = stateOf(facts(1, 2));
    expect(usedUp(reader(full), COUPON, order(3))).toEqual({
      code: 'order/coupon-used-up',
      coupon: 'Two off',
      usesMax: 2,
    });
    expect(usedUp(reader(full), COUPON, order(2))).toBeNull();
    expect(usedUp(reader(full, null), COUPON, order(3))).toBeNull();
    expect(usedUp(reader(full, 3), COUPON, order(3))).toBeNull();
  });

  it('are what a close says that it took off, once, and none of practice', () => {
    const { body } = closed(1);
    const discounts = [{ source: 'coupon' as const, rule: COUPON, name: 'Two off', amount: -200 as never }];
    const document: ClosedDocument = {
      ...body,
      lines: body.lines.flatMap((line) => [{ ...line, discounts }, line]),
    };
    const none = reader(stateOf([]));
    expect(couponsUsed(document, order(1), none)).toMatchObject({
      ok: true,
      value: [{ type: 'product-catalog.CouponUsed', aggregate: COUPON, body: { order: order(1) } }],
    });
    expect(couponsUsed({ ...document, isTraining: true }, order(1), none)).toEqual({ ok: true, value: [] });
    expect(couponsUsed(body, order(1), none)).toEqual({ ok: true, value: [] });
    expect(couponsUsed(document, order(1), reader(stateOf(facts(1))))).toEqual({ ok: true, value: [] });
    expect(couponsUsed(document, order(3), reader(stateOf(facts(1, 2))))).toMatchObject({ ok: false });
  });

  it('are the same in whatever order and however often they come, and as many as orders', () => {
    const event = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }));
    const any = histories(event.map(([of, usesMax]) => used(of, usesMax)));
    const delivered = any.chain((all) => deliveries(all).map((batches) => ({ all, batches })));
    fc.assert(
      fc.property(delivered, ({ all, batches }) => {
        for (const each of all) expect(readEvent(each.event).kind).toBe('read');
        const state = stateOf(all);
        const again = stateOf(batches.flat());
        expect([...again.uses]).toEqual([...state.uses]);
        expect(usesBeyond(again)).toEqual(usesBeyond(state));
        expect(usesBeyond(state)).toHaveLength(
          Math.max(0, state.uses.size - (state.usesMax ?? state.uses.size)),
        );
      }),
      { numRuns: 300 * DEPTH },
    );
  });
});
