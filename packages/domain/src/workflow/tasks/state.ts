import type { Id, Instant } from '@beaveros/kit';
import type { Recorded } from '../../journal/entry.ts';
import type { Fold } from '../../journal/fold.ts';
import type { RaisedTask, TaskEvent } from './events.ts';

interface Moment {
  readonly at: Instant;
  readonly actor: Id<'User'> | null;
}

/** A task as its facts make it; what was done before it is known to be raised waits here. */
export interface TaskState {
  readonly task: string;
  readonly tenant: string | null;
  readonly store: string | null;
  readonly raised: (RaisedTask & { readonly by: Moment }) | null;
  readonly done: { readonly note: string; readonly by: Moment } | null;
}

export const taskFold: Fold<TaskState> = {
  initial: (task) => ({ task, tenant: null, store: null, raised: null, done: null }),
  evolve: (state, recorded) => evolve(state, recorded as Recorded<TaskEvent>),
  reads: new Set(['workflow.TaskRaised', 'workflow.TaskDone']),
};

function evolve(before: TaskState, { event, header }: Recorded<TaskEvent>): TaskState {
  const state = { ...before, tenant: before.tenant ?? header.tenant, store: before.store ?? header.store };
  const by: Moment = { at: header.at, actor: header.actor };
  switch (event.type) {
    case 'workflow.TaskRaised':
      return state.raised === null ? { ...state, raised: { ...event.body, by } } : state;
    case 'workflow.TaskDone':
      return state.done === null ? { ...state, done: { note: event.body.note, by } } : state;
  }
}

/** Raised and done: nothing more is expected of it. */
export function isTaskDone(state: TaskState): boolean {
  return state.raised !== null && state.done !== null;
}
