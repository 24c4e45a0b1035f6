import { join } from 'node:path';
import { foldAll } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import { Cashier, houseOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { onOneTill } from '../_place.ts';
import { idOf } from '../_till-fixture.ts';
import type { Core } from '../core.ts';
import { MemoryArrivals } from '../stores/_memory-arrivals.ts';
import { FoldedStore } from '../stores/folded-store.ts';
import { orderStore } from '../stores/order/folded.ts';
import { listOpenTasks } from './open-tasks.ts';

const PAGE = { status: 'open', limit: 50, offset: 0 } as const;
const ACCOUNT = idOf<'Account'>('card');
const place = onOneTill();

describe('everything that waits for a person', () => {
  it('is one list, whatever found it, each with what ends it and who may', async () => {
    const { till, core, session } = place;
    core.stores.accounts.db
      .prepare(
        `INSERT INTO accounts (id, tenant_id, kind, currency_code, currency_exponent, label, credit_limit, balance, available,
           overdrawn, overdrawn_task_id) VALUES (?, 't', 'gift-card', 'EUR', 2, 'GC-7', 0, -350, 0, 350, ?)`,
      )
      .run(ACCOUNT, idOf('loss'));
    await till.call(
      core,
      'raiseTask',
      { task: till.newId(), title: 'Napkins', assignedTo: 'can_fire', due: null },
      { session },
    );
    // An order that another till closed, and this one had added to.
    const house = houseOf(6);
    const [one, two] = [new Cashier(house, 'T1'), new Cashier(house, 'T2')];
    one.openShift();
    const order = one.openOrder();
    const line = one.addLine(order, house.items[2]!);
    two.writer.hear(one.writer);
    one.payAndClose(order);
    two.voidLine(order, line);
    const arrivals = new MemoryArrivals();
    for (const each of [one, two]) arrivals.take(each.writer.entries());
    using orders = new FoldedStore(
      orderStore((id) => foldAll(orderFold, id, arrivals.factsOf(id)).state),
      arrivals,
      join(till.dataDir, 'orders'),
    );
    const late = [
      { aggregate: order, chain: 'c'.repeat(64), seq: 7 },
      { aggregate: order, chain: 'c'.repeat(64), seq: 9 },
    ];
    const { tasks, total } = listOpenTasks({ ...pick(core), order: orders }, late, PAGE);
    expect(
      tasks.map(({ of, kind, cause, label, amount, endsBy, permission, assignedTo }) =>
        [of, kind, label ?? cause, amount, endsBy, permission, assignedTo].filter((said) => said !== null),
      ),
    ).toEqual(
      expect.arrayContaining([
        ['account', 'account-overdrawn', 'GC-7', 350, 'adjustAccount', 'can_adjust_accounts'],
        ['late', 'late-fact', `${'c'.repeat(64)}/7`],
        ['order', 'unseen-void', 'T1-1', 'resolveTask', 'can_void_lines'],
        ['store', 'person', '', 'finishTask', 'can_resolve_tasks', 'can_fire'],
      ]),
    );
    expect(total).toBe(4);
    expect(tasks.find(({ of }) => of === 'account')).toMatchObject({
      account: ACCOUNT,
      currency: { code: 'EUR', exponent: 2 },
    });
  });
});

function pick({ stores }: Core) {
  const { entity, workflow, accounts } = stores;
  return { entity, workflow, accounts };
}
