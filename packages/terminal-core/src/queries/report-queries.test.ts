import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, PERMISSIONS } from '@beaveros/domain/auth-user';
import { foldAll } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import { addFigures, type ContributionBy, contributionsBy, DIMENSIONS } from '@beaveros/domain/report';
import { tradingDay } from '@beaveros/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryArrivals } from '../stores/_memory-arrivals.ts';
import { FoldedStore } from '../stores/folded-store.ts';
import { orderStore } from '../stores/order/folded.ts';
import { dayReport } from './report-queries.ts';

let dir: string;
let arrivals: MemoryArrivals;
let store: FoldedStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaver-day-report-'));
  arrivals = new MemoryArrivals();
  store = new FoldedStore(
    orderStore((order) => foldAll(orderFold, order, arrivals.factsOf(order)).state),
    arrivals,
    dir,
  );
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

const actorOf = (permissions: Actor['permissions']): Actor => ({
  ...tradingDay(1, 0).house.actor,
  permissions,
});
function toRow(row: ContributionBy) {
  const { key, kind, name, currency, count, quantity, net, tax, total, tips, rounding } = row;
  return { key, kind, name, currency, count, quantityMicro: quantity, net, tax, total, tips, rounding };
}
const MANAGER = actorOf(new Set(PERMISSIONS));

describe('the day’s report of a till', () => {
  it.each([11, 12, 13])(
    'is what the domain says of its documents, by every dimension, day and till (seed %i)',
    async (seed) => {
      const { chains, orders } = tradingDay(seed, 50);
      for (const entries of chains) arrivals.take(entries);
      const all = orders.flatMap((order) =>
        contributionsBy(foldAll(orderFold, order, arrivals.factsOf(order)).state),
      );
      const days = [...new Set(all.map(({ businessDate }) => businessDate))];
      const tills = [null, ...new Set(all.map(({ terminal }) => terminal as never))];
      for (const businessDate of days)
        for (const dimension of DIMENSIONS)
          for (const terminal of tills) {
            const answer = await dayReport(store, { businessDate, dimension, terminal }, MANAGER);
            const rows = all.filter(
              (row) =>
                row.businessDate === businessDate &&
                row.dimension === dimension &&
                (terminal === null || row.terminal === terminal),
            );
            const sums = [...Map.groupBy(rows, ({ key }) => key).values()].map((of) =>
              of.reduce((one, two): ContributionBy => ({ ...one, ...addFigures(one, two) })),
            );
            const said = answer.ok ? answer.value.rows : [];
            const byKey = (a: { readonly key: string }, b: { readonly key: string }) =>
              a.key < b.key ? -1 : 1;
            expect([...said].sort(byKey)).toEqual(sums.map(toRow).sort(byKey));
            expect(said.map(({ total }) => total)).toEqual(
              said.map(({ total }) => total).toSorted((a, b) => b - a),
            );
          }
    },
  );

  it('is refused to whoever may not see reports, and is empty of a day without sales', async () => {
    const { businessDate } = { businessDate: '2026-01-01' as never };
    const asked = { businessDate, dimension: 'item', terminal: null } as const;
    expect(await dayReport(store, asked, actorOf(new Set()))).toEqual({
      ok: false,
      refusal: { code: 'auth-user/permission-missing', permission: 'can_view_reports' },
    });
    expect(await dayReport(store, asked, MANAGER)).toEqual({ ok: true, value: { rows: [] } });
  });
});
