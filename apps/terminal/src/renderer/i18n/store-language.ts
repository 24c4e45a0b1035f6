import { LANGUAGES, setLanguage } from '@beaveros/ui';
import { useEffect } from 'react';

/** Where ui keeps what the person chose. */
const CHOSEN = 'beaveros.language';

/** A till that nobody has told otherwise speaks the store's language, which is known once its row has come down. */
export function useStoreLanguage(language: string | undefined): void {
  useEffect(() => {
    const code = LANGUAGES.find((each) => language?.split('-')[0] === each);
    if (code !== undefined && localStorage.getItem(CHOSEN) === null) void setLanguage(code);
  }, [language]);
}
