/**
 * Where the arrow keys stand in a grid whose tiles come and go. Kept beside React: a focus that moves draws nothing. One stop
 * for Tab: the grid while nothing in it has the focus, then the tile.
 */
export class GridCursor {
  index = 0;
  /** Brings a place into sight; set by whoever scrolls. */
  scrollTo: (index: number) => void = () => {};
  /** A tile that gets the focus as soon as it is drawn. */
  #wanted: number | null = null;

  /** Moves to a place that may be out of sight. */
  moveTo(grid: HTMLElement | null, index: number): void {
    this.index = index;
    this.#wanted = index;
    this.scrollTo(index);
    this.settle(grid);
  }

  /** To be called when tiles were drawn. */
  settle(grid: HTMLElement | null): void {
    if (this.#wanted === null) return;
    const tile = grid?.querySelector<HTMLElement>(`[data-index="${this.#wanted}"]`) ?? null;
    if (tile === null) return;
    this.#wanted = null;
    tile.focus({ preventScroll: true });
  }

  /** The focus came to the grid or a tile in it. */
  entered(grid: HTMLElement, target: EventTarget, count: number): void {
    const index = indexOf(target);
    if (index !== null) this.index = index;
    else if (count > 0) this.moveTo(grid, Math.min(this.index, count - 1));
    if (grid.tabIndex !== -1) grid.tabIndex = -1;
  }

  /** The focus left the grid, or only the tile: for where it goes, `next`. */
  left(grid: HTMLElement, next: EventTarget | null): void {
    if (!(next instanceof Node && grid.contains(next))) grid.tabIndex = 0;
  }
}

/** The place of the tile that an event was about, or null. */
export function indexOf(target: EventTarget): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return tile === null ? null : Number(tile.dataset['index']);
}
