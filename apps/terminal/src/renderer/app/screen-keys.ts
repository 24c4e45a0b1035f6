import { useEffect, useEffectEvent } from 'react';

/** What a key does on the screen in front. */
export type ScreenKeys = Readonly<Partial<Record<'Enter' | 'Escape', () => void>>>;

const SHEET = '[role="dialog"], [role="alertdialog"]';
/** What has a use of its own for Enter. A radio or a switch has none: Space is theirs. */
const OWN_ENTER =
  'button, a, textarea, select, [role="option"], input:not([type="radio"]):not([type="checkbox"])';

/**
 * Listens on the window and before anybody else: on a till the focus may be anywhere, and a radio swallows an Enter that it
 * does nothing with. A sheet over the screen has its own keys; a focused button or field keeps its Enter.
 */
export function useScreenKeys(keys: ScreenKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const action = event.key === 'Enter' || event.key === 'Escape' ? keys[event.key] : undefined;
    if (action === undefined || event.repeat || document.querySelector(SHEET) !== null) return;
    if (event.key === 'Enter' && event.target instanceof Element && event.target.closest(OWN_ENTER) !== null)
      return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
