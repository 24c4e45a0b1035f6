import { snapshotOffset } from './position.ts';
import { type Digest, PAGE_ROWS_MAX, type Page } from './shape-reader.ts';
import type { BoundShape } from './shape-sql.ts';

// The protocol's responses (facts/sync.md 1.3). Two keys of the up-to-date message are ours, and other servers lack them:
// `row_count` and `row_digest` (shape-reader.ts, Digest) say what the shape holds at this offset.

/** A page of the snapshot. Behind the last one stands `snapshot-end`. */
export function pageResponse(bound: BoundShape, page: Page, handle: string, snapshot: string): Response {
  const isLast = page.count < PAGE_ROWS_MAX;
  const messages = [page.messages, isLast ? snapshotEnd(snapshot) : null];
  const offset = isLast ? '0_inf' : snapshotOffset(page.last!);
  return ok(messages, { ...position(handle, offset), 'electric-schema': bound.sql.schemaHeader });
}

/** What changed; with `upToDate` it reaches to that horizon. `cursor` marks the answer to a live request. */
export function changesResponse(
  bound: BoundShape,
  answer: {
    readonly handle: string;
    readonly offset: string;
    readonly messages: string | null;
    readonly upToDate: { readonly horizon: string; readonly digest: Digest | null } | null;
    readonly cursor: string | null;
  },
): Response {
  const { handle, offset, messages, upToDate, cursor } = answer;
  return ok([messages, upToDate === null ? null : upToDateMessage(upToDate)], {
    ...position(handle, offset),
    ...(cursor === null ? { 'electric-schema': bound.sql.schemaHeader } : { 'electric-cursor': cursor }),
    ...(upToDate === null ? {} : { 'electric-up-to-date': '' }),
  });
}

/** The client forgets its position and begins at -1 again. */
export function rotatedResponse(handle: string): Response {
  const body = JSON.stringify([{ headers: { control: 'must-refetch' } }]);
  return new Response(body, { status: 409, headers: { ...COMMON_HEADERS, 'electric-handle': handle } });
}

/** Every answer is one asker's own: a shared cache must not keep it (facts/sync.md 4, tenant leaks through caches). */
export const PRIVATE_HEADERS = {
  'cache-control': 'private, no-store',
  vary: 'authorization',
  'access-control-expose-headers':
    'electric-handle, electric-offset, electric-schema, electric-cursor, electric-up-to-date, retry-after',
} as const;

const COMMON_HEADERS = { ...PRIVATE_HEADERS, 'content-type': 'application/json' } as const;

function ok(messages: readonly (string | null)[], headers: Record<string, string>): Response {
  const body = `[${messages.filter((each) => each !== null).join(',')}]`;
  return new Response(body, { status: 200, headers: { ...COMMON_HEADERS, ...headers } });
}

function position(handle: string, offset: string) {
  return { 'electric-handle': handle, 'electric-offset': offset };
}

function snapshotEnd(snapshot: string): string {
  const [xmin, xmax, running] = snapshot.split(':') as [string, string, string];
  const xip_list = running === '' ? [] : running.split(',');
  return JSON.stringify({ headers: { control: 'snapshot-end', xmin, xmax, xip_list } });
}

function upToDateMessage({
  horizon,
  digest,
}: {
  readonly horizon: string;
  readonly digest: Digest | null;
}): string {
  const lsn = String(BigInt(horizon) - 1n);
  const check = digest === null ? {} : { row_count: digest.count, row_digest: digest.digest };
  return JSON.stringify({ headers: { control: 'up-to-date', global_last_seen_lsn: lsn, ...check } });
}
