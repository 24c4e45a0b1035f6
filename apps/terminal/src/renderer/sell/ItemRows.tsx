import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect } from 'react';
import type { GridCursor } from './grid-cursor.ts';
import type { ItemList } from './item-pages.ts';
import { ItemTile } from './ItemTile.tsx';
import { useSellStore } from './sell-store.ts';
import type { GridSize } from './use-grid-size.ts';

export interface ItemRowsProps {
  readonly list: ItemList;
  /** Which list it is: another one begins at its beginning. */
  readonly listKey: string;
  /** By category. */
  readonly colors: ReadonlyMap<string, string>;
  readonly size: GridSize;
  readonly scroller: { readonly current: HTMLElement | null };
  readonly cursor: GridCursor;
}

/** Rows drawn beyond the edges: what a flick uncovers before the next frame. */
const OVERSCAN_ROWS = 3;

/** The rows in sight of a grid of any length. */
export function ItemRows({ list, listKey, colors, size, scroller, cursor }: ItemRowsProps) {
  const { columns, rowPx } = size;
  const isReturning = useSellStore((state) => state.isReturning);
  // oxlint-disable-next-line react/incompatible-library -- its functions are new at each render; nothing here is memoised by them.
  const rows = useVirtualizer({
    count: Math.ceil(list.count / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
  });
  const drawn = rows.getVirtualItems();
  const first = (drawn[0]?.index ?? 0) * columns;
  const last = Math.max(first, ((drawn.at(-1)?.index ?? 0) + 1) * columns - 1);

  useLayoutEffect(() => rows.measure(), [rows, rowPx, columns]);
  // What came into sight is asked for; the list knows what it has.
  useEffect(() => list.show({ first, last }), [list, first, last]);
  useLayoutEffect(() => {
    cursor.index = 0;
    scroller.current?.scrollTo({ top: 0 });
  }, [listKey, cursor, scroller]);
  // A place that was out of sight is drawn by now.
  useLayoutEffect(() => {
    cursor.scrollTo = (index) => rows.scrollToIndex(Math.floor(index / columns));
    cursor.settle(scroller.current);
  });

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
          {Array.from({ length: Math.min(columns, list.count - row * columns) }, (_, column) => {
            const index = row * columns + column;
            const item = list.at(index);
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
