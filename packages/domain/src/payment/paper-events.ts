import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zLocalTime } from '../order/document-parts.ts';
import { zCurrency, zId, zName } from '../scalars.ts';
import { CashMoved, DrawerCounted, ShiftClosed } from './shift-events.ts';

// Effects: the till `terminal` puts something of its shift on paper, on its `printer`, once per event id. `aggregate`: the
// shift. What the paper says is in the event, or in the shift's Z, which never changes.

const asked = { terminal: zId<'Terminal'>(), printer: zId<'Device'>() };

/** The Z of the shift, as it was written. `copy`: it says so. */
export const ZReportIssued = eventSchema(
  'payment.ZReportIssued',
  1,
  z.strictObject({ ...asked, copy: z.boolean() }),
);

/** The sums of an open shift as they stood: an X. It takes no number and ends nothing. Each field: `ShiftClosed`. */
export const XReportIssued = eventSchema(
  'payment.XReportIssued',
  1,
  z.strictObject({
    ...ShiftClosed.body.omit({ number: true, closedAt: true, openOrders: true, unconfirmed: true }).shape,
    ...asked,
  }),
);

/** The slip that lies in the drawer in place of the cash, or behind it. */
export const CashSlipIssued = eventSchema(
  'payment.CashSlipIssued',
  1,
  z.strictObject({
    ...asked,
    ...CashMoved.body.pick({ direction: true, amount: true, reason: true }).shape,
    currency: zCurrency,
    localTime: zLocalTime,
    cashierName: zName,
    isTraining: z.boolean(),
  }),
);

export const SHIFT_PAPER_EVENTS = [ZReportIssued, XReportIssued, CashSlipIssued] as const;

/** Facts of a shift that nobody but its own till decides on: others keep them until they can read them. */
export const OWN_TILLS_FACTS: ReadonlySet<string> = new Set(
  [CashMoved, DrawerCounted, ShiftClosed, ...SHIFT_PAPER_EVENTS].map(({ type }) => type),
);
