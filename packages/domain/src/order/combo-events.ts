import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zId, zName } from '../scalars.ts';

/** Parts of one combo, and the last unit that a share may leave over. */
const COMBO_LINES_MAX = 201;

/**
 * These lines are the parts of a combo that was sold as one; each is an ordinary line with its share of the combo's price. A
 * word for paper and screens: no total depends on it.
 */
export const LinesCombined = eventSchema(
  'order.LinesCombined',
  1,
  z.strictObject({
    combo: zId<'Combo'>(),
    rule: zId<'PriceRule'>(),
    /** The item of the catalogue that was chosen. */
    item: zId<'Item'>(),
    name: zName,
    lines: z.array(zId<'Line'>()).min(1).max(COMBO_LINES_MAX),
  }),
);

export const COMBO_EVENTS = [LinesCombined] as const;
