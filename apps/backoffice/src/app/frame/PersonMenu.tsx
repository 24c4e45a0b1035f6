import {
  Button,
  IconButton,
  LANGUAGES,
  Segmented,
  setLanguage,
  Sheet,
  THEMES,
  ToggleButton,
  useLanguage,
  useTheme,
} from '@beaveros/ui';
import { CircleUser, LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../data/use-me.ts';
import { useServices } from '../services.tsx';

/** Who is signed in, and what is theirs: appearance, language, the way out. */
export function PersonMenu({ isPhone }: { isPhone: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {isPhone ? (
        <IconButton
          data-testid="person"
          icon={<CircleUser />}
          label={me === undefined ? t('person.menu') : `${t('person.menu')}: ${me.name}`}
          onPress={() => setOpen(true)}
        />
      ) : (
        <Button
          data-testid="person"
          variant="quiet"
          icon={<CircleUser />}
          className="shrink-0"
          onPress={() => setOpen(true)}
        >
          <span className="block max-w-40 truncate">{me?.name ?? t('person.menu')}</span>
        </Button>
      )}
      <Sheet
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={me?.name ?? t('person.menu')}
        {...(me !== undefined && { subtitle: me.username })}
        size="sm"
        side={isPhone ? 'bottom' : 'end'}
        footer={<SignOut />}
      >
        <Preferences />
      </Sheet>
    </>
  );
}

function Preferences() {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  const language = useLanguage();
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-2">
        <p className="text-sm font-medium text-ink-2">{t('person.theme')}</p>
        <div className="grid grid-cols-2 gap-2">
          {THEMES.map((name) => (
            <ToggleButton
              key={name}
              data-testid={`theme-${name}`}
              isSelected={theme === name}
              onChange={() => setTheme(name)}
            >
              {t(`person.themes.${name}`)}
            </ToggleButton>
          ))}
        </div>
      </div>
      <div className="flex flex-col gap-2">
        <p className="text-sm font-medium text-ink-2">{t('person.language')}</p>
        <Segmented
          data-testid="language"
          label={t('person.language')}
          options={LANGUAGES.map((code) => ({ value: code, label: t(`person.languages.${code}`) }))}
          value={language}
          onChange={(code) => void setLanguage(code)}
        />
      </div>
    </div>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const { session } = useServices();
  return (
    <Button data-testid="sign-out" icon={<LogOut />} isWide onPress={() => void session.signOut()}>
      {t('person.signOut')}
    </Button>
  );
}
