import {
  Announcer,
  AppFrame,
  Brand,
  FormatProvider,
  LANGUAGES,
  Segmented,
  setLanguage,
  THEMES,
  Toasts,
  useLanguage,
  useTheme,
} from '@beaveros/ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChooseSection } from './sections/ChooseSection.tsx';
import { ColourSection } from './sections/ColourSection.tsx';
import { FieldsSection } from './sections/FieldsSection.tsx';
import { OverlaySection } from './sections/OverlaySection.tsx';
import { PadSection } from './sections/PadSection.tsx';
import { PressSection } from './sections/PressSection.tsx';
import { SaySection } from './sections/SaySection.tsx';
import { ShowSection } from './sections/ShowSection.tsx';
import { TableSection } from './sections/TableSection.tsx';
import { TypeSection } from './sections/TypeSection.tsx';

const EUR = { code: 'EUR', exponent: 2 };

interface ShowcaseProps {
  readonly firstDirection: 'ltr' | 'rtl';
  readonly firstText: '100' | '200';
}

/** Every component in every state, under switches for theme, language, direction and text size. */
export function Showcase({ firstDirection, firstText }: ShowcaseProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [direction, setDirection] = useState(firstDirection);
  const [text, setText] = useState(firstText);
  // The document is outside React; English right-to-left exists only here, to see that nothing is on one side for good.
  // After every draw, because a change of language sets the direction of the document again.
  useEffect(() => {
    document.documentElement.dir = direction;
    document.documentElement.style.fontSize = text === '200' ? '200%' : '';
  });
  return (
    <FormatProvider value={{ language, timeZone: 'Europe/Madrid', currency: EUR }}>
      <AppFrame
        bar={<Switches direction={direction} onDirection={setDirection} text={text} onText={setText} />}
        className="overflow-y-auto"
      >
        <h1 className="sr-only">{t('title')}</h1>
        <div className="mx-auto flex max-w-6xl flex-col gap-14 px-6 py-10">
          <ColourSection />
          <TypeSection />
          <PressSection />
          <FieldsSection />
          <ChooseSection />
          <PadSection />
          <SaySection />
          <ShowSection />
          <TableSection />
          <OverlaySection />
        </div>
      </AppFrame>
      <Toasts />
      <Announcer />
    </FormatProvider>
  );
}

interface SwitchesProps {
  readonly direction: 'ltr' | 'rtl';
  readonly onDirection: (direction: 'ltr' | 'rtl') => void;
  readonly text: '100' | '200';
  readonly onText: (text: '100' | '200') => void;
}

function Switches({ direction, onDirection, text, onText }: SwitchesProps) {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  const language = useLanguage();
  return (
    <div className="flex w-full flex-wrap items-center gap-x-5 gap-y-2 py-2">
      <Brand className="me-auto" />
      <Segmented
        data-testid="theme"
        label={t('theme')}
        options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
        value={theme}
        onChange={setTheme}
      />
      <Segmented
        data-testid="language"
        label={t('language')}
        options={LANGUAGES.map((value) => ({ value, label: value.toUpperCase() }))}
        value={language}
        onChange={(code) => void setLanguage(code)}
      />
      <Segmented
        data-testid="direction"
        label={t('direction')}
        options={[
          { value: 'ltr', label: 'LTR' },
          { value: 'rtl', label: 'RTL' },
        ]}
        value={direction}
        onChange={onDirection}
      />
      <Segmented
        data-testid="text"
        label={t('text')}
        options={[
          { value: '100', label: '100 %' },
          { value: '200', label: '200 %' },
        ]}
        value={text}
        onChange={onText}
      />
    </div>
  );
}
