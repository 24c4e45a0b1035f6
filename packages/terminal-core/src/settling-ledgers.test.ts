import { type Draft, type Event, foldAll } from '@beaveros/domain/journal';
import {
  ACCOUNT_LEDGER,
  accountFold,
  accountFoldFrom,
  accountRows,
  readAccountOpening,
} from '@beaveros/domain/payment';
import { STOCK_LEDGER, stockIdOf, stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import { derivedId, type Id, type Instant, instant, MICRO } from '@beaveros/kit';
import { runsOf } from '@beaveros/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closed, NOW, opened, StoreFixture } from './journal/_journal-fixture.ts';
import { bring, closedIsSettled, judgeAll } from './journal/_stories.ts';
import type { Journal, JournalIdentity } from './journal/index.ts';
import { ledgerRules } from './settling.ts';
import { FoldedStore } from './stores/folded-store.ts';
import { stockStore } from './stores/product-catalog/folded.ts';

const DAY = 24 * 60 * 60_000;
const ITEMS = 2;
const CARDS = 2;

type Act =
  /** An order of one item, closed at once; the card of that number pays some of it. */
  | { readonly kind: 'sell'; readonly till: number; readonly item: number; readonly count: number }
  | { readonly kind: 'receive'; readonly till: number; readonly item: number; readonly count: number }
  | { readonly kind: 'count'; readonly till: number; readonly item: number; readonly count: number }
  | { readonly kind: 'meet'; readonly from: number; readonly to: number }
  | { readonly kind: 'hear'; readonly till: number; readonly days: number }
  | { readonly kind: 'tidy'; readonly till: number; readonly limit: number }
  | { readonly kind: 'restart'; readonly till: number }
  | { readonly kind: 'join'; readonly giver: number };

const till = fc.nat(9);
const item = fc.nat(ITEMS - 1);
const moving = <Kind extends 'sell' | 'receive' | 'count'>(kind: Kind) =>
  fc.record({ kind: fc.constant(kind), till, item, count: fc.integer({ min: 1, max: 9 }) });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: moving('sell') },
  { weight: 2, arbitrary: moving('receive') },
  { weight: 2, arbitrary: moving('count') },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('meet' as const), from: till, to: till }) },
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

interface Till {
  readonly name: string;
  readonly identity: JournalIdentity;
  journal: Journal;
  stock: FoldedStore;
}

/** The first till drops nothing: it is the cloud, and what the others are compared with. */
class World implements Disposable {
  readonly fixture = new StoreFixture();
  readonly tills: Till[] = [];
  readonly items: readonly Id<'Item'>[];
  readonly stocks: readonly Id<'Stock'>[];
  readonly cards: readonly Id<'Account'>[];
  now: Instant = NOW;

  constructor() {
    const { store, tenant } = this.fixture;
    this.items = Array.from({ length: ITEMS }, (_, n) => derivedId<'Item'>(tenant, `item ${n}`));
    this.stocks = this.items.map((id) => stockIdOf(store, id));
    this.cards = Array.from({ length: CARDS }, (_, n) => derivedId<'Account'>(tenant, `card ${n}`));
    for (let n = 0; n < 3; n += 1) this.open();
  }

  do(what: Act): void {
    if (what.kind === 'sell') this.#sell(what);
    else if (what.kind === 'receive') this.#append(what.till, [this.#moved(what, 'received', what.count)]);
    else if (what.kind === 'count') this.#count(what);
    else if (what.kind === 'meet') bring(this.at(what.from).journal, this.at(what.to).journal);
    else if (what.kind === 'hear') this.hear(what.till, what.days);
    else if (what.kind === 'tidy') this.tidy(what.till, what.limit);
    else if (what.kind === 'restart') this.#restart(what.till);
    else this.open(this.at(what.giver).journal.snapshot());
  }

  at(n: number): Till {
    return this.tills[n % this.tills.length]!;
  }

  open(snapshot?: string): Till | null {
    if (this.tills.length === 6) return null;
    const name = `t${this.tills.length}`;
    const identity = this.fixture.identity();
    const journal = this.fixture.open(name, identity);
    this.#ready(journal);
    if (snapshot !== undefined) journal.installSnapshot(snapshot, 'x', this.now);
    const till = { name, identity, journal, stock: this.#stockOf(journal, name) };
    this.tills.push(till);
    return till;
  }

  hear(from: number, days: number): void {
    const [cloud] = this.tills as [Till];
    bring(this.at(from).journal, cloud.journal);
    const heads = cloud.journal.heads();
    // Every day would be a sync each; the window asks for three days on which the cloud was heard.
    const step = Math.ceil(days / 6);
    for (let day = 0; day < days; day += step) {
      this.now = instant(this.now + step * DAY);
      for (const { journal } of this.tills.slice(1)) journal.cloudHas(heads, 'life', this.now);
    }
  }

  tidy(n: number, limit: number): number {
    const { journal, stock } = this.at(n);
    if (this.at(n) === this.tills[0]) return 0;
    judgeAll(journal);
    const { rolled } = journal.dropBodies({ now: this.now, limit });
    if (n % 2 === 0) stock.catchUp();
    return rolled.length;
  }

  passAQuarter(): number {
    this.hear(1, 120);
    let rolled = 0;
    for (const n of this.tills.keys()) for (let round = 0; round < 5; round += 1) rolled += this.tidy(n, 20);
    return rolled;
  }

  meetAll(): void {
    for (let round = 0; round < 3; round += 1) {
      for (const from of this.tills)
        for (const to of this.tills) if (from !== to) bring(from.journal, to.journal);
    }
  }

  [Symbol.dispose](): void {
    for (const { stock } of this.tills) stock[Symbol.dispose]();
    this.fixture[Symbol.dispose]();
  }

  #ready(journal: Journal): void {
    journal.settleBy({ ...closedIsSettled(journal), ledgers: ledgerRules(() => undefined) });
  }

  #stockOf(journal: Journal, name: string): FoldedStore {
    const soldOut = { item: '', tenant: null, marks: new Map() };
    return new FoldedStore(
      stockStore(() => soldOut),
      journal,
      `${this.fixture.directory}/${name}`,
    );
  }

  #restart(n: number): void {
    const till = this.at(n);
    till.stock[Symbol.dispose]();
    this.fixture.close(till.journal);
    till.journal = this.fixture.open(till.name, till.identity);
    this.#ready(till.journal);
    till.stock = this.#stockOf(till.journal, till.name);
  }

  #append(n: number, events: readonly Draft<Event>[]): void {
    this.at(n).journal.append(this.fixture.draft(this.fixture.newId(), '', { events }), NOW);
  }

  #moved({ item: n }: { readonly item: number }, kind: 'sale' | 'received', count: number): Draft<Event> {
    const body = { item: this.items[n]!, kind, deltaMicro: count * MICRO, cause: null, note: null };
    return { type: 'product-catalog.StockMoved', v: 1, aggregate: this.stocks[n]!, body };
  }

  #sell(what: Extract<Act, { kind: 'sell' }>): void {
    const order = this.fixture.newId<'Order'>();
    const account = this.cards[what.item % CARDS]!;
    const isLoad = what.count > 6;
    const move = {
      kind: 'gift-card',
      currency: { code: 'EUR', exponent: 2 },
      label: '4711',
      reason: isLoad ? 'loaded' : 'spent',
      delta: isLoad ? what.count * 100 : -what.count,
      order,
      line: isLoad ? this.fixture.newId() : null,
      payment: null,
      document: null,
      grant: null,
      note: null,
    };
    this.#append(what.till, [opened(order)]);
    this.#append(what.till, [
      closed(this.fixture, order),
      this.#moved(what, 'sale', -what.count),
      { type: 'payment.AccountMoved', v: 1, aggregate: account, body: move },
    ]);
  }

  #count(what: Extract<Act, { kind: 'count' }>): void {
    const saw = this.at(what.till)
      .journal.heads()
      .filter(({ seq }) => seq > 0)
      .map(({ chain, seq }) => ({ chain, seq }));
    const body = { item: this.items[what.item]!, countedMicro: what.count * MICRO, saw, note: null };
    this.#append(what.till, [
      { type: 'product-catalog.StockCounted', v: 1, aggregate: this.stocks[what.item]!, body },
    ]);
  }
}

/** What the till's table says of a stock, and what the facts of a journal that dropped nothing say. */
function levelsOf({ stock }: Till, id: string): unknown {
  stock.catchUp();
  expect(stock.fault).toBeNull();
  return stock.db
    .prepare('SELECT level, counted, moved, counted_at AS countedAt FROM stock_levels WHERE id = ?')
    .all(id);
}

function wholeLevels(journal: Journal, id: string): unknown {
  return stockRows(stockLedger(id, journal.byAggregate(id))).levels.map(
    ({ level, counted, moved, countedAt }) => ({ level, counted, moved, countedAt }),
  );
}

function accountOf(journal: Journal, id: string) {
  const row = journal.openingRow(ACCOUNT_LEDGER, id);
  const fold = accountFoldFrom(row === null ? null : readAccountOpening(row.body));
  return accountRows(foldAll(fold, id, journal.byAggregate(id)).state).accounts;
}

describe('tills that forget what they sold, whatever order things happen in', () => {
  it('agree with one that holds everything on every level and balance, or say of which count they do not know', async () => {
    const ran = { rolled: 0, judged: 0, unplaced: 0 };
    const acts = fc.array(act, { minLength: 3, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(acts, acts, acts, async (early, later, last) => {
        using world = new World();
        for (const one of early) world.do(one);
        ran.rolled += world.passAQuarter();
        for (const one of later) world.do(one);
        ran.rolled += world.passAQuarter();
        for (const one of last) world.do(one);
        world.meetAll();
        const [whole] = world.tills as [Till];
        for (const till of world.tills) {
          const late = new Set(till.journal.lateFacts().map(({ aggregate }) => aggregate));
          for (const stock of world.stocks) {
            ran.judged += 1;
            if (late.has(stock)) ran.unplaced += 1;
            else
              expect([till.name, levelsOf(till, stock)]).toEqual([
                till.name,
                wholeLevels(whole.journal, stock),
              ]);
          }
          for (const card of world.cards)
            expect(accountOf(till.journal, card)).toEqual(
              accountRows(foldAll(accountFold, card, whole.journal.byAggregate(card)).state).accounts,
            );
          const before = till.stock.digest();
          await till.stock.rebuild();
          expect(till.stock.digest()).toEqual(before);
          while (till.journal.scrub(50) > 0);
        }
      }),
      { numRuns: runsOf(4) },
    );
    expect(ran.rolled).toBeGreaterThan(0);
    expect(ran.unplaced).toBeLessThan(ran.judged / 10);
  }, 600_000);
});

describe('a shop that counts its stock', () => {
  const aQuarter = (world: World) => {
    while (world.passAQuarter() > 0);
  };

  it('drops the body of a sale a quarter later, keeps its level, and places a count by what it saw', () => {
    using world = new World();
    const [stock] = world.stocks as [Id<'Stock'>];
    const [cloud, till] = world.tills as [Till, Till];
    world.do({ kind: 'receive', till: 1, item: 0, count: 9 });
    for (let n = 0; n < 3; n += 1) world.do({ kind: 'sell', till: 1, item: 0, count: 2 });
    world.do({ kind: 'count', till: 1, item: 0, count: 4 });
    world.do({ kind: 'sell', till: 1, item: 0, count: 1 });
    world.do({ kind: 'sell', till: 1, item: 1, count: 1 });
    expect(levelsOf(till, stock)).toMatchObject([{ level: 3 * MICRO, counted: 4 * MICRO }]);
    const held = () =>
      till.journal.byAggregate(stock).map(({ event: { type } }) => type.slice('product-catalog.'.length));
    expect(held().length).toBe(6);
    aQuarter(world);
    // The standing count stays: everything else is judged by it.
    expect(held()).toEqual(['StockCounted']);
    expect(levelsOf(till, stock)).toMatchObject([{ level: 3 * MICRO, counted: 4 * MICRO }]);
    expect(till.journal.openingRow(STOCK_LEDGER, stock)?.body).toMatchObject({ beyond: -MICRO });
    world.do({ kind: 'count', till: 1, item: 0, count: 8 });
    world.do({ kind: 'sell', till: 1, item: 0, count: 1 });
    expect(levelsOf(till, stock)).toMatchObject([{ level: 7 * MICRO, counted: 8 * MICRO }]);
    world.meetAll();
    expect(levelsOf(till, stock)).toEqual(wholeLevels(cloud.journal, stock));
    expect(till.journal.lateFacts()).toEqual([]);
  });

  it('lists a count that knew a part of what is gone: the cloud places it, the till takes it to have known all', () => {
    using world = new World();
    const [stock] = world.stocks as [Id<'Stock'>];
    const [cloud, till, away] = world.tills as [Till, Till, Till];
    world.do({ kind: 'receive', till: 1, item: 0, count: 9 });
    bring(till.journal, away.journal);
    for (let n = 0; n < 3; n += 1) world.do({ kind: 'sell', till: 1, item: 0, count: 2 });
    world.do({ kind: 'sell', till: 1, item: 1, count: 1 });
    aQuarter(world);
    world.do({ kind: 'count', till: 2, item: 0, count: 5 });
    bring(away.journal, till.journal);
    bring(away.journal, cloud.journal);
    expect(till.journal.lateFacts()).toMatchObject([{ aggregate: stock, chain: away.journal.ownChain }]);
    expect(levelsOf(till, stock)).toMatchObject([{ level: 5 * MICRO }]);
    expect(wholeLevels(cloud.journal, stock)).toMatchObject([{ level: -MICRO }]);
    world.do({ kind: 'count', till: 1, item: 0, count: 6 });
    expect(levelsOf(till, stock)).toMatchObject([{ level: 6 * MICRO }]);
  });

  it('adds nothing for a command that comes by another entry after its facts went', () => {
    using world = new World();
    const [stock] = world.stocks as [Id<'Stock'>];
    const [, till, other] = world.tills as [Till, Till, Till];
    world.do({ kind: 'receive', till: 1, item: 0, count: 9 });
    const first = till.journal.after(till.journal.lastArrival - 1, 1)[0]!;
    world.do({ kind: 'sell', till: 1, item: 1, count: 1 });
    aQuarter(world);
    const { commandId, command, businessDate, events } = first.entry;
    const again = events.map(({ type, v, aggregate, body }) => ({ type, v, aggregate, body }));
    other.journal.append({ commandId, command, actor: null, businessDate, events: again }, NOW);
    bring(other.journal, till.journal);
    expect(levelsOf(till, stock)).toMatchObject([{ level: 9 * MICRO }]);
    expect(till.journal.lateFacts()).toMatchObject([{ aggregate: stock, chain: other.journal.ownChain }]);
    expect(till.journal.byAggregate(stock)).toEqual([]);
  });
});
