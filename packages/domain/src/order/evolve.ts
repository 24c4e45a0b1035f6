import { type QuantityMicro, quantityMicro } from '@beaveros/kit';
import type { Recorded } from '../journal/entry.ts';
import type { Fold } from '../journal/fold.ts';
import type { PaymentEvent } from '../payment/events.ts';
import { QUANTITY_MAX } from '../scalars.ts';
import type { OrderEvent } from './events.ts';
import { isNumbered } from './standing.ts';
import {
  type Author,
  type LineChange,
  type LineState,
  newLine,
  type OrderState,
  type PendingLine,
} from './state.ts';

type Read = OrderEvent | Extract<PaymentEvent, { type: 'payment.PaymentRecorded' }>;

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
    'order.TaskResolved',
    'payment.PaymentRecorded',
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
    case 'order.LineAdded': {
      if (state.lines.has(event.body.line)) return state;
      const added = newLine(event.body);
      const waiting = state.pending.get(event.body.line);
      const line = waiting === undefined ? added : withPending(added, waiting);
      const pending = new Map(state.pending);
      pending.delete(event.body.line);
      return { ...state, lines: new Map(state.lines).set(event.body.line, line), pending };
    }
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
        voided: { reason: event.body.reason },
      });
    case 'order.LinesFired':
      return event.body.lines.reduce(
        (all, fired) => changeLine(all, fired.line, { firings: [event.body.firing] }),
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
    case 'order.TaskResolved': {
      if (state.resolved.has(event.body.task)) return state;
      const resolved = new Map(state.resolved).set(event.body.task, { note: event.body.note, by });
      return { ...state, resolved };
    }
    case 'payment.PaymentRecorded':
      return state.payments.has(event.body.payment)
        ? state
        : { ...state, payments: new Map(state.payments).set(event.body.payment, { ...event.body, by }) };
    case 'order.ReceiptIssued':
      return state;
  }
}

function noting(state: OrderState, change: LineChange): OrderState {
  return { ...state, changes: [...state.changes, change] };
}

const NOTHING_PENDING: PendingLine = {
  deltaMicro: 0,
  unitPriceMicro: null,
  overrideReason: null,
  note: undefined,
  voided: null,
  firings: [],
};

function changeLine(state: OrderState, id: string, change: Partial<PendingLine>): OrderState {
  const pending: PendingLine = { ...NOTHING_PENDING, ...change };
  const line = state.lines.get(id);
  if (line !== undefined)
    return { ...state, lines: new Map(state.lines).set(id, withPending(line, pending)) };
  const before = state.pending.get(id) ?? NOTHING_PENDING;
  return { ...state, pending: new Map(state.pending).set(id, joinPending(before, pending)) };
}

function withPending(line: LineState, change: PendingLine): LineState {
  return {
    ...line,
    quantityMicro: changedQuantity(line.quantityMicro, change.deltaMicro),
    unitPriceMicro: change.unitPriceMicro ?? line.unitPriceMicro,
    overrideReason: change.overrideReason ?? line.overrideReason,
    note: change.note === undefined ? line.note : change.note,
    voided: line.voided ?? change.voided,
    firings: [...line.firings, ...change.firings],
  };
}

/** Held within what a quantity can say: decide refuses more, but tills that did not see each other may add up to it. */
function changedQuantity(quantity: number, delta: number): QuantityMicro {
  return quantityMicro(Math.max(-QUANTITY_MAX, Math.min(QUANTITY_MAX, quantity + delta)));
}

function joinPending(before: PendingLine, change: PendingLine): PendingLine {
  return {
    deltaMicro: changedQuantity(before.deltaMicro, change.deltaMicro),
    unitPriceMicro: change.unitPriceMicro ?? before.unitPriceMicro,
    overrideReason: change.overrideReason ?? before.overrideReason,
    note: change.note === undefined ? before.note : change.note,
    voided: before.voided ?? change.voided,
    firings: [...before.firings, ...change.firings],
  };
}
