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

/** What a station was before it cooked items by name: shape `workflow.stations.v1`. */
export const zStationRowV1 = z.strictObject({
  id: zId<'Station'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  name: zName,
  position: z.int(),
  categoryIds: z.array(zId<'Category'>()),
  isActive: z.boolean(),
});

/**
 * A place in the kitchen. It cooks the items it names, before any station that only has their category; of several the
 * first by position wins. An expeditor's screen shows the tickets of every station.
 */
export const zStationRow = z.strictObject({
  ...zStationRowV1.shape,
  // An older core's answer has neither.
  itemIds: z.array(zId<'Item'>()).default([]),
  isExpeditor: z.boolean().default(false),
});
export type StationRow = z.output<typeof zStationRow>;
