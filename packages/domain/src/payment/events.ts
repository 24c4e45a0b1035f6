import * as z from 'zod';
import { type EventOf, eventSchema } from '../journal/event-schema.ts';
import { zAmount, zBusinessDate, zCurrency, zId, zName, zStorable, zText } from '../scalars.ts';
import { zAccountKind } from './stored-value/events.ts';
import { SHIFT_PAPER_EVENTS } from './paper-events.ts';
import { CashMoved, DrawerCounted, ShiftClosed, zDenominations } from './shift-events.ts';
import { STORED_VALUE_EVENTS } from './stored-value/events.ts';

const zPaymentMethod = z.strictObject({
  id: zId<'PaymentMethod'>(),
  name: zName,
  type: zStorable.min(1).max(50),
});

/** Whose value a tender moves: a card's balance, points, or what a customer owes the house. */
export const zPaymentAccount = z.strictObject({ kind: zAccountKind, id: zId<'Account'>() });
export type PaymentAccount = z.output<typeof zPaymentAccount>;

const PaymentRecorded1 = eventSchema(
  'payment.PaymentRecorded',
  1,
  z.strictObject({
    payment: zId<'Payment'>(),
    shift: zId<'Shift'>(),
    method: zPaymentMethod,
    currency: zCurrency,
    amount: zAmount,
    tendered: zAmount,
    change: zAmount,
  }),
  { upcast: (body) => ({ ...body, tip: 0, rounding: 0, account: null, reference: null }) },
);

/**
 * Money taken or paid out for an order. `aggregate` is the order's id, so that an order folds with its payments.
 * `tendered - change = amount + tip + rounding`: what moved.
 */
export const PaymentRecorded = eventSchema(
  'payment.PaymentRecorded',
  2,
  z.strictObject({
    payment: zId<'Payment'>(),
    shift: zId<'Shift'>(),
    method: zPaymentMethod,
    currency: zCurrency,
    /** What counts towards the order. Negative: money out. */
    amount: zAmount,
    tendered: zAmount,
    change: zAmount,
    /** The guest's money for the staff, given with this tender: no part of the order. */
    tip: zAmount,
    /** What coins that exist made of the amount: moved beyond it, or short of it. */
    rounding: zAmount,
    account: zPaymentAccount.nullable(),
    /** What a stand-alone terminal or a bank calls it. */
    reference: zText.nullable(),
  }),
  {
    downcast: ({ tip, rounding, account, reference: _reference, ...body }) =>
      tip === 0 && rounding === 0 && account === null ? body : null,
  },
);

const zOpening = z.strictObject({
  terminal: zId<'Terminal'>(),
  drawer: zId<'Device'>().nullable(),
  currency: zCurrency,
  float: zAmount,
  businessDate: zBusinessDate,
});

const ShiftOpened1 = eventSchema('payment.ShiftOpened', 1, zOpening, {
  upcast: (body) => ({ ...body, isTraining: false, denominations: null }),
});

/** `aggregate` is the shift's id. A shift belongs to one terminal and one drawer and is written only there. */
export const ShiftOpened = eventSchema(
  'payment.ShiftOpened',
  2,
  z.strictObject({
    ...zOpening.shape,
    /** Nothing of it is a sale: its documents count in no report. */
    isTraining: z.boolean(),
    /** How the float was counted; null: it was said as one sum. */
    denominations: zDenominations.nullable(),
  }),
  { downcast: ({ isTraining, denominations: _denominations, ...body }) => (isTraining ? null : body) },
);

/** An effect: the till `terminal` pulses the drawer, once per event id, never again by itself. `aggregate`: the order or the shift. */
export const DrawerKicked = eventSchema(
  'payment.DrawerKicked',
  1,
  z.strictObject({
    terminal: zId<'Terminal'>(),
    drawer: zId<'Device'>(),
    shift: zId<'Shift'>(),
    reason: z.enum(['sale', 'return', 'no-sale']),
    note: zText.nullable(),
  }),
);

export const PAYMENT_EVENTS = [
  PaymentRecorded,
  ShiftOpened,
  DrawerKicked,
  CashMoved,
  DrawerCounted,
  ShiftClosed,
  ...SHIFT_PAPER_EVENTS,
  ...STORED_VALUE_EVENTS,
] as const;
/** Read for ever, written only for tills that read no newer one. */
export const EARLIER_PAYMENT_EVENTS = [PaymentRecorded1, ShiftOpened1] as const;
export type PaymentEvent = EventOf<(typeof PAYMENT_EVENTS)[number]>;
