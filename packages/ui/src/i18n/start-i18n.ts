import i18next, { type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { es } from './es.ts';
import { type LanguageCode, showLanguage, storedLanguage } from './language.ts';

export interface I18nOptions {
  /** Used when the person at this machine has not chosen one before. */
  readonly language: LanguageCode;
  /** One nested object of the app's own words per language: namespace `app`, the default. */
  readonly resources: { readonly en: ResourceLanguage; readonly es: ResourceLanguage };
}

/**
 * Starts i18next with the app's words and the components' own (namespace `ui`). English stands in for what is missing.
 * Everything is in the bundle, so the promise settles without waiting for anything; call it before the first render.
 */
export async function startI18n({ language, resources }: I18nOptions): Promise<void> {
  const first = storedLanguage() ?? language;
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: 'en',
    defaultNS: 'app',
    ns: ['app', 'ui'],
    resources: { en: { app: resources.en, ui: en }, es: { app: resources.es, ui: es } },
    interpolation: { escapeValue: false }, // React escapes.
    initAsync: false,
  });
  showLanguage(first);
}
