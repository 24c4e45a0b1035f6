import { useEffect, useEffectEvent } from 'react';
import { KeyBurst } from '../sell/key-burst.ts';

/** The shortest code of goods (EAN-8). Shorter bursts are amounts: fast fingers, or a numeric pad that plays them back. */
const GOODS_CODE_MIN = 8;

/**
 * Where an amount is typed a scan must not become money: a scanner types its digits and presses Enter. What it typed is
 * taken back, and its Enter does nothing. Call it before {@link useScreenKeys}, which listens in the same place.
 */
export function useScanGuard<Amount>(amount: Amount, onScan: (before: Amount) => void): void {
  const current = useEffectEvent((): Amount => amount);
  const takeBack = useEffectEvent(onScan);
  useEffect(() => {
    const burst = new KeyBurst();
    let before = current();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.length === 1) {
        if (burst.key(event.key, event.timeStamp)) before = current();
        return;
      }
      if (event.key !== 'Enter') return burst.end();
      const code = burst.enter(event.timeStamp);
      if (code === null || code.length < GOODS_CODE_MIN) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      takeBack(before);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
