import { useFormat } from '@beaveros/ui';
import { PlugZap, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { useNow, useOfNow } from '../app/use-now.ts';

/** Long enough to be seen by who looked away; then it is normal again, and normal is quiet. */
const BACK_SHOWN_MS = 4_000;

/** A lost connection, over the full width of the top bar's place: the loudest thing on the screen, and nothing moves for it. */
export function ConnectionBand() {
  const lostSince = useKitchen((state) => state.lostSince);
  const foundAt = useKitchen((state) => state.foundAt);
  const isBack = useOfNow((now) => foundAt !== null && now - foundAt < BACK_SHOWN_MS);
  if (lostSince !== null) return <LostBand since={lostSince} />;
  return isBack ? <BackBand /> : null;
}

const BAND = 'absolute inset-0 z-10 flex items-center gap-x-4 overflow-hidden px-4 leading-tight';

function LostBand({ since }: { readonly since: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const kept = useKitchen((state) => state.board.unsent.length);
  const isOpenedHere = useKitchen((state) => state.isOpenedHere);
  return (
    <>
      <div role="alert" data-testid="connection-lost" className={`${BAND} bg-late text-on-late`}>
        <span aria-hidden="true" className="absolute inset-0 bg-[#000] opacity-0 motion-safe:animate-alarm" />
        <Unplug className="relative size-8 shrink-0" aria-hidden="true" />
        <strong className="relative shrink-0 text-2xl leading-tight font-bold">{t('lost.title')}</strong>
        <span className="relative shrink-0 text-xl font-bold tabular-nums" aria-live="off">
          {t('lost.since', { clock: format.clock(now - since) })}
        </span>
        <span className="relative min-w-0 flex-1 text-end text-sm leading-tight font-semibold xl:text-base xl:leading-tight">
          {t(isOpenedHere === false ? 'board.notOpenedText' : 'lost.text')}{' '}
          {kept > 0 ? <b data-testid="bumps-kept">{t('lost.kept', { count: kept })}</b> : null}
        </span>
      </div>
      {/* Whatever the eye rests on, the frame is in sight. */}
      <div aria-hidden="true" className="pointer-events-none fixed inset-0 z-20 border-8 border-late" />
    </>
  );
}

function BackBand() {
  const { t } = useTranslation();
  return (
    <output data-testid="connection-back" className={`${BAND} bg-ok text-surface`}>
      <PlugZap className="size-8" aria-hidden="true" />
      <strong className="text-2xl font-bold">{t('lost.back')}</strong>
    </output>
  );
}
