import { DIMENSIONS } from '@beaveros/domain/report';
import { tradingDay } from '@beaveros/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainSales, domainSalesBy, sortedRows } from './_domain-rows.ts';
import { rawOf } from './_written.ts';
import { Oracle } from './oracle.ts';

describe('the oracle’s sales', () => {
  it('are what the domain counts of closes, reversals, refunds and practice', () => {
    const seen = new Set<unknown>();
    const dimensions = new Set<unknown>();
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const { chains, orders } = tradingDay(seed, 40);
        const raw = rawOf(chains);
        const written = raw.map(({ chain, text }) => ({ chain, entry: JSON.parse(text) }));
        using oracle = new Oracle(raw);
        for (const order of orders) {
          const sold = oracle.ask(
            'SELECT document_id, documents, net, tax, total, lines, quantity, returned FROM contributions WHERE order_id = ?',
            order,
          );
          expect(sortedRows(sold)).toEqual(sortedRows(domainSales(written, order)));
          const apart = oracle.ask(
            'SELECT document_id, dimension, key, count, quantity, net, tax, total, tips, rounding FROM contributions_by WHERE order_id = ?',
            order,
          );
          expect(sortedRows(apart)).toEqual(sortedRows(domainSalesBy(written, order)));
          for (const { dimension } of apart) dimensions.add(dimension);
          for (const { documents } of sold) seen.add(documents);
        }
      }),
      { numRuns: 30 },
    );
    expect([...seen].sort()).toEqual([-1, 0, 1]);
    expect([...dimensions].sort()).toEqual([...DIMENSIONS].sort());
  });
});
