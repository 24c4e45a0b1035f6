import type { IncomingMessage } from 'node:http';

// Anything on this machine can reach a loopback port, and so can any page in its browser: these say who asks.

/** A page whose name was rebound to 127.0.0.1 names its own host: only ours may be asked for. */
export function isOurHost({ headers }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/.test(headers.host ?? '');
}

/** Origins of pages that this port serves itself. */
export function ownOrigins(port: number): readonly string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
}

/** The path without its query; null when it is no path that we could mean. */
export function pathOf(request: IncomingMessage): string | null {
  const [path = ''] = (request.url ?? '').split('?', 1);
  if (path.length > PATH_CHARS_MAX || !path.startsWith('/')) return null;
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // A percent sign that begins no byte.
  }
}

/** The longest of ours is a hashed asset: some 60. */
const PATH_CHARS_MAX = 512;

/** One parameter of the query; empty when it is not there. */
export function queryOf(request: IncomingMessage, name: string): string {
  const [, query = ''] = (request.url ?? '').split('?', 2);
  return new URLSearchParams(query).get(name) ?? '';
}

/** One cookie by name; null when it is not there. */
export function cookieOf({ headers }: IncomingMessage, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
