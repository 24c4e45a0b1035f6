import { Pill, type Tone } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '../../data/use-live.ts';
import type { LiveState } from '../../live/live-feed.ts';

const TONE: Record<LiveState, Tone> = {
  live: 'ok',
  connecting: 'neutral',
  reconnecting: 'warn',
  refused: 'neutral',
};

/** Whether what is shown comes by itself. Says nothing on a page without a stream. */
export function LiveSign() {
  const { t } = useTranslation();
  const state = useLiveState();
  if (state === null) return null;
  return (
    <span data-testid="live-sign" data-state={state} className="inline-flex">
      <Pill tone={TONE[state]} className="max-sm:px-2.5">
        <span className="max-sm:sr-only">{t(`live.${state}`)}</span>
      </Pill>
    </span>
  );
}
