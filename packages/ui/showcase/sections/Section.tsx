import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** One chapter of the page. */
export function Section({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section id={name} data-testid={`section-${name}`} className="flex flex-col gap-6">
      <h2 className="text-xl font-semibold text-ink">{t(`sections.${name}`)}</h2>
      {children}
    </section>
  );
}

/** One line of states: what they are, then they. */
export function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-xs font-medium text-ink-3">{label}</p>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </div>
  );
}
