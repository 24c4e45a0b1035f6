import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { claimedSnapshot, type Offset, parseOffset } from './position.ts';

/** What a client may say about its position. Table, columns and filter are the server's. */
export interface AskedPosition {
  readonly offset: Offset;
  readonly handle: string | null;
  readonly isLive: boolean;
}

export type RequestRefusal = Refusal<
  | 'shapes/parameter-not-allowed'
  | 'shapes/bad-offset'
  | 'shapes/bad-handle'
  | 'shapes/missing-handle'
  | 'shapes/bad-live'
> & { readonly field: string };

/**
 * The official client's parameters (facts/sync.md 1.2) that name a position or only tell requests apart. Everything else is
 * refused: `table`, `where`, `columns`, `params`, `subset__*` because the server alone says what a till sees, server-sent
 * events and `log=changes_only` because an unheeded one would make the client miss rows.
 */
const HEEDED = ['offset', 'handle', 'live'];
const WITHOUT_EFFECT = ['cursor', 'cache-buster', 'expired_handle'];
const ONLY_AS: Readonly<Record<string, string>> = {
  log: 'full',
  live_sse: 'false',
  experimental_live_sse: 'false',
};

export function foreignParameter(query: URLSearchParams): RequestRefusal | null {
  for (const [field, value] of query) {
    const isAllowed = HEEDED.includes(field) || WITHOUT_EFFECT.includes(field) || ONLY_AS[field] === value;
    if (!isAllowed || query.getAll(field).length > 1) {
      return { code: 'shapes/parameter-not-allowed', field: field.slice(0, FIELD_LENGTH_MAX) };
    }
  }
  return null;
}

/** The position of a request to the built-in server. */
export function parsePosition(query: URLSearchParams): Result<AskedPosition, RequestRefusal> {
  const offset = parseOffset(query.get('offset') ?? '');
  if (offset === null) return refuse({ code: 'shapes/bad-offset', field: 'offset' });
  const live = query.get('live') ?? 'false';
  if (live !== 'true' && live !== 'false') return refuse({ code: 'shapes/bad-live', field: 'live' });
  const isLive = live === 'true';
  if (offset.at === 'start' || offset.at === 'now') {
    // A handle is ignored here: after a 409 the client sends the one it was given.
    return isLive ? refuse({ code: 'shapes/bad-live', field: 'live' }) : ok({ offset, handle: null, isLive });
  }
  if (offset.at === 'snapshot' && isLive) return refuse({ code: 'shapes/bad-live', field: 'live' });
  const handle = query.get('handle');
  if (handle === null) return refuse({ code: 'shapes/missing-handle', field: 'handle' });
  if (claimedSnapshot(handle) === null) return refuse({ code: 'shapes/bad-handle', field: 'handle' });
  return ok({ offset, handle, isLive });
}

/** A name longer than that is noise; the answer does not repeat it. */
const FIELD_LENGTH_MAX = 64;
