import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainName, fixed, record, STORE, TENANT } from '../../_facts.ts';
import { histories } from '../../_histories.ts';
import type { Draft, Event, Recorded } from '../../journal/entry.ts';
import { BOTTLE, counted, moved, STOCK, takenBack, units } from './_stocks.ts';
import { stockRows } from './folded.ts';
import { stockLedger } from './ledger.ts';
import { readStockOpening, type StockOpening, stockOpeningBody } from './opening.ts';
import { mayRollStock, rollStock } from './roll.ts';

/** `npm run test:deep` looks ten times as deep. */
const DEPTH = Number(process.env['BEAVEROS_DEPTH'] ?? 1);

const isCount = ({ event }: Recorded) => event.type === 'product-catalog.StockCounted';

/** A till that forgets: what it holds of one stock, and the row of what it does not. */
class Forgetful {
  held: Recorded[] = [];
  opening: StockOpening | null = null;
  /** Every count could be placed, and no command came by another entry after one of its entries went. */
  isExact = true;
  readonly #gone = new Set<string>();

  hear(facts: readonly Recorded[]): void {
    const isNew = ({ header }: Recorded) => !this.#gone.has(header.commandId);
    if (!facts.every(isNew)) this.isExact = false;
    this.held.push(...facts.filter(isNew));
    this.isExact &&= this.ledger().isExact;
  }

  /** The entries at these places go, where all of their facts may. */
  forget(places: ReadonlySet<string>): void {
    const counts = this.held.filter(isCount);
    const entries = [...Map.groupBy(this.held, placeOf)]
      .filter(
        ([place, facts]) => places.has(place) && facts.every((fact) => mayRollStock(STOCK, fact, counts)),
      )
      .map(([, facts]) => facts);
    // Of a command that two entries carry one goes; the other is a repetition from then on.
    const byCommand = Map.groupBy(entries, ([fact]) => fact!.header.commandId);
    const going = [...byCommand.values()].flatMap(([first]) => first!);
    if (going.length === 0) return;
    this.opening = rollStock(STOCK, this.opening, { counts, going });
    for (const { header } of going) this.#gone.add(header.commandId);
    const stays = this.held.filter((fact) => !going.includes(fact));
    this.held = stays.filter(({ header }) => !this.#gone.has(header.commandId));
    if (this.held.length < stays.length) this.isExact = false;
    // Through the file and back.
    if (this.opening !== null) this.opening = readStockOpening(stockOpeningBody(this.opening));
  }

  ledger() {
    return stockLedger(STOCK, this.held, this.opening);
  }
}

const placeOf = ({ header }: Pick<Recorded, 'header'>) => `${header.chain}/${header.seq}`;

type Step =
  | { readonly kind: 'hear'; readonly facts: readonly Recorded[] }
  | { readonly kind: 'forget'; readonly places: ReadonlySet<string> };

/** The entries of a history in any order of arrival, with any of them forgotten in between, some again and again. */
function lives(facts: readonly Recorded[]): fc.Arbitrary<readonly Step[]> {
  const entries = [...Map.groupBy(facts, placeOf).values()];
  const places = entries.map(([fact]) => placeOf(fact!));
  const some = fc.subarray(places).map((chosen): Step => ({ kind: 'forget', places: new Set(chosen) }));
  return fc.shuffledSubarray(entries, { minLength: entries.length }).chain((heard) =>
    fc.array(fc.tuple(fc.nat(heard.length), some), { maxLength: 6 }).map((drops) => {
      const steps: Step[] = [];
      for (let at = 0; at <= heard.length; at += 1) {
        for (const [before, drop] of drops) if (before === at) steps.push(drop);
        if (at < heard.length) steps.push({ kind: 'hear', facts: heard[at]! });
      }
      return steps;
    }),
  );
}

function live(steps: readonly Step[]): Forgetful {
  const till = new Forgetful();
  for (const step of steps) {
    if (step.kind === 'hear') till.hear(step.facts);
    else till.forget(step.places);
  }
  return till;
}

const movement = fc
  .integer({ min: -9, max: 9 })
  .map((count) => moved(count, count < 0 ? 'sale' : 'received'));
const takingBack = fc
  .tuple(fc.nat(9), fc.integer({ min: 1, max: 2 }))
  .map(([count, document]) => takenBack(count, document));
const countOf = (seq: fc.Arbitrary<number>) =>
  fc
    .record({
      count: fc.nat(50),
      saw: fc.uniqueArray(fc.record({ chain: fc.integer({ min: 1, max: 3 }), seq }), {
        maxLength: 3,
        selector: ({ chain }) => chain,
      }),
    })
    .map(({ count, saw }) =>
      counted(
        count,
        saw.map((head) => ({ chain: chainName(head.chain), seq: head.seq })),
      ),
    );
const someEvent = (seq: fc.Arbitrary<number>): fc.Arbitrary<Draft<Event>> =>
  fc.oneof(
    { weight: 5, arbitrary: movement },
    { weight: 1, arbitrary: takingBack },
    { weight: 1, arbitrary: countOf(seq) },
  );

/** An event id is minted once: who writes one twice in an entry may be judged by either. */
const honest = (facts: readonly Recorded[]) =>
  facts.map((fact) => {
    const n = Number.parseInt(fact.header.chain, 16) * 10_000 + fact.header.seq * 10 + fact.index;
    return { ...fact, event: { ...fact.event, id: fixed('Event', n) } };
  });

/** No command comes by two entries. */
const eachOnce = (facts: readonly Recorded[], which: (fact: Recorded) => boolean = () => true) =>
  facts.map((fact) => {
    if (!which(fact)) return fact;
    return {
      ...fact,
      header: { ...fact.header, commandId: placeOf(fact) as Recorded['header']['commandId'] },
    };
  });

/** Nobody counts twice with one finger: a count is keyed in on one till, and repeated only there. */
const countedOnce = (facts: readonly Recorded[]) => {
  const counting = new Set(facts.filter(isCount).map(placeOf));
  return eachOnce(facts, (fact) => counting.has(placeOf(fact)));
};

describe('the opening row of a stock', () => {
  const told = (facts: fc.Arbitrary<Recorded[]>) =>
    facts.chain((history) => fc.tuple(fc.constant(history), lives(history)));

  it('and the facts that are held are the whole, whatever went when and whatever came late', () => {
    // A count knows all of a chain or nothing: what real tills do that hear of a quarter ago.
    const sure = someEvent(fc.constant(1_000));
    fc.assert(
      fc.property(
        told(
          histories(sure)
            .map(honest)
            .map((facts) => eachOnce(facts)),
        ),
        ([facts, steps]) => {
          const till = live(steps);
          expect(till.isExact).toBe(true);
          const whole = stockLedger(STOCK, facts);
          const held = till.ledger();
          expect(stockRows(held).levels).toEqual(stockRows(whole).levels);
          const places = new Set(till.held.map(placeOf));
          expect(held.movements).toEqual(
            whole.movements.filter(({ by }) => places.has(`${by.chain}/${by.seq}`)),
          );
        },
      ),
      { numRuns: 2_000 * DEPTH, verbose: 1 },
    );
  });

  it('is exact also where counts knew a part of a chain and commands came twice, or says that it is not', () => {
    const runs = { all: 0, exact: 0 };
    const any = someEvent(fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(told(histories(any).map(honest).map(countedOnce)), ([facts, steps]) => {
        const till = live(steps);
        runs.all += 1;
        if (!till.isExact) return;
        runs.exact += 1;
        expect(stockRows(till.ledger()).levels).toEqual(stockRows(stockLedger(STOCK, facts)).levels);
      }),
      { numRuns: 2_000 * DEPTH, verbose: 1 },
    );
    expect(runs.exact).toBeGreaterThan(runs.all / 3);
  });

  it('places a count that was known when its movements went, however little it knew', () => {
    const sales = [1, 2, 3].flatMap((seq) => record([moved(-1)], { chain: 1, clock: seq, seq }));
    const count = record([counted(10, [{ chain: chainName(1), seq: 2 }])], { chain: 2, clock: 9, seq: 1 });
    const till = new Forgetful();
    till.hear([...sales, ...count]);
    till.forget(new Set(sales.map(placeOf)));
    expect(till.held).toEqual(count);
    expect(till.ledger()).toMatchObject({ levelMicro: units(9), isExact: true });
    expect(till.opening).toEqual({
      item: BOTTLE,
      tenant: TENANT,
      store: STORE,
      count: count[0]!.event.id,
      beyondMicro: units(-1),
      chains: new Map([[chainName(1).slice(-16), { from: 1, upTo: 3, deltaMicro: units(-3) }]]),
    });
  });

  it('takes a late count that knew a part of it for one that knew it all, and says so', () => {
    const sales = [1, 2, 3].flatMap((seq) => record([moved(-1)], { chain: 1, clock: seq, seq }));
    const till = new Forgetful();
    till.hear(sales);
    till.forget(new Set(sales.map(placeOf)));
    const late = (seq: number) =>
      record([counted(10, seq === 0 ? [] : [{ chain: chainName(1), seq }])], { chain: 2, clock: 9, seq: 1 });
    const levelWith = (seq: number) => stockLedger(STOCK, late(seq), till.opening);
    expect(levelWith(0)).toMatchObject({ levelMicro: units(7), isExact: true });
    expect(levelWith(2)).toMatchObject({ levelMicro: units(10), isExact: false });
    expect(levelWith(3)).toMatchObject({ levelMicro: units(10), isExact: true });
  });

  it('names the first and the last place that is gone, in whatever order they went', () => {
    const sales = [1, 2, 3].flatMap((seq) => record([moved(-1)], { chain: 1, clock: seq, seq }));
    const till = new Forgetful();
    till.hear(sales);
    for (const at of [1, 2, 0]) till.forget(new Set([placeOf(sales[at]!)]));
    const [gone] = [...till.opening!.chains.values()];
    expect(gone).toEqual({ from: 1, upTo: 3, deltaMicro: units(-3) });
  });

  it('is nothing where its text is none', () => {
    expect(readStockOpening({})).toBeNull();
    expect(
      readStockOpening({ item: '1', tenant: '2', store: '3', count: '', beyond: 1, 'from/ab': 1 }),
    ).toBeNull();
  });
});
