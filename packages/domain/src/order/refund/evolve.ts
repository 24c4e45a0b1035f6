import { isNumbered } from '../standing.ts';
import type { Author, OrderState } from '../state.ts';
import type { RefundEvent } from './events.ts';

/** Refunds form a union: each counts once, by its document's id; so does a grant, by its own. */
export function evolveRefund(state: OrderState, event: RefundEvent, by: Author): OrderState {
  switch (event.type) {
    case 'order.RefundIssued':
      return isNumbered(state, event.body.document)
        ? state
        : { ...state, refunds: [...state.refunds, { ...event.body, by }] };
    case 'order.RefundGranted': {
      if (state.refundGrants.has(event.body.grant)) return state;
      const refundGrants = new Map(state.refundGrants).set(event.body.grant, { ...event.body, by });
      return { ...state, refundGrants };
    }
    case 'order.RefundGrantReleased':
      return { ...state, releasedGrants: new Set([...state.releasedGrants, event.body.grant]) };
  }
}
