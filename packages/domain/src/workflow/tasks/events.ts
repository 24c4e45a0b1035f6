import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import { zId, zInstant, zName, zStorable, zText } from '../../scalars.ts';

// Facts of a task that stands by itself. `aggregate` is the task's id. What an order's own fold finds is no fact and
// stays in `order/tasks.ts`; one list shows both.

/** What somebody must look at or do. Of two with one id the first stands, so that replicas may raise it alike. */
export const TaskRaised = eventSchema(
  'workflow.TaskRaised',
  1,
  z.strictObject({
    task: zId<'Task'>(),
    /** Who raised it: `person`, `automation`, `low-stock`, ... */
    kind: z
      .string()
      .max(64)
      .regex(/^[a-z]+(-[a-z]+)*$/),
    title: zName,
    /** What it comes from: an event's or another id, or words; empty where a person thought of it. */
    cause: zStorable.max(255),
    /** The permission whose holders it is for, beside those who may resolve any; null: anybody's. */
    assignedTo: zStorable.min(1).max(100).nullable(),
    due: zInstant.nullable(),
  }),
);

/** Somebody has done it, or looked at it. The first who did stands. */
export const TaskDone = eventSchema(
  'workflow.TaskDone',
  1,
  z.strictObject({ task: zId<'Task'>(), note: zText }),
);

export const TASK_EVENTS = [TaskRaised, TaskDone] as const;
export type TaskEvent = EventOf<(typeof TASK_EVENTS)[number]>;
export type RaisedTask = EventOf<typeof TaskRaised>['body'];
