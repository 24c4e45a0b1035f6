import * as z from 'zod';
import { zId, zInstant, zName, zStorable, zText } from '../../scalars.ts';

/** A person asks others to do something. */
export const zRaiseTask = z.strictObject({
  task: zId<'Task'>(),
  title: zName,
  assignedTo: zStorable.min(1).max(100).nullable(),
  due: zInstant.nullable(),
});
export type RaiseTask = z.output<typeof zRaiseTask>;

export const zFinishTask = z.strictObject({ task: zId<'Task'>(), note: zText });
export type FinishTask = z.output<typeof zFinishTask>;
