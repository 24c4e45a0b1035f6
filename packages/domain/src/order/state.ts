import type { AmountMinor, BusinessDate, Id, Instant, QuantityMicro, UnitPriceMicro } from '@beaveros/kit';
import type { EventOf } from '../journal/event-schema.ts';
import type { SideReference } from '../journal/side-record.ts';
import type { PaymentRecorded } from '../payment/events.ts';
import type { LineAdded, OrderClosed, OrderOpened } from './events.ts';

/** A line as its facts make it. `fired` counts what the kitchen was told. */
export interface LineState {
  readonly added: EventOf<typeof LineAdded>['body'];
  /** Added quantity plus every delta. */
  readonly quantityMicro: QuantityMicro;
  readonly unitPriceMicro: UnitPriceMicro;
  readonly overrideReason: string | null;
  readonly note: string | null;
  readonly voided: { readonly reason: string } | null;
  readonly firings: readonly Id<'Firing'>[];
}

/** A line as it was added, before anything happened to it. */
export function newLine(added: LineState['added']): LineState {
  const { quantityMicro, unitPriceMicro, note } = added;
  return { added, quantityMicro, unitPriceMicro, overrideReason: null, note, voided: null, firings: [] };
}

/** A change to a line whose `LineAdded` has not arrived: kept, applied when it does. */
export interface PendingLine {
  readonly deltaMicro: number;
  readonly unitPriceMicro: UnitPriceMicro | null;
  readonly overrideReason: string | null;
  readonly note: string | null | undefined;
  readonly voided: { readonly reason: string } | null;
  readonly firings: readonly Id<'Firing'>[];
}

export type ClosedDocument = EventOf<typeof OrderClosed>['body'];
export type RecordedPayment = EventOf<typeof PaymentRecorded>['body'];

/** Whose fact it was, from its entry's header. */
export interface Author {
  readonly at: Instant;
  readonly actor: Id<'User'> | null;
  readonly terminal: Id<'Terminal'> | null;
  readonly businessDate: BusinessDate;
}

export interface OrderState {
  readonly order: string;
  readonly tenant: Id<'Tenant'> | null;
  readonly store: Id<'Store'> | null;
  readonly opened: (EventOf<typeof OrderOpened>['body'] & { readonly by: Author }) | null;
  /** In canonical order of their adding. */
  readonly lines: ReadonlyMap<string, LineState>;
  readonly pending: ReadonlyMap<string, PendingLine>;
  readonly note: string | null;
  readonly guest: SideReference | null;
  readonly payments: ReadonlyMap<string, RecordedPayment & { readonly by: Author }>;
  /** In canonical order; the first stands. */
  readonly documents: readonly (ClosedDocument & { readonly by: Author })[];
  /** Ids of the order's facts folded so far, for the close. */
  readonly seen: readonly Id<'Event'>[];
}

export type OrderStatus = 'unknown' | 'open' | 'closed';

export function orderStatus(state: OrderState): OrderStatus {
  if (state.documents.length > 0) return 'closed';
  return state.opened === null ? 'unknown' : 'open';
}

export function paidSoFar(state: OrderState): AmountMinor {
  let paid = 0;
  for (const payment of state.payments.values()) paid += payment.amount;
  return paid as AmountMinor;
}
