import type { App, Session } from 'electron';
import { pageKind } from './origin.ts';

/**
 * What holds for every window there will ever be: it stays on its page, opens no other, embeds nothing, downloads nothing
 * and gets no permission of the machine (a till's page needs none: devices belong to the core).
 */
export function guardPages(app: Pick<App, 'on'>, session: Session): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || pageKind(event.url) === null) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  session.setPermissionRequestHandler((_, __, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
