import { Brand, useFormat } from '@beaveros/ui';
import { Volume2, VolumeX } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { useOfNow } from '../app/use-now.ts';
import { ageMs, ageTone } from '../board/ages.ts';
import { ConnectionBand } from './ConnectionBand.tsx';

const MINUTE_MS = 60_000;

/** What the kitchen stands at: how much is open, how much is late, and what time it is. Nothing here is pressed. */
export function TopBar({ isSoundReady }: { readonly isSoundReady: boolean }) {
  const { t } = useTranslation();
  const store = useKitchen((state) => state.till?.storeName ?? null);
  return (
    <header className="relative flex min-h-16 shrink-0 items-center gap-4 border-b border-line bg-surface px-4">
      <Brand size="sm" isMarkOnly />
      <h1 className="sr-only">{t('bar.title')}</h1>
      <span className="truncate text-base font-semibold text-ink-2">{store}</span>
      <Counts />
      <SoundState isSoundReady={isSoundReady} />
      <WallClock />
      <ConnectionBand />
    </header>
  );
}

function Counts() {
  const { t } = useTranslation();
  const tickets = useDeferredValue(useKitchen((state) => state.shown.tickets));
  const limits = useKitchen((state) => state.settings.limits);
  const late = useOfNow(
    (now) =>
      [...tickets.values()].filter(({ firedAt }) => ageTone(ageMs(firedAt, now), limits) === 'late').length,
  );
  return (
    <p className="flex shrink-0 items-baseline gap-3 whitespace-nowrap text-lg font-bold tabular-nums">
      <span data-testid="open-count">{t('bar.open', { count: tickets.size })}</span>
      {late > 0 ? (
        <span className="rounded-md bg-late px-2.5 text-on-late" data-testid="late-count">
          {t('bar.late', { count: late })}
        </span>
      ) : null}
    </p>
  );
}

function SoundState({ isSoundReady }: { readonly isSoundReady: boolean }) {
  const { t } = useTranslation();
  const hasSound = useKitchen((state) => state.settings.hasSound);
  if (hasSound && isSoundReady) return <span className="ms-auto" />;
  return (
    <span
      className="ms-auto flex items-center gap-2 text-sm font-medium text-ink-3"
      data-testid="sound-state"
    >
      {hasSound ? (
        <Volume2 className="size-5" aria-hidden="true" />
      ) : (
        <VolumeX className="size-5" aria-hidden="true" />
      )}
      {t(hasSound ? 'bar.soundWaits' : 'bar.soundOff')}
    </span>
  );
}

function WallClock() {
  const format = useFormat();
  const minute = useOfNow((now) => Math.floor(now / MINUTE_MS));
  return (
    <span className="shrink-0 text-2xl font-bold whitespace-nowrap tabular-nums">
      {format.time(minute * MINUTE_MS)}
    </span>
  );
}
