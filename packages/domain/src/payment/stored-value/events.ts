import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import { zDocumentAccount } from '../../order/document-parts.ts';
import { zAmount, zCurrency, zId, zName, zText, zUnitPrice } from '../../scalars.ts';

// Value that the house keeps for somebody. `aggregate`: the account. Amounts are minor units of the account's currency;
// points are whole. The code of a card is in no fact.

export const zAccountKind = zDocumentAccount.shape.kind;
export type AccountKind = z.output<typeof zAccountKind>;

/** Why value moved. */
const MOVE_REASONS = [
  'loaded', // A line that was sold: a card, a top-up, a debt that was settled.
  'unloaded', // That line was refunded.
  'spent', // A tender of an order.
  'refunded', // A tender of a refund.
  'earned',
  'unearned',
  'redeemed',
  'adjusted',
] as const;

const zWholeAmount = zAmount.refine((amount) => amount >= 0, 'not negative');
const zSomeAmount = zAmount.refine((amount) => amount !== 0, 'something');

/** An account is known from here on. Two tills may open one: the first opening stands. */
export const AccountOpened = eventSchema(
  'payment.AccountOpened',
  1,
  z.strictObject({
    kind: zAccountKind,
    /** null: points. */
    currency: zCurrency.nullable(),
    /** What people may see of it: the last four digits, a customer's number. */
    label: zName,
    customer: zId<'Customer'>().nullable(),
    /** How far below zero it may go: a house account's limit; 0 for every other kind. */
    creditLimit: zWholeAmount,
  }),
);

/** Value came (more than 0) or went. A till that does not know the opening knows by this what it is about. */
export const AccountMoved = eventSchema(
  'payment.AccountMoved',
  1,
  z.strictObject({
    kind: zAccountKind,
    currency: zCurrency.nullable(),
    label: zName,
    reason: z.enum(MOVE_REASONS),
    delta: zSomeAmount,
    order: zId<'Order'>().nullable(),
    /** The line that loaded it, or the first that earned it: counted once, however often its order was closed apart. */
    line: zId<'Line'>().nullable(),
    payment: zId<'Payment'>().nullable(),
    document: zId<'Document'>().nullable(),
    grant: zId<'Grant'>().nullable(),
    note: zText.nullable(),
  }),
);

/** Who keeps the account lets a till spend: it counts against the balance until that command's move or a release. */
export const SpendGranted = eventSchema(
  'payment.SpendGranted',
  1,
  z.strictObject({
    grant: zId<'Grant'>(),
    forCommand: zId<'Command'>(),
    terminal: zId<'Terminal'>(),
    amount: zAmount.refine((amount) => amount > 0, 'something'),
  }),
);

export const GrantReleased = eventSchema(
  'payment.GrantReleased',
  1,
  z.strictObject({ grant: zId<'Grant'>() }),
);

/**
 * What a line is for: when a document with it is closed, it loads this account by its face for each unit. `aggregate`:
 * the order. A card that is sold, a top-up, a debt that is settled.
 */
export const LoadAttached = eventSchema(
  'payment.LoadAttached',
  1,
  z.strictObject({
    line: zId<'Line'>(),
    account: zId<'Account'>(),
    kind: zAccountKind,
    label: zName,
    customer: zId<'Customer'>().nullable(),
    faceMicro: zUnitPrice.refine((face) => face > 0, 'something'),
  }),
);

export const STORED_VALUE_EVENTS = [
  AccountOpened,
  AccountMoved,
  SpendGranted,
  GrantReleased,
  LoadAttached,
] as const;
export type StoredValueEvent = EventOf<(typeof STORED_VALUE_EVENTS)[number]>;
