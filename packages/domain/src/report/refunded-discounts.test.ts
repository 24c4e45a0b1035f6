import { amountMinor, businessDate, type QuantityMicro, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../_facts.ts';
import { deliveries } from '../_histories.ts';
import type { Draft, Event, Recorded } from '../journal/entry.ts';
import { readEvent } from '../journal/event-catalogue.ts';
import { foldAll } from '../journal/fold.ts';
import { orderFold } from '../order/evolve.ts';
import { closed, EUR, ORDER } from '../order/_orders.ts';
import { refundParts } from '../order/refund/parts.ts';
import { refundDocument } from '../order/refund/refund-document.ts';
import { type CloseDraft, closes, paymentsOf, reversalOf, sumOf } from './_documents.ts';
import { documentsFold } from './contribution.ts';
import { type ContributionBy, contributionsBy } from './contributions-by.ts';

const DEPTH = Number(process.env['BEAVEROS_DEPTH'] ?? 1);
const RUNS = 200 * DEPTH;

const contributions = (facts: readonly Recorded[]) =>
  contributionsBy(foldAll(documentsFold, ORDER, facts).state);

function sold(close: CloseDraft): Recorded[] {
  const paid = close.body.payments.map(({ method, name, type, ...payment }) => ({
    type: 'payment.PaymentRecorded' as const,
    v: 2,
    aggregate: ORDER,
    body: {
      ...payment,
      method: { id: method, name, type },
      shift: fixed('Shift', 1),
      currency: EUR,
      reference: null,
    },
  }));
  return record([...paid, close] as Draft<Event>[], { seq: 1, clock: 1 });
}

/** A refund of these quantities by line, as the domain would have it; null: it is none. */
function refunding(
  facts: readonly Recorded[],
  close: CloseDraft,
  { parts, at }: { readonly parts: readonly (readonly [number, QuantityMicro])[]; readonly at: number },
): Recorded[] {
  const wanted = parts
    .filter(([, part]) => part > 0)
    .map(([line, part]) => ({ line: close.body.lines[line]!.line, quantityMicro: part }));
  if (wanted.length === 0) return [];
  const { state } = foldAll(orderFold, ORDER, facts);
  const planned = refundParts(state, close.body.document, wanted, null);
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  const total = 0 - planned.value.total;
  const payments = paymentsOf(total, [{ method: 2, share: 0, tip: 0 }]).map((each) => ({
    ...each,
    payment: fixed('Payment', 1_000 + at),
    of: null,
  }));
  const body = refundDocument(
    { close: state.documents[0]!, parts: planned.value, permit: 'own' },
    {
      // Ids need not follow each other as refunds do.
      document: fixed('Document', 500 + ((at * 7) % 11)),
      number: { terminalCode: 'T1', series: 1, counter: 2 + at },
      businessDate: businessDate(`2026-11-${23 + (at % 3)}`),
      localTime: '2026-11-23T09:00:00',
      cashierName: 'Ben',
      reason: 'cold',
      shift: null,
      payments,
    },
  );
  const paid = payments.map(({ of: _of, method, name, type, ...payment }) => ({
    type: 'payment.PaymentRecorded' as const,
    v: 2,
    aggregate: ORDER,
    body: {
      ...payment,
      method: { id: method, name, type },
      shift: fixed('Shift', 1),
      currency: EUR,
      reference: null,
    },
  }));
  const refund = { type: 'order.RefundIssued' as const, v: 1, aggregate: ORDER, body };
  return record([...paid, refund] as Draft<Event>[], { seq: 2 + at, clock: 2 + at });
}

/** A sale, and refunds that give back all of it: each takes some of what is left of some lines, the last one the rest. */
const refundedInParts = fc
  .tuple(
    closes(1, { isRefundable: true }),
    fc.array(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 100 })), { maxLength: 6 }), {
      maxLength: 4,
    }),
  )
  .map(([close, shares]) => {
    const facts = sold(close);
    const left = close.body.lines.map(({ quantityMicro: quantity }) => quantity as number);
    const steps = [...shares, left.map(() => [true, 100] as [boolean, number])];
    steps.forEach((step, at) => {
      const parts = left.map((rest, line): [number, QuantityMicro] => {
        const [isIn, percent] = step[line] ?? [false, 0];
        return [line, quantityMicro(isIn ? Math.floor((rest * percent) / 100) : 0)];
      });
      for (const [line, part] of parts) left[line]! -= part;
      facts.push(...refunding(facts, close, { parts, at }));
    });
    return { close, facts };
  });

/** Dimensions whose keys a refund of everything empties: the cashier of a refund is who paid it out, here the same. */
const LOWERED = ['item', 'category', 'seller', 'charge', 'cashier', 'tax', 'discount'];
const AMOUNTS = ['quantity', 'net', 'tax', 'total'] as const;

const sums = (rows: readonly ContributionBy[]) =>
  Object.fromEntries(AMOUNTS.map((figure) => [figure, sumOf(rows.map((row) => row[figure])) + 0]));

describe('a sale and refunds of all of it, in any parts', () => {
  it('come to nothing by every key of every dimension, and by tender in all', () => {
    fc.assert(
      fc.property(refundedInParts, ({ close, facts }) => {
        for (const { event } of facts) expect(readEvent(event).kind).toBe('read');
        const rows = contributions(facts);
        const nothing = { quantity: 0, net: 0, tax: 0, total: 0 };
        const lowered = rows.filter(({ dimension }) => LOWERED.includes(dimension));
        for (const [key, of] of Map.groupBy(lowered, ({ dimension, key }) => `${dimension} ${key}`))
          expect(sums(of), key).toEqual(nothing);
        expect(sums(rows.filter(({ dimension }) => dimension === 'tender'))).toEqual(nothing);
        // A void was never sold, and stays what it was.
        const voids = rows.filter(({ dimension }) => dimension === 'void');
        expect(sums(voids)['total']).toBe(sumOf(close.body.voided.map(({ total }) => total)));
      }),
      { numRuns: RUNS },
    );
  });

  it('say the same in whatever order and however often the facts come', () => {
    const delivered = refundedInParts.chain(({ facts }) =>
      deliveries(facts).map((batches) => ({ facts, batches })),
    );
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        expect(contributions(batches.flat())).toEqual(contributions(facts));
      }),
      { numRuns: RUNS },
    );
  });

  it('at every step undo no more discount than was given', () => {
    fc.assert(
      fc.property(refundedInParts, fc.nat({ max: 100 }), ({ facts }, cut) => {
        const known = facts.slice(0, Math.max(1, cut));
        const discounts = contributions(known).filter(({ dimension }) => dimension === 'discount');
        for (const [, of] of Map.groupBy(discounts, ({ key }) => key))
          expect(sumOf(of.map(({ total }) => total))).toBeLessThanOrEqual(0);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the discount of a refunded line', () => {
  const draft = closed(1);
  const [line] = draft.body.lines;
  const off = { source: 'line' as const, rule: 'staff', name: 'Staff', amount: amountMinor(-100) };
  const three = quantityMicro(3_000_000);
  const close: CloseDraft = {
    ...draft,
    body: { ...draft.body, lines: [{ ...line!, quantityMicro: three, discounts: [off] }] },
  };
  const refundOfOne = (document: number): Draft<Event> => ({
    type: 'order.RefundIssued',
    v: 1,
    aggregate: ORDER,
    body: {
      document: fixed('Document', document),
      number: { terminalCode: 'T1', series: 1, counter: document },
      refunds: close.body.document,
      currency: EUR,
      businessDate: businessDate('2026-11-23'),
      localTime: '2026-11-23T09:00:00',
      cashierName: 'Ben',
      reason: 'cold',
      permit: 'own',
      lines: [
        {
          line: line!.line,
          name: 'Beer',
          item: line!.item,
          categories: [],
          quantityMicro: quantityMicro(1_000_000),
          net: amountMinor(-117),
          taxes: [],
          total: amountMinor(-117),
        },
      ],
      charges: [],
      net: amountMinor(-117),
      taxes: [],
      total: amountMinor(-117),
      rounding: amountMinor(0),
      payments: [],
      isTraining: false,
      shift: null,
      customer: null,
    },
  });
  const facts = (...drafts: readonly Draft<Event>[]) =>
    drafts.flatMap((each, at) => record([each], { seq: at + 1, clock: at + 1 }));
  const discounts = (known: readonly Recorded[]) =>
    contributions(known)
      .filter(({ dimension }) => dimension === 'discount')
      .map(({ total, count, businessDate: day }) => [day, count, total]);

  it('comes back a part at a time, on the day of the refund, to the last cent', () => {
    const all = facts(close, refundOfOne(11), refundOfOne(12), refundOfOne(13));
    expect(discounts(all)).toEqual([
      ['2026-11-22', 1, -100],
      ['2026-11-23', 0, 33],
      ['2026-11-23', 0, 34],
      ['2026-11-23', 0, 33],
    ]);
  });

  it('comes back once, however often two tills gave the line back apart', () => {
    const all = facts(close, refundOfOne(11), refundOfOne(12), refundOfOne(13), refundOfOne(14));
    expect(discounts(all).map(([, , total]) => total)).toEqual([-100, 33, 34, 33]);
  });

  it('is of the close that stands, where the one that was refunded is reversed', () => {
    const other = { ...close, body: { ...close.body, document: fixed('Document', 2) } };
    const back = refundOfOne(11);
    const all = facts(close, other, back, reversalOf(close, 21));
    expect(discounts(all).map(([, , total]) => total)).toEqual([-100, 100, -100, 33]);
  });

  it('waits for the document that says it', () => {
    expect(discounts(facts(close, refundOfOne(11)).slice(1))).toEqual([]);
  });
});
