import type { TaskState } from './state.ts';

/** One task of the store's list. */
export interface TaskFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly kind: string;
  readonly title: string;
  readonly cause: string;
  readonly assignedTo: string | null;
  readonly due: number | null;
  readonly raisedAt: number;
  readonly raisedBy: string | null;
  readonly isOpen: boolean;
  readonly note: string | null;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
}

/** None until the task is known to be raised. */
export function taskRows(state: TaskState): { readonly tasks: readonly TaskFolded[] } {
  const { raised, done, tenant } = state;
  if (raised === null || tenant === null) return { tasks: [] };
  return {
    tasks: [
      {
        id: state.task,
        tenantId: tenant,
        storeId: state.store,
        kind: raised.kind,
        title: raised.title,
        cause: raised.cause,
        assignedTo: raised.assignedTo,
        due: raised.due,
        raisedAt: raised.by.at,
        raisedBy: raised.by.actor,
        isOpen: done === null,
        note: done?.note ?? null,
        doneAt: done?.by.at ?? null,
        doneBy: done?.by.actor ?? null,
      },
    ],
  };
}
