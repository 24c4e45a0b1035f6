import { describe, expect, it } from 'vitest';
import { type Situation, shownScreen } from './shown-screen.ts';

const SELLING: Situation = {
  isStatusKnown: true,
  isSessionKnown: true,
  isSignedIn: true,
  isSwitching: false,
  isShiftOpen: true,
  hasOrder: true,
  wanted: 'sell',
};

const shown = (changed: Partial<Situation>): string => shownScreen({ ...SELLING, ...changed });

describe('the screen in front', () => {
  it('waits for the core’s state and for whom the session speaks', () => {
    expect(shown({ isStatusKnown: false })).toBe('starting');
    expect(shown({ isSessionKnown: false })).toBe('starting');
  });

  it('asks who sells before anything else, and again when somebody else takes over', () => {
    expect(shown({ isSignedIn: false, isShiftOpen: false, wanted: 'pay' })).toBe('sign-in');
    expect(shown({ isSwitching: true, wanted: 'pay' })).toBe('sign-in');
  });

  it('asks for the float while no shift is open, but leaves a receipt in view', () => {
    expect(shown({ isShiftOpen: false })).toBe('open-shift');
    expect(shown({ isShiftOpen: false, wanted: 'receipt' })).toBe('receipt');
  });

  it('pays and shows receipts only of an order in hand', () => {
    expect(shown({ wanted: 'pay' })).toBe('pay');
    expect(shown({ wanted: 'pay', hasOrder: false })).toBe('sell');
    expect(shown({ wanted: 'receipt', hasOrder: false })).toBe('sell');
  });
});
