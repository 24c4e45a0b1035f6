import { Announcer, EmptyState, FormatProvider, useLanguage } from '@beaveros/ui';
import { ChefHat, CookingPot, Link2Off } from 'lucide-react';
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { BottomBar } from '../bars/BottomBar.tsx';
import { TopBar } from '../bars/TopBar.tsx';
import { BoardGrid } from '../grid/BoardGrid.tsx';
import { turnPage } from '../grid/turn-page.ts';
import { useInSight } from '../grid/use-in-sight.ts';
import { useBumpBar } from '../keys/use-bump-bar.ts';
import { AllDayPanel } from '../sheets/AllDayPanel.tsx';
import { RecallSheet } from '../sheets/RecallSheet.tsx';
import { SettingsSheet } from '../sheets/SettingsSheet.tsx';
import type { SoundSwitch } from '../sound/sound-switch.ts';
import { useHands } from './kitchen-hands.ts';
import { useKitchen } from './kitchen-store.ts';

/** The kitchen's one screen. */
export function App({ sound }: { readonly sound: SoundSwitch }) {
  const language = useLanguage();
  const timeZone = useKitchen((state) => state.till?.timeZone ?? undefined);
  const board = useRef<HTMLElement>(null);
  const slots = useKitchen((state) => state.shown.slots);
  const hasAllDay = useKitchen((state) => state.settings.hasAllDay);
  const sheet = useKitchen((state) => state.sheet);
  const inSight = useInSight(board);
  const hands = useHands();
  useBumpBar(board, { hands, inSight });
  const isSoundReady = useSyncExternalStore(sound.listen, sound.isReady);
  const turn = useCallback((direction: 1 | -1) => {
    if (board.current !== null) turnPage(board.current, direction);
  }, []);
  return (
    <FormatProvider value={{ language, timeZone }}>
      <div className="kitchen-screen h-full bg-canvas text-ink">
        <div className="kitchen-frame flex flex-col">
          <TopBar isSoundReady={isSoundReady} />
          <main className="kitchen-board relative flex min-h-0 flex-1">
            <BoardGrid board={board} />
            {slots.length === 0 ? <NoTickets /> : null}
            {hasAllDay ? <AllDayPanel /> : null}
          </main>
          <BottomBar inSight={inSight} onTurn={turn} />
        </div>
        {sheet === 'recall' ? <RecallSheet /> : null}
        {sheet === 'settings' ? <SettingsSheet /> : null}
        <Announcer />
      </div>
    </FormatProvider>
  );
}

/** An empty board says why it is empty: nothing to do, no till yet, or a page that no till has opened. */
function NoTickets() {
  const { t } = useTranslation();
  const hasAnswer = useKitchen((state) => state.board.hasAnswer);
  const isLost = useKitchen((state) => state.lostSince !== null);
  const isOpenedHere = useKitchen((state) => state.isOpenedHere);
  const place = 'pointer-events-none absolute inset-0 m-auto h-fit [&_p]:max-w-none [&_svg]:size-16!';
  if (isOpenedHere === false)
    return (
      <EmptyState
        data-testid="not-opened"
        icon={<Link2Off />}
        title={t('board.notOpened')}
        text={t('board.notOpenedText')}
        className={place}
      />
    );
  if (hasAnswer)
    return (
      <EmptyState
        data-testid="no-tickets"
        icon={<ChefHat />}
        title={t('board.empty')}
        text={t('board.emptyText')}
        className={place}
      />
    );
  // A till answers within a few frames; only one that is away is worth a word.
  if (!isLost) return null;
  return (
    <EmptyState
      icon={<CookingPot />}
      title={t('board.waiting')}
      text={t('board.waitingText')}
      className={place}
    />
  );
}
