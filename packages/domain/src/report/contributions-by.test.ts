import { amountMinor, ONE } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../_facts.ts';
import { deliveries, histories } from '../_histories.ts';
import type { Draft, Event, Recorded } from '../journal/entry.ts';
import { readEvent } from '../journal/event-catalogue.ts';
import { foldAll } from '../journal/fold.ts';
import { orderEvents } from '../order/_order-events.ts';
import { closed, ORDER } from '../order/_orders.ts';
import { type CloseDraft, closes, refundOf, reversalOf, sumOf } from './_documents.ts';
import { type Contribution, contributionsOf, documentsFold } from './contribution.ts';
import { type ContributionBy, contributionsBy } from './contributions-by.ts';
import { DIMENSIONS, type Dimension, rateOfTaxKey } from './dimensions.ts';

const RUNS = 300;

function factsOf(drafts: readonly (Draft<Event> | null)[]): Recorded[] {
  return drafts.flatMap((draft, at) =>
    draft === null ? [] : record([draft], { seq: at + 1, clock: at + 1 }),
  );
}
const stateOf = (facts: readonly Recorded[]) => foldAll(documentsFold, ORDER, facts).state;

/** A close with its reversal or a refund of it, or neither; and another close beside it. */
const evening = fc
  .tuple(closes(1), closes(2), fc.constantFrom('stands', 'reversed', 'refunded'))
  .map(([one, two, what]) => ({
    one,
    two,
    what,
    facts: factsOf([
      one,
      two,
      what === 'reversed' ? reversalOf(one, 101) : what === 'refunded' ? refundOf(one, 201) : null,
    ]),
  }));

/** Figures of one dimension of one document, added up. */
function sums(rows: readonly ContributionBy[], document: string, ...dimensions: readonly Dimension[]) {
  const of = rows.filter((row) => row.document === document && dimensions.includes(row.dimension));
  return {
    net: sumOf(of.map(({ net }) => net)),
    tax: sumOf(of.map(({ tax }) => tax)),
    total: sumOf(of.map(({ total }) => total)),
    tips: sumOf(of.map(({ tips }) => tips)),
    rounding: sumOf(of.map(({ rounding }) => rounding)),
    quantity: sumOf(of.map(({ quantity }) => quantity)),
    count: sumOf(of.map(({ count }) => count)),
  };
}

/** What a document says of itself, by which its rows are measured. */
function expectToAddUp(rows: readonly ContributionBy[], document: Contribution, said: Said): void {
  const whole = { net: document.net, tax: document.tax, total: document.total };
  for (const lines of ['item', 'category', 'seller'] as const) {
    expect(sums(rows, document.document, lines, 'charge'), lines).toMatchObject(whole);
    const { quantity, count } = sums(rows, document.document, lines);
    expect({ quantity, count }, lines).toEqual({ quantity: document.quantity, count: document.lines });
  }
  expect(sums(rows, document.document, 'cashier')).toMatchObject({ ...whole, count: document.documents });
  const { total, tips, rounding } = sums(rows, document.document, 'tender');
  expect({ total, tips, rounding }).toEqual({ ...said, total: document.total });
  expect(sums(rows, document.document, 'tax').tax).toBe(document.tax);
}
interface Said {
  readonly tips: number;
  readonly rounding: number;
}

describe('contributions by dimension', () => {
  it('add up to the document, by every dimension, whether sold, reversed or refunded', () => {
    fc.assert(
      fc.property(evening, ({ one, two, facts }) => {
        for (const { event } of facts) expect(readEvent(event).kind).toBe('read');
        const state = stateOf(facts);
        const rows = contributionsBy(state);
        const documents = contributionsOf(state);
        expect(documents.length).toBe(facts.length);
        const said = new Map<string, Said>([one, two].map(({ body }) => [body.document, body]));
        for (const document of documents) {
          const sign = document.documents === -1 ? -1 : 1;
          const of = sign === -1 ? one.body : (said.get(document.document) ?? { tips: 0, rounding: 2 });
          expectToAddUp(rows, document, { tips: 0 + sign * of.tips, rounding: 0 + sign * of.rounding });
        }
        for (const { body } of [one, two]) {
          expect(sums(rows, body.document, 'discount').total).toBe(body.discount);
          expect(sums(rows, body.document, 'charge').total).toBe(
            sumOf(body.charges.map((each) => each.total)),
          );
          const lost = sums(rows, body.document, 'void');
          expect([lost.count, lost.total]).toEqual([
            body.voided.length,
            sumOf(body.voided.map((each) => each.total)),
          ]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('are one row per document, dimension and key, on the document’s own day', () => {
    fc.assert(
      fc.property(evening, ({ facts, what }) => {
        const rows = contributionsBy(stateOf(facts));
        const keys = rows.map(({ document, dimension, key }) => JSON.stringify([document, dimension, key]));
        expect(new Set(keys).size).toBe(keys.length);
        const days = new Set(rows.map(({ businessDate }) => businessDate as string));
        expect(days.has('2026-11-23')).toBe(what === 'reversed');
        expect(days.has('2026-11-24')).toBe(what === 'refunded' && facts.length === 3);
      }),
      { numRuns: RUNS },
    );
  });

  it('of a reversed sale come to nothing, by every key', () => {
    fc.assert(
      fc.property(closes(1), (close) => {
        const rows = contributionsBy(stateOf(factsOf([close, reversalOf(close, 101)])));
        for (const [, of] of Map.groupBy(rows, ({ dimension, key }) => `${dimension} ${key}`))
          for (const figure of ['count', 'quantity', 'net', 'tax', 'total', 'tips', 'rounding'] as const)
            expect(sumOf(of.map((row) => row[figure]))).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });

  it('are the same in whatever order and however often the facts come', () => {
    const delivered = evening.chain(({ facts }) => deliveries(facts).map((batches) => ({ facts, batches })));
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        expect(contributionsBy(stateOf(batches.flat()))).toEqual(contributionsBy(stateOf(facts)));
      }),
      { numRuns: RUNS },
    );
  });

  it('can be made of any facts, with figures that a column takes', () => {
    fc.assert(
      fc.property(histories(orderEvents), (facts) => {
        for (const row of contributionsBy(stateOf(facts))) {
          expect(DIMENSIONS).toContain(row.dimension);
          expect(new TextEncoder().encode(row.key).length).toBeLessThan(2_000);
          for (const figure of [row.quantity, row.net, row.tax, row.total, row.tips, row.rounding])
            expect(Number.isSafeInteger(figure)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('are one row per key of a document of 2,000 lines', () => {
    const draft = closed(1);
    const [line] = draft.body.lines;
    const lines = Array.from({ length: 2_000 }, (_, at) => ({
      ...line!,
      line: fixed('Line', at),
      item: fixed('Item', at % 7),
    }));
    const rows = contributionsBy(stateOf(factsOf([{ ...draft, body: { ...draft.body, lines } }])));
    expect(rows.filter(({ dimension }) => dimension === 'item')).toHaveLength(7);
    expect(rows.filter(({ dimension }) => dimension === 'category')).toMatchObject([
      { count: 2_000, total: 700_000, quantity: 2_000 * ONE },
    ]);
  });

  it('hold a hostile sum at what a column takes', () => {
    const draft = closed(1);
    const [line] = draft.body.lines;
    const dear = { ...line!, net: amountMinor(9_000_000_000_000), total: amountMinor(9_000_000_000_000) };
    const lines = Array.from({ length: 200 }, (_, at) => ({ ...dear, line: fixed('Line', at) }));
    const rows = contributionsBy(stateOf(factsOf([{ ...draft, body: { ...draft.body, lines } }])));
    expect(rows.find(({ dimension }) => dimension === 'item')).toMatchObject({ total: 900_000_000_000_000 });
  });
});

describe('what training adds', () => {
  it('is nothing, sold, reversed or refunded', () => {
    fc.assert(
      fc.property(closes(1), fc.boolean(), (close, isReversed) => {
        const trained: CloseDraft = { ...close, body: { ...close.body, isTraining: true } };
        const refund = refundOf(close, 201);
        const trainedRefund = refund && { ...refund, body: { ...refund.body, isTraining: true } };
        const state = stateOf(factsOf([trained, isReversed ? reversalOf(close, 101) : trainedRefund]));
        expect(contributionsOf(state)).toEqual([]);
        expect(contributionsBy(state)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a refund', () => {
  it('comes back from who sold the line, by the document that it points to, once that is known', () => {
    const draft = closed(1);
    const seller = fixed('User', 77);
    const [line] = draft.body.lines;
    const sold = { ...draft, body: { ...draft.body, lines: [{ ...line!, staff: seller }] } };
    const facts = factsOf([sold, refundOf(sold, 201)]);
    const refunded = (known: readonly Recorded[]) =>
      contributionsBy(stateOf(known)).filter(
        ({ dimension, document }) => dimension === 'seller' && document === fixed('Document', 201),
      );
    expect(refunded(facts)).toMatchObject([{ key: seller, count: 0, quantity: -1_000_000, total: -350 }]);
    expect(refunded(facts.slice(1))).toMatchObject([{ key: 'none', total: -350 }]);
  });

  it('is no sale less: it counts no document and no line, and all of it is returned', () => {
    const draft = closed(1);
    const [, refund] = contributionsOf(stateOf(factsOf([draft, refundOf(draft, 201)])));
    expect(refund).toMatchObject({
      documents: 0,
      lines: 0,
      quantity: -1_000_000,
      net: -318,
      tax: -32,
      total: -350,
      returned: -350,
      businessDate: '2026-11-24',
      hour: 17,
    });
  });
});

describe('a key of a tax', () => {
  it('says its rate', () => {
    const rows = contributionsBy(stateOf(factsOf([closed(1)])));
    const keys = rows.filter(({ dimension }) => dimension === 'tax').map(({ key }) => key);
    expect(keys.map(rateOfTaxKey)).toEqual([100_000]);
    expect(rateOfTaxKey('none')).toBeNull();
  });
});
