import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NAV_ENTRIES, type NavEntry } from './nav-entries.ts';

/** The navigation of a laptop, at the start. */
export function SideNav() {
  const { t } = useTranslation();
  const of = (group: NavEntry['group']) => NAV_ENTRIES.filter((entry) => entry.group === group);
  return (
    <nav
      aria-label={t('nav.label')}
      className="flex h-full w-56 flex-col gap-6 overflow-y-auto border-e border-line bg-canvas p-3"
    >
      <Entries entries={of('main')} />
      <div>
        <p className="px-3 pb-1.5 text-xs font-semibold text-ink-3">{t('nav.catalogue')}</p>
        <Entries entries={of('catalogue')} />
      </div>
    </nav>
  );
}

function Entries({ entries }: { entries: readonly NavEntry[] }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {entries.map((entry) => (
        <li key={entry.name}>
          <NavLink entry={entry} />
        </li>
      ))}
    </ul>
  );
}

export function NavLink({ entry, onPress }: { entry: NavEntry; onPress?: () => void }) {
  const { t } = useTranslation();
  const { name, to, icon: Icon } = entry;
  return (
    <Link
      to={to}
      data-testid={`nav-${name}`}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      {...(onPress && { onClick: onPress })}
      className="flex min-h-11 items-center gap-3 rounded-control px-3 text-sm font-medium text-ink-2 hover:bg-ink/5 data-[status=active]:bg-brand-soft data-[status=active]:font-semibold data-[status=active]:text-brand-strong"
    >
      <Icon className="size-4.5 shrink-0" aria-hidden="true" />
      {t(`nav.${name}`)}
    </Link>
  );
}
