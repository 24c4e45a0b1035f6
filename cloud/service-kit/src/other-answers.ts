import { assert } from '@beaveros/kit';
import type { Context } from 'hono';

/** Bytes that never change under their path. */
export interface KeptBytes {
  readonly bytes: Uint8Array;
  /** One of those that the route names. */
  readonly type: string;
  /** Of these bytes, and part of the path: the same path never answers others. */
  readonly hash: string;
}

/** A year, in seconds. Private: it belongs to one tenant, so only the caller's own machine may keep it. */
const KEPT = 'private, max-age=31536000, immutable';

/** Events as they come. Proxies are told neither to change nor to gather them. */
export function streamResponse(context: Context, events: ReadableStream<Uint8Array>): Response {
  return context.body(events, 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
}

/** Bytes somebody uploaded: shown as what they are, never run, whatever is in them. */
export function bytesResponse(
  context: Context,
  types: readonly string[],
  { bytes, type, hash }: KeptBytes,
): Response {
  assert(types.includes(type), 'a route answered bytes of a type that it does not name');
  const etag = `"${hash}"`;
  const headers = {
    etag,
    'cache-control': KEPT,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
  const known = (context.req.header('if-none-match') ?? '').split(',').map((each) => each.trim());
  if (known.includes(etag)) return context.body(null, 304, headers);
  return context.body(new Uint8Array(bytes), 200, {
    ...headers,
    'content-type': type,
    'content-length': String(bytes.length),
  });
}
