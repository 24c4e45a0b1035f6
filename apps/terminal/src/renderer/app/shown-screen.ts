import type { Screen } from './view-store.ts';

export type ShownScreen = 'starting' | 'sign-in' | 'open-shift' | Screen;

export interface Situation {
  /** The core has told its state at least once. */
  readonly isStatusKnown: boolean;
  /** Whether the remembered session still speaks for somebody has been asked. */
  readonly isSessionKnown: boolean;
  readonly isSignedIn: boolean;
  readonly isSwitching: boolean;
  readonly isShiftOpen: boolean;
  readonly hasOrder: boolean;
  /** Where the person wants to be. */
  readonly wanted: Screen;
}

/** What is in front: the first thing that is missing for what the person wants, otherwise that. */
export function shownScreen(situation: Situation): ShownScreen {
  const { isStatusKnown, isSessionKnown, isSignedIn, isSwitching, isShiftOpen, hasOrder, wanted } = situation;
  if (!isStatusKnown || !isSessionKnown) return 'starting';
  if (!isSignedIn || isSwitching) return 'sign-in';
  // A receipt can be looked at after the shift was closed.
  if (!isShiftOpen && wanted !== 'receipt') return 'open-shift';
  return hasOrder ? wanted : 'sell';
}
