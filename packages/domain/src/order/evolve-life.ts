import type { EventOf } from '../journal/event-schema.ts';
import type { LIFE_EVENTS } from './life-events.ts';
import type { Author, OrderState } from './state.ts';

export type LifeEvent = EventOf<(typeof LIFE_EVENTS)[number]>;

/** Parked, resumed, given up, quoted. */
export function evolveLife(state: OrderState, event: LifeEvent, by: Author): OrderState {
  switch (event.type) {
    case 'order.OrderParked':
      return state.parked === null ? { ...state, parked: by } : state;
    case 'order.OrderResumed':
      return { ...state, parked: null };
    case 'order.OrderCancelled':
      return { ...state, cancelled: { ...event.body, by } };
    case 'order.QuoteIssued':
      return state.quotes.some(({ quote }) => quote === event.body.quote)
        ? state
        : { ...state, quotes: [...state.quotes, { ...event.body, by }] };
  }
}
