// Keeps the page itself, so that a reload shows the last board while the till that served it is away. Under Electron the
// shell serves the page and no worker is registered.
//
// The page comes from the network when there is one, so that a new build is taken at once; what it names comes by hash and
// never changes. Nothing else passes through here: no question, no answer, no ticket.

/** What of a service worker's scope is needed here; the compiler's own types for it exclude those of a page. */
interface WorkerScope {
  readonly location: Location;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const worker = globalThis as unknown as WorkerScope;
const PAGE = new URL('./', worker.location.href).href;
const KEPT = 'beaveros-kitchen';

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { href } = new URL(request.url);
  if (request.method !== 'GET' || !href.startsWith(PAGE)) return;
  if (request.mode === 'navigate') event.respondWith(pageOf(event));
  else event.respondWith(assetOf(request));
});

async function install(): Promise<void> {
  await keep(await fetch(PAGE));
  await worker.skipWaiting();
}

async function pageOf(event: Fetching): Promise<Response> {
  try {
    const page = await fetch(event.request);
    if (page.ok) event.waitUntil(keep(page.clone()));
    return page;
  } catch (away) {
    const kept = await (await caches.open(KEPT)).match(PAGE);
    if (kept === undefined) throw away;
    return kept;
  }
}

async function assetOf(request: Request): Promise<Response> {
  return (await (await caches.open(KEPT)).match(request.url)) ?? (await fetch(request));
}

/** Keeps the page and all it names, its style's faces too; what an older build named is let go. */
async function keep(page: Response): Promise<void> {
  const cache = await caches.open(KEPT);
  const named = namesIn(await page.clone().text(), /(?:src|href)="(\.\/[^"]+)"/g, PAGE);
  for (const url of named) {
    if ((await cache.match(url)) === undefined) await take(cache, url);
    if (url.endsWith('.css')) named.push(...namesIn(await styleOf(cache, url), /url\(([^)"']+)\)/g, url));
  }
  await cache.put(PAGE, page);
  const wanted = new Set([PAGE, ...named]);
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
}

/** What is not there (a face, a mark) is left out: the page does without. */
async function take(cache: Cache, url: string): Promise<void> {
  const asset = await fetch(url);
  if (asset.ok) await cache.put(url, asset);
}

async function styleOf(cache: Cache, url: string): Promise<string> {
  return (await (await cache.match(url))?.text()) ?? '';
}

/** Addresses below the page that a text names. */
function namesIn(text: string, pattern: RegExp, base: string): string[] {
  const urls = [...text.matchAll(pattern)].map(([, name]) => new URL(name!, base).href);
  return urls.filter((url) => url.startsWith(PAGE));
}
