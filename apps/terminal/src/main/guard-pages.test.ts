import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardPages } from './guard-pages.ts';
import { pageUrl } from './origin.ts';

/** Electron's side of a guarded app: events that can be prevented, and handlers that can be asked. */
function guarded() {
  const app = new EventEmitter();
  const handlers: Record<string, (...given: never[]) => unknown> = {};
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: never) => (handlers['request'] = handler),
    setPermissionCheckHandler: (handler: never) => (handlers['check'] = handler),
    setDevicePermissionHandler: (handler: never) => (handlers['device'] = handler),
  });
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: never) => (handlers['open'] = handler),
  });
  guardPages(app as unknown as App, session as unknown as Session);
  app.emit('web-contents-created', {}, contents);
  const prevents = (emitter: EventEmitter, name: string, details: object = {}) => {
    let isPrevented = false;
    emitter.emit(name, { ...details, preventDefault: () => (isPrevented = true) });
    return isPrevented;
  };
  return { handlers, session, contents, prevents };
}

describe('guardPages', () => {
  it('keeps every window on its page', () => {
    const { contents, prevents, handlers } = guarded();
    expect(prevents(contents, 'will-navigate')).toBe(true);
    expect(prevents(contents, 'will-redirect')).toBe(true);
    expect(prevents(contents, 'will-attach-webview')).toBe(true);
    expect(
      prevents(contents, 'will-frame-navigate', { isMainFrame: true, url: 'https://evil.example' }),
    ).toBe(true);
    expect(prevents(contents, 'will-frame-navigate', { isMainFrame: false, url: pageUrl('till') })).toBe(
      true,
    );
    expect(prevents(contents, 'will-frame-navigate', { isMainFrame: true, url: pageUrl('till') })).toBe(
      false,
    );
    expect(handlers['open']!()).toEqual({ action: 'deny' });
  });

  it('grants nothing of the machine and downloads nothing', () => {
    const { session, prevents, handlers } = guarded();
    const answers: unknown[] = [];
    handlers['request']!(
      null as never,
      'camera' as never,
      ((given: boolean) => answers.push(given)) as never,
    );
    expect(answers).toEqual([false]);
    expect(handlers['check']!()).toBe(false);
    expect(handlers['device']!()).toBe(false);
    expect(prevents(session, 'will-download')).toBe(true);
  });
});
