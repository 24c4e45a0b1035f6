import { describe, it } from 'vitest';
import { chainName, fixed, STORE } from '../../_facts.ts';
import { given } from '../../_specification.ts';
import type { Fold } from '../../journal/fold.ts';
import { countStock, moveStock } from './decide.ts';
import { stockIdOf } from './events.ts';
import { actor, BOTTLE, FLOUR, reader, row, STOCK, units } from './_stocks.ts';

// Stock decides without looking at what there is: nothing is refused for a level.
const NO_STATE: Fold<null> = { initial: () => null, evolve: () => null, reads: new Set() };
const given_ = () => given(NO_STATE, STOCK);
const MANAGER = actor('can_manage_stock');
const stock = reader(row(BOTTLE), row(FLOUR, { isTracked: false }));

describe('moving stock by hand', () => {
  it('a delivery adds', () => {
    given_()
      .when(() =>
        moveStock(
          { kind: 'received', moves: [{ item: BOTTLE, deltaMicro: units(12) }], note: null },
          { actor: MANAGER, stock },
        ),
      )
      .thenEvents({
        type: 'product-catalog.StockMoved',
        v: 1,
        aggregate: stockIdOf(STORE, BOTTLE),
        body: { item: BOTTLE, kind: 'received', deltaMicro: units(12), cause: null, note: null },
      });
  });

  it('waste takes, and says why', () => {
    given_()
      .when(() =>
        moveStock(
          { kind: 'waste', moves: [{ item: BOTTLE, deltaMicro: units(-1) }], note: 'broken' },
          { actor: MANAGER, stock },
        ),
      )
      .thenEvents({
        type: 'product-catalog.StockMoved',
        v: 1,
        aggregate: stockIdOf(STORE, BOTTLE),
        body: { item: BOTTLE, kind: 'waste', deltaMicro: units(-1), cause: null, note: 'broken' },
      });
  });

  it.each([
    [
      'nobody may without the permission',
      'received',
      1,
      null,
      actor('can_sell'),
      { code: 'auth-user/permission-missing', permission: 'can_manage_stock' },
    ],
    [
      'a delivery never takes',
      'received',
      -1,
      null,
      MANAGER,
      { code: 'product-catalog/wrong-direction', item: BOTTLE, kind: 'received' },
    ],
    [
      'waste never brings',
      'waste',
      1,
      'found',
      MANAGER,
      { code: 'product-catalog/wrong-direction', item: BOTTLE, kind: 'waste' },
    ],
    [
      'nothing is no movement',
      'adjusted',
      0,
      'typo',
      MANAGER,
      { code: 'product-catalog/wrong-direction', item: BOTTLE, kind: 'adjusted' },
    ],
    [
      'a correction says why',
      'adjusted',
      1,
      '  ',
      MANAGER,
      { code: 'product-catalog/reason-missing', kind: 'adjusted' },
    ],
    [
      'a transfer says where to',
      'transfer',
      -1,
      null,
      MANAGER,
      { code: 'product-catalog/reason-missing', kind: 'transfer' },
    ],
  ] as const)('%s', (_, kind, count, note, who, refusal) => {
    given_()
      .when(() =>
        moveStock({ kind, moves: [{ item: BOTTLE, deltaMicro: units(count) }], note }, { actor: who, stock }),
      )
      .thenRefused(refusal);
  });

  it.each([
    ['an item that nobody tracks', FLOUR],
    ['an item without stock settings', fixed('Item', 99)],
  ])('%s is not moved', (_, item) => {
    given_()
      .when(() =>
        moveStock(
          { kind: 'received', moves: [{ item, deltaMicro: units(1) }], note: null },
          { actor: MANAGER, stock },
        ),
      )
      .thenRefused({ code: 'product-catalog/item-not-tracked', item });
  });

  it('an item is named once', () => {
    const moves = [1, 2].map((count) => ({ item: BOTTLE, deltaMicro: units(count) }));
    given_()
      .when(() => moveStock({ kind: 'received', moves, note: null }, { actor: MANAGER, stock }))
      .thenRefused({ code: 'product-catalog/item-twice', item: BOTTLE });
  });
});

describe('counting', () => {
  const heads = [
    { chain: chainName(2), seq: 7 },
    { chain: chainName(1), seq: 3 },
    { chain: chainName(3), seq: 0 },
  ];

  it('names what the till knew, by chain', () => {
    given_()
      .when(() =>
        countStock(
          { counts: [{ item: BOTTLE, countedMicro: units(4) }], note: null },
          { actor: MANAGER, stock, heads },
        ),
      )
      .thenEvents({
        type: 'product-catalog.StockCounted',
        v: 1,
        aggregate: stockIdOf(STORE, BOTTLE),
        body: {
          item: BOTTLE,
          countedMicro: units(4),
          saw: [
            { chain: chainName(1), seq: 3 },
            { chain: chainName(2), seq: 7 },
          ],
          note: null,
        },
      });
  });

  it('needs the permission, and an item that is tracked', () => {
    const count = (item = BOTTLE) => ({ counts: [{ item, countedMicro: units(4) }], note: null });
    given_()
      .when(() => countStock(count(), { actor: actor(), stock, heads }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_manage_stock' });
    given_()
      .when(() => countStock(count(FLOUR), { actor: MANAGER, stock, heads }))
      .thenRefused({ code: 'product-catalog/item-not-tracked', item: FLOUR });
  });

  it('is refused where it could not name every chain', () => {
    const many = Array.from({ length: 1_001 }, (_, at) => ({ chain: chainName(at + 1), seq: 1 }));
    given_()
      .when(() =>
        countStock(
          { counts: [{ item: BOTTLE, countedMicro: units(4) }], note: null },
          { actor: MANAGER, stock, heads: many },
        ),
      )
      .thenRefused({ code: 'product-catalog/too-many-chains', chains: 1_001 });
  });
});
