import { create } from 'zustand';
import { EMPTY_BOARD } from '../board/board.ts';
import type { Deed } from '../board/moves.ts';
import { NOTHING_SHOWN, type Shown, show } from '../board/shown.ts';
import type { LineState } from '../line/board-line.ts';
import { limitsOf, loadSettings, saveSettings, type Settings } from './settings.ts';

/** View state and the last snapshot. It decides nothing: `board/` does. */
export interface KitchenState extends LineState {
  readonly shown: Shown;
  readonly settings: Settings;
  /** A finger is down on the board, or was a moment ago. */
  readonly isHeld: boolean;
  /** What this board's people did last, newest last; what undo takes back. */
  readonly deeds: readonly Deed[];
  readonly sheet: 'recall' | 'settings' | null;
  /** False: the core does not know this page, which must be opened from the till. */
  readonly isOpenedHere: boolean | null;
}

export const useKitchen = create<KitchenState>(() => ({
  board: EMPTY_BOARD,
  lostSince: null,
  foundAt: null,
  stations: [],
  till: null,
  problem: null,
  shown: NOTHING_SHOWN,
  settings: loadSettings(localStorage),
  isHeld: false,
  deeds: [],
  sheet: null,
  isOpenedHere: null,
}));

/** Changes the state and, in the same step, what is shown of it: one change, one paint. */
export function change(next: Partial<Omit<KitchenState, 'shown'>>): void {
  useKitchen.setState((state) => {
    const after = { ...state, ...next };
    const isSame =
      after.board === state.board &&
      after.isHeld === state.isHeld &&
      after.settings.station === state.settings.station;
    if (isSame) return next;
    // Another station is another picture: nothing of the old one keeps a place.
    const before = after.settings.station === state.settings.station ? state.shown : NOTHING_SHOWN;
    const { station } = after.settings;
    return { ...next, shown: show(before, after.board, { station, isHeld: after.isHeld }) };
  });
}

export function changeSettings(next: Partial<Settings>): void {
  const settings = { ...useKitchen.getState().settings, ...next };
  const kept = { ...settings, limits: limitsOf(settings.limits) };
  saveSettings(localStorage, kept);
  change({ settings: kept });
}
