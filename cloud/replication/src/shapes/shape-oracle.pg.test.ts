import fc from 'fast-check';
import type pg from 'pg';
import { expect, inject, it } from 'vitest';
import {
  follow,
  type House,
  NEIGHBOUR,
  nthId,
  openHouse,
  OTHER_STORE,
  STATIONS,
  STORE,
  TENANT,
} from './_fixtures.ts';

// Random transactions, several open at once, against clients that follow through restarts of the server: whatever was
// materialised equals what SQL says. Idea: electric's oracle_property_test (facts/sync.md 1.5).

const SESSIONS = 3;
const KEYS = 6;
const MARKER = nthId(0xffff);

type Step =
  | {
      readonly do: 'write';
      readonly session: number;
      readonly op: 'insert' | 'update' | 'delete' | 'move' | 'rekey';
      readonly key: number;
      readonly to: number;
    }
  | { readonly do: 'commit' | 'rollback'; readonly session: number }
  | { readonly do: 'restart' }
  | { readonly do: 'truncate' };

const session = fc.nat({ max: SESSIONS - 1 });
const stepArb: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 25,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      session,
      key: fc.nat({ max: KEYS - 1 }),
      to: fc.nat({ max: KEYS - 1 }),
      op: fc.constantFrom('insert', 'insert', 'update', 'update', 'delete', 'move', 'rekey'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('commit' as const, 'commit' as const, 'rollback' as const),
      session,
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'restart' }, { do: 'restart' }, { do: 'truncate' }) },
);

it('equals the query at every rest, whatever the transactions did', { timeout: 120_000 }, async () => {
  await using house = await openHouse(inject('postgresUrl'), { times: { holdMs: 500, digestIntervalMs: 0 } });
  using here = follow(house.shapeUrl(STATIONS));
  await here.until(() => true);
  let marker = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(stepArb, { minLength: 30, maxLength: 120, size: 'max' }), async (steps) => {
      await run(house, steps);
      // The last transaction of all: whoever has its row has everything before it.
      marker += 1;
      await house.workflow.query('delete from stations where id = $1', [MARKER]);
      await house.workflow.query(
        'insert into stations (tenant_id, id, store_id, name) values ($1, $2, $3, $4)',
        [TENANT, MARKER, STORE, `marker ${marker}`],
      );
      await here.until((held) => [...held.values()].some((row) => row['name'] === `marker ${marker}`));
      const { rows } = await house.workflow.query(
        'select id::text, name from stations where tenant_id = $1 and store_id = $2 order by id',
        [TENANT, STORE],
      );
      expect(sorted(here.rows)).toEqual(rows);
      // A client that begins now sees the same.
      using fresh = follow(house.shapeUrl(STATIONS));
      await fresh.until((held) => held.size === rows.length);
      expect(sorted(fresh.rows)).toEqual(rows);
    }),
    { numRuns: 15, endOnFailure: true },
  );
  expect(house.bytes()).not.toContain(NEIGHBOUR);
});

const sorted = (rows: ReadonlyMap<string, object>) =>
  [...rows.values()]
    .map((row) => row as { id: string; name: string })
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

async function run(house: House, steps: readonly Step[]): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => house.workflow.connect()));
  const isOpen = sessions.map(() => false);
  let n = 0;
  try {
    for (const step of steps) {
      if (step.do === 'restart') await house.restart();
      else if (step.do === 'truncate') {
        // Would wait for every open transaction.
        if (!isOpen.includes(true)) await house.workflow.query('truncate stations');
      } else if (step.do === 'write') {
        const client = sessions[step.session]!;
        if (!isOpen[step.session]) await client.query("begin; set local lock_timeout = '20ms'");
        isOpen[step.session] = true;
        n += 1;
        await client.query('savepoint s');
        try {
          await write(client, step, n);
        } catch {
          // A lock or a duplicate: the statement is undone, the transaction goes on.
          await client.query('rollback to s');
        }
      } else if (isOpen[step.session]) {
        await sessions[step.session]!.query(step.do);
        isOpen[step.session] = false;
      }
    }
    for (const [at, open] of isOpen.entries()) if (open) await sessions[at]!.query('commit');
  } finally {
    for (const client of sessions) client.release();
  }
}

async function write(client: pg.PoolClient, step: Step & { do: 'write' }, n: number): Promise<void> {
  const id = nthId(step.key);
  // Every third key is a neighbour's or another store's.
  const tenant = step.to === 5 ? NEIGHBOUR : TENANT;
  const store = step.to % 3 === 1 ? OTHER_STORE : STORE;
  switch (step.op) {
    case 'insert':
      return void (await client.query(
        'insert into stations (tenant_id, id, store_id, name) values ($1, $2, $3, $4)',
        [tenant, id, store, `n${n}`],
      ));
    case 'update':
      return void (await client.query('update stations set name = $2 where id = $1', [id, `n${n}`]));
    case 'delete':
      return void (await client.query('delete from stations where id = $1', [id]));
    case 'move':
      return void (await client.query('update stations set store_id = $2, name = $3 where id = $1', [
        id,
        store,
        `m${n}`,
      ]));
    case 'rekey':
      return void (await client.query('update stations set id = $2 where id = $1', [id, nthId(step.to)]));
  }
}
