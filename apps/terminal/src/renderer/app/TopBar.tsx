import { Brand, Button, SearchField, VisuallyHidden } from '@beaveros/ui';
import { ReceiptText } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Initials } from '../sign-in/Initials.tsx';
import { StatePill } from '../status/StatePill.tsx';
import { useStatus } from '../till/use-status.ts';
import type { ShownScreen } from './shown-screen.ts';
import { useViewStore } from './view-store.ts';

export interface TopBarProps {
  readonly shown: ShownScreen;
}

/** Always there: whose till this is, what is looked for, how it stands with the world, who acts. */
export const TopBar = memo(function TopBar({ shown }: TopBarProps) {
  const storeName = useStatus((status) => status.storeName) ?? 'BeaverOS';
  const terminalCode = useStatus((status) => status.terminalCode);
  const isSelling = shown === 'sell';
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
      <div className="flex max-w-64 shrink-0 items-center gap-3">
        <Brand size="sm" isMarkOnly />
        <p className="min-w-0 leading-tight @max-4xl/page:hidden">
          <span className="block truncate font-semibold">{storeName}</span>
          <span className="block truncate text-xs text-ink-2 tabular-nums">{terminalCode}</span>
        </p>
      </div>
      <div className="flex min-w-0 flex-1 justify-center px-2">{isSelling && <Search />}</div>
      <div className="flex shrink-0 items-center gap-2">
        {isSelling && <OrdersButton />}
        <StatePill />
        {shown !== 'sign-in' && <PersonChip />}
      </div>
    </header>
  );
});

function Search() {
  const { t } = useTranslation();
  const text = useViewStore((state) => state.searchText);
  const setText = useViewStore((state) => state.setSearchText);
  return (
    <SearchField
      label={t('bar.search')}
      placeholder={t('bar.search')}
      value={text}
      onChange={setText}
      className="w-full max-w-xl"
      data-testid="search"
    />
  );
}

function OrdersButton() {
  const { t } = useTranslation();
  const openSheet = useViewStore((state) => state.openSheet);
  return (
    <Button
      variant="quiet"
      size="md"
      icon={<ReceiptText aria-hidden />}
      onPress={() => openSheet('orders')}
      data-testid="open-orders"
    >
      <span className="@max-4xl/page:sr-only">{t('bar.orders')}</span>
    </Button>
  );
}

function PersonChip() {
  const { t } = useTranslation();
  const name = useViewStore((state) => state.person?.name ?? '');
  const setSwitching = useViewStore((state) => state.setSwitching);
  return (
    <Button variant="quiet" size="md" onPress={() => setSwitching(true)} data-testid="person">
      <span className="flex items-center gap-2">
        <Initials name={name} size="sm" />
        <span className="max-w-28 truncate @max-4xl/page:sr-only">{name.split(' ')[0]}</span>
        <VisuallyHidden>{t('bar.person')}</VisuallyHidden>
      </span>
    </Button>
  );
}
