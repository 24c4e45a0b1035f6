import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { GridCursor, indexOf } from './grid-cursor.ts';
import { nextPlace } from './grid-keys.ts';
import { ItemRows, type ItemRowsProps } from './ItemRows.tsx';
import { pickItem } from './pick-item.ts';
import { useGridSize } from './use-grid-size.ts';

export interface ItemGridProps extends Pick<ItemRowsProps, 'list' | 'listKey' | 'colors'> {
  readonly label: string;
}

/** The items as tiles, only those in sight drawn. Arrows move the focus, Enter and a press pick. */
export function ItemGrid({ list, listKey, label, colors }: ItemGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const size = useGridSize(scroller);
  const [cursor] = useState(() => new GridCursor());

  const onClick = (event: MouseEvent<HTMLElement>): void => {
    const index = indexOf(event.target);
    const item = index === null ? undefined : list.at(index);
    if (item !== undefined) pickItem(item);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (size === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const grid = event.currentTarget;
    const next = nextPlace(event.key, cursor.index, {
      count: list.count,
      columns: size.columns,
      rowsInSight: Math.floor(grid.clientHeight / size.rowPx),
      isRightToLeft: getComputedStyle(grid).direction === 'rtl',
    });
    if (next === null) return;
    event.preventDefault();
    cursor.moveTo(grid, next);
  };

  return (
    <div
      ref={scroller}
      role="toolbar"
      aria-label={label}
      tabIndex={0}
      data-grid=""
      data-testid="item-grid"
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={(event) => cursor.entered(event.currentTarget, event.target, list.count)}
      onBlur={(event) => cursor.left(event.currentTarget, event.relatedTarget)}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 pt-1 pb-4 outline-none [contain:strict]"
    >
      {size !== null && (
        <ItemRows
          list={list}
          listKey={listKey}
          colors={colors}
          size={size}
          scroller={scroller}
          cursor={cursor}
        />
      )}
    </div>
  );
}
