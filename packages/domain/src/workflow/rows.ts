import * as z from 'zod';
import { zId, zName } from '../scalars.ts';

export const zWorkflowStageRow = z.strictObject({
  id: zId<'Stage'>(),
  tenantId: zId<'Tenant'>(),
  name: z.string().min(1).max(100),
  description: z.string().nullable(),
  /** Order in the workflow; lines start at the lowest. */
  orderSequence: z.int().min(0),
  isFinalStage: z.boolean(),
});
export type WorkflowStageRow = z.output<typeof zWorkflowStageRow>;

/** A place in the kitchen. It cooks the items of its categories; the first station by position wins. */
export const zStationRow = z.strictObject({
  id: zId<'Station'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  name: zName,
  position: z.int(),
  categoryIds: z.array(zId<'Category'>()),
  isActive: z.boolean(),
});
export type StationRow = z.output<typeof zStationRow>;
