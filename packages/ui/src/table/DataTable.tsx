import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Cell,
  CheckboxButton,
  CheckboxField,
  Column,
  Row,
  type Selection,
  Table,
  TableBody,
  TableHeader,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { CheckMark } from '../fields/Checkbox.tsx';
import { Skeleton } from '../show/Skeleton.tsx';

export interface DataColumn<RowType> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: RowType) => ReactNode;
  /** Numbers stand at the end. */
  readonly align?: 'start' | 'end' | 'center';
  readonly isSortable?: boolean;
  /** Any CSS width; the rest share what is left. */
  readonly width?: string;
  readonly isHiddenOnPhone?: boolean;
}

export interface DataSort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

export interface DataSelection {
  readonly mode: 'single' | 'multiple';
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
}

export interface DataTableProps<RowType> extends CommonProps {
  readonly label: string;
  readonly columns: readonly DataColumn<RowType>[];
  readonly rows: readonly RowType[];
  readonly rowKey: (row: RowType) => string;
  readonly sort?: DataSort | null | undefined;
  readonly onSort?: ((sort: DataSort) => void) | undefined;
  /** By Enter or a press on the row; while rows are selected, a press selects instead. */
  readonly onOpen?: ((row: RowType) => void) | undefined;
  readonly selection?: DataSelection | undefined;
  readonly empty?: ReactNode;
  readonly isLoading?: boolean | undefined;
  readonly footer?: ReactNode;
}

const ALIGN = { start: 'text-start', end: 'text-end', center: 'text-center' } as const;
/** As many grey rows as a first page mostly has in sight. */
const SKELETON_ROWS = 8;

/** A dense table on RAC's: arrows move, Space selects, Enter opens, type to find. It scrolls in the room it is given. */
export function DataTable<RowType>(props: DataTableProps<RowType>) {
  const { label, columns, rows, rowKey, sort, onSort, onOpen, selection, className } = props;
  const { t } = useTranslation('ui');
  const isLoadingFirst = (props.isLoading ?? false) && rows.length === 0;
  return (
    <div
      {...passedOn(props)}
      aria-busy={props.isLoading ?? false}
      className={classNames(
        'relative flex min-h-0 flex-col overflow-hidden rounded-card border border-line bg-surface',
        className,
      )}
    >
      <div className="min-h-0 flex-1 overflow-auto">
        <Table
          aria-label={label}
          {...(sort && { sortDescriptor: { column: sort.column, direction: sort.direction } })}
          {...(onSort && {
            onSortChange: ({ column, direction }) => onSort({ column: String(column), direction }),
          })}
          {...(onOpen && {
            onRowAction: (key) => {
              const row = rows.find((row) => rowKey(row) === key);
              if (row !== undefined) onOpen(row);
            },
          })}
          {...(selection && {
            selectionMode: selection.mode,
            selectedKeys: selection.selected,
            onSelectionChange: (keys: Selection) =>
              selection.onChange(new Set(keys === 'all' ? rows.map(rowKey) : [...keys].map(String))),
          })}
          className="w-full border-separate border-spacing-0 text-sm text-ink"
        >
          <TableHeader>
            {selection ? (
              <Column className={classNames(HEAD, 'w-12 ps-4')}>
                {selection.mode === 'multiple' ? <SelectBox label={t('selectAll')} /> : null}
              </Column>
            ) : null}
            {columns.map((column, at) => (
              <Column
                key={column.id}
                id={column.id}
                isRowHeader={at === 0}
                allowsSorting={column.isSortable ?? false}
                className={classNames(
                  HEAD,
                  ALIGN[column.align ?? 'start'],
                  column.isHiddenOnPhone && 'max-sm:hidden',
                )}
                style={column.width === undefined ? {} : { width: column.width }}
              >
                {({ sortDirection }) => (
                  <span
                    className={classNames(
                      'inline-flex items-center gap-1 align-middle',
                      column.align === 'end' && 'flex-row-reverse',
                    )}
                  >
                    {column.header}
                    {column.isSortable ? <SortMark direction={sortDirection} /> : null}
                  </span>
                )}
              </Column>
            ))}
          </TableHeader>
          <TableBody
            renderEmptyState={() => (isLoadingFirst ? <Loading columns={columns.length} /> : props.empty)}
          >
            {rows.map((row) => (
              <Row
                key={rowKey(row)}
                id={rowKey(row)}
                data-row={rowKey(row)}
                className="group/row cursor-default data-focus-visible:outline-3 data-focus-visible:-outline-offset-3 data-focus-visible:outline-focus data-hovered:bg-ink/3 data-pressed:bg-ink/6 data-selected:bg-brand-soft"
              >
                {selection ? (
                  <Cell className={classNames(CELL, 'ps-4')}>
                    <SelectBox label={t('selectRow')} />
                  </Cell>
                ) : null}
                {columns.map((column) => (
                  <Cell
                    key={column.id}
                    className={classNames(
                      CELL,
                      ALIGN[column.align ?? 'start'],
                      column.align === 'end' && 'tabular-nums',
                      column.isHiddenOnPhone && 'max-sm:hidden',
                    )}
                  >
                    {column.cell(row)}
                  </Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
      {props.footer === undefined || props.footer === null ? null : (
        <div className="shrink-0 border-t border-line px-4 py-2 text-sm text-ink-2">{props.footer}</div>
      )}
    </div>
  );
}

const HEAD =
  'sticky top-0 z-10 h-10 border-b border-line bg-surface px-3 text-xs font-semibold whitespace-nowrap text-ink-2 first:ps-4 last:pe-4 data-allows-sorting:cursor-default data-focus-visible:outline-3 data-focus-visible:-outline-offset-3';
const CELL =
  'h-11 border-b border-line px-3 py-1 first:ps-4 last:pe-4 group-last/row:border-b-0 data-focus-visible:outline-3 data-focus-visible:-outline-offset-3';

/** Stands after a word at the start and before one at the end, so that headers stay in line with what is below. */
function SortMark({ direction }: { direction: DataSort['direction'] | undefined }) {
  const Mark = direction === undefined ? ChevronsUpDown : direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <Mark
      className={classNames('size-3.5', direction === undefined && 'text-ink-3 opacity-60')}
      aria-hidden="true"
    />
  );
}

function SelectBox({ label }: { label: string }) {
  return (
    <CheckboxField slot="selection" aria-label={label}>
      <CheckboxButton className="group -m-3 grid size-touch place-items-center">
        <CheckMark size="sm" />
      </CheckboxButton>
    </CheckboxField>
  );
}

function Loading({ columns }: { columns: number }) {
  const { t } = useTranslation('ui');
  return (
    <div data-testid="table-loading">
      <span className="sr-only">{t('loading')}</span>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div key={row} className="flex h-11 items-center gap-6 border-b border-line px-4">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} className={classNames('h-3.5', column === 0 ? 'flex-2' : 'flex-1')} />
          ))}
        </div>
      ))}
    </div>
  );
}
