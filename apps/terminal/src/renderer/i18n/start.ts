import { startI18n } from '@beaveros/ui';
import { en } from './en.ts';
import { es } from './es.ts';

/** The words before the first paint, in the browser's language; the store's comes with its row: see store-language.ts. */
export async function startLanguages(): Promise<void> {
  const language = navigator.language.startsWith('es') ? 'es' : 'en';
  await startI18n({ language, resources: { en, es } });
}
