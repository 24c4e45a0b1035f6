import * as z from 'zod';
import { type EventOf, eventSchema } from '../journal/event-schema.ts';
import { zAmount, zBusinessDate, zCurrency, zId, zName, zStorable, zText } from '../scalars.ts';

/** Money taken or paid out for an order. `aggregate` is the order's id, so that an order folds with its payments. */
export const PaymentRecorded = eventSchema(
  'payment.PaymentRecorded',
  1,
  z.strictObject({
    payment: zId<'Payment'>(),
    shift: zId<'Shift'>(),
    method: z.strictObject({ id: zId<'PaymentMethod'>(), name: zName, type: zStorable.min(1).max(50) }),
    currency: zCurrency,
    /** What counts towards the order: tendered less change. Negative: money out. */
    amount: zAmount,
    tendered: zAmount,
    change: zAmount,
  }),
);

/** `aggregate` is the shift's id. A shift belongs to one terminal and one drawer and is written only there. */
export const ShiftOpened = eventSchema(
  'payment.ShiftOpened',
  1,
  z.strictObject({
    terminal: zId<'Terminal'>(),
    drawer: zId<'Device'>().nullable(),
    currency: zCurrency,
    float: zAmount,
    businessDate: zBusinessDate,
  }),
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

export const PAYMENT_EVENTS = [PaymentRecorded, ShiftOpened, DrawerKicked] as const;
export type PaymentEvent = EventOf<(typeof PAYMENT_EVENTS)[number]>;
