import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { LineView } from './line-view.ts';

/**
 * Keeps the newest line in sight when it comes or changes. Not while a finger is on the list: what is pressed stays where it
 * is, and the list catches up when the finger has left. What is marked shows its actions whole.
 */
export function useNewestInView(
  lines: readonly LineView[],
  marked: string | null,
): RefObject<HTMLUListElement | null> {
  const list = useRef<HTMLUListElement>(null);
  const isHeld = useRef(false);
  const isBehind = useRef(false);
  const newest = lines.at(-1);
  const newestLine = useRef<string | null>(null);

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const onDown = (): void => {
      isHeld.current = true;
    };
    const onUp = (): void => {
      isHeld.current = false;
      if (isBehind.current) toNewest(element, newestLine.current);
      isBehind.current = false;
    };
    element.addEventListener('pointerdown', onDown);
    // The finger may leave the list, or turn into a scroll, before it is lifted.
    for (const event of UPS) window.addEventListener(event, onUp);
    return () => {
      element.removeEventListener('pointerdown', onDown);
      for (const event of UPS) window.removeEventListener(event, onUp);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new or changed newest line is what it is about.
  useLayoutEffect(() => {
    newestLine.current = newest?.line ?? null;
    if (list.current === null) return;
    if (isHeld.current) isBehind.current = true;
    else toNewest(list.current, newestLine.current);
  }, [newest]);
  // The actions of a line that is marked at the lower edge come into sight; the line itself stays where it was pressed.
  const isNewest = marked === newest?.line;
  useLayoutEffect(() => {
    if (marked === null || isNewest) return;
    list.current?.querySelector(`[data-line="${marked}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [marked, isNewest]);
  return list;
}

const UPS = ['pointerup', 'pointercancel'] as const;

/** To the end, where the newest is, unless its course is served before another. */
function toNewest(element: HTMLElement, line: string | null): void {
  const row = element.querySelector(`[data-line="${line}"]`);
  if (row === null || row === element.lastElementChild) element.scrollTop = element.scrollHeight;
  else row.scrollIntoView({ block: 'nearest' });
}
