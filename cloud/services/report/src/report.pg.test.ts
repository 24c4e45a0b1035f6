import type { Currency } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { tellChange } from '@beaveros/service-kit';
import { type OpenIsland, openIsland, projectedStore, userOf } from '@beaveros/service-kit/testing';
import {
  Cashier,
  counterSale,
  describeFoldedStore,
  factsOf,
  houseOf,
  sharedTable,
  STORIES,
  type Story,
  tradingDay,
} from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createReportService, REPORT_MIGRATIONS } from './index.ts';
import { dayShiftRows } from './day-shifts.ts';
import {
  contributionByRows,
  contributionRows,
  readContributions,
  readContributionsBy,
  REPORT_READING,
} from './ingest.ts';
import { readDayShift } from './read-store-days.ts';
import type { ContributionByRow, ContributionRow, DayShiftRow } from './tables.ts';

let island: OpenIsland;

beforeAll(async () => {
  island = await openIsland(createReportService, {
    postgresUrl: inject('postgresUrl'),
    service: 'report',
    migrationsDir: REPORT_MIGRATIONS,
  });
});

afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

describeFoldedStore<{
  readonly contributions: readonly ContributionRow[];
  readonly byKey: readonly ContributionByRow[];
  readonly shifts: readonly DayShiftRow[];
}>({
  name: 'report service',
  expected: (aggregate, facts) => ({
    contributions: contributionRows(aggregate, facts),
    byKey: contributionByRows(aggregate, facts),
    shifts: dayShiftRows(aggregate, facts),
  }),
  aggregates: (story) => [...story.orders, ...story.shifts],
  deliveries: 5,
  // Half a day: after every entry all is read and all sums are checked.
  alsoTold: [(seed) => tradingDay(seed, 14)],
  open: async (tenant) => {
    const { database } = island.service;
    const rows = async (tx: Parameters<typeof readContributions>[0], order: string) => ({
      contributions: await readContributions(tx, tenant, order),
      byKey: await readContributionsBy(tx, tenant, order),
      shifts: await readDayShift(tx, tenant, order),
    });
    const store = await projectedStore({ database, tenant, reading: REPORT_READING, rows });
    return {
      ...store,
      take: async (written) => {
        await store.take(
          written[0]!.chain,
          written.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) })),
        );
        // After every step, in whatever order things come: the sums are the sums of the ledger.
        await expectRollupsToAddUp(tenant);
      },
    };
  },
});

const SUMS =
  'sum(documents)::int as documents, sum(net_amount) as net, sum(tax_amount) as tax, sum(total_amount) as total, sum(returned_amount) as returned, sum(quantity) as quantity, sum(lines)::int as lines';
async function expectRollupsToAddUp(tenant: string): Promise<void> {
  const key = 'store_id, business_date::text as date, hour, currency_code';
  const order = 'group by 1, 2, 3, 4 order by 1, 2, 3, 4';
  const rollups = await island.sql(
    `select ${key}, sum(contributions)::int as rows, ${SUMS} from sales_rollups where tenant_id = $1 ${order}`,
    [tenant],
  );
  const ledger = await island.sql(
    `select ${key}, count(*)::int as rows, ${SUMS} from contributions where tenant_id = $1 ${order}`,
    [tenant],
  );
  expect(rollups).toEqual(ledger);
  for (const span of ['day', 'month'] as const) {
    const since = span === 'day' ? 'business_date' : `date_trunc('month', business_date)::date`;
    const sums = await island.sql(
      `select store_id, since::text, dimension, key, currency_code, contributions::int as rows, ${SUMS_BY}
       from dimension_rollups where tenant_id = $1 and span = $2 group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5`,
      [tenant, span],
    );
    const rows = await island.sql(
      `select store_id, ${since}::text as since, dimension, key, currency_code, count(*)::int as rows, ${SUMS_BY}
       from contributions_by where tenant_id = $1 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
      [tenant],
    );
    expect(sums, span).toEqual(rows);
  }
}
const SUMS_BY =
  'sum(count)::int as count, sum(quantity) as quantity, sum(net_amount) as net, sum(tax_amount) as tax, sum(total_amount) as total, sum(tips_amount) as tips, sum(rounding_amount) as rounding';

async function tell(story: Story): Promise<void> {
  for (const chain of story.chains)
    island.feed.add(
      story.house.tenant,
      chain[0]!.chain,
      chain.map(({ entry }) => writeEntry(entry)),
    );
  await island.settled();
}

const sales = async (as: ReturnType<typeof userOf>, query = 'from=2026-01-01&to=2026-01-31') =>
  (await island.call(as, 'GET', `/v1/reports/sales?${query}`)).body;
const viewer = (story: Story, stores: readonly string[] | 'all' = 'all') =>
  userOf(story.house.tenant, ['can_view_reports'], stores);

describe('the sales report', () => {
  it('counts a document once, by day and by hour', async () => {
    const story = counterSale(71);
    await tell(story);
    const figures = {
      documents: 1,
      lines: 5,
      quantity: '8',
      net: '21.76',
      tax: '6.92',
      total: '28.68',
      returned: '-11.91',
    };
    const where = { storeId: story.house.store, businessDate: '2026-01-01', currency: 'EUR' };
    expect(await sales(viewer(story))).toEqual({
      totals: [{ currency: 'EUR', ...figures }],
      rows: [{ ...where, hour: null, ...figures }],
    });
    expect((await sales(viewer(story), 'from=2026-01-01&to=2026-01-01&by=hour')).rows).toEqual([
      { ...where, hour: 9, ...figures },
    ]);
    expect(await sales(viewer(story), 'from=2026-01-02&to=2026-01-31')).toEqual({ totals: [], rows: [] });
    expect((await sales(viewer(story), 'from=2026-02-01&to=2026-01-31')).error).toMatchObject({
      code: 'report/from-after-to',
    });
  });

  it.each([
    [0, 1],
    [1, 0],
  ])(
    'counts both closes of one order until the reversal comes, whichever comes first (%i, %i)',
    async (...delivery) => {
      const story = sharedTable(72 + delivery[0]);
      const [order] = story.orders;
      const wanted = contributionRows(order!, factsOf(story.chains.flat(), order!));
      expect(wanted.map(({ documents }) => documents)).toEqual([1, 1]);
      for (const at of delivery) await tell({ ...story, chains: [story.chains[at]!] });
      const [row] = (await sales(viewer(story))).rows;
      const total = wanted.reduce((all, each) => all + each.total, 0);
      expect(row).toMatchObject({ documents: 2, total: (total / 100).toFixed(2) });
      await expectRollupsToAddUp(story.house.tenant);
    },
  );

  it('counts documents less reversals, and keeps a sum of no documents that is of something', async () => {
    const house = houseOf(80);
    const [one, two] = [new Cashier(house, 'T1'), new Cashier(house, 'T2')];
    for (const till of [one, two]) till.openShift();
    const order = one.openOrder();
    const line = one.addLine(order, house.items[2]!, { quantity: 10 });
    two.writer.hear(one.writer);
    one.payAndClose(order);
    two.changeQuantity(order, line, 5);
    two.payAndClose(order);
    two.writer.hear(one.writer);
    // An hour later: in its hour there is nothing but the reversal.
    house.clock.advance(3_600_000);
    expect(two.reverseOwnContested(order)).toBe(1);
    await tell({
      name: 'reversal',
      house,
      chains: [one, two].map(({ writer }) => writer.entries()),
      orders: [order],
      shifts: [],
    });
    const viewing = userOf(house.tenant, ['can_view_reports']);
    expect((await sales(viewing)).totals).toMatchObject([
      { documents: 1, lines: 1, total: '8.50', quantity: '10' },
    ]);
    const { rows } = await sales(viewing, 'from=2026-01-01&to=2026-01-31&by=hour');
    expect(
      rows.map(({ hour, documents, total }: Record<string, unknown>) => [hour, documents, total]),
    ).toEqual([
      [9, 2, '21.25'],
      [10, -1, '-12.75'],
    ]);
    await expectRollupsToAddUp(house.tenant);
  });

  it('keeps currencies apart, in the digits of each', async () => {
    const sums: Record<string, string> = {};
    const tenantHouse = houseOf(74);
    for (const currency of [
      { code: 'JPY', exponent: 0 },
      { code: 'KWD', exponent: 3 },
    ] satisfies Currency[]) {
      const till = new Cashier({ ...tenantHouse, currency }, currency.code);
      till.openShift();
      const order = till.openOrder();
      till.addLine(order, tenantHouse.items[2]!, { quantity: 10 });
      till.payAndClose(order);
      island.feed.add(
        tenantHouse.tenant,
        till.writer.chain,
        till.writer.entries().map(({ entry }) => writeEntry(entry)),
      );
    }
    await island.settled();
    for (const { currency, total } of (await sales(userOf(tenantHouse.tenant, ['can_view_reports']))).totals)
      sums[currency] = total;
    expect(sums).toEqual({ JPY: '9', KWD: '8.500' });
  });

  it('shows a neighbour nothing, and a manager the stores of the token', async () => {
    const mine = counterSale(75);
    const theirs = counterSale(76);
    await tell(mine);
    await tell(theirs);
    expect(JSON.stringify(await sales(viewer(mine)))).not.toContain(theirs.house.store);
    expect((await sales(viewer(mine))).totals).toMatchObject([{ documents: 1 }]);
    expect(await sales(viewer(mine, [theirs.house.store]))).toEqual({ totals: [], rows: [] });
    expect(
      (
        await sales(
          viewer(mine, [theirs.house.store]),
          `from=2026-01-01&to=2026-01-31&storeId=${mine.house.store}`,
        )
      ).error.code,
    ).toBe('store/not-yours');
    expect((await sales(userOf(mine.house.tenant, []))).error.code).toBe('permission/missing');
  });

  it('says that sales of a store changed, to who may see them, and to no neighbour', async () => {
    const mine = counterSale(78);
    const theirs = counterSale(79);
    const headOffice = await island.watch(viewer(mine), '/v1/reports/live');
    const manager = await island.watch(viewer(mine, [mine.house.store]), '/v1/reports/live');
    const elsewhere = await island.watch(viewer(mine, [theirs.house.store]), '/v1/reports/live');
    await tell(theirs);
    await tell(mine);
    for (const reader of [headOffice, manager]) {
      expect(await reader.next()).toEqual({ storeId: mine.house.store });
      expect((await sales(viewer(mine))).totals).toMatchObject([{ documents: 1 }]);
    }
    const nobody = userOf(mine.house.tenant, []);
    expect((await island.call(nobody, 'GET', '/v1/reports/live')).body.error.code).toBe('permission/missing');
    // Told last, heard first: nothing was said before it.
    const { database } = island.service;
    await database.withTenant(mine.house.tenant as never, (tx) => tellChange(tx, 'everywhere'));
    expect(await elsewhere.next()).toEqual({ storeId: null });
  });

  it('asks the rollups only, however many orders there are', async () => {
    const story = STORIES[0]!(77);
    const { tenant, store } = story.house;
    const documents = 50_000;
    await island.sql(
      `insert into contributions select $1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $2, null,
         date '2026-01-01' + (n % 90), n % 24, 'EUR', 2, 1, 0, 1, 1, 1, 0, 1, null, '\\x00', n, n, now(),
         null, 'T1', 1, n, null, 'Ana'
       from generate_series(1, ${documents}) n`,
      [tenant, store],
    );
    await island.sql(
      `insert into sales_rollups select tenant_id, store_id, business_date, hour, currency_code, currency_exponent, sum(documents), sum(lines),
         sum(quantity), sum(net_amount), sum(tax_amount), sum(total_amount), sum(returned_amount), count(*)
       from contributions where tenant_id = $1 group by 1, 2, 3, 4, 5, 6`,
      [tenant],
    );
    const startedAt = performance.now();
    const answer = await sales(viewer(story), 'from=2026-01-01&to=2026-03-31&by=hour');
    const ms = performance.now() - startedAt;
    expect(answer.totals).toMatchObject([{ documents, total: '50000.00' }]);
    expect(answer.rows).toHaveLength(360);
    // The budget is 100 ms at a million orders (design section 8); a loaded machine gets five times that here.
    expect(ms).toBeLessThan(500);
  });
});
