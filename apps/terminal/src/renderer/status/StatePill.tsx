import { Pill, useFormat } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { useStatus } from '../till/use-status.ts';
import { useIsReached } from '../till/use-till.ts';
import { STANDING_TONE, standingOf, waitingOf } from './standing.ts';

/** One quiet word on how this till stands, and how much waits. Selling works in every state of it. */
export function StatePill() {
  const { t } = useTranslation();
  const format = useFormat();
  const reach = useStatus((status) => status.reach) ?? 'this-till-only';
  const standing = standingOf(useIsReached(), reach);
  const openSheet = useViewStore((state) => state.openSheet);
  const waiting = useStatus(waitingOf) ?? 0;
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
