import { STORIES, type WrittenEntry } from '@beaveros/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomHistory } from './_random-history.ts';
import { rawOf } from './_written.ts';
import { nodeHash } from './functions.ts';
import { FLOOR_TABLES } from '../check/evidence.ts';
import { domainFloor, domainRows, domainSales, sortedRows, toColumns } from './_domain-rows.ts';
import { Oracle, ORACLE_TABLES, type OracleTable } from './oracle.ts';

describe('the oracle', () => {
  it.each(STORIES.map((story) => story(7)))(
    'computes what the domain folds: $name',
    ({ chains, orders, shifts, tasks = [], reservations = [], entities = [] }) => {
      expectAgreement(chains, [...orders, ...shifts, ...tasks]);
      expectFloor(chains, [...reservations, ...entities]);
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

  it('hashes as the standard says', () => {
    // SHA-256 of 32 zero bytes and "abc": checked with coreutils on 2026-11-22.
    expect(nodeHash('0'.repeat(64), 'abc')).toBe(ABC);
  });
});

const ABC = '365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370';

function expectAgreement(chains: readonly (readonly WrittenEntry[])[], aggregates: readonly string[]): void {
  // The folds sort by chain: both sides must see the same names.
  const raw = rawOf(chains);
  const written = raw.map(({ chain, text }) => ({ chain, entry: JSON.parse(text) }));
  using oracle = new Oracle(raw);
  expect(oracle.undecided).toEqual([]);
  expect(oracle.stranded).toEqual([]);
  for (const aggregate of aggregates) {
    const folded = domainRows(written, aggregate);
    for (const table of Object.keys(ORACLE_TABLES) as OracleTable[])
      expect(sortedRows(oracle.rows(table, aggregate)), table).toEqual(
        sortedRows(folded[table].map(toColumns)),
      );
    const sold = oracle.ask(
      'SELECT document_id, documents, net, tax, total, lines, quantity, returned FROM contributions WHERE order_id = ?',
      aggregate,
    );
    expect(sortedRows(sold), 'contributions').toEqual(sortedRows(domainSales(written, aggregate)));
  }
}

function expectFloor(chains: readonly (readonly WrittenEntry[])[], aggregates: readonly string[]): void {
  const raw = rawOf(chains);
  const written = raw.map(({ chain, text }) => ({ chain, entry: JSON.parse(text) }));
  using oracle = new Oracle(raw);
  for (const aggregate of aggregates) {
    const folded = domainFloor(written, aggregate);
    for (const table of FLOOR_TABLES)
      expect(oracle.ask(`SELECT * FROM ${table} WHERE id = ?`, aggregate), table).toEqual(
        folded[table].map(toColumns),
      );
  }
}
