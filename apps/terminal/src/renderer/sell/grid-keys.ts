export interface GridShape {
  readonly count: number;
  readonly columns: number;
  /** Whole rows in sight. */
  readonly rowsInSight: number;
  readonly isRightToLeft: boolean;
}

/** Where a key takes the cursor of a grid, or null when it is not a key of grids. Never out of the grid. */
export function nextPlace(key: string, at: number, grid: GridShape): number | null {
  const { count, columns, rowsInSight, isRightToLeft } = grid;
  const step = stepOf(key, { columns, rows: Math.max(1, rowsInSight), forward: isRightToLeft ? -1 : 1 });
  if (step !== null) {
    const next = at + step;
    if (next >= 0 && next < count) return next;
    // The last row may be short: down ends on its last tile, a page beyond on the first or last.
    const isRow = Math.abs(step) === columns;
    if (next < 0) return isRow || step === -1 ? at : Math.max(0, at % columns);
    const isInLastRow = Math.floor(at / columns) === Math.floor((count - 1) / columns);
    return isInLastRow || step === 1 ? at : count - 1;
  }
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}

function stepOf(
  key: string,
  { columns, rows, forward }: { readonly columns: number; readonly rows: number; readonly forward: number },
): number | null {
  switch (key) {
    case 'ArrowRight':
      return forward;
    case 'ArrowLeft':
      return -forward;
    case 'ArrowDown':
      return columns;
    case 'ArrowUp':
      return -columns;
    case 'PageDown':
      return columns * rows;
    case 'PageUp':
      return -columns * rows;
    default:
      return null;
  }
}
