import { ok, type Result, refuse } from '@beaveros/kit';
import type { Context } from 'hono';

/** A menu page or a batch of rows is some 100 kB; entries of tills come by the exchange, which has bounds of its own. */
export const BODY_BYTES_MAX = 1024 * 1024;

type BodyRefusal = { readonly code: 'too-large' } | { readonly code: 'malformed' };

/** The body as JSON. It is counted while it is read: a length that was declared is not trusted, and may be missing. */
export async function readJsonBody(context: Context): Promise<Result<unknown, BodyRefusal>> {
  if (Number(context.req.header('content-length') ?? 0) > BODY_BYTES_MAX)
    return refuse({ code: 'too-large' });
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream = context.req.raw.body;
  if (stream === null) return refuse({ code: 'malformed' });
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return refuse({ code: 'too-large' });
    chunks.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return ok(JSON.parse(text) as unknown);
  } catch {
    return refuse({ code: 'malformed' });
  }
}
