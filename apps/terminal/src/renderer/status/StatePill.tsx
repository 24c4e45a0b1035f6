import { Pill, useFormat } from '@beaveros/ui';
import type { StatusView } from '@beaveros/protocol/ipc';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { useIsReached } from '../till/use-till.ts';
import { STANDING_TONE, standingOf, waitingOf } from './standing.ts';

/** One quiet word on how this till stands, and how much waits. Selling works in every state of it. */
export function StatePill({ status }: { readonly status: StatusView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const standing = standingOf(useIsReached(), status.reach);
  const openSheet = useViewStore((state) => state.openSheet);
  const waiting = waitingOf(status);
  return (
    <Pill tone={STANDING_TONE[standing]} onPress={() => openSheet('state')} data-testid="state-pill">
      <span data-standing={standing}>{t(`reach.${standing}`)}</span>
      {waiting > 0 && standing !== 'restarting' && (
        <span className="text-ink-3" aria-label={t('state.waiting', { count: waiting })}>
          {format.number(waiting)}
        </span>
      )}
    </Pill>
  );
}
