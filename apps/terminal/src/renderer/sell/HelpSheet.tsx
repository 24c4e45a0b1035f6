import { Kbd, Sheet } from '@beaveros/ui';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { showHelp, useSellStore } from './sell-store.ts';

const KEYS = [
  ['search', ['/']],
  ['clear', ['Esc']],
  ['move', ['←', '↑', '↓', '→']],
  ['add', ['Enter']],
  ['more', ['+', '−']],
  ['lines', ['Alt ↑', 'Alt ↓']],
  ['note', ['F2']],
  ['void', ['Del']],
  ['returns', ['F4']],
  ['fire', ['F8']],
  ['pay', ['F9']],
  ['help', ['F1', '?']],
] as const;

/** Every key of the sell screen, on one small sheet. */
export function HelpSheet() {
  const { t } = useTranslation();
  const isOpen = useSellStore((state) => state.isHelpOpen);
  return (
    <Sheet
      isOpen={isOpen}
      onClose={() => showHelp(false)}
      title={t('sell.keys.title')}
      side="center"
      size="sm"
      data-testid="help-sheet"
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5">
        {KEYS.map(([name, keys]) => (
          <Fragment key={name}>
            <dt className="flex gap-1.5">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd className="text-sm">{t(`sell.keys.${name}`)}</dd>
          </Fragment>
        ))}
      </dl>
      <p className="mt-5 text-sm text-ink-2">{t('sell.keys.scanner')}</p>
    </Sheet>
  );
}
