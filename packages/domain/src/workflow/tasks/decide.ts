import { ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import type { FinishTask, RaiseTask } from './commands.ts';
import type { RaisedTask, TaskEvent } from './events.ts';
import type { TaskState } from './state.ts';

export type WorkflowTaskRefusal =
  | PermissionMissing
  | { readonly code: 'workflow/task-already-raised'; readonly task: string }
  | { readonly code: 'workflow/task-unknown'; readonly task: string }
  | { readonly code: 'workflow/task-already-done'; readonly task: string };

export type TaskDecision = Result<readonly Draft<TaskEvent>[], WorkflowTaskRefusal>;

/** The fact that raises a task; whoever derives `task` from its cause raises it once, on however many replicas. */
export function taskRaised(task: RaisedTask): Draft<TaskEvent> {
  return { type: 'workflow.TaskRaised', v: 1, aggregate: task.task, body: task };
}

/** Anybody may ask for help. */
export function raiseTask(state: TaskState, command: RaiseTask): TaskDecision {
  if (state.raised !== null) return refuse({ code: 'workflow/task-already-raised', task: command.task });
  return ok([taskRaised({ ...command, kind: 'person', cause: '' })]);
}

/** Done by whoever holds the permission it is assigned to, or may resolve any; what is nobody's by anybody who may. */
export function finishTask(
  state: TaskState,
  command: FinishTask,
  { actor }: { readonly actor: Actor },
): TaskDecision {
  const assignee = state.raised?.assignedTo ?? null;
  const isTheirs = assignee !== null && actor.permissions.has(assignee);
  const refusal = isTheirs ? null : missing(actor, 'can_resolve_tasks');
  if (refusal !== null) return refuse(refusal);
  if (state.raised === null) return refuse({ code: 'workflow/task-unknown', task: command.task });
  if (state.done !== null) return refuse({ code: 'workflow/task-already-done', task: command.task });
  return ok([{ type: 'workflow.TaskDone', v: 1, aggregate: command.task, body: command }]);
}
