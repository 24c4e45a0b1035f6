import { type Entry, foldAll, type Recorded } from '@beaveros/domain/journal';
import {
  accountFold,
  accountRows,
  type TillAccountRow,
  tillAccountRow,
  zTillAccountRow,
} from '@beaveros/domain/payment';
import { amountMinor, businessDate, type Id, id, instant } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { shapeByName } from '@beaveros/protocol/shapes';
import { applyBatch, reviseChain } from '@beaveros/service-kit/ingest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paymentIsland } from './_payment-island.ts';
import { readAccount } from './account-ingest.ts';
import { PAYMENT_READING } from './ingest.ts';

// The ledger adds up; domain folds. Whatever is delivered in whatever order, they say the same.

const test = paymentIsland();

const uuid = <Of extends string>(kind: number, n: number) =>
  id<Of>(`0192f0c0-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`);
const chainName = (n: number) => n.toString(16).padStart(64, 'a');
const EUR = { code: 'EUR', exponent: 2 };
/** Two accounts, so that each has to keep to itself. */
const account = (n: number) => uuid<'Account'>(0xacc, n);

type Draft = Pick<Entry['events'][number], 'type' | 'aggregate' | 'body'>;
const card = { kind: 'gift-card', currency: EUR, label: '4711' };
const anyFact: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.constantFrom('opened', 'moved', 'moved', 'moved', 'loaded', 'earned', 'granted', 'released'),
    fc.integer({ min: -900, max: 900 }).filter((n) => n !== 0),
    fc.integer({ min: 1, max: 4 }),
    fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
  )
  .map(([of, what, n, some, maybe]): Draft => {
    const aggregate = account(of);
    const grant = maybe === null ? null : uuid(3, maybe);
    const nothing = { order: null, line: null, payment: null, document: null, grant: null, note: null };
    const move = (more: object): Draft => ({
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
          grant: uuid(3, some),
          forCommand: uuid(0xc0, some),
          terminal: uuid(5, 1),
          amount: Math.abs(n),
        };
        return { type: 'payment.SpendGranted', aggregate, body };
      }
      case 'released':
        return { type: 'payment.GrantReleased', aggregate, body: { grant: uuid(3, some) } };
      case 'moved':
        return move({ reason: 'spent', delta: n, grant });
      default: {
        const line = maybe === null ? null : uuid(7, maybe);
        return move({ reason: what, delta: Math.abs(n), order: some > 2 ? null : uuid(8, some), line });
      }
    }
  });

const CHAINS = [1, 2, 3];
const anyEntry = fc.record({
  chain: fc.constantFrom(...CHAINS),
  step: fc.integer({ min: 1, max: 3 }),
  // Now and then the command of another till.
  command: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null, freq: 3 }),
  // No honest till writes an event's id twice.
  eventId: fc.option(fc.constantFrom(1, 2), { nil: null, freq: 12 }),
  facts: fc.array(anyFact, { minLength: 1, maxLength: 3 }),
});

/** Entries of three chains with rising clocks; each command once a chain. */
function written(
  drawn: readonly (typeof anyEntry extends fc.Arbitrary<infer Drawn> ? Drawn : never)[],
  tenant: string,
): Entry[] {
  const at = new Map(CHAINS.map((chain) => [chain, { seq: 0, clock: 0, commands: new Set<number>() }]));
  return drawn.map(({ chain, step, command, eventId, facts }, n) => {
    const head = at.get(chain)!;
    head.seq += 1;
    head.clock += step;
    const isRepeated = command !== null && !head.commands.has(command);
    if (isRepeated) head.commands.add(command);
    return {
      chain: chainName(chain),
      seq: head.seq,
      clock: head.clock,
      at: instant(1_795_000_000_000 + n),
      tenant: tenant as Id<'Tenant'>,
      store: uuid<'Store'>(9, chain),
      terminal: uuid<'Terminal'>(5, chain),
      epoch: 1,
      commandId: uuid<'Command'>(0xc0, isRepeated ? command : 1_000 + n),
      command: 'test',
      actor: null,
      businessDate: businessDate('2026-11-23'),
      events: facts.map((fact, index) => ({
        ...fact,
        id: uuid<'Event'>(0xe0, eventId !== null && index === 0 ? eventId : 1_000 + n * 8 + index),
        v: 1,
      })),
    };
  });
}

const recorded = (entries: readonly Entry[]): Recorded[] =>
  entries.flatMap(({ events, ...header }) => events.map((event, index) => ({ event, header, index })));

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
    const facts = recorded(entries).filter(({ event }) => event.aggregate === of);
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
          const left = new Map(
            CHAINS.map((chain) => [chain, entries.filter((each) => each.chain === chainName(chain))]),
          );
          const known: Entry[] = [];
          for (const [chain, count] of [...delivery, ...CHAINS.map((each) => [each, 99] as const)]) {
            const run = left.get(chain)!.splice(0, count);
            if (run.length === 0) continue;
            await take(tenant, run);
            known.push(...run);
            await expectFolded(tenant, known);
          }
          // The journal takes a chain back from somewhere on: another branch of it stands.
          const [first] = known;
          if (first === undefined) return;
          const { chain } = first;
          const fromSeq = 1 + (cut % known.filter((each) => each.chain === chain).length);
          await test.island.service.database.withTenant(id<'tenant'>(tenant), (tx) =>
            reviseChain(tx, { tenant, chain, fromSeq, revision: 1, ...PAYMENT_READING }),
          );
          await expectFolded(
            tenant,
            known.filter((each) => each.chain !== chain || each.seq < fromSeq),
          );
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  it('writes a row anew only where it says something else, one version on', async () => {
    const tenant = test.island.newId();
    const one = (facts: Draft[]) => ({ chain: 1, step: 1, command: null, eventId: null, facts });
    const body = { grant: uuid(3, 1), forCommand: uuid(0xc0, 1), terminal: uuid(5, 1), amount: 5 };
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

  it('costs the same behind ten thousand movements as behind a hundred', async () => {
    const tenant = test.island.newId();
    const nothing = { order: null, line: null, payment: null, document: null, grant: null, note: null };
    const drawn = Array.from({ length: 10_200 }, () => ({
      chain: 1,
      step: 1,
      command: null,
      eventId: null,
      facts: [
        {
          type: 'payment.AccountMoved',
          aggregate: account(1),
          body: { ...card, kind: 'house-account', ...nothing, reason: 'spent', delta: amountMinor(-1) },
        },
      ],
    }));
    const entries = written(drawn, tenant);
    const medianOf = async (from: number): Promise<number> => {
      const taken: number[] = [];
      for (const entry of entries.slice(from, from + 100)) {
        const start = performance.now();
        await take(tenant, [entry]);
        taken.push(performance.now() - start);
      }
      return taken.sort((a, b) => a - b)[50]!;
    };
    const few = await medianOf(0);
    for (let from = 100; from < 10_000; from += 900) await take(tenant, entries.slice(from, from + 900));
    // As autovacuum does within a minute: without statistics all indexes of a table look the same to the planner.
    await test.island.sql('analyze');
    const many = await medianOf(10_000);
    const rows = await test.island.sql(
      'select balance_minor::int as balance from till_accounts where tenant_id = $1',
      [tenant],
    );
    expect(rows).toEqual([{ balance: -10_100 }]);
    process.stderr.write(
      `a movement behind 100: ${few.toFixed(2)} ms, behind 10,000: ${many.toFixed(2)} ms\n`,
    );
    // Folded anew it would be a hundredfold; a busy machine is not that noisy.
    expect(many / few).toBeLessThan(3);
  }, 60_000);
});
