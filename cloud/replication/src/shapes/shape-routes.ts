import { type Clock, Defect, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { SERVED_SHAPES } from '@beaveros/protocol/shapes';
import type { Identity } from '@beaveros/service-kit';
import { type Context, Hono } from 'hono';
import type { Pool } from 'pg';
import { Bell } from './bell.ts';
import { type ElectricTarget, proxyToElectric } from './electric-proxy.ts';
import { PRIVATE_HEADERS } from './responses.ts';
import { foreignParameter, parsePosition } from './shape-request.ts';
import { ShapeServer, type ShapeServerTimes } from './shape-server.ts';
import { type BoundShape, type ShapeSql, shapeSql } from './shape-sql.ts';

export interface ShapeRoutesOptions {
  /** The reader pool of each service whose shapes are served, by the service's name. */
  readonly readers: Readonly<Record<string, Pool>>;
  readonly verify: (token: string) => Promise<Result<Identity, Refusal>>;
  /** A real Electric per service instead of the built-in server (`ELECTRIC_URL_<SERVICE>`). */
  readonly electricUrls?: Readonly<Record<string, ElectricTarget>>;
  readonly clock: Clock;
  /** Told what failed on our side. Never a token, a row or a filter value. */
  readonly log: (failure: { readonly shape: string; readonly error: unknown }) => void;
  readonly times?: ShapeServerTimes;
}

export interface ShapeRoutes extends AsyncDisposable {
  readonly app: Hono;
}

/** Live requests waiting at once, over all tills of this process; each costs some 20 kB. */
const WAITING_MAX = 20_000;

/**
 * `GET /v1/t/<tenant>/shapes/<name>`: a terminal's bearer token, a registered shape, Electric's protocol. Tenant and store
 * come from the token. Refusals: `token/...`, `shapes/terminal-only`, `shapes/unknown` (also for a tenant that is not the
 * token's), `shapes/parameter-not-allowed`, `shapes/bad-offset`, `shapes/bad-handle`, `shapes/missing-handle`,
 * `shapes/bad-live`, `shapes/method-not-allowed`, `shapes/unavailable` (try again).
 */
export function createShapeRoutes(options: ShapeRoutesOptions): ShapeRoutes {
  const servers = new Map<string, { readonly server: ShapeServer; readonly bell: Bell }>();
  for (const [service, pool] of Object.entries(options.readers)) {
    const bell = new Bell(pool, (error) => options.log({ shape: service, error }));
    servers.set(service, {
      bell,
      server: new ShapeServer({ pool, bell, clock: options.clock, ...options.times }),
    });
  }
  const statements = new Map<string, ShapeSql>(
    SERVED_SHAPES.map((shape) => [shape.name, shapeSql(shape, SERVED_SHAPES)]),
  );
  const stopping = new AbortController();
  let waiting = 0;

  const app = new Hono();
  app.options(
    PATH,
    () => new Response(null, { status: 204, headers: { ...PRIVATE_HEADERS, allow: 'GET, HEAD, OPTIONS' } }),
  );
  // Hono answers HEAD through GET, without the body.
  app.get(PATH, async (context) => {
    const asked = await ask(context, options, statements);
    if (!asked.ok) return refusalResponse(asked.refusal);
    const { bound, query } = asked.value;
    const { shape } = bound.sql;
    if (waiting >= WAITING_MAX) return refusalResponse({ code: 'shapes/unavailable' });
    const signal = AbortSignal.any([context.req.raw.signal, stopping.signal]);
    waiting += 1;
    try {
      const electric = options.electricUrls?.[shape.service];
      if (electric !== undefined) return await proxyToElectric(electric, bound, query, signal);
      const position = parsePosition(query);
      if (!position.ok) return refusalResponse(position.refusal);
      return await servers.get(shape.service)!.server.answer({ ...position.value, bound, signal });
    } catch (error) {
      if (error instanceof Defect) throw error;
      options.log({ shape: shape.name, error });
      return refusalResponse({ code: 'shapes/unavailable' });
    } finally {
      waiting -= 1;
    }
  });
  app.all(PATH, () => refusalResponse({ code: 'shapes/method-not-allowed' }));

  return {
    app,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all([...servers.values()].map(({ bell }) => bell[Symbol.asyncDispose]()));
    },
  };
}

const PATH = '/v1/t/:tenant/shapes/:name';

interface Asked {
  readonly bound: BoundShape;
  readonly query: URLSearchParams;
}

/** Who asks, and for which shape: everything that binds the filter, before any look at the database. */
async function ask(
  context: Context,
  options: ShapeRoutesOptions,
  statements: ReadonlyMap<string, ShapeSql>,
): Promise<Result<Asked, Refusal>> {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (token === undefined) return refuse({ code: 'token/missing' });
  const identity = await options.verify(token);
  if (!identity.ok) return identity;
  if (identity.value.kind !== 'terminal') return refuse({ code: 'shapes/terminal-only' });
  const sql = statements.get(context.req.param('name') ?? '');
  const isServed =
    sql !== undefined && [options.readers, options.electricUrls].some((each) => each?.[sql.shape.service]);
  // One answer for both, so that nobody learns which tenants there are.
  if (!isServed || context.req.param('tenant') !== identity.value.tenantId)
    return refuse({ code: 'shapes/unknown' });
  const query = new URL(context.req.url).searchParams;
  const foreign = foreignParameter(query);
  if (foreign !== null) return refuse(foreign);
  return ok({ bound: bind(sql, identity.value), query });
}

/** The filter's values come from the token and from nowhere else. */
function bind(
  sql: ShapeSql,
  { tenantId, storeId }: { readonly tenantId: string; readonly storeId: string },
): BoundShape {
  const values = Object.values(sql.shape.filter).map((from) => (from === 'tenant' ? tenantId : storeId));
  return { sql, values, tenant: tenantId, identity: [sql.shape.name, ...values].join('\n') };
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  'shapes/terminal-only': 403,
  'shapes/unknown': 404,
  'shapes/method-not-allowed': 405,
  'shapes/unavailable': 503,
};

/** The official client waits at least that long before it asks again. */
const RETRY_AFTER_S = 1;

function refusalResponse(refusal: Refusal): Response {
  const { code } = refusal;
  const status = STATUS_BY_CODE[code] ?? (code.startsWith('token/') ? 401 : 400);
  const field = 'field' in refusal ? { field: refusal.field } : {};
  const headers = { ...PRIVATE_HEADERS, ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}) };
  return Response.json({ error: { code, message: code, ...field } }, { status, headers });
}
