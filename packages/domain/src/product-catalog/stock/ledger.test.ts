import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainName, record } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import type { Draft, Event, Recorded } from '../../journal/entry.ts';
import { stockFactOf, stockRows } from './folded.ts';
import { doingOf, stockLedger } from './ledger.ts';
import { counted, moved, STOCK, takenBack, units } from './_stocks.ts';

const level = (facts: readonly Recorded[]) => stockLedger(STOCK, facts).levelMicro;

describe('a stock', () => {
  it('without facts is nothing, and has no rows', () => {
    const ledger = stockLedger(STOCK, []);
    expect(ledger).toMatchObject({ item: null, levelMicro: 0, count: null, movements: [] });
    expect(stockRows(ledger)).toEqual({ levels: [], movements: [] });
  });

  it('is the sum of its movements where nobody counted, also below zero', () => {
    const facts = [
      ...record([moved(5, 'received')], { clock: 1, seq: 1 }),
      ...record([moved(-7)], { clock: 2, seq: 2 }),
    ];
    expect(level(facts)).toBe(units(-2));
  });

  it('is what was counted plus what the count did not know, whenever that comes', () => {
    const seen = record([moved(-3)], { chain: 1, clock: 1, seq: 1 });
    const unseen = record([moved(-1)], { chain: 2, clock: 1, seq: 1 });
    const count = record([counted(10, [{ chain: chainName(1), seq: 1 }])], { chain: 3, clock: 5, seq: 1 });
    const after = record([moved(-2)], { chain: 1, clock: 6, seq: 2 });
    expect(level([...seen, ...count])).toBe(units(10));
    expect(level([...seen, ...count, ...unseen, ...after])).toBe(units(7));
  });

  it('follows the later of two counts that did not see each other, with all that one did not know', () => {
    const sale = record([moved(-3)], { chain: 1, clock: 1, seq: 1 });
    const first = record([counted(10, [{ chain: chainName(1), seq: 1 }])], { chain: 2, clock: 4, seq: 1 });
    const second = record([counted(12)], { chain: 3, clock: 4, seq: 1 });
    expect(level([...sale, ...first, ...second])).toBe(units(9));
    expect(level([...second, ...first, ...sale])).toBe(units(9));
  });

  it('counts a command once, as its first entry says, also when that comes late', () => {
    const second = record([moved(-4)], { chain: 2, clock: 9, seq: 1, command: 7 });
    const first = record([moved(-1)], { chain: 1, clock: 3, seq: 1, command: 7 });
    expect(level(second)).toBe(units(-4));
    expect(level([...second, ...first])).toBe(units(-1));
  });

  it('takes a command as known to a count that knew it by its other entry', () => {
    const second = record([moved(-1)], { chain: 2, clock: 9, seq: 1, command: 7 });
    const count = record([counted(5, [{ chain: chainName(2), seq: 1 }])], { chain: 3, clock: 10, seq: 1 });
    const first = record([moved(-1)], { chain: 1, clock: 3, seq: 1, command: 7 });
    expect(level([...second, ...count, ...first])).toBe(units(5));
  });

  it('takes back once what two tills took back of one document, and a count that knew either knew it', () => {
    const sale = record([moved(-2)], { chain: 1, clock: 1, seq: 1 });
    const own = record([takenBack(2, 1)], { chain: 1, clock: 9, seq: 2 });
    const other = record([takenBack(2, 1)], { chain: 2, clock: 3, seq: 1 });
    const another = record([takenBack(2, 2)], { chain: 2, clock: 4, seq: 2 });
    expect(level([...sale, ...own, ...other])).toBe(units(0));
    expect(level([...sale, ...own, ...other, ...another])).toBe(units(2));
    const count = record([counted(5, [{ chain: chainName(1), seq: 2 }])], { chain: 3, clock: 10, seq: 1 });
    expect(level([...sale, ...own, ...count, ...other])).toBe(units(5));
  });

  it('is held where a number ends', () => {
    const most = 9_000_000;
    const facts = Array.from({ length: 1_200 }, (_, at) =>
      record([moved(most, 'received')], { clock: at + 1, seq: at + 1 }),
    ).flat();
    expect(level(facts)).toBe(Number.MAX_SAFE_INTEGER);
    expect(level([...facts, ...record([moved(-most)], { clock: 9_999, seq: 9_999 })])).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });
});

const someEvent: fc.Arbitrary<Draft<Event>> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(9), fc.integer({ min: 1, max: 2 }))
      .map(([count, document]) => takenBack(count, document)),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: -9, max: 9 }).map((count) => moved(count, count < 0 ? 'sale' : 'received')),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        count: fc.integer({ min: 0, max: 50 }),
        saw: fc.uniqueArray(
          fc.record({ chain: fc.integer({ min: 1, max: 3 }), seq: fc.integer({ min: 1, max: 9 }) }),
          {
            maxLength: 3,
            selector: ({ chain }) => chain,
          },
        ),
      })
      .map(({ count, saw }) =>
        counted(
          count,
          saw.map(({ chain, seq }) => ({ chain: chainName(chain), seq })),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant({ type: 'order.OrderNoteSet', v: 1, aggregate: STOCK, body: { note: null } }),
  },
);

describe('whatever happened', () => {
  it('any order, repetition and batching of the same facts gives the same ledger', () => {
    const delivered = histories(someEvent).chain((facts) => fc.tuple(fc.constant(facts), deliveries(facts)));
    fc.assert(
      fc.property(delivered, ([facts, batches]) => {
        expect(stockLedger(STOCK, batches.flat())).toEqual(stockLedger(STOCK, facts));
      }),
      { numRuns: 2_000, verbose: 1 },
    );
  });

  it('given the standing count, whatever was done once adds to the level by itself', () => {
    fc.assert(
      fc.property(histories(someEvent), (facts) => {
        const { levelMicro, count } = stockLedger(STOCK, facts);
        const standing = facts.filter(
          ({ header, index }) =>
            header.chain === count?.by.chain && header.seq === count.by.seq && index === count.by.index,
        );
        const counts = facts.filter(({ event }) => event.type === 'product-catalog.StockCounted');
        // A command that counted on one till and moved on another is folded with its stock.
        const counting = new Set(counts.map(doingOf));
        fc.pre([...counting].every((doing) => counts.length === 0 || !movedBy(facts, doing)));
        const found = count?.countedMicro ?? 0;
        let level: number = found;
        for (const doing of Map.groupBy(facts, doingOf).values())
          level += stockLedger(STOCK, [...standing, ...doing.filter(isMovement)]).levelMicro - found;
        expect(level).toBe(levelMicro);
      }),
      { numRuns: 1_000, verbose: 1 },
    );
  });

  it('its rows read back as the facts that they were made of', () => {
    fc.assert(
      fc.property(histories(someEvent), (facts) => {
        const ledger = stockLedger(STOCK, facts.filter(isMovement));
        const again = stockRows(ledger).movements.map(stockFactOf);
        expect(stockLedger(STOCK, again)).toEqual(ledger);
      }),
      { numRuns: 500, verbose: 1 },
    );
  });

  it('its rows have one key each', () => {
    fc.assert(
      fc.property(histories(someEvent), (facts) => {
        const { movements } = stockRows(stockLedger(STOCK, facts));
        expect(new Set(movements.map(({ doing, id, commandId }) => `${doing}/${id}/${commandId}`)).size).toBe(
          movements.length,
        );
      }),
      { numRuns: 500, verbose: 1 },
    );
  });

  it('the level is the count and every movement that it did not know', () => {
    fc.assert(
      fc.property(histories(someEvent), (facts) => {
        const { count, movements, levelMicro } = stockLedger(STOCK, facts);
        const unseen = movements.filter(({ isCounted }) => !isCounted);
        const sum = unseen.reduce((all, { deltaMicro }) => all + deltaMicro, 0);
        expect(levelMicro).toBe((count?.countedMicro ?? 0) + sum);
        if (count === null) expect(unseen).toEqual(movements);
      }),
      { numRuns: 500, verbose: 1 },
    );
  });

  it('movements commute: two stores of the same movements have the same level in whatever order they were sold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 30 }), (deltas) => {
        const told = (order: readonly number[]) =>
          order.flatMap((delta, at) => record([moved(delta)], { clock: at + 1, seq: at + 1 }));
        expect(level(told(deltas))).toBe(level(told(deltas.toSorted())));
      }),
    );
  });
});

const isMovement = ({ event }: Recorded) => event.type === 'product-catalog.StockMoved';
const movedBy = (facts: readonly Recorded[], doing: string) =>
  facts.some((fact) => isMovement(fact) && doingOf(fact) === doing);
