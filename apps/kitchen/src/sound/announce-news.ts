import { announce } from '@beaveros/ui';
import i18next from 'i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { newsBetween } from '../board/news.ts';
import type { Beeper } from './beeper.ts';

/** Lets new tickets and voids be heard, by the ear and by a screen reader. Behind the paint: a sound may wait a frame. */
export function announceNews(beeper: Beeper): () => void {
  return useKitchen.subscribe(({ board, settings }, before) => {
    if (board === before.board) return;
    const { hasNew, hasVoid } = newsBetween(before.board, board, settings.station);
    if (!hasNew && !hasVoid) return;
    requestAnimationFrame(() => {
      if (settings.hasSound) beeper.play(hasNew ? 'new' : 'void');
      announce(i18next.t(hasNew ? 'say.newTicket' : 'say.voided'));
    });
  });
}
