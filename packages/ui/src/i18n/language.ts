import i18next from 'i18next';
import { useTranslation } from 'react-i18next';

export const LANGUAGES = ['en', 'es'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

const STORED_AS = 'beaveros.language';

/** Changes the language of the document and remembers it on this machine. */
export async function setLanguage(code: LanguageCode): Promise<void> {
  try {
    localStorage.setItem(STORED_AS, code);
  } catch {
    // Storage may be forbidden; the language still changes, for this visit.
  }
  await i18next.changeLanguage(code);
  showLanguage(code);
}

/** The language now on the screen; the component that asks is drawn again when it changes. */
export function useLanguage(): LanguageCode {
  const { i18n } = useTranslation();
  return LANGUAGES.find((language) => language === i18n.language) ?? 'en';
}

export function storedLanguage(): LanguageCode | null {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return LANGUAGES.find((language) => language === stored) ?? null;
  } catch {
    return null;
  }
}

/** Tells the document what it is written in: hyphenation, screen readers and direction follow. */
export function showLanguage(code: LanguageCode): void {
  document.documentElement.lang = code;
  document.documentElement.dir = i18next.dir(code);
}
