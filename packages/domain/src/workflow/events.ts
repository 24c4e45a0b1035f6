import * as z from 'zod';
import { type EventOf, eventSchema } from '../journal/event-schema.ts';
import { zId, zName, zOrdinal } from '../scalars.ts';
import { TASK_EVENTS } from './tasks/events.ts';

const zTicketLineKey = { line: zId<'Line'>(), firing: zId<'Firing'>() };
const zStage = z.strictObject({
  stage: zId<'Stage'>(),
  name: zName,
  ordinal: zOrdinal,
  isFinal: z.boolean(),
});

// `aggregate` is the order's id: a ticket folds with the order that fired it.

/** A bump. Stages only advance: the highest ordinal since the last recall wins. */
export const StageAdvanced = eventSchema(
  'workflow.StageAdvanced',
  1,
  z.strictObject({ ...zTicketLineKey, to: zStage }),
);

/** Undo, explicitly: the line stands at `to` again, whatever its ordinal. */
export const StageRecalled = eventSchema(
  'workflow.StageRecalled',
  1,
  z.strictObject({ ...zTicketLineKey, to: zStage }),
);

const STAGE_EVENTS = [StageAdvanced, StageRecalled] as const;
export type StageEvent = EventOf<(typeof STAGE_EVENTS)[number]>;

export const WORKFLOW_EVENTS = [...STAGE_EVENTS, ...TASK_EVENTS] as const;
export type WorkflowEvent = EventOf<(typeof WORKFLOW_EVENTS)[number]>;
