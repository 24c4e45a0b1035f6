import type { Clock } from '@beaveros/kit';
import { isFault } from '@beaveros/kit';
import { type Route, takesCaller } from '@beaveros/protocol/gateway';
import {
  BODY_BYTES_MAX,
  commonError,
  type ErrorAnswer,
  healthRoute,
  type Identity,
  type PublicKey,
  type Service,
  thrownAnswer,
  verifyAccessToken,
} from '@beaveros/service-kit';
import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import { AddressLimit } from './address-limit.ts';
import { serveBackOffice } from './back-office.ts';
import { endingWith } from './ending-stream.ts';
import { openApi } from './openapi.ts';
import type { PageFiles } from './page-files.ts';
import { passedHeaders, type Upstream } from './upstream.ts';

export interface GatewayOptions {
  readonly routes: readonly Route[];
  /** By service; a route whose service is not here answers `service/unavailable`. */
  readonly upstreams: Readonly<Record<string, Upstream>>;
  readonly health: readonly Pick<Service, 'name' | 'health'>[];
  readonly publicKeys: () => readonly PublicKey[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly newRequestId: () => string;
  /** The caller's address: the socket's, or what a trusted proxy says. */
  readonly addressOf: (context: Context) => string;
  /** Aborted when the door closes: streams end then, calls under way go on. */
  readonly closing: AbortSignal;
  /** The built back office, served at `/`; without it there is only the API. */
  readonly backOffice?: PageFiles;
}

/** A service's transaction takes 15 s at most; the rest is margin for a cold start. */
const CALL_TIMEOUT_MS = 30_000;
/** A live shape is held for 20 s, by a real Electric for up to 60 s; 30 s of margin. */
const SHAPE_TIMEOUT_MS = 90_000;
/** Shapes of a tenant; their server is replication. */
const SHAPES_PATH = '/v1/t/:tenant/shapes/*';

/**
 * Who you are, where it goes, what you may see; no business rule. Every call of the table goes to its service, which checks
 * the token again and everything else. Answers and long-polls pass as they come. Every error is `{error: {code, ...}}`.
 */
export function createGateway(options: GatewayOptions): Hono {
  const { routes, log, newRequestId } = options;
  const app = new Hono();
  const limit = new AddressLimit();

  app.use(async (context, next) => {
    const startedAt = performance.now();
    const given = context.req.header('x-request-id') ?? '';
    const requestId = REQUEST_ID.test(given) ? given : newRequestId();
    context.set('requestId' as never, requestId as never);
    await next();
    const { headers, status } = context.res;
    headers.set('x-request-id', requestId);
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    const ms = Math.round(performance.now() - startedAt);
    // The path without its query: a query may hold a cursor of rows.
    log.info({ requestId, method: context.req.method, path: context.req.path, status, ms }, 'gateway call');
  });
  app.onError((error, context) =>
    fail(context, context.req.raw.signal.aborted ? GONE : errorOf(error, log, requestIdOf(context))),
  );
  app.notFound((context) => fail(context, commonError('route/not-found')));

  app.route('/', healthRoute(options.health));
  const document = JSON.stringify(openApi(routes));
  app.get('/v1/openapi.json', (context) =>
    context.body(document, 200, { 'content-type': 'application/json' }),
  );

  for (const route of routes) {
    app.on(route.method, honoPath(route.path), async (context) => {
      const refused = await admit(context, route, options, limit);
      if (refused !== null) return refused;
      const answer = await forward(context, route.service, CALL_TIMEOUT_MS, options);
      if (route.stream !== true || answer.body === null) return answer;
      return new Response(endingWith(answer.body, options.closing), answer);
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allow = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(honoPath(path), (context) => fail(context, METHOD_NOT_ALLOWED, { allow: allow.join(', ') }));
  }
  app.all(SHAPES_PATH, async (context) => {
    const identity = await identify(context.req.header('authorization'), options);
    if ('status' in identity) return fail(context, identity);
    return await forward(context, 'replication', SHAPE_TIMEOUT_MS, options);
  });
  if (options.backOffice !== undefined) serveBackOffice(app, options.backOffice);
  return app;
}

const REQUEST_ID = /^[\w-]{8,64}$/;
const requestIdOf = (context: Context): string => String(context.get('requestId' as never) ?? '');
const honoPath = (path: string): string => path.replaceAll(/\{([^}]*)\}/g, ':$1');

const METHOD_NOT_ALLOWED: ErrorAnswer = {
  status: 405,
  body: { error: { code: 'route/method-not-allowed', message: 'This route does not take this method.' } },
  isOurs: false,
};
const TOO_MANY: ErrorAnswer = {
  status: 429,
  body: {
    error: { code: 'gateway/too-many', message: 'This address makes too many calls without a token.' },
  },
  isOurs: false,
};
/** Nobody reads it; the log tells it from a failure of ours. */
const GONE: ErrorAnswer = {
  status: 499,
  body: { error: { code: 'gateway/caller-gone', message: 'The caller hung up.' } },
  isOurs: false,
};
const TIMED_OUT: ErrorAnswer = {
  status: 504,
  body: {
    error: {
      code: 'gateway/timeout',
      message: 'The service did not answer in time; whether it acted is not known.',
    },
  },
  isOurs: true,
};

/** Null when the call may go on. The service checks all of it again: a gateway that errs lets nobody in. */
async function admit(
  context: Context,
  route: Route,
  options: GatewayOptions,
  limit: AddressLimit,
): Promise<Response | null> {
  if (Number(context.req.header('content-length') ?? 0) > BODY_BYTES_MAX)
    return fail(context, commonError('request/too-large'));
  if (route.identity === 'public') {
    const retryAfterS = limit.take(options.addressOf(context), options.clock.now());
    return retryAfterS === null ? null : fail(context, TOO_MANY, { 'retry-after': String(retryAfterS) });
  }
  const identity = await identify(context.req.header('authorization'), options);
  if ('status' in identity) return fail(context, identity);
  if (!takesCaller(route.identity, identity.kind)) return fail(context, commonError('identity/wrong-kind'));
  const { permission } = route;
  if (permission !== undefined && identity.kind === 'user' && !identity.permissions.includes(permission)) {
    return fail(context, commonError('permission/missing', { details: { permission } }));
  }
  return null;
}

/** Who a bearer token names, or the answer to one that names nobody. */
export async function identify(
  authorization: string | undefined,
  { publicKeys, clock }: Pick<GatewayOptions, 'publicKeys' | 'clock'>,
): Promise<Identity | ErrorAnswer> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return commonError('token/missing');
  const verified = await verifyAccessToken(publicKeys(), token, clock.now());
  return verified.ok ? verified.value : commonError(verified.refusal.code);
}

async function forward(
  context: Context,
  service: string,
  timeoutMs: number,
  { upstreams }: GatewayOptions,
): Promise<Response> {
  const upstream = upstreams[service];
  if (upstream === undefined) return fail(context, commonError('service/unavailable'));
  const { raw } = context.req;
  const headers = passedHeaders(raw.headers);
  headers.set('x-request-id', requestIdOf(context));
  const late = new AbortController();
  // Only until the answer begins: a stream may go on for as long as it likes.
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const request = new Request(raw.url, {
      method: raw.method,
      headers,
      signal: AbortSignal.any([raw.signal, late.signal]),
      ...(raw.body === null ? {} : { body: raw.body, duplex: 'half' }),
    });
    const answer = await Promise.race([upstream(request), whenAborted(late.signal)]);
    if (answer === null) return fail(context, TIMED_OUT);
    return new Response(answer.body, { status: answer.status, headers: passedHeaders(answer.headers) });
  } finally {
    clearTimeout(timer);
  }
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function errorOf(error: unknown, log: Logger, requestId: string): ErrorAnswer {
  if (isFault(error, 'service/unavailable')) return commonError('service/unavailable');
  const found = thrownAnswer(error);
  if (found.isOurs) log.error({ err: error, requestId }, 'the gateway failed');
  return found;
}

function fail(
  context: Context,
  { status, body }: ErrorAnswer,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return context.json(body, status as 400, headers);
}
