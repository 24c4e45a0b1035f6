import { DIMENSIONS } from '@beaveros/domain/report';
import { zBusinessDate, zCurrency, zId, zInstant, zStorable } from '@beaveros/domain/scalars';
import * as z from 'zod';

/** One dimension of one day, as this till knows it. `terminal`: of one till's documents; null: of all that it has heard of. */
export const zDayReport = z.strictObject({
  businessDate: zBusinessDate,
  /** `day`: all of it in one row; `hour`: by the store's wall, keys `00` to `23`; these two count documents. */
  dimension: z.enum([...DIMENSIONS, 'day', 'hour']),
  terminal: zId<'Terminal'>().nullable(),
});

/**
 * What one key came to, amounts in minor units; which figures a dimension has: `domain/src/report/dimensions.ts`. Sums may
 * pass an amount's bound.
 */
export const zDayReportRow = z.strictObject({
  key: zStorable,
  kind: zStorable.nullable(),
  name: zStorable.nullable(),
  currency: zCurrency,
  count: z.int(),
  quantityMicro: z.int(),
  net: z.int(),
  tax: z.int(),
  total: z.int(),
  tips: z.int(),
  rounding: z.int(),
});
export type DayReportRow = z.output<typeof zDayReportRow>;

/** Sums of documents. Sums may pass an amount's bound. */
const figures = { sales: z.int(), refunds: z.int(), reversals: z.int(), net: z.int(), total: z.int() };
const zFigures = z.strictObject(figures);

const zNumber = z.strictObject({ terminalCode: z.string(), series: z.int(), counter: z.int() });

/** A document that this till heard of after the day had looked complete: what changed the day, where, and by whom. */
const zLateDocument = z.strictObject({
  document: zId<'Document'>(),
  order: zId<'Order'>(),
  kind: z.enum(['sale', 'refund', 'reversal']),
  number: zNumber,
  terminal: zId<'Terminal'>().nullable(),
  /** null: the till by itself. */
  cashier: zId<'User'>().nullable(),
  cashierName: z.string(),
  /** By its till's wall clock. */
  at: zInstant,
  net: z.int(),
  total: z.int(),
});

/**
 * The store's day as a merge of its tills' shifts, from all that this till has heard of: a view that later facts change,
 * and say so. Practice is no part of it. Amounts in minor units.
 */
export const zStoreDayView = z.strictObject({
  businessDate: zBusinessDate,
  currency: zCurrency,
  /** No shift that is known here is open. It locks nothing. */
  isClosed: z.boolean(),
  total: zFigures,
  /** The Zs, added up. */
  ofZs: zFigures,
  /** Documents of no shift of the day. */
  outside: zFigures,
  /** What the day said before its corrections. */
  said: zFigures,
  /** `documents`: the oldest first; the sums are of all, the list may leave the oldest out. */
  corrections: z.array(
    z.strictObject({ shift: zId<'Shift'>().nullable(), ...figures, documents: z.array(zLateDocument) }),
  ),
  /** Paid beyond what was documented, by the Zs. */
  balance: z.int(),
  tenders: z.array(
    z.strictObject({
      method: zId<'PaymentMethod'>(),
      name: z.string(),
      type: z.string(),
      amount: z.int(),
      tips: z.int(),
      rounding: z.int(),
      ofZs: z.int(),
      /** Documents less Zs. */
      difference: z.int(),
    }),
  ),
  shifts: z.array(
    z.strictObject({
      shift: zId<'Shift'>(),
      terminal: zId<'Terminal'>(),
      openedAt: zInstant,
      /** null: open, as far as is known here. */
      z: z
        .strictObject({ number: zNumber, closedAt: zInstant, cashierName: z.string(), figures: zFigures })
        .nullable(),
      documents: zFigures,
      /** Beyond the Z, which never changes; null: there is none yet. */
      late: zFigures.nullable(),
    }),
  ),
});
export type StoreDayView = z.output<typeof zStoreDayView>;
