import { Sheet } from '@beaveros/ui';
import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NAV_ENTRIES } from './nav-entries.ts';
import { NavLink } from './SideNav.tsx';

/** Three pages under the thumb; the rest in a sheet from below. */
const UNDER_THE_THUMB = NAV_ENTRIES.slice(0, 3);
const IN_THE_SHEET = NAV_ENTRIES.slice(3);

const TAB =
  'flex min-h-press flex-1 flex-col items-center justify-center gap-0.5 text-xs font-medium text-ink-2 data-[status=active]:font-semibold data-[status=active]:text-brand-strong';

/** The navigation of a phone, at the bottom. */
export function PhoneNav() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <nav
      aria-label={t('nav.label')}
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]"
    >
      {UNDER_THE_THUMB.map(({ name, to, icon: Icon }) => (
        <Link
          key={name}
          to={to}
          data-testid={`nav-${name}`}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          className={TAB}
        >
          <Icon className="size-5" aria-hidden="true" />
          {t(`nav.${name}`)}
        </Link>
      ))}
      <button type="button" data-testid="nav-more" className={TAB} onClick={() => setOpen(true)}>
        <Ellipsis className="size-5" aria-hidden="true" />
        {t('nav.more')}
      </button>
      <Sheet isOpen={isOpen} onClose={() => setOpen(false)} title={t('nav.catalogue')} side="bottom">
        <ul className="flex flex-col gap-1">
          {IN_THE_SHEET.map((entry) => (
            <li key={entry.name}>
              <NavLink entry={entry} onPress={() => setOpen(false)} />
            </li>
          ))}
        </ul>
      </Sheet>
    </nav>
  );
}
