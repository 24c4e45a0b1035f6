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
import type { LoadAttached } from '../payment/stored-value/events.ts';
import type { OrderClosed } from './document-events.ts';
import type { DocumentReversed, LineAdded, OrderOpened } from './events.ts';
import type { LineStaffSet, TableChanged } from './guest-events.ts';
import type { OrderCancelled, QuoteIssued } from './life-events.ts';
import type { LinesMovedIn, LinesMovedOut } from './move-events.ts';
import type { RefundGranted, RefundIssued } from './refund/events.ts';
import type { LinesCombined } from './combo-events.ts';
import type { RewardTaken } from './reward-events.ts';
import type { CouponEntered, OrderDiscounted, RulesCaptured } from './rule-events.ts';

/** Who took a line back, why, and who lent the permission for it (null: nobody had to). */
export interface LineVoid {
  readonly reason: string;
  readonly actor: Id<'User'> | null;
  readonly approver: Id<'User'> | null;
}

/** A line as its facts make it. `fired` counts what the kitchen was told. */
export interface LineState {
  readonly added: EventOf<typeof LineAdded>['body'];
  /** Added quantity plus every delta. */
  readonly quantityMicro: QuantityMicro;
  readonly unitPriceMicro: UnitPriceMicro;
  readonly overrideReason: string | null;
  readonly note: string | null;
  readonly voided: LineVoid | null;
  readonly firings: readonly Id<'Firing'>[];
  readonly seat: number | null;
  readonly course: number | null;
  readonly staff: StaffSet['staff'];
  readonly durationMinutes: StaffSet['durationMinutes'];
  /** By hand, in canonical order; each applies to what the one before left. */
  readonly discounts: readonly LineDiscountState[];
  /** The order that took the last of it; null: it is here, whatever its quantity. */
  readonly movedTo: Id<'Order'> | null;
  /** Where it was before, the latest last, by its ids there. */
  readonly origins: readonly { readonly order: Id<'Order'>; readonly line: Id<'Line'> }[];
}

export type LineDiscountState = EventOf<typeof LinesMovedIn>['body']['lines'][number]['discounts'][number];
type StaffSet = EventOf<typeof LineStaffSet>['body'];

/** A line as it was added, before anything happened to it. */
export function newLine(added: LineState['added']): LineState {
  const { quantityMicro, unitPriceMicro, note } = added;
  return {
    added,
    quantityMicro,
    unitPriceMicro,
    overrideReason: null,
    note,
    voided: null,
    firings: [],
    seat: null,
    course: null,
    staff: null,
    durationMinutes: null,
    discounts: [],
    movedTo: null,
    origins: [],
  };
}

/** Neither voided nor gone to another order: the guest is asked to pay for it. */
export function isStandingLine({ voided, movedTo, quantityMicro }: LineState): boolean {
  return voided === null && (movedTo === null || quantityMicro !== 0);
}

/** A change to a line whose `LineAdded` has not arrived: kept, applied when it does. */
export interface PendingLine {
  readonly deltaMicro: number;
  readonly unitPriceMicro: UnitPriceMicro | null;
  readonly overrideReason: string | null;
  readonly note: string | null | undefined;
  readonly voided: LineVoid | null;
  readonly firings: readonly Id<'Firing'>[];
  /** What was said of these, the latest; what was not said is absent. */
  readonly said: Partial<Pick<LineState, 'seat' | 'course' | 'staff' | 'durationMinutes'>>;
  readonly discounts: readonly LineDiscountState[];
}

export type ClosedDocument = EventOf<typeof OrderClosed>['body'];
export type Reversal = EventOf<typeof DocumentReversed>['body'];
export type Refund = EventOf<typeof RefundIssued>['body'];
export type RefundGrant = EventOf<typeof RefundGranted>['body'];
export type CapturedRulesFact = EventOf<typeof RulesCaptured>['body'];
export type OrderDiscountState = EventOf<typeof OrderDiscounted>['body'];
export type CouponState = EventOf<typeof CouponEntered>['body'];
export type Quote = EventOf<typeof QuoteIssued>['body'];
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

/**
 * A fact that changes what a line asks for, or (without a line) what the order does: a close that did not see it leaves a
 * task. `firing`: only a move that did not see it does.
 */
export interface LineChange {
  readonly kind: 'void' | 'quantity' | 'price' | 'discount' | 'rules' | 'firing';
  readonly line: Id<'Line'> | null;
  readonly by: Author;
}

/** One line that somebody moved away. */
export interface MovedLine {
  readonly line: Id<'Line'>;
  readonly to: EventOf<typeof LinesMovedOut>['body']['to'];
  readonly isWhole: boolean;
  /** `gone`: an earlier move had taken it, so that two orders have it now. `voided`: somebody had voided it. */
  readonly outcome: 'stands' | 'gone' | 'voided' | 'unknown';
  /** Changes of the line that it took with it. */
  readonly saw: readonly Id<'Event'>[];
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
  /** Every refund, in canonical order. Each counts; what is too much of them: `refund/over-refunded.ts`. */
  readonly refunds: readonly (Refund & { readonly by: Author })[];
  /** What this order's tills let others refund, by the grant's id. Whether it still counts: `refund/refunded.ts`. */
  readonly refundGrants: ReadonlyMap<string, RefundGrant & { readonly by: Author }>;
  /** Accounts that lines load when they are closed, by line; the first that was said stands. */
  readonly loads: ReadonlyMap<string, EventOf<typeof LoadAttached>['body']>;
  /** Grants that were given back; a release may come before its grant. */
  readonly releasedGrants: ReadonlySet<string>;
  /** The rules captured last; null: the defaults. */
  readonly rules: CapturedRulesFact | null;
  /** By hand, in canonical order. */
  readonly orderDiscounts: readonly OrderDiscountState[];
  readonly coupons: readonly CouponState[];
  /** What points bought, in canonical order. */
  readonly rewards: readonly EventOf<typeof RewardTaken>['body'][];
  /** What was sold as one, in canonical order; no total depends on it. */
  readonly combos: readonly EventOf<typeof LinesCombined>['body'][];
  /** Charges that this order does not owe, with the reason. */
  readonly waived: ReadonlyMap<string, string>;
  /** What was said of table and guests since the opening; null: nothing. */
  readonly tableChange: EventOf<typeof TableChanged>['body'] | null;
  readonly guestsChange: { readonly guests: number | null } | null;
  readonly customer: Id<'Customer'> | null;
  readonly heldCourses: ReadonlySet<number>;
  /** Who put it aside; null: in hand. */
  readonly parked: Author | null;
  readonly cancelled: (EventOf<typeof OrderCancelled>['body'] & { readonly by: Author }) | null;
  readonly quotes: readonly (Quote & { readonly by: Author })[];
  /** Every line of every move away, in canonical order. */
  readonly movedOut: readonly MovedLine[];
  /** Voids, quantities, prices, discounts and firings, in canonical order. */
  readonly changes: readonly LineChange[];
  /** Tasks that somebody has looked at, by the task's id; the first who did stands. */
  readonly resolved: ReadonlyMap<string, { readonly note: string; readonly by: Author }>;
  /** Ids of the order's facts folded so far, for the close. */
  readonly seen: readonly Id<'Event'>[];
}

/**
 * `supplementary`: closed, and open again for exactly the lines that no standing document has. `cancelled`: given up or
 * merged, with neither a standing line nor money.
 */
export type OrderStatus = 'unknown' | 'open' | 'closed' | 'supplementary' | 'cancelled';

/** Where the order stands now. */
export function tableOf({
  opened,
  tableChange,
}: OrderState): { readonly id: Id<'ServiceEntity'>; readonly name: string } | null {
  return tableChange === null ? (opened?.table ?? null) : tableChange.table;
}

export function guestsOf({ opened, guestsChange }: OrderState): number | null {
  return guestsChange === null ? (opened?.guests ?? null) : guestsChange.guests;
}

/** Whether its course waits: what is fired unnamed leaves it out. */
export function isHeldLine({ heldCourses }: OrderState, { course }: LineState): boolean {
  return course !== null && heldCourses.has(course);
}

/** A sum held within what an integer says: hostile facts may add up to more, and they must not stop a fold. */
export function heldSum(amounts: readonly number[]): AmountMinor {
  const total = amounts.reduce((all, amount) => all + amount, 0);
  return amountMinor(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, total)));
}

export function paidSoFar(state: OrderState): AmountMinor {
  return heldSum([...state.payments.values()].map(({ amount }) => amount));
}
