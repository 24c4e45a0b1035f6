import { ok, refuse, type Result } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { ResolveTask } from './commands.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './state.ts';
import { clashTasks, isResolvable, orderTasks } from './tasks.ts';

export type TaskRefusal =
  | PermissionMissing
  | { readonly code: 'order/task-unknown'; readonly task: string }
  | { readonly code: 'order/task-already-resolved'; readonly task: string }
  /** It ends with a reversal, a refund or a further close, not with a word. */
  | { readonly code: 'order/task-needs-an-act'; readonly task: string; readonly kind: string };

/** A person has looked at what a close did not see, or at a loss. Changes no document and moves no money. */
export function resolveTask(
  state: OrderState,
  command: ResolveTask,
  { actor }: { readonly actor: Actor },
): Result<readonly Draft<OrderEvent>[], TaskRefusal> {
  const refusal = missing(actor, 'can_void_lines');
  if (refusal !== null) return refuse(refusal);
  // Whether numbers clash is seen between orders; here any document's may be looked at.
  const task = [...orderTasks(state), ...clashTasks(state)].find((each) => each.task === command.task);
  if (task === undefined) return refuse({ code: 'order/task-unknown', task: command.task });
  if (!isResolvable(task.kind))
    return refuse({ code: 'order/task-needs-an-act', task: command.task, kind: task.kind });
  if (task.resolved !== null) return refuse({ code: 'order/task-already-resolved', task: command.task });
  const body = { task: command.task, note: command.note };
  return ok([{ type: 'order.TaskResolved', v: 1, aggregate: command.order, body }]);
}
