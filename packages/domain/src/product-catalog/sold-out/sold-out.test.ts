import { instant } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, fixed, record, STORE } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { foldAll, foldMore } from '../../journal/fold.ts';
import { actor } from '../stock/_stocks.ts';
import { backOnSale, markSoldOut } from './decide.ts';
import type { SoldOutEvent } from './events.ts';
import { soldOutRows } from './folded.ts';
import { soldOutAt, soldOutFold } from './state.ts';

const SOUP = fixed('Item', 1);
const COOK = actor('can_mark_sold_out');
const NOW = instant(AT + 1_000);
const LATER = instant(AT + 3_600_000);
const isKnown = (item: string) => item === SOUP;
const context = { actor: COOK, store: STORE, now: NOW };

const out = (until: typeof NOW | null = null): Draft<SoldOutEvent> => ({
  type: 'product-catalog.ItemSoldOut',
  v: 1,
  aggregate: SOUP,
  body: { item: SOUP, until },
});
const back: Draft<SoldOutEvent> = {
  type: 'product-catalog.ItemBackOnSale',
  v: 1,
  aggregate: SOUP,
  body: { item: SOUP },
};

describe('an item that ran out', () => {
  it('is marked, for good or for a time', () => {
    given(soldOutFold, SOUP)
      .when(() => markSoldOut({ item: SOUP, until: null }, { ...context, isKnown }))
      .thenEvents(out());
    const state = given(soldOutFold, SOUP)
      .when(() => markSoldOut({ item: SOUP, until: LATER }, { ...context, isKnown }))
      .thenEvents(out(LATER));
    expect(soldOutAt(state, { store: STORE, now: NOW })).toMatchObject({ until: LATER });
    expect(soldOutAt(state, { store: STORE, now: LATER })).toBeNull();
    expect(soldOutAt(state, { store: fixed('Store', 2), now: NOW })).toBeNull();
  });

  it('is marked by whoever may, if it is ours and the time is to come', () => {
    given(soldOutFold, SOUP)
      .when(() => markSoldOut({ item: SOUP, until: null }, { ...context, actor: actor('can_sell'), isKnown }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_mark_sold_out' });
    given(soldOutFold, SOUP)
      .when(() => markSoldOut({ item: fixed('Item', 9), until: null }, { ...context, isKnown }))
      .thenRefused({ code: 'product-catalog/item-unknown', item: fixed('Item', 9) });
    given(soldOutFold, SOUP)
      .when(() => markSoldOut({ item: SOUP, until: NOW }, { ...context, isKnown }))
      .thenRefused({ code: 'product-catalog/time-passed', until: NOW });
  });

  it('comes back by a word', () => {
    const state = given(soldOutFold, SOUP, out())
      .when((marked) => backOnSale(marked, { item: SOUP }, context))
      .thenEvents(back);
    expect(soldOutAt(state, { store: STORE, now: NOW })).toBeNull();
    expect(soldOutRows(state)).toEqual({ soldOut: [] });
  });

  it.each([
    ['nobody marked it', []],
    ['it came back already', [out(), back]],
    ['its time is over', [out(NOW)]],
  ])('does not come back where %s', (_, facts) => {
    given(soldOutFold, SOUP, ...facts)
      .when((state) => backOnSale(state, { item: SOUP }, context))
      .thenRefused({ code: 'product-catalog/item-not-sold-out', item: SOUP });
  });

  it('is out as the latest word says, wherever it was said', () => {
    const facts = [
      ...record([out()], { chain: 1, clock: 2, seq: 1 }),
      ...record([back], { chain: 2, clock: 3, seq: 1 }),
      ...record([out(LATER)], { chain: 1, clock: 3, seq: 2 }),
    ];
    const { state } = foldAll(soldOutFold, SOUP, facts.toReversed());
    expect(soldOutAt(state, { store: STORE, now: NOW })).toBeNull();
  });

  it('folds the same in any order, repetition and batching', () => {
    const event: fc.Arbitrary<Draft<Event>> = fc.oneof(
      fc.constantFrom<Draft<Event>>(out(), out(LATER), back),
      fc.constant({ type: 'order.OrderNoteSet', v: 1, aggregate: SOUP, body: { note: null } }),
    );
    const delivered = histories(event).chain((facts) => fc.tuple(fc.constant(facts), deliveries(facts)));
    fc.assert(
      fc.property(delivered, ([facts, batches]) => {
        const whole = foldAll(soldOutFold, SOUP, facts).state;
        const first = foldAll(soldOutFold, SOUP, []);
        const inBatches = batches.reduce(
          (folded, batch) => foldMore(soldOutFold, SOUP, folded, batch),
          first,
        );
        expect(inBatches.state).toEqual(whole);
      }),
      { numRuns: 1_000, verbose: 1 },
    );
  });
});
