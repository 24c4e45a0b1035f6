import type { CategoryRow } from '@beaveros/domain/product-catalog';
import { Chip } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { chooseCategory, useSellStore } from './sell-store.ts';

/** The categories, all first. One row that scrolls on its own; choosing one leaves the search. */
export function CategoryRail({ categories }: { readonly categories: readonly CategoryRow[] }) {
  const { t } = useTranslation();
  const chosen = useSellStore((state) => state.category);
  const isSearching = useViewStore((state) => state.searchText.trim() !== '');
  const choose = (category: CategoryRow['id'] | null): void => {
    useViewStore.getState().setSearchText('');
    chooseCategory(category);
  };
  return (
    <nav
      aria-label={t('sell.categories')}
      className="-my-1 flex min-w-0 flex-1 snap-x gap-2 overflow-x-auto scroll-px-4 py-1 ps-4 pe-6 [mask-image:linear-gradient(to_right,#000_calc(100%-1.5rem),transparent)] [scrollbar-width:none] rtl:[mask-image:linear-gradient(to_left,#000_calc(100%-1.5rem),transparent)]"
    >
      <Chip
        isSelected={chosen === null && !isSearching}
        onPress={() => choose(null)}
        data-testid="category-all"
      >
        {t('sell.all')}
      </Chip>
      {categories.map(({ id, name, color }) => (
        <Chip
          key={id}
          color={color}
          isSelected={chosen === id && !isSearching}
          onPress={() => choose(id)}
          data-testid={`category-${name}`}
        >
          {name}
        </Chip>
      ))}
    </nav>
  );
}
