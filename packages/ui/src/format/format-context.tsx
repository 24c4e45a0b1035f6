import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createFormat, type Format, type FormatOptions } from './format.ts';

const FormatContext = createContext<Format>(createFormat({ language: 'en' }));

/** How numbers, money and time are written here. */
export function useFormat(): Format {
  return useContext(FormatContext);
}

/** Sets the language, time zone and currency below it, for our formats and for the words of React Aria. */
export function FormatProvider({ value, children }: { value: FormatOptions; children: ReactNode }) {
  const { language, timeZone, currency } = value;
  const [code, exponent] = [currency?.code, currency?.exponent];
  // By value, not by identity: a caller may write the object in place.
  const format = useMemo(
    () =>
      createFormat({
        language,
        timeZone,
        currency: code === undefined || exponent === undefined ? undefined : { code, exponent },
      }),
    [language, timeZone, code, exponent],
  );
  return (
    <I18nProvider locale={language}>
      <FormatContext value={format}>{children}</FormatContext>
    </I18nProvider>
  );
}
