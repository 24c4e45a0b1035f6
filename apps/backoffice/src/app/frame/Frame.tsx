import {
  Announcer,
  AppFrame,
  Brand,
  Button,
  FormatProvider,
  IconButton,
  Kbd,
  Toasts,
  useLanguage,
  useMediaQuery,
} from '@beaveros/ui';
import { Link, Outlet } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE } from '../media.ts';
import { usePriceCurrency, useStores } from '../../data/use-stores.ts';
import { Palette } from '../../palette/Palette.tsx';
import { useShortcuts } from '../../palette/use-shortcuts.ts';
import { LiveSign } from './LiveSign.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import { PhoneNav } from './PhoneNav.tsx';
import { SideNav } from './SideNav.tsx';

/** Bar, navigation and the page. Numbers below are written in the stores' currency, where they share one. */
export function Frame() {
  const isPhone = useMediaQuery(PHONE);
  const language = useLanguage();
  const currency = usePriceCurrency();
  const stores = useStores().data?.items;
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  useShortcuts(() => setPaletteOpen(true));
  return (
    <FormatProvider
      value={{
        language,
        timeZone: stores?.length === 1 ? stores[0]?.timeZone : undefined,
        currency: currency ?? undefined,
      }}
    >
      <AppFrame
        bar={<Bar isPhone={isPhone} onSearch={() => setPaletteOpen(true)} />}
        nav={isPhone ? null : <SideNav />}
        className="flex flex-col"
      >
        <div className="min-h-0 flex-1">
          <Outlet />
        </div>
        {isPhone ? <PhoneNav /> : null}
      </AppFrame>
      <Palette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      <Toasts />
      <Announcer />
    </FormatProvider>
  );
}

function Bar({ isPhone, onSearch }: { isPhone: boolean; onSearch: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 sm:gap-3">
      <Link to="/" aria-label={`BeaverOS, ${t('nav.home')}`} className="shrink-0 rounded-control">
        <Brand size="sm" />
      </Link>
      <div className="flex-1" />
      <LiveSign />
      {isPhone ? (
        <IconButton data-testid="palette-open" icon={<Search />} label={t('nav.search')} onPress={onSearch} />
      ) : (
        <Button
          data-testid="palette-open"
          icon={<Search />}
          onPress={onSearch}
          className="text-ink-2"
          trailing={
            <span className="ms-4 flex items-center gap-1" aria-hidden="true">
              <Kbd>{/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'}</Kbd>
              <Kbd>K</Kbd>
            </span>
          }
        >
          {t('nav.search')}
        </Button>
      )}
      <PersonMenu isPhone={isPhone} />
    </div>
  );
}
