import { type Instant, instant } from '@beaveros/kit';
import fc from 'fast-check';
import { runsOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { NOW, StoreFixture } from './_journal-fixture.ts';
import { bring, closedIsSettled, foldsOf, judgeAll, ledgerOf, type Step, Story } from './_stories.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';

const DAY = 24 * 60 * 60_000;
const ORDERS = 5;

type Act =
  | { readonly kind: 'tell'; readonly step: Step }
  /** Two tills meet. */
  | { readonly kind: 'meet'; readonly from: number; readonly to: number }
  /** The cloud has what a till has, and says so for a while. */
  | { readonly kind: 'hear'; readonly till: number; readonly days: number }
  | { readonly kind: 'tidy'; readonly till: number; readonly limit: number }
  | { readonly kind: 'restart'; readonly till: number }
  /** A new till begins with a snapshot of one that is there. */
  | { readonly kind: 'join'; readonly giver: number };

const till = fc.nat(9);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('tell' as const),
      step: fc.record({
        till,
        order: fc.nat(ORDERS - 1),
        what: fc.constantFrom('note' as const, 'close' as const),
      }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('meet' as const), from: till, to: till }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('hear' as const), till, days: fc.integer({ min: 1, max: 95 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('tidy' as const), till, limit: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), till }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('join' as const), giver: till }) },
);

/** The first till drops nothing: it is the cloud, and what the others are compared with. */
class World implements Disposable {
  readonly #store = new StoreFixture();
  readonly #tills: { readonly name: string; readonly identity: JournalIdentity; journal: Journal }[] = [];
  readonly #story = new Story(this.#store, ORDERS);
  #now: Instant = NOW;

  constructor() {
    for (let n = 0; n < 3; n += 1) this.#open();
  }

  do(act: Act): void {
    if (act.kind === 'tell') {
      const writer = this.#at(act.step.till);
      // A till does nothing to an order that it does not hold whole.
      if (writer.isDropped(this.#story.orders[act.step.order]!)) return;
      this.#story.tell([writer], act.step);
    } else if (act.kind === 'meet') bring(this.#at(act.from), this.#at(act.to));
    else if (act.kind === 'hear') this.#hear(this.#at(act.till), act.days);
    else if (act.kind === 'tidy') this.#tidy(act.till, act.limit);
    else if (act.kind === 'restart') this.#restart(act.till);
    else this.#open(this.#at(act.giver).snapshot());
  }

  /** The cloud has what it was brought for a quarter, and every till tidies up. How many orders went. */
  passAQuarter(): number {
    this.#hear(this.#at(1), 95);
    let dropped = 0;
    for (const at of this.#tills.keys()) {
      for (let round = 0; round < 5; round += 1) dropped += this.#tidy(at, 20);
    }
    return dropped;
  }

  /** Everybody meets everybody until nothing moves; what no till may then disagree on. */
  settle(): void {
    const journals = this.#tills.map(({ journal }) => journal);
    for (let round = 0; round < 3; round += 1)
      for (const from of journals) for (const to of journals) if (from !== to) bring(from, to);
    const [whole] = journals as [Journal];
    for (const journal of journals) {
      expect(journal.heads().toSorted(byChain)).toEqual(whole.heads().toSorted(byChain));
      const folds = foldsOf(journal, this.#story.orders);
      expect(folds).toEqual(foldsOf(whole, Object.keys(folds)));
      const { orders } = this.#story;
      expect(ledgerOf(journal, orders).orders).toBe(ledgerOf(whole, orders).orders);
      while (journal.scrub(50) > 0);
    }
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  #at(till: number): Journal {
    return this.#tills[till % this.#tills.length]!.journal;
  }

  #open(snapshot?: string): void {
    if (this.#tills.length === 6) return;
    const name = `t${this.#tills.length}`;
    const identity = this.#store.identity();
    const journal = this.#store.open(name, identity);
    journal.settleBy(closedIsSettled(journal));
    if (snapshot !== undefined) journal.installSnapshot(snapshot, 'x', this.#now);
    this.#tills.push({ name, identity, journal });
  }

  #hear(from: Journal, days: number): void {
    bring(from, this.#at(0));
    const heads = this.#at(0).heads();
    for (let day = 0; day < days; day += 1) {
      this.#now = instant(this.#now + DAY);
      for (const { journal } of this.#tills.slice(1)) journal.cloudHas(heads, 'life', this.#now);
    }
  }

  #tidy(till: number, limit: number): number {
    const journal = this.#at(till);
    if (journal === this.#at(0)) return 0;
    judgeAll(journal);
    return journal.dropBodies({ now: this.#now, limit }).aggregates.length;
  }

  #restart(till: number): void {
    const one = this.#tills[till % this.#tills.length]!;
    this.#store.close(one.journal);
    one.journal = this.#store.open(one.name, one.identity);
    one.journal.settleBy(closedIsSettled(one.journal));
  }
}

function byChain(a: { readonly chain: string }, b: { readonly chain: string }): number {
  return a.chain < b.chain ? -1 : 1;
}

describe('tills with windows and snapshots, whatever order things happen in', () => {
  it('agree with one that holds everything: on heads, on every order they hold whole, and on what was sold', () => {
    let dropped = 0;
    const acts = fc.array(act, { minLength: 3, maxLength: 25 });
    fc.assert(
      fc.property(acts, acts, acts, (early, later, last) => {
        using world = new World();
        for (const one of early) world.do(one);
        dropped += world.passAQuarter();
        for (const one of later) world.do(one);
        dropped += world.passAQuarter();
        for (const one of last) world.do(one);
        world.settle();
      }),
      { numRuns: runsOf(6) },
    );
    expect(dropped).toBeGreaterThan(0);
  }, 600_000);
});
