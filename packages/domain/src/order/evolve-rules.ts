import type { EventOf } from '../journal/event-schema.ts';
import { changeLine, noting, removeLineDiscount } from './line-changes.ts';
import type { RULE_EVENTS } from './rule-events.ts';
import type { Author, OrderState } from './state.ts';

export type RuleEvent = EventOf<(typeof RULE_EVENTS)[number]>;

/** Rules, discounts, coupons and waived charges. Each is noted: a close that did not see it leaves a task. */
export function evolveRules(before: OrderState, event: RuleEvent, by: Author): OrderState {
  switch (event.type) {
    case 'order.RulesCaptured':
      // The opening's own rules are no change that anybody could have missed.
      return {
        ...(event.body.reason === 'opened' ? before : noting(before, { kind: 'rules', line: null, by })),
        rules: event.body,
      };
    case 'order.LineDiscounted': {
      const { discount: id, line, name, reason, terms: discount } = event.body;
      const state = noting(before, { kind: 'discount', line, by });
      return changeLine(state, line, { discounts: [{ id, name, reason, discount }] });
    }
    case 'order.OrderDiscounted': {
      const state = noting(before, { kind: 'discount', line: null, by });
      const isKnown = state.orderDiscounts.some(({ discount }) => discount === event.body.discount);
      return isKnown ? state : { ...state, orderDiscounts: [...state.orderDiscounts, event.body] };
    }
    case 'order.DiscountRemoved': {
      const { discount, line } = event.body;
      const state = noting(before, { kind: 'discount', line, by });
      if (line !== null) return removeLineDiscount(state, line, discount);
      const orderDiscounts = state.orderDiscounts.filter((each) => each.discount !== discount);
      return { ...state, orderDiscounts };
    }
    case 'order.CouponEntered': {
      const state = noting(before, { kind: 'discount', line: null, by });
      const isKnown = state.coupons.some(
        ({ use, coupon }) => use === event.body.use || coupon.id === event.body.coupon.id,
      );
      return isKnown ? state : { ...state, coupons: [...state.coupons, event.body] };
    }
    case 'order.CouponRemoved': {
      const state = noting(before, { kind: 'discount', line: null, by });
      return { ...state, coupons: state.coupons.filter(({ use }) => use !== event.body.use) };
    }
    case 'order.ChargeWaived': {
      const state = noting(before, { kind: 'discount', line: null, by });
      return { ...state, waived: new Map(state.waived).set(event.body.charge, event.body.reason) };
    }
    case 'order.ChargeRestored': {
      const state = noting(before, { kind: 'discount', line: null, by });
      const waived = new Map(state.waived);
      waived.delete(event.body.charge);
      return { ...state, waived };
    }
  }
}
