import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import { pageUrl } from './origin.ts';
import type { Settings, WindowSettings } from './settings.ts';

/** The lowest screen that ui.md promises. */
const MIN_WIDTH = 1024;
const MIN_HEIGHT = 768;

/** Opens one window of a kind on its display. It shows itself when its page has painted: no white flash. */
export function openWindow(
  { kind, display }: WindowSettings,
  {
    isKiosk,
    isPackaged,
    dist,
  }: Pick<Settings, 'isKiosk'> & { readonly isPackaged: boolean; readonly dist: string },
): BrowserWindow {
  const displays = screen.getAllDisplays();
  const { bounds } = displays[display] ?? screen.getPrimaryDisplay();
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'BeaverOS',
    show: false,
    kiosk: isKiosk,
    autoHideMenuBar: true,
    backgroundColor: kind === 'kitchen' ? '#111513' : '#f5f3ef',
    webPreferences: {
      preload: join(dist, 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
      // The clock of a ticket and the state pill go on while another window has the focus.
      backgroundThrottling: false,
    },
  });
  window.removeMenu();
  window.once('ready-to-show', () => {
    if (!isKiosk) window.maximize();
    window.show();
  });
  void window.loadURL(pageUrl(kind));
  return window;
}
