import { giftCardEvening, STORIES, type WrittenEntry } from '@beaveros/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomHistory } from './_random-history.ts';
import { LEDGER_TABLES, randomLedgers } from './_random-ledgers.ts';
import { rawOf } from './_written.ts';
import { nodeHash } from './functions.ts';
import { domainRows, domainSales, sortedRows, toColumns } from './_domain-rows.ts';
import { Oracle, ORACLE_TABLES, type OracleTable } from './oracle.ts';

describe('the oracle', () => {
  it.each([...STORIES, giftCardEvening].map((story) => story(7)))(
    'computes what the domain folds: $name',
    ({ chains, orders, shifts, accounts = [], tasks = [], reservations = [], entities = [] }) => {
      expectAgreement(chains, [...orders, ...shifts, ...accounts, ...tasks, ...reservations, ...entities]);
    },
  );

  it('computes what the domain folds of any facts in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const { chains, aggregates } = randomHistory(seed);
        expectAgreement(chains, aggregates);
      }),
      { numRuns: 80 },
    );
  });

  it('computes what the domain folds of any ledger and book in any order', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const { chains, aggregates } = randomLedgers(seed);
        for (const table of expectAgreement(chains, aggregates)) seen.add(table);
      }),
      { numRuns: 60 },
    );
    expect([...seen].sort()).toEqual([...LEDGER_TABLES].sort());
  });

  it('hashes as the standard says', () => {
    // SHA-256 of 32 zero bytes and "abc": checked with coreutils on 2026-11-22.
    expect(nodeHash('0'.repeat(64), 'abc')).toBe(ABC);
  });
});

const ABC = '365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370';

/** Answers the tables that had rows. */
function expectAgreement(
  chains: readonly (readonly WrittenEntry[])[],
  aggregates: readonly string[],
): ReadonlySet<string> {
  // The folds sort by chain: both sides must see the same names.
  const raw = rawOf(chains);
  const written = raw.map(({ chain, text }) => ({ chain, entry: JSON.parse(text) }));
  using oracle = new Oracle(raw);
  expect(oracle.undecided).toEqual([]);
  expect(oracle.stranded).toEqual([]);
  const seen = new Set<string>();
  for (const aggregate of aggregates) {
    const folded = domainRows(written, aggregate);
    for (const table of Object.keys(ORACLE_TABLES) as OracleTable[]) {
      const rows = oracle.rows(table, aggregate);
      expect(sortedRows(rows), table).toEqual(sortedRows(folded[table].map(toColumns)));
      if (rows.length > 0) seen.add(table);
    }
    const sold = oracle.ask(
      'SELECT document_id, documents, net, tax, total, lines, quantity, returned FROM contributions WHERE order_id = ?',
      aggregate,
    );
    expect(sortedRows(sold), 'contributions').toEqual(sortedRows(domainSales(written, aggregate)));
  }
  return seen;
}
