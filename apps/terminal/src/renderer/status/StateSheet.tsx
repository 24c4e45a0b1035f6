import {
  LANGUAGES,
  Segmented,
  setLanguage,
  Sheet,
  THEMES,
  useFormat,
  useLanguage,
  useTheme,
} from '@beaveros/ui';
import type { StatusView } from '@beaveros/protocol/ipc';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { useStatus, wholeStatus } from '../till/use-status.ts';
import { useIsReached } from '../till/use-till.ts';
import { PrintJobs } from './PrintJobs.tsx';
import { standingOf, tableOf } from './standing.ts';
import { StateRow } from './StateRow.tsx';

/** What the pill stands for, in plain words: who is in reach, what waits, what is here, and what went wrong. */
export function StateSheet() {
  const { t } = useTranslation();
  const isOpen = useViewStore((state) => state.sheet === 'state');
  const openSheet = useViewStore((state) => state.openSheet);
  const reach = useStatus((status) => status.reach) ?? 'this-till-only';
  const standing = standingOf(useIsReached(), reach);
  return (
    <Sheet
      isOpen={isOpen}
      onClose={() => openSheet(null)}
      title={t(`reach.${standing}`)}
      subtitle={t(`state.selling.${standing}`)}
      side="end"
      size="md"
      data-testid="state-sheet"
    >
      {isOpen && <Everything />}
    </Sheet>
  );
}

/** Follows the whole status only while somebody looks. */
function Everything() {
  const { t } = useTranslation();
  const isSignedIn = useViewStore((state) => state.person !== null);
  const status = useStatus(wholeStatus);
  if (status === undefined) return null;
  return (
    <div className="flex flex-col gap-7">
      <Outbox status={status} />
      {isSignedIn && <PrintJobs printJobs={status.printJobs} />}
      <Peers peers={status.peers} />
      <Settings />
      <Rows shapes={status.shapes} />
      <Views stores={status.stores} />
      <Section title={t('state.keys')}>
        <p className="text-ink-2">{t(`state.${status.keyStore}`)}</p>
      </Section>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-sm font-semibold text-ink-2">{title}</h3>
      {children}
    </section>
  );
}

function Outbox({ status }: { readonly status: StatusView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { outbox, journalEntries } = status;
  return (
    <div>
      <p className="text-lg font-semibold" data-testid="outbox" data-outbox={outbox}>
        {outbox === 0
          ? t('state.outboxNone')
          : t('state.outbox', { count: outbox, n: format.number(outbox) })}
      </p>
      <p className="text-sm text-ink-2">
        {t('state.journal', { count: journalEntries, n: format.number(journalEntries) })}
      </p>
    </div>
  );
}

function Peers({ peers }: { readonly peers: StatusView['peers'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('state.peers')}>
      {peers.length === 0 && <p className="text-ink-2">{t('state.peersNone')}</p>}
      <ul>
        {peers.map(({ name, isConnected }) => (
          <StateRow
            key={name}
            name={name}
            state={t(isConnected ? 'state.connected' : 'state.away')}
            tone={isConnected ? 'ok' : 'neutral'}
          />
        ))}
      </ul>
    </Section>
  );
}

/** Being offline is no fault of the rows: they are as they last came. */
const UNREACHABLE = 'rows/unreachable';

function rowsDetail(t: TFunction, fault: string | null): string | null {
  if (fault === null) return null;
  return fault === UNREACHABLE ? t('state.rowsOffline') : t('state.code', { code: fault });
}

function Rows({ shapes }: { readonly shapes: StatusView['shapes'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('state.rows')}>
      <ul>
        {shapes.map(({ name, isComplete, rows, fault }) => (
          <StateRow
            key={name}
            name={t(`shape.${tableOf(name)}`, name)}
            detail={rowsDetail(t, fault)}
            state={isComplete ? format.number(rows) : t('state.rowsComing')}
            tone={fault === null ? (isComplete ? 'ok' : 'info') : fault === UNREACHABLE ? 'neutral' : 'warn'}
          />
        ))}
      </ul>
    </Section>
  );
}

/** Only what is not in order is listed: folded tables are nobody's daily business. */
function Views({ stores }: { readonly stores: StatusView['stores'] }) {
  const { t } = useTranslation();
  const marked = stores.filter(({ isMarked }) => isMarked);
  return (
    <Section title={t('state.views')}>
      {marked.length === 0 && <p className="text-ink-2">{t('state.viewsWell')}</p>}
      <ul>
        {marked.map(({ service, fault }) => (
          <StateRow
            key={service}
            name={t(`service.${service}`, service)}
            detail={fault === null ? null : t('state.code', { code: fault })}
            state={t('state.viewMarked')}
            tone="warn"
          />
        ))}
      </ul>
    </Section>
  );
}

function Settings() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [theme, setTheme] = useTheme();
  return (
    <Section title={t('state.settings')}>
      <div className="flex flex-col gap-3">
        <Segmented
          label={t('state.language')}
          options={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
          value={language}
          onChange={(code) => void setLanguage(code)}
          data-testid="language"
        />
        <Segmented
          label={t('state.theme')}
          options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
          value={theme}
          onChange={setTheme}
          data-testid="theme"
        />
      </div>
    </Section>
  );
}
