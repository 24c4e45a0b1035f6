import { beforeEach, describe, expect, it } from 'vitest';
import { fixed, ITEMS } from '../guess/_catalogue.ts';
import { askOptions, beAbout, markLine, optionsAsked, setReturning, useSellStore } from './sell-store.ts';

const state = () => useSellStore.getState();

beforeEach(() => useSellStore.setState(useSellStore.getInitialState(), true));

describe('the state of the sell screen', () => {
  it('is kept when the first item makes the order, and begins anew with another', () => {
    setReturning(true);
    beAbout(fixed('Order', 1));
    markLine(fixed('Line', 1));
    beAbout(fixed('Order', 1));
    expect(state()).toMatchObject({ isReturning: true, markedLine: fixed('Line', 1) });
    beAbout(null);
    expect(state()).toMatchObject({ isReturning: false, markedLine: null });
  });

  it('asks items one after the other, and no more than a person keeps in mind', () => {
    for (let nth = 0; nth < 20; nth += 1) askOptions(ITEMS[nth % 3]!);
    expect(state().asking.length).toBe(16);
    optionsAsked();
    expect([state().asking[0], state().asked]).toEqual([ITEMS[1], 1]);
  });
});
