import type { Item } from '@beaveros/protocol/gateway';
import { Badge, Picture, Skeleton, Switch, VisuallyHidden } from '@beaveros/ui';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemSort } from '../../url/page-search.ts';
import { usePicture } from '../picture/use-picture.ts';
import { moveByArrows } from './move-by-arrows.ts';
import { PriceCell } from './PriceCell.tsx';

// A table of its own instead of ui's DataTable: that one is a grid in which arrows and letters belong to the rows, and a
// price that is typed in its row needs both for itself. Here every control is a plain stop of the Tab key; up and down
// lead to the same control of the row above or below.

export interface ItemActions {
  readonly open: (item: Item) => void;
  readonly changePrice: (item: Item, price: string) => void;
  readonly setSoldOut: (item: Item, isSoldOut: boolean) => void;
}

export interface ItemTableProps {
  readonly items: readonly Item[];
  readonly categoryNames: ReadonlyMap<string, string>;
  readonly sort: ItemSort;
  readonly order: 'asc' | 'desc';
  readonly onSort: (sort: ItemSort, order: 'asc' | 'desc') => void;
  /** Null: this person may look only. */
  readonly actions: ItemActions;
  readonly mayManage: boolean;
  readonly isLoading: boolean;
  readonly isOld: boolean;
  readonly empty: ReactNode;
  readonly footer: ReactNode;
}

/** As many as a first page mostly has in sight. */
const SKELETON_ROWS = 9;

export function ItemTable(props: ItemTableProps) {
  const { items, categoryNames, sort, order, onSort, actions, mayManage, isLoading, isOld, empty, footer } =
    props;
  const { t } = useTranslation();
  const sorted = { sort, order, onSort };
  return (
    <div
      aria-busy={isLoading || isOld}
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-card border border-line bg-surface"
    >
      <div className="min-h-0 flex-1 overflow-auto">
        <table
          aria-label={t('items.title')}
          className="w-full table-fixed border-separate border-spacing-0 text-sm text-ink"
        >
          <thead>
            <tr>
              <SortHead {...sorted} column="name" label={t('common.name')} />
              <SortHead {...sorted} column="sku" label={t('items.sku')} className="w-32 max-md:hidden" />
              <th scope="col" className={`${HEAD} w-52 text-start max-xl:hidden`}>
                {t('items.category')}
              </th>
              <SortHead
                {...sorted}
                column="price"
                label={t('items.price')}
                isAtEnd
                className="w-48 max-xl:w-44 max-sm:w-32"
              />
              <th scope="col" className={`${HEAD} w-28 text-end max-sm:w-16`}>
                {t('items.soldOut')}
              </th>
            </tr>
          </thead>
          <tbody className={isOld ? 'opacity-60 transition-opacity delay-150 duration-quick' : ''}>
            {isLoading
              ? Array.from({ length: SKELETON_ROWS }, (_, at) => <LoadingRow key={at} />)
              : items.map((item) => (
                  <ItemRow
                    key={item.id}
                    item={item}
                    categories={item.categoryIds.map((id) => categoryNames.get(id) ?? '').join(', ')}
                    actions={actions}
                    mayManage={mayManage}
                  />
                ))}
          </tbody>
        </table>
        {!isLoading && items.length === 0 ? empty : null}
      </div>
      <div className="shrink-0 border-t border-line px-4 py-1.5">{footer}</div>
    </div>
  );
}

const HEAD =
  'sticky top-0 z-10 h-11 border-b border-line bg-surface px-3 text-xs font-semibold whitespace-nowrap text-ink-2 first:ps-4 last:pe-4 max-sm:px-1 max-sm:first:ps-3 max-sm:last:pe-3';
const CELL =
  'h-12 border-b border-line px-3 py-0 first:ps-4 last:pe-4 max-sm:px-1 max-sm:first:ps-3 max-sm:last:pe-3 group-last/row:border-b-0';

function SortHead({
  column,
  label,
  sort,
  order,
  onSort,
  isAtEnd = false,
  className = '',
}: {
  readonly column: ItemSort;
  readonly label: string;
  readonly isAtEnd?: boolean;
  readonly className?: string;
} & Pick<ItemTableProps, 'sort' | 'order' | 'onSort'>) {
  const isSorted = sort === column;
  const Arrow = order === 'asc' ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (order === 'asc' ? 'ascending' : 'descending') : 'none'}
      className={`${HEAD} ${isAtEnd ? 'text-end' : 'text-start'} ${className}`}
    >
      <button
        type="button"
        data-testid={`sort-${column}`}
        onClick={() => onSort(column, isSorted && order === 'asc' ? 'desc' : 'asc')}
        className={`inline-flex min-h-11 items-center gap-1 rounded-control ${isAtEnd ? 'flex-row-reverse px-3 max-sm:px-1' : ''}`}
      >
        {label}
        {isSorted ? <Arrow className="size-3.5" aria-hidden="true" /> : null}
      </button>
    </th>
  );
}

const ItemRow = memo(function ItemRow({
  item,
  categories,
  actions,
  mayManage,
}: {
  readonly item: Item;
  readonly categories: string;
  readonly actions: ItemActions;
  readonly mayManage: boolean;
}) {
  const { t } = useTranslation();
  const src = usePicture(item.imageUrl);
  return (
    <tr
      data-testid="item-row"
      data-sku={item.sku ?? ''}
      data-item={item.id}
      className="group/row hover:bg-ink/3"
    >
      <td className={CELL}>
        <button
          type="button"
          data-testid="item-open"
          data-cell="name"
          onKeyDown={moveByArrows}
          onClick={() => actions.open(item)}
          className="flex min-h-11 w-full min-w-0 items-center gap-3 rounded-control py-1 text-start max-sm:gap-2"
        >
          <Picture src={src} color={item.color} name={item.name} className="size-9 shrink-0 rounded-lg" />
          <span className="min-w-0">
            <span className="block font-medium">{item.name}</span>
            <span className="flex flex-wrap gap-x-2 text-xs text-ink-2 xl:hidden">
              <span className="md:hidden">{item.sku}</span>
              <span className="max-sm:hidden">{categories}</span>
            </span>
          </span>
          {item.isActive ? null : <Badge>{t('common.inactive')}</Badge>}
        </button>
      </td>
      <td className={`${CELL} text-ink-2 max-md:hidden`}>{item.sku}</td>
      <td className={`${CELL} text-ink-2 max-xl:hidden`}>{categories}</td>
      <td className={`${CELL} text-end tabular-nums`}>
        <PriceCell item={item} onChange={mayManage ? (price) => actions.changePrice(item, price) : null} />
      </td>
      <td className={CELL}>
        <span className="flex justify-end">
          <Switch
            data-testid="item-sold-out"
            label={<VisuallyHidden>{t('items.isSoldOut', { name: item.name })}</VisuallyHidden>}
            isSelected={item.isSoldOut}
            isDisabled={!mayManage}
            onChange={(isSoldOut) => actions.setSoldOut(item, isSoldOut)}
          />
        </span>
      </td>
    </tr>
  );
});

function LoadingRow() {
  return (
    <tr>
      <td className={CELL} colSpan={5}>
        <span className="flex items-center gap-4" data-testid="table-loading">
          <Skeleton className="size-9 rounded-lg" />
          <Skeleton className="h-3.5 flex-2" />
          <Skeleton className="h-3.5 flex-1" />
          <Skeleton className="h-3.5 w-20" />
        </span>
      </td>
    </tr>
  );
}
