import { zAmount, zCurrency, zId, zInstant } from '@beaveros/domain/scalars';
import * as z from 'zod';

// What the core shows of tables, of the store's book, and of what somebody must look at or do.

const zEntityName = z.strictObject({ id: zId<'ServiceEntity'>(), name: z.string() });

export const zReservationView = z.strictObject({
  reservation: zId<'Reservation'>(),
  status: z.enum(['booked', 'seated', 'cancelled', 'no-show']),
  startsAt: zInstant,
  endsAt: zInstant,
  guests: z.int(),
  entities: z.array(zEntityName),
  /** null: erased, or not come to this till yet. */
  name: z.string().nullable(),
  phone: z.string().nullable(),
  note: z.string().nullable(),
  /** The order that its guests sit with. */
  order: zId<'Order'>().nullable(),
});
export type ReservationView = z.output<typeof zReservationView>;

export const zTableView = z.strictObject({
  entity: zId<'ServiceEntity'>(),
  name: z.string(),
  area: zId<'ServiceArea'>().nullable(),
  capacity: z.int().nullable(),
  status: z.enum(['free', 'reserved', 'occupied', 'waiting', 'served', 'bill', 'dirty', 'out-of-service']),
  /** What somebody said of it, with the last word on its state. */
  note: z.string().nullable(),
  /** Open orders at it, the oldest first. */
  orders: z.array(
    z.strictObject({
      order: zId<'Order'>(),
      label: z.string(),
      guests: z.int().nullable(),
      status: z.enum(['occupied', 'waiting', 'served', 'bill']),
      openedAt: zInstant,
    }),
  ),
  /** The next that is booked, or that should sit there now. */
  reservation: zReservationView.nullable(),
});
export type TableView = z.output<typeof zTableView>;

/**
 * One list of everything that waits for a person. `of`: an order's own fold found it (`order`), two reservations have one
 * table (`reservation`), an account went below what it may (`account`), a fact came for what this till keeps no longer
 * (`late`; the cloud has folded it), or it stands by itself: raised by a person, an automation or a low stock (`store`).
 */
export const zOpenTaskView = z.strictObject({
  task: zId<'Task'>(),
  of: z.enum(['order', 'reservation', 'store', 'account', 'late']),
  kind: z.string(),
  /** null: the screen has a sentence for its kind. */
  title: z.string().nullable(),
  order: zId<'Order'>().nullable(),
  reservation: zId<'Reservation'>().nullable(),
  /** The order's label, or the table's name. */
  label: z.string().nullable(),
  cause: z.string().nullable(),
  assignedTo: z.string().nullable(),
  /** The call that ends it; null: nothing said here does, or from an older core. */
  endsBy: z
    .enum([
      'resolveTask',
      'reverseDocument',
      'refundOverpayment',
      'payAndClose',
      'changeReservation',
      'adjustAccount',
      'finishTask',
    ])
    .nullable()
    .default(null),
  /** Whoever holds it may end it, beside those it is assigned to; null: nobody, or from an older core. */
  permission: z.string().nullable().default(null),
  account: zId<'Account'>().nullable().default(null),
  /** What it is about, where that is money or points (no currency). */
  amount: zAmount.nullable().default(null),
  currency: zCurrency.nullable().default(null),
  due: zInstant.nullable(),
  since: zInstant.nullable(),
  isOpen: z.boolean(),
  note: z.string().nullable(),
});
export type OpenTaskView = z.output<typeof zOpenTaskView>;
