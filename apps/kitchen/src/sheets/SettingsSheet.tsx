import {
  Kbd,
  LANGUAGES,
  Segmented,
  setLanguage,
  Sheet,
  Stepper,
  Switch,
  THEMES,
  useLanguage,
  useTheme,
} from '@beaveros/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { change, changeSettings, useKitchen } from '../app/kitchen-store.ts';

const LIMIT_STEP_MINUTES = 1;

/** What this screen's people may set. It is kept on this machine and changes nothing for another. */
export function SettingsSheet() {
  const { t } = useTranslation();
  const { limits, density, hasSound } = useKitchen((state) => state.settings);
  const hangsOn = useKitchen((state) => state.till);
  const [theme, setTheme] = useTheme();
  const language = useLanguage();
  const till =
    hangsOn === null ? undefined : [hangsOn.storeName, hangsOn.terminalCode].filter(Boolean).join(' · ');
  const limit = (key: 'warnMinutes' | 'lateMinutes', by: number): void =>
    changeSettings({ limits: { ...limits, [key]: limits[key] + by } });
  return (
    <Sheet
      isOpen
      onClose={() => change({ sheet: null })}
      title={t('settings.title')}
      subtitle={till}
      size="md"
    >
      <Row label={t('settings.ages')}>
        <div className="grid grid-cols-[auto_auto] items-center justify-start gap-x-6 gap-y-2">
          {(['warnMinutes', 'lateMinutes'] as const).map((key) => {
            const name = t(key === 'warnMinutes' ? 'settings.warn' : 'settings.late');
            return (
              <div key={key} className="contents">
                <span className="flex items-center gap-2 text-base">
                  <span
                    className={`size-4 rounded-sm ${key === 'warnMinutes' ? 'bg-due' : 'bg-late'}`}
                    aria-hidden="true"
                  />
                  {name}
                </span>
                <Stepper
                  data-testid={key === 'warnMinutes' ? 'limit-warn' : 'limit-late'}
                  label={name}
                  value={t('settings.minutes', { count: limits[key] })}
                  onLess={() => limit(key, -LIMIT_STEP_MINUTES)}
                  onMore={() => limit(key, LIMIT_STEP_MINUTES)}
                />
              </div>
            );
          })}
        </div>
      </Row>
      <Row label={t('settings.density')}>
        <Segmented
          data-testid="density"
          label={t('settings.density')}
          options={(['roomy', 'dense'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
          value={density}
          onChange={(value) => changeSettings({ density: value })}
        />
      </Row>
      <Row label={null}>
        <Switch
          data-testid="sound"
          label={t('settings.sound')}
          isSelected={hasSound}
          onChange={(isOn) => changeSettings({ hasSound: isOn })}
        />
      </Row>
      <Row label={t('settings.theme')}>
        <Segmented
          data-testid="theme"
          label={t('settings.theme')}
          options={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
          value={theme}
          onChange={setTheme}
        />
      </Row>
      <Row label={t('settings.language')}>
        <Segmented
          data-testid="language"
          label={t('settings.language')}
          options={LANGUAGES.map((value) => ({ value, label: t(`settings.languages.${value}`) }))}
          value={language}
          onChange={(code) => void setLanguage(code)}
        />
      </Row>
      <Row label={t('settings.keys')}>
        <KeyHelp />
      </Row>
    </Sheet>
  );
}

const KEYS = [
  { keys: ['1', '9'], joined: '–', does: 'select' },
  { keys: ['Enter'], joined: '', does: 'bump' },
  { keys: ['⌫'], joined: '', does: 'undo' },
  { keys: ['←', '→'], joined: ' ', does: 'moveTickets' },
  { keys: ['↑', '↓'], joined: ' ', does: 'moveLines' },
  { keys: ['PgUp', 'PgDn'], joined: ' ', does: 'page' },
  { keys: ['B'], joined: '', does: 'back' },
  { keys: ['R'], joined: '', does: 'recall' },
] as const;

function KeyHelp() {
  const { t } = useTranslation();
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5 text-sm">
      {KEYS.map(({ keys, joined, does }) => (
        <div key={does} className="contents">
          <dt className="whitespace-nowrap">
            {keys.map((key, at) => (
              <span key={key}>
                {at > 0 ? joined : null}
                <Kbd>{key}</Kbd>
              </span>
            ))}
          </dt>
          <dd className="text-ink-2">{t(`settings.key.${does}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Row({ label, children }: { readonly label: string | null; readonly children: ReactNode }) {
  return (
    <section className="py-3">
      {label === null ? null : <h3 className="mb-2 text-sm font-semibold text-ink-2">{label}</h3>}
      {children}
    </section>
  );
}
