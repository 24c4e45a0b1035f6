import { type RefObject, useEffect } from 'react';
import { change } from '../app/kitchen-store.ts';

/**
 * After the finger has left, places stay as they are for as long as a second tap of a quick hand may follow: bumping three
 * tickets in a row, none of them moves away from under it.
 */
const SETTLE_MS = 700;

/** Nothing on the board moves while a finger is down on it. */
export function useHold(board: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = board.current;
    if (element === null) return;
    let settling: ReturnType<typeof setTimeout> | undefined;
    const down = (): void => {
      clearTimeout(settling);
      change({ isHeld: true });
    };
    const up = (): void => {
      clearTimeout(settling);
      settling = setTimeout(() => change({ isHeld: false }), SETTLE_MS);
    };
    element.addEventListener('pointerdown', down);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', up);
    return () => {
      clearTimeout(settling);
      element.removeEventListener('pointerdown', down);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', up);
    };
  }, [board]);
}
