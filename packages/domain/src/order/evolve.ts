import type { Recorded } from '../journal/entry.ts';
import type { Fold } from '../journal/fold.ts';
import type { PaymentEvent } from '../payment/events.ts';
import { COMBO_EVENTS } from './combo-events.ts';
import type { OrderEvent } from './events.ts';
import { evolveGuests } from './evolve-guests.ts';
import { evolveLife } from './evolve-life.ts';
import { evolveMoves } from './evolve-moves.ts';
import { evolveRules } from './evolve-rules.ts';
import { GUEST_EVENTS } from './guest-events.ts';
import { LIFE_EVENTS } from './life-events.ts';
import { changeLine, noting, putLine } from './line-changes.ts';
import { MOVE_EVENTS } from './move-events.ts';
import { evolveRefund } from './refund/evolve.ts';
import { REWARD_EVENTS } from './reward-events.ts';
import { RULE_EVENTS } from './rule-events.ts';
import { isNumbered } from './standing.ts';
import type { Author, OrderState } from './state.ts';

type Read = OrderEvent | Extract<PaymentEvent, { type: 'payment.PaymentRecorded' | 'payment.LoadAttached' }>;

/** The order's fold. Reads its own facts and the payments recorded for it. */
export const orderFold: Fold<OrderState> = {
  initial: (order) => ({
    order,
    tenant: null,
    store: null,
    opened: null,
    lines: new Map(),
    pending: new Map(),
    note: null,
    guest: null,
    payments: new Map(),
    documents: [],
    reversals: [],
    refunds: [],
    refundGrants: new Map(),
    releasedGrants: new Set(),
    loads: new Map(),
    rules: null,
    orderDiscounts: [],
    coupons: [],
    combos: [],
    rewards: [],
    waived: new Map(),
    tableChange: null,
    guestsChange: null,
    customer: null,
    heldCourses: new Set(),
    parked: null,
    cancelled: null,
    quotes: [],
    movedOut: [],
    changes: [],
    resolved: new Map(),
    seen: [],
  }),
  evolve: (state, recorded) => evolve(state, recorded as Recorded<Read>),
  reads: new Set([
    'order.OrderOpened',
    'order.LineAdded',
    'order.LineQuantityChanged',
    'order.LineNoteSet',
    'order.LinePriceOverridden',
    'order.LineVoided',
    'order.OrderNoteSet',
    'order.GuestNamed',
    'order.LinesFired',
    'order.OrderClosed',
    'order.DocumentReversed',
    ...[
      ...COMBO_EVENTS,
      ...REWARD_EVENTS,
      ...RULE_EVENTS,
      ...GUEST_EVENTS,
      ...LIFE_EVENTS,
      ...MOVE_EVENTS,
    ].map(({ type }) => type),
    'order.RefundIssued',
    'order.RefundGranted',
    'order.RefundGrantReleased',
    'order.TaskResolved',
    'payment.PaymentRecorded',
    'payment.LoadAttached',
  ]),
};

function evolve(before: OrderState, { event, header }: Recorded<Read>): OrderState {
  const state = {
    ...before,
    tenant: before.tenant ?? header.tenant,
    store: before.store ?? header.store,
    seen: [...before.seen, event.id],
  };
  const by: Author = {
    event: event.id,
    commandId: header.commandId,
    at: header.at,
    actor: header.actor,
    terminal: header.terminal,
    businessDate: header.businessDate,
  };
  switch (event.type) {
    case 'order.OrderOpened':
      // Two tills may open one table: the first opening stands.
      return state.opened === null ? { ...state, opened: { ...event.body, by } } : state;
    case 'order.LineAdded':
      return putLine(state, event.body);
    case 'order.LineQuantityChanged':
      return changeLine(noting(state, { kind: 'quantity', line: event.body.line, by }), event.body.line, {
        deltaMicro: event.body.deltaMicro,
      });
    case 'order.LineNoteSet':
      return changeLine(state, event.body.line, { note: event.body.note });
    case 'order.LinePriceOverridden':
      return changeLine(noting(state, { kind: 'price', line: event.body.line, by }), event.body.line, {
        unitPriceMicro: event.body.unitPriceMicro,
        overrideReason: event.body.reason,
      });
    case 'order.LineVoided':
      return changeLine(noting(state, { kind: 'void', line: event.body.line, by }), event.body.line, {
        voided: {
          reason: event.body.reason,
          actor: header.actor,
          approver: header.approver ?? null,
        },
      });
    case 'order.LinesFired':
      return event.body.lines.reduce(
        (all, { line }) =>
          changeLine(noting(all, { kind: 'firing', line, by }), line, { firings: [event.body.firing] }),
        state as OrderState,
      );
    case 'order.OrderNoteSet':
      return { ...state, note: event.body.note };
    case 'order.GuestNamed':
      return { ...state, guest: event.body.guest };
    case 'order.OrderClosed':
      return isNumbered(state, event.body.document)
        ? state
        : { ...state, documents: [...state.documents, { ...event.body, by }] };
    case 'order.DocumentReversed':
      return isNumbered(state, event.body.document)
        ? state
        : { ...state, reversals: [...state.reversals, { ...event.body, by }] };
    case 'order.RulesCaptured':
    case 'order.LineDiscounted':
    case 'order.OrderDiscounted':
    case 'order.DiscountRemoved':
    case 'order.CouponEntered':
    case 'order.CouponRemoved':
    case 'order.ChargeWaived':
    case 'order.ChargeRestored':
      return evolveRules(state, event, by);
    case 'order.RewardTaken': {
      const after = noting(state, { kind: 'discount', line: null, by });
      return state.rewards.some(({ redemption }) => redemption === event.body.redemption)
        ? after
        : { ...after, rewards: [...state.rewards, event.body] };
    }
    case 'order.RewardReturned': {
      const after = noting(state, { kind: 'discount', line: null, by });
      return {
        ...after,
        rewards: state.rewards.filter(({ redemption }) => redemption !== event.body.redemption),
      };
    }
    case 'order.LinesCombined':
      return state.combos.some(({ combo }) => combo === event.body.combo)
        ? state
        : { ...state, combos: [...state.combos, event.body] };
    case 'order.TableChanged':
    case 'order.GuestsChanged':
    case 'order.CustomerSet':
    case 'order.LineSeatSet':
    case 'order.LineCourseSet':
    case 'order.CourseHeld':
    case 'order.LineStaffSet':
      return evolveGuests(state, event);
    case 'order.OrderParked':
    case 'order.OrderResumed':
    case 'order.OrderCancelled':
    case 'order.QuoteIssued':
      return evolveLife(state, event, by);
    case 'order.LinesMovedOut':
    case 'order.LinesMovedIn':
    case 'order.MovedLineVoided':
      return evolveMoves(state, event, by);
    case 'order.RefundIssued':
    case 'order.RefundGranted':
    case 'order.RefundGrantReleased':
      return evolveRefund(state, event, by);
    case 'order.TaskResolved': {
      if (state.resolved.has(event.body.task)) return state;
      const resolved = new Map(state.resolved).set(event.body.task, { note: event.body.note, by });
      return { ...state, resolved };
    }
    case 'payment.PaymentRecorded':
      return state.payments.has(event.body.payment)
        ? state
        : { ...state, payments: new Map(state.payments).set(event.body.payment, { ...event.body, by }) };
    case 'payment.LoadAttached':
      return state.loads.has(event.body.line)
        ? state
        : { ...state, loads: new Map(state.loads).set(event.body.line, event.body) };
    case 'order.ReceiptIssued':
    case 'order.BillPresented':
      return state;
  }
}
