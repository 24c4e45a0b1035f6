import { DIMENSIONS } from '@beaveros/domain/report';
import { zBusinessDate, zCurrency, zId, zStorable } from '@beaveros/domain/scalars';
import * as z from 'zod';

/** One dimension of one day, as this till knows it. `terminal`: of one till's documents; null: of all that it has heard of. */
export const zDayReport = z.strictObject({
  businessDate: zBusinessDate,
  dimension: z.enum(DIMENSIONS),
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
