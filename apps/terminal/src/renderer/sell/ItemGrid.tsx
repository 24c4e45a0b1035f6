import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';
import { nextPlace } from './grid-keys.ts';
import { ItemTile } from './ItemTile.tsx';
import { pickItem } from './pick-item.ts';
import { useSellStore } from './sell-store.ts';
import { type GridSize, useGridSize } from './use-grid-size.ts';

/** A list of items that may not all be here. */
export interface ItemSource {
  readonly count: number;
  /** undefined: on its way; its place is reserved. */
  at(index: number): TillItemRow | undefined;
  /** These places are in sight. */
  show(range: { readonly first: number; readonly last: number }): void;
}

export interface ItemGridProps {
  readonly source: ItemSource;
  /** Which list it is: another one begins at its beginning. */
  readonly listKey: string;
  readonly label: string;
  /** By category. */
  readonly colors: ReadonlyMap<string, string>;
}

/** Rows drawn beyond the edges: what a flick uncovers before the next frame. */
const OVERSCAN_ROWS = 3;

/** The items as tiles, only those in sight drawn. Arrows move the focus, Enter and a press pick. */
export function ItemGrid(props: ItemGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const size = useGridSize(scroller);
  const { onKeyDown, onFocus, onBlur, cursor } = useGridFocus(scroller, props, size);
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    const index = indexOf(event.target);
    const item = index === null ? undefined : props.source.at(index);
    if (item !== undefined) pickItem(item);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tiles are buttons; their press is heard here once for all.
    <div
      ref={scroller}
      role="group"
      aria-label={props.label}
      tabIndex={0}
      data-grid=""
      data-testid="item-grid"
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onBlur={onBlur}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 pt-1 pb-4 outline-none [contain:strict]"
    >
      {size !== null && <Rows {...props} size={size} scroller={scroller} cursor={cursor} />}
    </div>
  );
}

interface RowsProps extends ItemGridProps {
  readonly size: GridSize;
  readonly scroller: { readonly current: HTMLDivElement | null };
  readonly cursor: Cursor;
}

function Rows({ source, listKey, colors, size, scroller, cursor }: RowsProps) {
  const { columns, rowPx } = size;
  const isReturning = useSellStore((state) => state.isReturning);
  const rows = useVirtualizer({
    count: Math.ceil(source.count / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
  });
  const drawn = rows.getVirtualItems();
  const first = (drawn[0]?.index ?? 0) * columns;
  const last = Math.max(first, ((drawn.at(-1)?.index ?? 0) + 1) * columns - 1);
  cursor.scrollTo = (index) => rows.scrollToIndex(Math.floor(index / columns));

  useLayoutEffect(() => rows.measure(), [rows, rowPx, columns]);
  // What came into sight is asked for; the source knows what it has.
  useEffect(() => source.show({ first, last }), [source, first, last]);
  useLayoutEffect(() => {
    cursor.index = 0;
    scroller.current?.scrollTo({ top: 0 });
  }, [listKey, cursor, scroller]);
  // A cursor that was out of sight is drawn by now.
  useLayoutEffect(() => cursor.settle());

  return (
    <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
      {drawn.map(({ index: row, start }) => (
        <div
          key={row}
          className="absolute inset-x-0 grid gap-x-2.5 pb-2.5"
          style={{
            height: rowPx,
            transform: `translateY(${start}px)`,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          }}
        >
          {Array.from({ length: columns }, (_, column) => {
            const index = row * columns + column;
            const item = index < source.count ? source.at(index) : null;
            if (item === null) return null;
            // On its way: its place is kept.
            if (item === undefined) return <span key={index} className="rounded-card bg-sunken/60" />;
            const color = item.color ?? colors.get(item.categoryIds[0] ?? '') ?? null;
            return <ItemTile key={index} item={item} index={index} color={color} isReturning={isReturning} />;
          })}
        </div>
      ))}
    </div>
  );
}

/** Where the arrow keys stand. Kept beside React: a focus that moves renders nothing. */
interface Cursor {
  index: number;
  /** A tile that the focus goes to as soon as it is drawn. */
  wanted: number | null;
  scrollTo: (index: number) => void;
  settle: () => void;
}

function useGridFocus(
  scroller: { readonly current: HTMLDivElement | null },
  { source }: ItemGridProps,
  size: GridSize | null,
) {
  const ref = useRef<Cursor | null>(null);
  ref.current ??= {
    index: 0,
    wanted: null,
    scrollTo: () => {},
    settle: () => {
      const cursor = ref.current!;
      const tile = cursor.wanted === null ? null : tileAt(scroller.current, cursor.wanted);
      if (tile === null) return;
      cursor.wanted = null;
      tile.focus({ preventScroll: true });
    },
  };
  const cursor = ref.current;
  const moveTo = (index: number): void => {
    cursor.index = index;
    cursor.wanted = index;
    cursor.scrollTo(index);
    cursor.settle();
  };
  return {
    cursor,
    onKeyDown: (event: KeyboardEvent<HTMLElement>): void => {
      if (size === null || event.altKey || event.ctrlKey || event.metaKey) return;
      const rowsInSight = Math.floor((scroller.current?.clientHeight ?? 0) / size.rowPx);
      const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
      const shape = { count: source.count, columns: size.columns, rowsInSight, isRightToLeft };
      const next = nextPlace(event.key, cursor.index, shape);
      if (next === null) return;
      event.preventDefault();
      moveTo(next);
    },
    onFocus: (event: FocusEvent<HTMLElement>): void => {
      // One stop for Tab: the grid itself while nothing in it has the focus, then the tile.
      const index = indexOf(event.target);
      if (index === null && source.count > 0) moveTo(Math.min(cursor.index, source.count - 1));
      if (index !== null) cursor.index = index;
      event.currentTarget.tabIndex = -1;
    },
    onBlur: (event: FocusEvent<HTMLElement>): void => {
      event.currentTarget.tabIndex = 0;
    },
  };
}

function indexOf(target: EventTarget): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return tile === null ? null : Number(tile.dataset['index']);
}

function tileAt(grid: HTMLElement | null, index: number): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null;
}
