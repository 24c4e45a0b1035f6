import { Beeper } from './beeper.ts';

/** Whether the browser lets the page be heard, for {@link useSyncExternalStore}. */
export interface SoundSwitch {
  readonly beeper: Beeper;
  readonly listen: (listener: () => void) => () => void;
  readonly isReady: () => boolean;
}

/** Unlocks sound with the first touch or key anywhere on the page. */
export function createSoundSwitch(page: Document): SoundSwitch {
  const beeper = new Beeper();
  const listeners = new Set<() => void>();
  const unlock = (): void => {
    void beeper.unlock().then(() => {
      if (!beeper.isUnlocked) return;
      for (const type of ['pointerup', 'keydown']) page.removeEventListener(type, unlock, true);
      for (const listener of listeners) listener();
    });
  };
  for (const type of ['pointerup', 'keydown']) page.addEventListener(type, unlock, true);
  return {
    beeper,
    isReady: () => beeper.isUnlocked,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
