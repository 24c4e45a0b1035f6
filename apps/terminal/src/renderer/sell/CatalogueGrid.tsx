import type { Id } from '@beaveros/kit';
import { Button, EmptyState } from '@beaveros/ui';
import { PackageOpen, SearchX } from 'lucide-react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { useTill } from '../till/use-till.ts';
import { catalogueOf } from './catalogue-list.ts';
import { ItemGrid } from './ItemGrid.tsx';
import type { ItemList } from './item-pages.ts';
import { RESULTS_MAX, useSearchStore } from './search-store.ts';
import { useSellStore } from './sell-store.ts';

type Colors = ReadonlyMap<string, string>;

/** What can be sold: the chosen category, or what a search found, in the same grid. */
export function CatalogueGrid({ colors }: { readonly colors: Colors }) {
  const category = useSellStore((state) => state.category);
  const isSearching = useViewStore((state) => state.searchText.trim() !== '');
  const answered = useSearchStore((state) => state.answered);
  // Until the first letter is answered the category stays: a search never shows an empty screen first.
  return isSearching && answered !== null ? (
    <Results text={answered.text} items={answered.items} colors={colors} />
  ) : (
    <OfCategory category={category} colors={colors} />
  );
}

function OfCategory({
  category,
  colors,
}: {
  readonly category: Id<'Category'> | null;
  readonly colors: Colors;
}) {
  const { t } = useTranslation();
  const pages = catalogueOf(useTill()).of(category);
  const list = useSyncExternalStore(
    (listener) => pages.listen(listener),
    () => pages.list,
  );
  // A list that nobody has looked at yet.
  useEffect(() => {
    if (pages.total === null) pages.show({ first: 0, last: 0 });
  }, [pages]);
  if (pages.total === 0)
    return (
      <EmptyState
        icon={<PackageOpen />}
        title={t(category === null ? 'sell.emptyCatalogue' : 'sell.emptyCategory')}
        text={t('sell.emptyText')}
        className="flex-1"
      />
    );
  return <ItemGrid list={list} listKey={category ?? 'all'} label={t('sell.items')} colors={colors} />;
}

interface ResultsProps {
  readonly text: string;
  readonly items: NonNullable<ReturnType<typeof useSearchStore.getState>['answered']>['items'];
  readonly colors: Colors;
}

function Results({ text, items, colors }: ResultsProps) {
  const { t } = useTranslation();
  const list = useMemo<ItemList>(
    () => ({ count: items.length, at: (index) => items[index], show: () => {} }),
    [items],
  );
  if (items.length === 0)
    return (
      <EmptyState
        icon={<SearchX />}
        title={t('sell.nothingFound', { text })}
        text={t('sell.nothingFoundText')}
        action={
          <Button onPress={() => useViewStore.getState().setSearchText('')}>{t('sell.clearSearch')}</Button>
        }
        className="flex-1"
        data-testid="nothing-found"
      />
    );
  return (
    <>
      <output className="block px-4 pb-2 text-sm text-ink-2" data-testid="found">
        {items.length < RESULTS_MAX
          ? t('sell.found', { count: items.length })
          : t('sell.foundMax', { count: RESULTS_MAX })}
      </output>
      <ItemGrid list={list} listKey={`search ${text}`} label={t('sell.results', { text })} colors={colors} />
    </>
  );
}
