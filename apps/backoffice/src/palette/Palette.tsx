import { Kbd, LANGUAGES, setLanguage, Sheet, THEMES, useTheme } from '@beaveros/ui';
import { useNavigate } from '@tanstack/react-router';
import { Languages, type LucideIcon, Palette as PaletteIcon, Plus, ReceiptText, Search } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NAV_ENTRIES } from '../app/frame/nav-entries.ts';
import { useMay } from '../data/use-me.ts';
import { matches } from './matches.ts';

interface Command {
  readonly id: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

/** Everything by name: pages, what can be made, appearance, and the search for items. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title={t('palette.title')} side="center" size="md">
      <Commands onClose={onClose} />
    </Sheet>
  );
}

/** Lives only while the palette is open, so that it opens empty. */
function Commands({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const commands = useCommands(text);
  const listId = useId();
  const chosen = commands[Math.min(at, commands.length - 1)];
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined)
      setAt((commands.length + Math.min(at, commands.length - 1) + step) % commands.length);
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-3 pt-1">
      <input
        role="combobox"
        aria-label={t('palette.placeholder')}
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        {...(chosen && { 'aria-activedescendant': `${listId}-${chosen.id}` })}
        data-testid="palette-input"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the palette is opened to type into it.
        autoFocus
        value={text}
        placeholder={t('palette.placeholder')}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-touch w-full rounded-control border border-line-strong bg-surface px-3.5 text-base text-ink placeholder:text-ink-3"
      />
      <div
        id={listId}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- ARIA APG, combobox with a list: a <select> cannot be searched.
        role="listbox"
        aria-label={t('palette.title')}
        className="flex h-96 max-h-[50dvh] flex-col overflow-y-auto"
      >
        {commands.map((command) => {
          const { id, name, icon: Icon, keys } = command;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are heard by the combobox, which has the focus.
            <div
              key={id}
              id={`${listId}-${id}`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- see the list.
              role="option"
              tabIndex={-1}
              aria-selected={command === chosen}
              data-testid={`command-${id}`}
              ref={command === chosen ? intoView : null}
              onClick={() => run(command)}
              className="flex min-h-11 shrink-0 cursor-default items-center gap-3 rounded-control px-3 text-sm text-ink hover:bg-ink/5 aria-selected:bg-brand-soft aria-selected:text-brand-strong"
            >
              <Icon className="size-4.5 shrink-0" aria-hidden="true" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {keys === undefined ? null : (
                <span className="flex gap-1 max-sm:hidden" aria-hidden="true">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function intoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}

/** What the palette offers for what was typed. Searching items stands last, and first when nothing else is called that. */
function useCommands(text: string): readonly Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [, setTheme] = useTheme();
  const mayManage = useMay('can_manage_catalog') === true;
  const pages = NAV_ENTRIES.map(
    ({ name, to, icon, key }): Command => ({
      id: `go-${name}`,
      name: `${t('palette.go')}: ${t(`nav.${name}`)}`,
      icon,
      keys: ['g', key],
      run: () => void navigate({ to }),
    }),
  );
  const makes = (['item', 'modifier', 'tax', 'category'] as const).map((what): Command => {
    const made = MADE[what];
    return {
      id: `new-${what}`,
      name: t(made.name),
      icon: Plus,
      run: () => void navigate({ to: made.to, search: { open: 'new' } }),
    };
  });
  const looks = [
    ...THEMES.map(
      (theme): Command => ({
        id: `theme-${theme}`,
        name: t('palette.theme', { name: t(`person.themes.${theme}`) }),
        icon: PaletteIcon,
        run: () => setTheme(theme),
      }),
    ),
    ...LANGUAGES.map(
      (code): Command => ({
        id: `language-${code}`,
        name: t('palette.language', { name: t(`person.languages.${code}`) }),
        icon: Languages,
        run: () => void setLanguage(code),
      }),
    ),
  ];
  const open: Command = {
    id: 'open-orders',
    name: t('palette.openOrders'),
    icon: ReceiptText,
    run: () => void navigate({ to: '/orders', search: { status: 'open' } }),
  };
  const typed = text.trim();
  const find: Command = {
    id: 'find-items',
    name: t('palette.findItems', { text: typed }),
    icon: Search,
    run: () => void navigate({ to: '/catalogue/items', search: { search: typed } }),
  };
  const all = [...pages, open, ...(mayManage ? makes : []), ...looks].filter(({ name }) =>
    matches(name, typed),
  );
  return typed === '' ? all : [...all, find];
}

const MADE = {
  item: { name: 'palette.newItem', to: '/catalogue/items' },
  modifier: { name: 'palette.newModifier', to: '/catalogue/modifiers' },
  tax: { name: 'palette.newTax', to: '/catalogue/taxes' },
  category: { name: 'palette.newCategory', to: '/catalogue/categories' },
} as const;
