import type { Context, Hono } from 'hono';
import { encodingFor, type PageFile, type PageFiles, pageEncoder } from './page-files.ts';

/**
 * What the pages may do: load their own scripts, styles and fonts, and speak to the gateway they came from; nothing from
 * elsewhere, no frame around them, no inline script. Styles of elements are set by components; `blob:` shows pictures
 * that were fetched with a token.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "manifest-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A year, in seconds: a hashed name is never used again for something else. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but asked about each time: a new build is seen at the next load. */
const ASK_AGAIN = 'no-cache';

/** The API and health answer for themselves, also when there is nothing: a page is not an error's answer. */
const NOT_PAGES = /^\/(v\d+|health)(\/|$)/;
const ASSETS = /^\/assets\//;

/**
 * The back office at `/`, behind every route of the API. A path that names no file is the page itself when a browser
 * navigates there, because the page reads its own URL. Nothing here knows a tenant or a token.
 */
export function serveBackOffice(app: Hono, files: PageFiles): void {
  const encode = pageEncoder();
  app.get('*', async (context, next) => {
    const file = fileFor(context, files);
    if (file === undefined) return await next();
    const encoding = encodingFor(file, context.req.header('accept-encoding'));
    const etag = `"${file.tag}${encoding === null ? '' : `-${encoding}`}"`;
    const headers: Record<string, string> = {
      ...HEADERS,
      etag,
      'cache-control': file.isHashed ? FOR_EVER : ASK_AGAIN,
      vary: 'accept-encoding',
    };
    if (isKnown(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers);
    const bytes = encoding === null ? file.bytes : await encode(file, encoding);
    if (encoding !== null) headers['content-encoding'] = encoding;
    headers['content-type'] = file.type;
    headers['content-length'] = String(bytes.length);
    return context.body(bytes, 200, headers);
  });
}

function fileFor(context: Context, files: PageFiles): PageFile | undefined {
  const { path } = context.req;
  if (NOT_PAGES.test(path)) return undefined;
  const named = files.get(path === '/' ? 'index.html' : plain(path).slice(1));
  if (named !== undefined) return named;
  // A script of an older build that is gone must not be answered with a page.
  const isNavigation = (context.req.header('accept') ?? '').includes('text/html');
  return isNavigation && !ASSETS.test(path) ? files.get('index.html') : undefined;
}

/** What is not well encoded names no file. */
function plain(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isKnown(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
