import { type Entry, foldAll } from '@beaveros/domain/journal';
import {
  accountFold,
  accountRows,
  type TillAccountRow,
  tillAccountRow,
  zTillAccountRow,
} from '@beaveros/domain/payment';
import { amountMinor, id } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { shapeByName } from '@beaveros/protocol/shapes';
import { applyBatch, reviseChain } from '@beaveros/service-kit/ingest';
import {
  CHAINS,
  deliver,
  type DrawnEntry,
  type DrawnFact,
  numbered,
  saidOf,
  writtenEntries,
} from '@beaveros/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paymentIsland } from './_payment-island.ts';
import { readAccount } from './account-ingest.ts';
import { PAYMENT_READING } from './ingest.ts';

// The ledger adds up; domain folds. Whatever is delivered in whatever order, they say the same.

const test = paymentIsland();

const EUR = { code: 'EUR', exponent: 2 };
/** Two accounts, so that each has to keep to itself. */
const account = (n: number) => numbered<'Account'>(0xacc, n);

const card = { kind: 'gift-card', currency: EUR, label: '4711' };
const anyFact: fc.Arbitrary<DrawnFact> = fc
  .tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.constantFrom('opened', 'moved', 'moved', 'moved', 'loaded', 'earned', 'granted', 'released'),
    fc.integer({ min: -900, max: 900 }).filter((n) => n !== 0),
    fc.integer({ min: 1, max: 4 }),
    fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
  )
  .map(([of, what, n, some, maybe]): DrawnFact => {
    const aggregate = account(of);
    const grant = maybe === null ? null : numbered(3, maybe);
    const nothing = { order: null, line: null, payment: null, document: null, grant: null, note: null };
    const move = (more: object): DrawnFact => ({
      type: 'payment.AccountMoved',
      aggregate,
      body: { ...card, ...nothing, ...more },
    });
    switch (what) {
      case 'opened': {
        const body = { ...card, label: `L${some}`, customer: null, creditLimit: Math.abs(n) };
        return { type: 'payment.AccountOpened', aggregate, body };
      }
      case 'granted': {
        const body = {
          grant: numbered(3, some),
          forCommand: numbered(0xc0, some),
          terminal: numbered(5, 1),
          amount: Math.abs(n),
        };
        return { type: 'payment.SpendGranted', aggregate, body };
      }
      case 'released':
        return { type: 'payment.GrantReleased', aggregate, body: { grant: numbered(3, some) } };
      case 'moved':
        return move({ reason: 'spent', delta: n, grant });
      default: {
        const line = maybe === null ? null : numbered(7, maybe);
        return move({ reason: what, delta: Math.abs(n), order: some > 2 ? null : numbered(8, some), line });
      }
    }
  });

const anyEntry = fc.record({
  chain: fc.constantFrom(...CHAINS),
  step: fc.integer({ min: 1, max: 3 }),
  // Now and then the command of another till.
  command: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null, freq: 3 }),
  // No honest till writes an event's id twice.
  eventId: fc.option(fc.constantFrom(1, 2), { nil: null, freq: 12 }),
  facts: fc.array(anyFact, { minLength: 1, maxLength: 3 }),
});

const written = (drawn: readonly DrawnEntry[], tenant: string) =>
  writtenEntries(drawn, { tenant, store: (chain) => numbered<'Store'>(9, chain) });

async function take(tenant: string, entries: readonly Entry[]): Promise<void> {
  const feed = entries.map((entry) => ({ seq: entry.seq, text: writeEntry(entry) }));
  const outcome = await test.island.service.database.withTenant(id<'tenant'>(tenant), (tx) =>
    applyBatch(tx, { tenant, chain: entries[0]!.chain, entries: feed, ...PAYMENT_READING }),
  );
  expect([outcome.suspended, outcome.defects]).toEqual([[], []]);
}

/** The row as a till reads it: by the columns that are published. */
async function published(tenant: string, of: string): Promise<Omit<TillAccountRow, 'version'> | null> {
  const shape = shapeByName('payment.till_accounts.v1')!;
  const fields = shape.columns.map(({ column, field }) => `${column} as "${field}"`).join(', ');
  const [row] = await test.island.sql(
    `select ${fields} from till_accounts where tenant_id = $1 and id = $2`,
    [tenant, of],
  );
  if (row === undefined) return null;
  const numbers = ['creditLimitMinor', 'balanceMinor', 'version'] as const;
  const typed = { ...row, ...Object.fromEntries(numbers.map((field) => [field, Number(row[field])])) };
  const { version: _version, ...said } = zTillAccountRow.parse(typed);
  return said;
}

async function expectFolded(tenant: string, entries: readonly Entry[]): Promise<void> {
  for (const of of [account(1), account(2)]) {
    const facts = saidOf(entries, of);
    const rows = await test.island.service.database.withReadOnlyTenant(id<'tenant'>(tenant), (tx) =>
      readAccount(tx, tenant, of),
    );
    expect(rows).toEqual(accountRows(foldAll(accountFold, of, facts).state));
    expect(await published(tenant, of)).toEqual(tillAccountRow(of, facts));
  }
}

/** Runs of chains, in any order among chains. */
const anyDelivery = fc.array(fc.tuple(fc.constantFrom(...CHAINS), fc.integer({ min: 1, max: 4 })), {
  maxLength: 12,
});

describe('the ledger of accounts', () => {
  it('says after every delivery what domain folds from all facts so far, and publishes it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEntry, { maxLength: 22 }),
        anyDelivery,
        fc.nat(),
        async (drawn, delivery, cut) => {
          const tenant = test.island.newId();
          const entries = written(drawn, tenant);
          await deliver(entries, delivery, {
            cut,
            take: (run) => take(tenant, run),
            taken: (known) => expectFolded(tenant, known),
            takeBack: (chain, fromSeq) =>
              test.island.service.database.withTenant(id<'tenant'>(tenant), (tx) =>
                reviseChain(tx, { tenant, chain, fromSeq, revision: 1, ...PAYMENT_READING }),
              ),
          });
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  it('writes a row anew only where it says something else, one version on', async () => {
    const tenant = test.island.newId();
    const one = (facts: DrawnFact[]) => ({ chain: 1, step: 1, command: null, eventId: null, facts });
    const body = {
      grant: numbered(3, 1),
      forCommand: numbered(0xc0, 1),
      terminal: numbered(5, 1),
      amount: 5,
    };
    const only = { type: 'payment.SpendGranted', aggregate: account(1), body };
    const opened = {
      type: 'payment.AccountOpened',
      aggregate: account(1),
      body: { ...card, customer: null, creditLimit: 0 },
    };
    const entries = written([one([only]), one([opened]), one([opened])], tenant);
    const versions = async () =>
      (
        await test.island.sql(
          'select version, balance_minor::int as balance from till_accounts where tenant_id = $1',
          [tenant],
        )
      ).map(({ version, balance }) => [version, balance]);
    const seen: unknown[] = [];
    for (const entry of entries) {
      await take(tenant, [entry]);
      seen.push(await versions());
    }
    // Of a grant alone nobody can say what it is of; a second opening only moves the head.
    expect(seen).toEqual([[], [[1, 0]], [[2, 0]]]);
  });

  it('reads a handful of rows for one more movement, though two thousand are there', async () => {
    const tenant = test.island.newId();
    const nothing = { order: null, line: null, payment: null, document: null, grant: null, note: null };
    const body = { ...card, kind: 'house-account', ...nothing, reason: 'spent', delta: amountMinor(-1) };
    const moved = { type: 'payment.AccountMoved', aggregate: account(1), body };
    const drawn = Array.from({ length: 2_001 }, () => ({ chain: 1, step: 1, command: null, facts: [moved] }));
    const entries = written(drawn, tenant);
    /** Rows that one more movement had Postgres read of any table. */
    const readBy = (entry: Entry): Promise<number> =>
      test.island.service.database.withTenant(id<'tenant'>(tenant), async (tx) => {
        // A small table is read whole because that is cheaper; here it is asked what has to be read.
        await tx.execute('set local enable_seqscan = off');
        // The counters hold what this session has not told the server yet, so only what they grow by is ours.
        const readSoFar = async () => {
          const [read] = await tx.query<{ rows: number }>(
            'select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_xact_user_tables',
          );
          return read!.rows;
        };
        const before = await readSoFar();
        const batch = [{ seq: entry.seq, text: writeEntry(entry) }];
        await applyBatch(tx, { tenant, chain: entry.chain, entries: batch, ...PAYMENT_READING });
        return (await readSoFar()) - before;
      });
    await take(tenant, entries.slice(0, 2_000));
    await test.island.sql('analyze');
    const read = await readBy(entries[2_000]!);
    const rows = await test.island.sql(
      'select balance_minor::int as balance from till_accounts where tenant_id = $1',
      [tenant],
    );
    expect(rows).toEqual([{ balance: -2_001 }]);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(100);
  }, 60_000);
});
