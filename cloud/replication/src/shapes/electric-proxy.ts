import { quote } from './capture-sql.ts';
import { PRIVATE_HEADERS } from './responses.ts';
import type { BoundShape } from './shape-sql.ts';

/** A real Electric over the published tables of one service. */
export interface ElectricTarget {
  /** Its root, e.g. `http://electric-catalog:3000`. */
  readonly url: string;
  /** `ELECTRIC_SECRET`; goes only there. */
  readonly secret?: string;
}

/** What of its headers a till needs. Cache headers are ours: one shape, one asker. */
const PASSED_HEADERS = [
  'content-type',
  'electric-handle',
  'electric-offset',
  'electric-schema',
  'electric-cursor',
  'electric-up-to-date',
  'retry-after',
];

/** Electric holds a live request for 20 s; the margin is for a slow snapshot. */
const UPSTREAM_TIMEOUT_MS = 60_000;

/**
 * Asks a real Electric on the till's behalf. The query is rebuilt: position parameters that were checked already, and table,
 * columns and filter of the registry; a body is never sent (facts/sync.md 4: a body may override the filter). Rows come
 * whole (`replica=full`), because the till checks each row as a whole. Throws when Electric cannot be reached or says that
 * we, not the till, did wrong.
 */
export async function proxyToElectric(
  target: ElectricTarget,
  bound: BoundShape,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Response> {
  const timeout = AbortSignal.timeout(UPSTREAM_TIMEOUT_MS);
  const answer = await fetch(electricUrl(target, bound, query), {
    method: 'GET',
    redirect: 'error',
    signal: AbortSignal.any([signal, timeout]),
  });
  const isForTill = answer.ok || answer.status === 409 || answer.status === 429 || answer.status === 503;
  const isBadPosition = answer.status === 400;
  if (!isForTill && !isBadPosition) {
    await answer.body?.cancel();
    throw new Error(`Electric answered ${answer.status}`);
  }
  const headers = new Headers(PRIVATE_HEADERS);
  for (const name of PASSED_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (!isBadPosition) return new Response(answer.body, { status: answer.status, headers });
  await answer.body?.cancel();
  // Its sentence may quote the query that we built.
  return Response.json(
    { error: { code: 'shapes/bad-offset', message: 'shapes/bad-offset', field: 'offset' } },
    { status: 400, headers },
  );
}

function electricUrl(
  { url, secret }: ElectricTarget,
  { sql, values }: BoundShape,
  query: URLSearchParams,
): URL {
  const { table, columns, filter } = sql.shape;
  const target = new URL('/v1/shape', url);
  const parameters = target.searchParams;
  for (const [name, value] of query) parameters.set(name, value);
  parameters.set('table', table);
  parameters.set('columns', columns.map((each) => quote(each.column)).join(','));
  parameters.set(
    'where',
    Object.keys(filter)
      .map((each, at) => `${quote(each)} = $${at + 1}`)
      .join(' AND '),
  );
  values.forEach((value, at) => {
    parameters.set(`params[${at + 1}]`, value);
  });
  parameters.set('replica', 'full');
  if (secret !== undefined) parameters.set('secret', secret);
  parameters.sort();
  return target;
}
