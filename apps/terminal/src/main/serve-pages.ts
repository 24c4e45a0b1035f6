import { pageHeaders, PicturesFolder, ScreenPages } from '@beaveros/terminal-core';
import { protocol } from 'electron';
import { ORIGIN, SCHEME } from './origin.ts';

/** A window's line to the core is no URL: it connects to nothing. */
const HEADERS = pageHeaders();

/** Before the app is ready: our scheme is an origin of its own, secure, with storage. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built pages and the pictures that came down, under the same paths as the core's door. Nothing else exists
 * under the scheme, and nothing of it comes from a network.
 */
export function servePages(folders: { readonly screens: string; readonly pictures: string }): void {
  const pages = new ScreenPages(folders.screens);
  const pictures = new PicturesFolder(folders.pictures);
  protocol.handle(SCHEME, async ({ url, method }) => {
    const { host, protocol: scheme, pathname } = new URL(url);
    const isOurs = `${scheme}//${host}` === ORIGIN && method === 'GET';
    const [, hash] = /^\/pictures\/([0-9a-f]{64})$/.exec(pathname) ?? [];
    const found = !isOurs
      ? null
      : hash === undefined
        ? await pages.page(pathname)
        : await pictures.read(hash);
    if (found === null) return new Response(null, { status: 404, headers: HEADERS });
    return new Response(new Uint8Array(found.bytes), {
      headers: { ...HEADERS, 'content-type': found.contentType },
    });
  });
}
