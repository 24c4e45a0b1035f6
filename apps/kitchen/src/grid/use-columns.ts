import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Density } from '../app/settings.ts';

/** Narrowest column, in rem: a table's name in large letters beside its age. */
const COLUMN_MIN_REM: Record<Density, number> = { roomy: 19.25, dense: 15.25 };
/** A line of a ticket, and what its head and foot take, in rem. */
const ROW_REM: Record<Density, number> = { roomy: 3.5, dense: 3 };
const HEAD_AND_FOOT_REM = 11.5;
const GAP_REM = 0.75;

export interface Columns {
  readonly columns: number;
  /** Lines that a ticket of full height shows. */
  readonly rows: number;
}

/** How many columns fit the board now. Sets `--column` and `--gap` on it; in rem, so that larger text gives fewer. */
export function useColumns(board: RefObject<HTMLElement | null>, density: Density): Columns {
  const [fit, setFit] = useState<Columns>({ columns: 4, rows: 8 });
  // Sizes are known only to the browser; before the first paint, so that nothing jumps.
  useLayoutEffect(() => {
    const element = board.current;
    if (element === null) return;
    const measure = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const { paddingInlineStart, paddingInlineEnd, paddingBlockStart, paddingBlockEnd } =
        getComputedStyle(element);
      const width =
        element.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
      const height =
        element.clientHeight - Number.parseFloat(paddingBlockStart) - Number.parseFloat(paddingBlockEnd);
      const gap = GAP_REM * rem;
      const columns = Math.max(1, Math.floor((width + gap) / (COLUMN_MIN_REM[density] * rem + gap)));
      const rows = Math.max(1, Math.floor((height / rem - HEAD_AND_FOOT_REM) / ROW_REM[density]));
      element.style.setProperty('--gap', `${gap}px`);
      element.style.setProperty('--column', `${(width - gap * (columns - 1)) / columns}px`);
      setFit((before) => (before.columns === columns && before.rows === rows ? before : { columns, rows }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [board, density]);
  return fit;
}
