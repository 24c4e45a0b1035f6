import * as z from 'zod';
import { zSideRecord } from '../journal/side-record.ts';
import { zId, zQuantity, zText, zUnitPrice } from '../scalars.ts';

// What a person asks of an order. Ids are minted where the finger is.

/** A GS1 Data Matrix on a pack says some hundred characters. */
export const SCANNED_MAX = 512;

export const zOpenOrder = z.strictObject({
  order: zId<'Order'>(),
  kind: z.enum(['counter', 'dine-in', 'take-away']),
  table: zId<'ServiceEntity'>().nullable(),
  guests: z.int().min(0).max(1_000).nullable(),
});
export type OpenOrder = z.output<typeof zOpenOrder>;

export const zLineToAdd = z.strictObject({
  line: zId<'Line'>(),
  item: zId<'Item'>(),
  quantityMicro: zQuantity,
  options: z.array(zId<'ModifierOption'>()).max(64),
  note: zText.nullable(),
  /** A price other than the catalogue's: needs `can_override_price` and a reason. */
  override: z.strictObject({ unitPriceMicro: zUnitPrice, reason: zText.min(1) }).nullable(),
  /** The scanned label that the line is of: it says how much, and a printed price; of `quantityMicro` only the sign counts. */
  label: z.string().min(1).max(SCANNED_MAX).optional(),
});
export type LineToAdd = z.output<typeof zLineToAdd>;

/** A basket scanned elsewhere comes as one command; a tap is a command of one line. */
export const zAddLines = z.strictObject({
  order: zId<'Order'>(),
  lines: z.array(zLineToAdd).min(1).max(2_000),
});
export type AddLines = z.output<typeof zAddLines>;

export const zChangeQuantity = z.strictObject({
  order: zId<'Order'>(),
  line: zId<'Line'>(),
  deltaMicro: zQuantity,
});
export type ChangeQuantity = z.output<typeof zChangeQuantity>;

export const zSetLineNote = z.strictObject({
  order: zId<'Order'>(),
  line: zId<'Line'>(),
  note: zText.nullable(),
});
export type SetLineNote = z.output<typeof zSetLineNote>;

export const zOverridePrice = z.strictObject({
  order: zId<'Order'>(),
  line: zId<'Line'>(),
  unitPriceMicro: zUnitPrice,
  reason: zText.min(1),
});
export type OverridePrice = z.output<typeof zOverridePrice>;

export const zVoidLine = z.strictObject({
  order: zId<'Order'>(),
  line: zId<'Line'>(),
  reason: zText.min(1),
});
export type VoidLine = z.output<typeof zVoidLine>;

export const zSetOrderNote = z.strictObject({ order: zId<'Order'>(), note: zText.nullable() });
export type SetOrderNote = z.output<typeof zSetOrderNote>;

/** The name itself travels as a side record; only its hash enters the event. */
export const zNameGuest = z.strictObject({ order: zId<'Order'>(), guest: zSideRecord.nullable() });
export type NameGuest = z.output<typeof zNameGuest>;

/** Sends every line the kitchen has not been told of (or only those named). */
export const zFireOrder = z.strictObject({
  order: zId<'Order'>(),
  firing: zId<'Firing'>(),
  lines: z.array(zId<'Line'>()).max(2_000).nullable(),
});
export type FireOrder = z.output<typeof zFireOrder>;

export const zReprint = z.strictObject({
  order: zId<'Order'>(),
  document: zId<'Document'>(),
  printer: zId<'Device'>().nullable(),
});
export type Reprint = z.output<typeof zReprint>;

/** Reverses a contested close by a document of its own (`document`). */
export const zReverseDocument = z.strictObject({
  order: zId<'Order'>(),
  document: zId<'Document'>(),
  reverses: zId<'Document'>(),
  reason: zText.min(1),
});
export type ReverseDocument = z.output<typeof zReverseDocument>;

/** Says that a person has looked at a task, and what came of it. */
export const zResolveTask = z.strictObject({
  order: zId<'Order'>(),
  task: zId<'Task'>(),
  note: zText.min(1),
});
export type ResolveTask = z.output<typeof zResolveTask>;
