import { type RefObject, useLayoutEffect, useState } from 'react';

export interface GridSize {
  readonly columns: number;
  /** With its gap. */
  readonly rowPx: number;
}

/** In rem, so that larger text makes larger tiles and fewer columns. */
const TILE_MIN_REM = 8.5;
const TILE_HIGH_REM = 9.5;
const GAP_REM = 0.625;

/** How many tiles fit beside each other; null until the grid has been laid out once, before its first paint. */
export function useGridSize(grid: RefObject<HTMLElement | null>): GridSize | null {
  const [size, setSize] = useState<GridSize | null>(null);
  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const measure = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(element);
      const width =
        element.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
      const columns = Math.max(1, Math.floor((width + GAP_REM * rem) / ((TILE_MIN_REM + GAP_REM) * rem)));
      const rowPx = Math.round((TILE_HIGH_REM + GAP_REM) * rem);
      setSize((before) =>
        before?.columns === columns && before.rowPx === rowPx ? before : { columns, rowPx },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [grid]);
  return size;
}
