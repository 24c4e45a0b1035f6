import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, fixed, record, STORE, TENANT } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import { given } from '../../_specification.ts';
import { foldAll, foldMore } from '../../journal/fold.ts';
import { ANA, actorWithout } from '../../order/_orders.ts';
import { instant } from '@beaveros/kit';
import { finishTask, raiseTask, taskFold, taskRaised, taskRows, type TaskState } from '../index.ts';

const TASK = fixed('Task', 1);
const asked = { task: TASK, title: 'Bring napkins', assignedTo: null, due: instant(AT + 60_000) };
const raised = taskRaised({ ...asked, kind: 'person', cause: '' });
const done = (note: string) =>
  ({ type: 'workflow.TaskDone', v: 1, aggregate: TASK, body: { task: TASK, note } }) as const;
const task = (...events: Parameters<typeof given<TaskState>>[2][]) => given(taskFold, TASK, ...events);
const finish =
  (actor = ANA) =>
  (state: TaskState) =>
    finishTask(state, { task: TASK, note: 'brought' }, { actor });

describe('a task', () => {
  it('is raised by anybody, once', () => {
    task()
      .when((state) => raiseTask(state, asked))
      .thenEvents(raised);
    task(raised)
      .when((state) => raiseTask(state, asked))
      .thenRefused({ code: 'workflow/task-already-raised', task: TASK });
  });

  it('is done by who may resolve any, or by whom it is assigned to', () => {
    task(raised).when(finish()).thenEvents(done('brought'));
    const cook = actorWithout('can_resolve_tasks');
    const missing = { code: 'auth-user/permission-missing', permission: 'can_resolve_tasks' } as const;
    task(raised).when(finish(cook)).thenRefused(missing);
    const theirs = taskRaised({ ...asked, kind: 'person', cause: '', assignedTo: 'can_manage_tickets' });
    task(theirs).when(finish(cook)).thenEvents(done('brought'));
    task(theirs)
      .when(finish(actorWithout('can_resolve_tasks', 'can_manage_tickets')))
      .thenRefused(missing);
  });

  it('is done once, and only when it is known', () => {
    task().when(finish()).thenRefused({ code: 'workflow/task-unknown', task: TASK });
    task(raised, done('already'))
      .when(finish())
      .thenRefused({ code: 'workflow/task-already-done', task: TASK });
  });

  it('has a row from when it is known to be raised, also when its end came first', () => {
    expect(taskRows(task(done('early')).state)).toEqual({ tasks: [] });
    expect(taskRows(task(done('early'), raised, done('late')).state).tasks).toEqual([
      {
        id: TASK,
        tenantId: TENANT,
        storeId: STORE,
        kind: 'person',
        title: 'Bring napkins',
        cause: '',
        assignedTo: null,
        due: AT + 60_000,
        raisedAt: AT + 2,
        raisedBy: fixed('User', 1),
        isOpen: false,
        note: 'early',
        doneAt: AT + 1,
        doneBy: fixed('User', 1),
      },
    ]);
  });

  it('folds the same whatever the order, repetition and batching of its facts', () => {
    const event = fc.constantFrom(
      raised,
      taskRaised({ ...asked, title: 'Another', kind: 'low-stock', cause: 'x' }),
      done('one'),
      done('two'),
    );
    const delivered = histories(event).chain((facts) =>
      deliveries(facts).map((batches) => ({ facts, batches })),
    );
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        const whole = foldAll(taskFold, TASK, facts);
        expect(foldAll(taskFold, TASK, batches.flat())).toEqual(whole);
        let folded = foldAll(taskFold, TASK, []);
        for (const batch of batches) folded = foldMore(taskFold, TASK, folded, batch);
        expect(folded).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('raised on two tills by one cause is one', () => {
    const facts = [
      ...record([raised], { chain: 1, seq: 1, clock: 1 }),
      ...record([raised], { chain: 2, seq: 1, clock: 1 }),
    ];
    expect(taskRows(foldAll(taskFold, TASK, facts).state).tasks).toHaveLength(1);
  });
});
