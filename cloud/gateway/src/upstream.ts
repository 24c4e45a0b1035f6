import { Fault, isFault } from '@beaveros/kit';

/** Where the calls of a service go: its app in this process, or its address. Faults: `service/unavailable`. */
export type Upstream = (request: Request) => Promise<Response>;

/** A service that runs in this process. */
export function localUpstream(app: { fetch(request: Request): Response | Promise<Response> }): Upstream {
  return async (request) => await app.fetch(request);
}

/** A service at `SERVICE_URL_<SERVICE>`; bodies and answers pass as they come. */
export function remoteUpstream(baseUrl: string): Upstream {
  const base = new URL(baseUrl);
  return async (request) => {
    const url = new URL(request.url);
    url.protocol = base.protocol;
    url.host = base.host;
    url.pathname = base.pathname.replace(/\/$/, '') + url.pathname;
    const headers = new Headers(request.headers);
    // `fetch` would undo a compression and leave its header standing.
    headers.set('accept-encoding', 'identity');
    try {
      return await fetch(url, {
        method: request.method,
        headers,
        redirect: 'manual',
        signal: request.signal,
        ...(request.body === null ? {} : { body: request.body, duplex: 'half' }),
      });
    } catch (cause) {
      if (request.signal.aborted || isFault(cause)) throw cause;
      throw new Fault('service/unavailable', 'a service does not answer', { retryable: true, cause });
    }
  };
}

// RFC 9110 section 7.6.1, and what must not be taken from a caller's word.
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
];

/** Headers that may pass a hop, in a copy. */
export function passedHeaders(headers: Headers): Headers {
  const passed = new Headers(headers);
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase());
  for (const name of [...HOP_BY_HOP, ...named]) if (/^[a-z0-9-]+$/.test(name)) passed.delete(name);
  return passed;
}
