import {
  type AmountMinor,
  amountMinor,
  type BusinessDate,
  type Id,
  type Instant,
  type QuantityMicro,
  type UnitPriceMicro,
} from '@beaveros/kit';
import type { EventOf } from '../journal/event-schema.ts';
import type { SideReference } from '../journal/side-record.ts';
import type { PaymentRecorded } from '../payment/events.ts';
import type { DocumentReversed, LineAdded, OrderClosed, OrderOpened } from './events.ts';

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
export type Reversal = EventOf<typeof DocumentReversed>['body'];
export type RecordedPayment = EventOf<typeof PaymentRecorded>['body'];

/** Whose fact it was, from its entry's header, and which. */
export interface Author {
  readonly event: Id<'Event'>;
  readonly commandId: Id<'Command'>;
  readonly at: Instant;
  readonly actor: Id<'User'> | null;
  readonly terminal: Id<'Terminal'> | null;
  readonly businessDate: BusinessDate;
}

/** A fact that changes what a line asks for: a close that did not see it leaves a task. */
export interface LineChange {
  readonly kind: 'void' | 'quantity' | 'price';
  readonly line: Id<'Line'>;
  readonly by: Author;
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
  /** Every close, in canonical order. Which of them stand: `standing.ts`. */
  readonly documents: readonly (ClosedDocument & { readonly by: Author })[];
  /** Every reversal, in canonical order. Which of them count: `standing.ts`. */
  readonly reversals: readonly (Reversal & { readonly by: Author })[];
  /** Voids, quantities and prices, in canonical order. */
  readonly changes: readonly LineChange[];
  /** Tasks that somebody has looked at, by the task's id; the first who did stands. */
  readonly resolved: ReadonlyMap<string, { readonly note: string; readonly by: Author }>;
  /** Ids of the order's facts folded so far, for the close. */
  readonly seen: readonly Id<'Event'>[];
}

/** `supplementary`: closed, and open again for exactly the lines that no standing document has. */
export type OrderStatus = 'unknown' | 'open' | 'closed' | 'supplementary';

/** A sum held within what an integer says: hostile facts may add up to more, and they must not stop a fold. */
export function heldSum(amounts: readonly number[]): AmountMinor {
  const total = amounts.reduce((all, amount) => all + amount, 0);
  return amountMinor(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, total)));
}

export function paidSoFar(state: OrderState): AmountMinor {
  return heldSum([...state.payments.values()].map(({ amount }) => amount));
}
