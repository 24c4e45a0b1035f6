import { applyTheme, startI18n, THEMES } from '@beaveros/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createHands, HandsContext } from './app/kitchen-hands.ts';
import { change, useKitchen } from './app/kitchen-store.ts';
import { en } from './i18n/en.ts';
import { es } from './i18n/es.ts';
import { BoardKeep } from './keep/board-keep.ts';
import { BoardLine } from './line/board-line.ts';
import { after, createKitchenClient, isOpenedHere, newId, wallClock } from './line/kitchen-client.ts';
import { keepPage } from './offline/keep-page.ts';
import { announceNews } from './sound/announce-news.ts';
import { createSoundSwitch } from './sound/sound-switch.ts';
import './kitchen.css';

/** A kitchen is dark until somebody says otherwise: steam, glare, and a screen that is looked at all evening. */
const chosenTheme = localStorage.getItem('beaveros.theme');
applyTheme(THEMES.find((theme) => theme === chosenTheme) ?? 'dark');
await startI18n({ language: navigator.language.startsWith('es') ? 'es' : 'en', resources: { en, es } });

const client = createKitchenClient();
const keep = new BoardKeep({ storage: localStorage, after });
const line = new BoardLine({
  client,
  keep,
  newId,
  now: () => wallClock.now(),
  after,
  get: useKitchen.getState,
  set: change,
});
const sound = createSoundSwitch(document);
announceNews(sound.beeper);
addEventListener('pagehide', () => keep.flush());
// A page that the core does not know never gets a line; only the core can say so.
useKitchen.subscribe(({ lostSince }, before) => {
  if (lostSince === before.lostSince) return;
  if (lostSince === null) change({ isOpenedHere: null });
  else void isOpenedHere().then((isOpened) => change({ isOpenedHere: isOpened }));
});
line.start();
void keepPage();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <HandsContext value={createHands(line)}>
      <App sound={sound} />
    </HandsContext>
  </StrictMode>,
);
