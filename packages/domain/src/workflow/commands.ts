import * as z from 'zod';
import { zId } from '../scalars.ts';

const zTicketLine = z.strictObject({ line: zId<'Line'>(), firing: zId<'Firing'>() });

/** Moves ticket lines to `stage`, or where it is null to the next one each. */
export const zBump = z.strictObject({
  order: zId<'Order'>(),
  lines: z.array(zTicketLine).min(1).max(2_000),
  stage: zId<'Stage'>().nullable(),
});
export type Bump = z.output<typeof zBump>;

/** Takes ticket lines back to `stage`. */
export const zRecall = z.strictObject({
  order: zId<'Order'>(),
  lines: z.array(zTicketLine).min(1).max(2_000),
  stage: zId<'Stage'>(),
});
export type Recall = z.output<typeof zRecall>;
