import {
  Button,
  EmptyState,
  Notice,
  SearchField,
  Segmented,
  Select,
  useFormat,
  useMediaQuery,
} from '@beaveros/ui';
import { getRouteApi } from '@tanstack/react-router';
import { Package, Plus } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE } from '../../app/media.ts';
import { Page } from '../../app/Page.tsx';
import { Pager } from '../../data/Pager.tsx';
import { QueryProblem } from '../../data/QueryProblem.tsx';
import { useAnswer } from '../../data/use-answer.ts';
import { useLive } from '../../data/use-live.ts';
import { useMay } from '../../data/use-me.ts';
import { type PageStep, usePaging } from '../../data/use-paging.ts';
import { microOf } from '../../money/amount-text.ts';
import type { ItemsSearch } from '../../url/page-search.ts';
import { useCategories } from '../use-catalogue.ts';
import { ItemSheet } from './ItemSheet.tsx';
import { type ItemActions, ItemTable } from './ItemTable.tsx';
import { useChangeItem } from './use-change-item.ts';
import { useSearchText } from './use-search-text.ts';

const route = getRouteApi('/frame/catalogue/items');

/** Some four screens of rows; the next page is a press away. */
const PAGE_LENGTH = 50;

/** What is sold: searched, sorted and paged by the service, changed in its row or in its sheet. */
export function ItemsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayManage = useMay('can_manage_catalog');
  useLive('watchItems', ['listItems', 'readItem', 'listCategories', 'listTaxes', 'listModifiers']);
  const { sort = 'name', order = 'asc', cursor, category, active } = search;
  const query = {
    limit: PAGE_LENGTH,
    search: search.search,
    sort,
    order,
    cursor,
    categoryId: category,
    isActive: active,
  };
  const items = useAnswer('listItems', { query }, { isKept: true });
  const { next, previous } = usePaging(cursor, items.data?.nextCursor);
  const actions = useItemActions();
  const names = useCategoryNames();

  /** Another list begins at its first page. */
  const list = (changed: ItemsSearch, { isReplacing = false } = {}): void =>
    void navigate({ search: { ...search, ...changed, cursor: undefined }, replace: isReplacing });
  /** The same list: where one is in it stays. */
  const open = (id: string | undefined): void =>
    void navigate({ search: { ...search, open: id }, state: true });
  const turn = (step: PageStep | null) =>
    step === null
      ? null
      : () => void navigate({ search: { ...search, cursor: step.cursor }, state: { trail: step.trail } });

  return (
    <Page
      title={t('items.title')}
      isFilling
      actions={
        mayManage === true ? (
          <span data-shortcut="new">
            <Button data-testid="item-new" variant="primary" icon={<Plus />} onPress={() => open('new')}>
              {t('items.newItem')}
            </Button>
          </span>
        ) : null
      }
    >
      {mayManage === false ? (
        <Notice data-testid="read-only" tone="info" title={t('common.readOnlyTitle')}>
          {t('common.readOnly')}
        </Notice>
      ) : null}
      <Filters search={search} onChange={list} />
      <QueryProblem query={items} />
      {items.data === undefined && items.error !== null ? null : (
        <ItemTable
          items={items.data?.items ?? NO_ITEMS}
          categoryNames={names}
          sort={sort}
          order={order}
          onSort={(column, direction) =>
            list({
              sort: column === 'name' ? undefined : column,
              order: direction === 'desc' ? 'desc' : undefined,
            })
          }
          actions={{ ...actions, open: ({ id }) => open(id) }}
          mayManage={mayManage === true}
          isLoading={items.isPending && items.error === null}
          isOld={items.isPlaceholderData}
          empty={<Empty search={search} onClear={() => list(NO_FILTERS)} />}
          footer={
            <Pager onNext={turn(next)} onPrevious={turn(previous)}>
              <span className="max-sm:sr-only">
                {items.data === undefined ? null : t('items.count', { count: items.data.items.length })}
              </span>
            </Pager>
          }
        />
      )}
      {search.open === undefined ? null : (
        <ItemSheet
          key={search.open}
          id={search.open === 'new' ? null : search.open}
          onClose={() => open(undefined)}
        />
      )}
    </Page>
  );
}

const NO_ITEMS: readonly never[] = [];
const NO_FILTERS: ItemsSearch = { search: undefined, category: undefined, active: undefined };

function useItemActions(): Omit<ItemActions, 'open'> {
  const { t } = useTranslation();
  const format = useFormat();
  const change = useChangeItem();
  const written = (price: string): string => format.unitPrice(microOf(price));
  return {
    changePrice: (item, price) =>
      change.mutate({
        item,
        changes: { price },
        done: t('items.priceChanged', {
          name: item.name,
          before: written(item.price),
          after: written(price),
        }),
      }),
    setSoldOut: (item, isSoldOut) =>
      change.mutate({
        item,
        changes: { isSoldOut },
        done: t(isSoldOut ? 'items.nowSoldOut' : 'items.nowAvailable', { name: item.name }),
      }),
  };
}

function useCategoryNames(): ReadonlyMap<string, string> {
  const categories = useCategories().data?.items;
  return useMemo(() => new Map((categories ?? []).map(({ id, name }) => [id as string, name])), [categories]);
}

function Filters({
  search,
  onChange,
}: {
  readonly search: ItemsSearch;
  readonly onChange: (changed: ItemsSearch, how?: { readonly isReplacing: boolean }) => void;
}) {
  const { t } = useTranslation();
  const categories = useCategories().data?.items ?? [];
  // Each letter replaces the last in the history: Back leads out of the search, not through it.
  const [text, setText] = useSearchText(search.search ?? '', (next) =>
    onChange({ search: next === '' ? undefined : next }, { isReplacing: true }),
  );
  const isPhone = useMediaQuery(PHONE);
  const state = {
    'data-testid': 'item-state',
    label: t('items.state'),
    options: [
      { value: 'all', label: t('items.allStates') },
      { value: 'true', label: t('common.active') },
      { value: 'false', label: t('common.inactive') },
    ] as const,
    value: search.active ?? ('all' as const),
    onChange: (value: 'all' | 'true' | 'false') => onChange({ active: value === 'all' ? undefined : value }),
  };
  return (
    <div className="flex flex-wrap items-center gap-3 max-sm:gap-2">
      <div data-shortcut="search" className="min-w-56 flex-1 max-sm:basis-full">
        <SearchField
          data-testid="item-search"
          label={t('items.search')}
          placeholder={t('items.search')}
          value={text}
          onChange={setText}
        />
      </div>
      <Select
        data-testid="item-category"
        className="w-56 max-xl:w-44 max-sm:min-w-0 max-sm:flex-1"
        label={t('items.category')}
        isLabelHidden
        options={[
          { value: 'all', label: t('items.allCategories') },
          ...categories.map(({ id, name }) => ({ value: id as string, label: name })),
        ]}
        value={search.category ?? 'all'}
        onChange={(value) => onChange({ category: value === 'all' ? undefined : value })}
      />
      {isPhone ? <Select {...state} className="min-w-0 flex-1" isLabelHidden /> : <Segmented {...state} />}
    </div>
  );
}

function Empty({ search, onClear }: { search: ItemsSearch; onClear: () => void }) {
  const { t } = useTranslation();
  const isFiltered = [search.search, search.category, search.active].some((each) => each !== undefined);
  return isFiltered ? (
    <EmptyState
      data-testid="items-none"
      icon={<Package />}
      title={t('items.emptyFilteredTitle')}
      text={t('items.emptyFilteredText')}
      action={<Button onPress={onClear}>{t('common.clearFilters')}</Button>}
    />
  ) : (
    <EmptyState
      data-testid="items-none"
      icon={<Package />}
      title={t('items.emptyTitle')}
      text={t('items.emptyText')}
    />
  );
}
