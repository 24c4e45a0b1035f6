import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from '../_facts.ts';
import { closes, refundOf, reversalOf, sumOf } from './_documents.ts';
import { addDayLedger, dayLedgerRow, dayLedgerRows, dayOpeningRow } from './day-ledger.ts';

describe('the ledger of days', () => {
  it('is documents less reversals and refunds, each on its own day', () => {
    fc.assert(
      fc.property(closes(1), fc.boolean(), (close, isRefund) => {
        const back = isRefund ? refundOf(close, 201) : reversalOf(close, 101);
        const facts = [close, ...(back === null ? [] : [back])].flatMap((draft, at) =>
          record([draft], { seq: at + 1, clock: at + 1 }),
        );
        const rows = dayLedgerRows(facts);
        const days = rows.map(({ businessDate, documents, total }) => [businessDate, documents, total]);
        const later = isRefund ? ['2026-11-24', 0] : ['2026-11-23', -1];
        expect(days).toEqual([
          ['2026-11-22', 1, close.body.total],
          ...(back === null ? [] : [[...later, back.body.total]]),
        ]);
        expect(sumOf(rows.map(({ net, tax }) => net + tax))).toBe(sumOf(rows.map(({ total }) => total)));
      }),
      { numRuns: 200 },
    );
  });

  it('reads back from the rows that a journal keeps of it', () => {
    fc.assert(
      fc.property(closes(1), closes(2), (one, two) => {
        const rows = dayLedgerRows(
          [one, two].flatMap((close, at) => record([close], { seq: at + 1, clock: at + 1 })),
        );
        const opened = rows.map(dayOpeningRow).map(({ key, body }) => dayLedgerRow(key, body as never));
        expect(addDayLedger(opened)).toEqual(rows);
      }),
      { numRuns: 50 },
    );
  });
});
