import type { Recorded } from '@beaveros/domain/journal';
import {
  contributionsBy,
  dayDocumentsOf,
  DIMENSIONS,
  type StoreDay,
  storeDaysOf,
} from '@beaveros/domain/report';
import { foldAll } from '@beaveros/domain/journal';
import { documentsFold } from '@beaveros/domain/report';
import { businessDate } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { type OpenIsland, openIsland, userOf } from '@beaveros/service-kit/testing';
import { factsOf, type Story, tradingDay } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createReportService, REPORT_MIGRATIONS } from './index.ts';
import { readStoreDays } from './read-store-days.ts';
import { wholeMonths } from './sales-by.ts';

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

const RANGE = { from: businessDate('2026-01-01'), to: businessDate('2026-01-31') };
const viewer = (story: Story) => userOf(story.house.tenant, ['can_view_reports']);
const get = async (story: Story, path: string) => (await island.call(viewer(story), 'GET', path)).body;

/** Brings a part of one chain, as its till was heard of: entries after the `from`th up to the `to`th. */
async function hear(story: Story, chain: number, from = 0, to = Number.POSITIVE_INFINITY): Promise<void> {
  const entries = story.chains[chain]!;
  const texts = entries.slice(from, to).map(({ entry }) => writeEntry(entry));
  island.feed.add(story.house.tenant, entries[0]!.chain, texts);
  await island.settled();
}

/** The facts that the service knows, and when it heard of each. */
async function known(story: Story) {
  const arrivals = await island.sql(
    `select encode(chain, 'hex') as chain, seq::int as seq, arrival::int as arrival from arrivals where tenant_id = $1`,
    [story.house.tenant],
  );
  const at = new Map(
    arrivals.map(({ chain, seq, arrival }) => [`${String(chain)}/${String(seq)}`, Number(arrival)]),
  );
  const cursors = await island.sql(
    `select encode(chain, 'hex') as chain, seq::int as seq from journal_cursors where tenant_id = $1`,
    [story.house.tenant],
  );
  const heads = new Map(cursors.map(({ chain, seq }) => [String(chain), Number(seq)]));
  const entries = story.chains.flat().filter(({ chain, entry }) => entry.seq <= (heads.get(chain) ?? 0));
  const facts = [...story.orders, ...story.shifts].flatMap((aggregate) => factsOf(entries, aggregate));
  return {
    facts,
    arrivalOf: ({ chain, seq }: { chain: string; seq: number }) => at.get(`${chain}/${seq}`) ?? 0,
  };
}

async function storedDays(story: Story, asOf: string | null = null): Promise<readonly StoreDay[]> {
  return await island.service.database.withReadOnlyTenant(story.house.tenant as never, (tx) =>
    readStoreDays(tx, { tenantId: story.house.tenant, stores: null, ...RANGE, asOf }),
  );
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

describe('the store’s days', () => {
  it.each(Array.from({ length: 8 }, (_, at) => 500 + at))(
    'are what the domain says of what is known so far, tills heard of in parts (seed %i)',
    async (seed) => {
      const story = tradingDay(seed, 40);
      const [one, two, three] = [seed % 3, (seed + 1) % 3, (seed + 2) % 3];
      const part = Math.ceil(story.chains[one]!.length * 0.6);
      for (const [chain, from, to] of [
        [one, 0, part],
        [two, 0, Infinity],
        [one, part, Infinity],
        [three, 0, Infinity],
      ] as const) {
        await hear(story, chain, from, to);
        const { facts, arrivalOf } = await known(story);
        expect(await storedDays(story)).toEqual(storeDaysOf(facts, arrivalOf));
      }
    },
  );

  it.each([601, 602, 603])('say what they said at any time before (seed %i)', async (seed) => {
    const story = tradingDay(seed, 40);
    const said: { readonly at: string; readonly days: readonly StoreDay[] }[] = [];
    const [beginning] = await island.sql('select clock_timestamp()::text as at');
    for (const [chain, entries] of story.chains.entries()) {
      const half = Math.ceil(entries.length / 2);
      for (const [from, to] of [
        [0, half],
        [half, Infinity],
      ] as const) {
        await hear(story, chain, from, to);
        const [now] = await island.sql(
          `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
        );
        said.push({ at: String(now!['at']), days: await storedDays(story) });
      }
    }
    for (const { at, days } of said) expect(await storedDays(story, at), at).toEqual(days);
    expect(await storedDays(story, String(beginning!['at']))).toEqual([]);
    const totals = async (asOf: string) =>
      (await get(story, `/v1/reports/days?from=${RANGE.from}&to=${RANGE.to}&asOf=${asOf}`)).days.map(
        ({ total }: { total: { total: string } }) => total.total,
      );
    expect(await totals(said[0]!.at)).toEqual(
      said[0]!.days.map(({ total }) => (total.total / 100).toFixed(2)),
    );
  });

  it('shows what came after the day had looked complete as its correction, and the Zs unchanged', async () => {
    // A seed of which the first till closes its last shift, and the second sold before that and was not heard of.
    const story = tradingDay(9, 60);
    await hear(story, 0);
    const before = await storedDays(story);
    for (const chain of [1, 2]) await hear(story, chain);
    const after = await storedDays(story);
    const corrected = after.filter(({ corrections }) => corrections.length > 0);
    expect(corrected.length).toBeGreaterThan(0);
    for (const day of after) {
      expect(day.said.total + sum(day.corrections.map(({ total }) => total))).toBe(day.total.total);
      const was = before.find((each) => each.businessDate === day.businessDate);
      for (const shift of was?.shifts ?? [])
        if (shift.z !== null) expect(day.shifts.find((each) => each.shift === shift.shift)).toEqual(shift);
    }
    const answer = await get(story, `/v1/reports/days?from=${RANGE.from}&to=${RANGE.to}`);
    expect(
      answer.days.map((day: Record<string, { total: string }>) => [day['businessDate'], day['total']!.total]),
    ).toEqual(after.map((day) => [day.businessDate, (day.total.total / 100).toFixed(2)]));
    expect(answer.days.flatMap(({ corrections }: { corrections: unknown[] }) => corrections)).toHaveLength(
      after.flatMap(({ corrections }) => corrections).length,
    );
    // Which documents came late, by whom, from which till, written before they were heard of.
    const documents = answer.days.flatMap(({ corrections }: { corrections: { documents: unknown[] }[] }) =>
      corrections.flatMap((each) => each.documents),
    );
    const late = after.flatMap(({ corrections }) => corrections.flatMap((each) => each.documents));
    expect(documents).toMatchObject(
      late.map((each) => ({
        documentId: each.document,
        kind: each.kind,
        number: each.number,
        terminalId: each.terminal,
        cashierName: each.cashierName,
        writtenAt: new Date(each.at).toISOString(),
        total: (each.total / 100).toFixed(2),
      })),
    );
    for (const { arrivedAt } of documents) expect(Date.parse(arrivedAt)).not.toBeNaN();
    for (const { corrections } of after)
      for (const each of corrections) expect(sum(each.documents.map(({ total }) => total))).toBe(each.total);
    expect(answer.days[0].shifts[0]).toMatchObject({
      terminalId: expect.any(String),
      documents: expect.any(Object),
    });
  });

  it('refuses more than a month and dates the wrong way round, and shows a neighbour nothing', async () => {
    const story = tradingDay(21);
    for (const chain of [0, 1, 2]) await hear(story, chain);
    const refused = async (query: string) => (await get(story, `/v1/reports/days?${query}`)).error.code;
    expect(await refused('from=2026-01-01&to=2026-02-01')).toBe('report/range-too-long');
    expect(await refused('from=2026-01-02&to=2026-01-01')).toBe('report/from-after-to');
    const other = tradingDay(22);
    expect((await get(other, `/v1/reports/days?from=${RANGE.from}&to=${RANGE.to}`)).days).toEqual([]);
    expect(
      (await get(other, `/v1/reports/sales-by?dimension=item&from=${RANGE.from}&to=${RANGE.to}`)).rows,
    ).toEqual([]);
    const noStore = userOf(story.house.tenant, ['can_view_reports'], [other.house.store]);
    const path = `/v1/reports/days?from=${RANGE.from}&to=${RANGE.to}`;
    expect((await island.call(noStore, 'GET', path)).body.days).toEqual([]);
    expect((await island.call(userOf(story.house.tenant, []), 'GET', path)).body.error.code).toBe(
      'permission/missing',
    );
  });
});

describe('sales by dimension', () => {
  it.each([31, 32, 33])('are the sums of what the domain says of each document (seed %i)', async (seed) => {
    const story = tradingDay(seed, 60);
    for (const chain of [0, 1, 2]) await hear(story, chain);
    const states = story.orders.map((order) =>
      foldAll(documentsFold, order, factsOf(story.chains.flat(), order) as Recorded[]),
    );
    const rows = states.flatMap(({ state }) => contributionsBy(state));
    expect(states.flatMap(dayDocumentsOf).length).toBeGreaterThan(0);
    for (const dimension of DIMENSIONS) {
      const answer = await get(
        story,
        `/v1/reports/sales-by?dimension=${dimension}&from=2026-01-01&to=2026-01-31`,
      );
      const byKey = Map.groupBy(
        rows.filter((row) => row.dimension === dimension),
        ({ key }) => key,
      );
      const wanted = [...byKey].map(([key, of]) => [
        key,
        sum(of.map(({ count }) => count)),
        (sum(of.map(({ total }) => total)) / 100).toFixed(2),
        (sum(of.map(({ tax }) => tax)) / 100).toFixed(2),
        (sum(of.map(({ tips }) => tips)) / 100).toFixed(2),
      ]);
      const said = answer.rows.map((row: Record<string, unknown>) => [
        row['key'],
        row['count'],
        row['total'],
        row['tax'],
        row['tips'],
      ]);
      const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
      expect(said.sort(byName), dimension).toEqual(wanted.sort(byName));
      expect(answer.keys).toBe(byKey.size);
    }
    const taxes = (await get(story, '/v1/reports/sales-by?dimension=tax&from=2026-01-01&to=2026-01-31')).rows;
    expect(taxes.map(({ ratePpm }: { ratePpm: number | null }) => ratePpm).sort()).toEqual([
      15_000,
      200_000,
      null,
    ]);
    const items = await get(
      story,
      '/v1/reports/sales-by?dimension=item&from=2026-01-01&to=2026-01-31&limit=1',
    );
    expect(items).toMatchObject({
      keys: 3,
      rows: [{ name: expect.stringMatching(/^(Burger|Lemonade|Candle, white)$/) }],
    });
  });

  it('asks whole months by their sums and the rims by days, and never a day twice', async () => {
    const { tenant } = tradingDay(41).house;
    await island.sql(
      `insert into dimension_rollups select $1, null, 'item', span, since, 'k', 'EUR', 2, 1, 1, 1, 1, 0, 1, 0, 0
       from (select 'day' as span, date '2026-01-01' + n as since from generate_series(0, 364) n) days`,
      [tenant],
    );
    await island.sql(
      `insert into dimension_rollups select tenant_id, null, dimension, 'month', date_trunc('month', since)::date, key, 'EUR', 2, count(*), sum(count),
         sum(quantity), sum(net_amount), 0, sum(total_amount), 0, 0
       from dimension_rollups where tenant_id = $1 group by 1, 3, 5, 6`,
      [tenant],
    );
    const as = userOf(tenant, ['can_view_reports']);
    for (const [from, to, days] of [
      ['2026-01-01', '2026-12-31', 365],
      ['2026-01-01', '2026-01-31', 31],
      ['2026-01-02', '2026-01-30', 29],
      ['2026-01-31', '2026-02-28', 29],
      ['2026-01-31', '2026-02-01', 2],
      ['2026-01-15', '2026-04-14', 90],
      ['2026-02-28', '2026-02-28', 1],
    ] as const) {
      const answer = (
        await island.call(as, 'GET', `/v1/reports/sales-by?dimension=item&from=${from}&to=${to}`)
      ).body;
      expect(answer.rows, `${from} to ${to}`).toMatchObject([{ count: days, total: `${days}.00` }]);
    }
    expect(wholeMonths('2026-01-02', '2026-03-30')).toEqual({
      firstMonth: '2026-02-01',
      afterMonths: '2026-03-01',
    });
    expect(wholeMonths('2024-02-01', '2024-02-29')).toEqual({
      firstMonth: '2024-02-01',
      afterMonths: '2024-03-01',
    });
  });
});
