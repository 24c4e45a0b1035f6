import { foldAll } from '@beaveros/domain/journal';
import { moveLines } from '@beaveros/domain/processes';
import {
  taskFold,
  type TaskFolded,
  taskRows,
  ticketPlaceRows,
  ticketPlacesFold,
  ticketRows,
  ticketsFold,
} from '@beaveros/domain/workflow';
import { writeEntry } from '@beaveros/protocol/exchange';
import { shapeByName } from '@beaveros/protocol/shapes';
import { type OpenIsland, openIsland, projectedStore, userOf } from '@beaveros/service-kit/testing';
import {
  Cashier,
  describeFoldedStore,
  houseOf,
  kitchenEvening,
  sharedTable,
  type Story,
  tableEvening,
  type WrittenEntry,
} from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createWorkflowService, WORKFLOW_MIGRATIONS } from './index.ts';
import { readTask, readTickets, type TicketRows, WORKFLOW_READING } from './ingest.ts';

let island: OpenIsland;

beforeAll(async () => {
  island = await openIsland(createWorkflowService, {
    postgresUrl: inject('postgresUrl'),
    service: 'workflow',
    migrationsDir: WORKFLOW_MIGRATIONS,
  });
});

afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

/** The service over a fresh tenant; what is asked of an aggregate is read by `rows`. */
async function storeOf<Rows>(tenant: string, read: (...of: Parameters<typeof readTickets>) => Promise<Rows>) {
  const { database } = island.service;
  const rows = (tx: Parameters<typeof readTickets>[0], id: string) => read(tx, tenant, id);
  const store = await projectedStore({ database, tenant, reading: WORKFLOW_READING, rows });
  return {
    ...store,
    take: (written: readonly WrittenEntry[]) =>
      store.take(
        written[0]!.chain,
        written.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) })),
      ),
  };
}

describeFoldedStore<TicketRows>({
  name: 'workflow service',
  expected: (order, facts) => ({
    ...ticketRows(foldAll(ticketsFold, order, facts).state),
    ...ticketPlaceRows(foldAll(ticketPlacesFold, order, facts).state),
  }),
  aggregates: (story) => story.orders,
  deliveries: 5,
  open: (tenant) => storeOf(tenant, readTickets),
});

describeFoldedStore<{ readonly tasks: readonly TaskFolded[] }>({
  name: 'the tasks of the workflow service',
  expected: (task, facts) => taskRows(foldAll(taskFold, task, facts).state),
  aggregates: (story) => story.tasks ?? [],
  deliveries: 5,
  open: (tenant) => storeOf(tenant, async (...of) => ({ tasks: await readTask(...of) })),
});

async function tell(story: Story): Promise<void> {
  for (const chain of story.chains)
    island.feed.add(
      story.house.tenant,
      chain[0]!.chain,
      chain.map(({ entry }) => writeEntry(entry)),
    );
  await island.settled();
}

describe('the routes of workflow', () => {
  it('keep stages and stations, published to tills as their shapes say', async () => {
    const store = island.newId();
    const as = userOf(island.newId(), ['can_manage_workflow'], [store]);
    const ready = (
      await island.call(as, 'POST', '/v1/workflow-stages', {
        name: 'Ready',
        orderSequence: 2,
        isFinalStage: true,
      })
    ).body;
    const todo = (
      await island.call(as, 'POST', '/v1/workflow-stages', {
        name: 'To do',
        orderSequence: 1,
        description: 'new',
      })
    ).body;
    expect(
      (await island.call(as, 'POST', '/v1/workflow-stages', { name: 'Ready', orderSequence: 3 })).body.error
        .code,
    ).toBe('workflow-stage/duplicate');
    const renamed = (await island.call(as, 'PATCH', `/v1/workflow-stages/${todo.id}`, { name: 'Pending' }))
      .body;
    expect(renamed).toEqual({ ...todo, name: 'Pending' });
    expect((await island.call(as, 'GET', '/v1/workflow-stages?limit=1')).body).toMatchObject({
      items: [renamed],
      nextCursor: expect.any(String),
    });
    const category = island.newId();
    const grill = (
      await island.call(as, 'POST', `/v1/stores/${store}/stations`, {
        name: 'Grill',
        categoryIds: [category],
        itemIds: [category],
        isExpeditor: true,
      })
    ).body;
    expect(
      (
        await island.call(as, 'PATCH', `/v1/stores/${store}/stations/${grill.id}`, {
          position: 4,
          isActive: false,
        })
      ).body,
    ).toEqual({ ...grill, position: 4, isActive: false });
    expect((await island.call(as, 'GET', `/v1/stores/${store}/stations`)).body.items).toEqual([
      { ...grill, position: 4, isActive: false },
    ]);
    for (const [name, wanted] of [
      ['workflow.workflow_stages.v1', [renamed, ready]],
      ['workflow.stations.v2', [{ ...grill, position: 4, isActive: false }]],
    ] as const) {
      const shape = shapeByName(name)!;
      const rows = await island.sql(
        `select ${shape.columns.map(({ column }) => column).join(', ')} from ${shape.table} where tenant_id = $1 order by name`,
        [as.tenantId],
      );
      const read = rows.map((row) =>
        shape.row.parse(Object.fromEntries(shape.columns.map(({ column, field }) => [field, row[column]]))),
      );
      expect(read).toEqual(wanted.map((row) => ({ ...row, tenantId: as.tenantId })));
    }
    expect((await island.call(as, 'DELETE', `/v1/workflow-stages/${ready.id}`)).body).toEqual({
      id: ready.id,
    });
    expect((await island.call(as, 'DELETE', `/v1/workflow-stages/${ready.id}`)).status).toBe(404);
  });

  it('say to whom the food goes that was fired before it was moved', async () => {
    const house = houseOf(44);
    const till = new Cashier(house, 'T1');
    till.openShift();
    const table = { id: house.newId<'ServiceEntity'>(), name: 'Patio' };
    const [from, to] = [till.openOrder(), till.openOrder(table)];
    const line = till.addLine(from, house.items[0]!);
    till.fire(from);
    const lines = [{ line, as: house.newId<'Line'>(), quantityMicro: null }];
    const command = { order: from, to, move: house.newId<'Move'>(), lines };
    till.say('moveLines', moveLines(till.order(from), till.order(to), command, house));
    island.feed.add(
      house.tenant,
      till.writer.chain,
      till.writer.entries().map(({ entry }) => writeEntry(entry)),
    );
    await island.settled();
    const as = userOf(house.tenant, ['can_manage_tickets']);
    const { body } = await island.call(as, 'GET', `/v1/stores/${house.store}/tickets`);
    expect(body.items).toMatchObject([
      {
        orderId: from,
        label: 'T1-2',
        tableName: 'Patio',
        movedFrom: { label: 'T1-1', tableName: null },
        lines: [{ orderItemId: line, isVoided: false, goesTo: [{ orderId: to, quantity: '1' }] }],
      },
    ]);
  });

  it('list the tickets of a store with where each line stands', async () => {
    const story = kitchenEvening(61);
    await tell(story);
    const as = userOf(story.house.tenant, ['can_manage_tickets']);
    const path = `/v1/stores/${story.house.store}/tickets`;
    const { items } = (await island.call(as, 'GET', path)).body;
    expect(items).toMatchObject([
      { label: 'T1-2', isDone: false, lines: [{ name: 'Burger', stageName: 'Pending' }] },
      {
        label: 'T1-1',
        stationName: 'Grill',
        isDone: false,
        lines: [
          { name: 'Burger', quantity: '1', stageName: 'Preparing', isVoided: false },
          { name: 'Lemonade', quantity: '4', stageName: 'Preparing', isVoided: true },
        ],
      },
    ]);
    const first = (await island.call(as, 'GET', `${path}?limit=1`)).body;
    expect((await island.call(as, 'GET', `${path}?limit=1&cursor=${first.nextCursor}`)).body.items).toEqual([
      items[1],
    ]);
    expect((await island.call(as, 'GET', `${path}?isDone=true`)).body.items).toEqual([]);
    expect((await island.call(as, 'GET', `${path}?stationId=${island.newId()}`)).body.items).toEqual([]);
  });

  it('keep automations, published to tills as their shape says', async () => {
    const as = userOf(island.newId(), ['can_manage_automations']);
    const spilt = {
      name: 'Spilt',
      trigger: 'order.LineVoided',
      conditions: [{ path: 'reason', op: 'contains', value: 'spilt' }],
      actions: [{ do: 'raise-task', title: 'Mop', assignedTo: null, dueMinutes: 5 }],
      perHour: 6,
    };
    const made = (await island.call(as, 'POST', '/v1/automations', spilt)).body;
    expect(made).toEqual({ ...spilt, id: made.id, isActive: true });
    expect((await island.call(as, 'POST', '/v1/automations', spilt)).body.error.code).toBe(
      'automation/duplicate',
    );
    for (const [field, more] of [
      ['body.trigger', { trigger: 'order.LineBlessed' }],
      ['body.trigger', { trigger: 'journal.Erased' }],
    ] as const)
      expect(
        (await island.call(as, 'POST', '/v1/automations', { ...spilt, name: 'x', ...more })).body.error,
      ).toMatchObject({ code: 'automation/trigger-unknown', field });
    const tooMuch = { ...spilt, name: 'y', actions: Array.from({ length: 5 }, () => spilt.actions[0]) };
    expect((await island.call(as, 'POST', '/v1/automations', tooMuch)).body.error).toMatchObject({
      code: 'request/invalid',
      field: 'body.actions',
    });
    const quieter = (await island.call(as, 'PATCH', `/v1/automations/${made.id}`, { perHour: 1 })).body;
    expect(quieter).toEqual({ ...made, perHour: 1 });
    expect((await island.call(as, 'GET', '/v1/automations')).body.items).toEqual([quieter]);
    const shape = shapeByName('workflow.automations.v1')!;
    const [row] = await island.sql(
      `select ${shape.columns.map(({ column }) => column).join(', ')} from ${shape.table} where tenant_id = $1`,
      [as.tenantId],
    );
    expect(
      shape.row.parse(Object.fromEntries(shape.columns.map(({ column, field }) => [field, row![column]]))),
    ).toEqual({ ...quieter, tenantId: as.tenantId });
    const neighbour = userOf(island.newId(), ['can_manage_automations']);
    expect((await island.call(neighbour, 'GET', '/v1/automations')).body.items).toEqual([]);
    for (const method of ['PATCH', 'DELETE'] as const)
      expect(
        (await island.call(neighbour, method, `/v1/automations/${made.id}`, { name: 'stolen' })).status,
      ).toBe(404);
    const cook = userOf(as.tenantId, ['can_manage_tickets']);
    expect((await island.call(cook, 'GET', '/v1/automations')).status).toBe(403);
    expect((await island.call(as, 'DELETE', `/v1/automations/${made.id}`)).body).toEqual({ id: made.id });
    expect((await island.call(as, 'GET', '/v1/automations')).body.items).toEqual([]);
  });

  it('list the tasks of a store, newest first', async () => {
    const story = tableEvening(64);
    await tell(story);
    const as = userOf(story.house.tenant, ['can_resolve_tasks']);
    const path = `/v1/stores/${story.house.store}/tasks`;
    const { items } = (await island.call(as, 'GET', path)).body;
    expect(items).toMatchObject([
      { title: 'Candles', isOpen: true, note: null },
      {
        title: 'Bring water',
        isOpen: false,
        assignedTo: 'can_sell',
        note: expect.stringMatching(/^brought/),
      },
    ]);
    const first = (await island.call(as, 'GET', `${path}?limit=1`)).body;
    expect((await island.call(as, 'GET', `${path}?limit=1&cursor=${first.nextCursor}`)).body.items).toEqual([
      items[1],
    ]);
    expect((await island.call(as, 'GET', `${path}?isOpen=true`)).body.items).toEqual([items[0]]);
    const neighbour = userOf(island.newId(), ['can_resolve_tasks']);
    expect((await island.call(neighbour, 'GET', path)).body.items).toEqual([]);
  });

  it('show a neighbour nothing, and a cook only a store of the token', async () => {
    const mine = kitchenEvening(62);
    const theirs = sharedTable(63);
    await tell(mine);
    await tell(theirs);
    const everything = ['can_manage_workflow', 'can_manage_tickets'];
    const me = userOf(mine.house.tenant, everything);
    const them = userOf(theirs.house.tenant, everything);
    const stage = (
      await island.call(them, 'POST', '/v1/workflow-stages', { name: 'canary', orderSequence: 1 })
    ).body;
    const station = (
      await island.call(them, 'POST', `/v1/stores/${theirs.house.store}/stations`, { name: 'canary' })
    ).body;
    for (const path of [
      '/v1/workflow-stages',
      `/v1/stores/${theirs.house.store}/stations`,
      `/v1/stores/${theirs.house.store}/tickets`,
    ]) {
      expect((await island.call(me, 'GET', path)).body.items, path).toEqual([]);
    }
    expect(
      (await island.call(them, 'GET', `/v1/stores/${theirs.house.store}/tickets`)).body.items,
    ).not.toEqual([]);
    expect(
      (await island.call(me, 'PATCH', `/v1/workflow-stages/${stage.id}`, { name: 'stolen' })).status,
    ).toBe(404);
    expect((await island.call(me, 'DELETE', `/v1/workflow-stages/${stage.id}`)).status).toBe(404);
    expect(
      (
        await island.call(me, 'PATCH', `/v1/stores/${theirs.house.store}/stations/${station.id}`, {
          name: 'stolen',
        })
      ).status,
    ).toBe(404);
    const elsewhere = userOf(mine.house.tenant, everything, [theirs.house.store]);
    expect((await island.call(elsewhere, 'GET', `/v1/stores/${mine.house.store}/tickets`)).status).toBe(403);
    expect(
      (await island.call(elsewhere, 'POST', `/v1/stores/${mine.house.store}/stations`, { name: 'x' })).status,
    ).toBe(403);
  });
});
