import { foldAll, type Recorded } from '@beaveros/domain/journal';
import { documentsFold, storeDaysOf } from '@beaveros/domain/report';
import type { AmountMinor } from '@beaveros/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumOf } from './document-parts.ts';
import { factsOf } from './till-writer.ts';
import { tradingDay } from './trading-day.ts';

describe('a trading day', () => {
  it('is sold by its documents, and its Zs and open shifts say the same', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const { chains, orders, shifts } = tradingDay(seed, 40);
        const entries = chains.flat();
        const sold = orders.map((order) => soldOf(factsOf(entries, order), order));
        const facts = [...orders, ...shifts].flatMap((aggregate) => factsOf(entries, aggregate));
        const days = storeDaysOf(facts, () => 0);
        const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
        expect(sum(days.map(({ total }) => total.total))).toBe(sum(sold));
        for (const day of days)
          for (const { late } of day.shifts) if (late !== null) expect(late.total).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('has all kinds of facts in it', () => {
    const types = new Set(
      tradingDay(3, 200)
        .chains.flat()
        .flatMap(({ entry }) => entry.events.map(({ type }) => type)),
    );
    expect([...types].sort()).toEqual([
      'journal.ChainOpened',
      'order.DocumentReversed',
      'order.OrderClosed',
      'order.RefundIssued',
      'payment.PaymentRecorded',
      'payment.ShiftClosed',
      'payment.ShiftOpened',
    ]);
  });
});

/** What the documents of a story come to, by what they say themselves: closes less reversals and refunds. */
function soldOf(facts: readonly Recorded[], order: string): AmountMinor {
  const { state } = foldAll(documentsFold, order, facts);
  return sumOf(
    [...state.documents, ...state.reversals, ...state.refunds]
      .filter((document) => !('isTraining' in document && document.isTraining))
      .map(({ total }) => total),
  );
}
