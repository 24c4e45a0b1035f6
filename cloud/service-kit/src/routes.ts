import { type Clock, type Instant, isId, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { type PathParams, pathParams, type Route, takesCaller } from '@beaveros/protocol/gateway';
import type { Context, Hono } from 'hono';
import type { Logger } from 'pino';
import type * as z from 'zod';
import { type Database, transientRetry } from './database.ts';
import { commonError, type ErrorAnswer, invalidRequest, refusalAnswer, thrownAnswer } from './errors.ts';
import { type Identity, namesStore, type PublicKey, verifyToken } from './identity.ts';
import { bytesResponse, type KeptBytes, streamResponse } from './other-answers.ts';
import { readJsonBody } from './request-body.ts';
import type { Transaction } from './transaction.ts';

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Who a route's handler is called by; a public route knows nobody. */
export type IdentityOf<R extends { readonly identity: Route['identity'] }> = R['identity'] extends 'public'
  ? undefined
  : R['identity'] extends 'user-or-terminal'
    ? Identity
    : Extract<Identity, { kind: R['identity'] }>;

/** A request after every check: parsed, allowed, and within the token's tenant and stores. */
export interface RouteRequest<R extends Route = Route> {
  readonly identity: IdentityOf<R>;
  /** When the caller's token ends; null on a public route. */
  readonly expiresAt: R['identity'] extends 'public' ? null : Instant;
  readonly params: Readonly<Record<PathParams<R['path']>, string>>;
  readonly query: OutputOf<R['query']>;
  readonly body: OutputOf<R['body']>;
  readonly requestId: string;
}

/** What a handler answers: the response's input, text of an event stream, or bytes. */
export type AnswerOf<R extends Pick<Route, 'response' | 'stream' | 'bytes'>> = R extends {
  readonly stream: true;
}
  ? ReadableStream<Uint8Array>
  : R extends { readonly bytes: readonly string[] }
    ? KeptBytes
    : z.input<R['response']>;

/** Answers what its route says, or a refusal whose code the route names in `errors`. */
export type Handler<R extends Route = Route> = (
  request: RouteRequest<R>,
) => Promise<Result<AnswerOf<R>, Refusal>>;

/** One handler for each route, by the route's name. */
export type Handlers<Routes extends readonly Route[]> = {
  readonly [R in Routes[number] as R['name']]: Handler<R>;
};

export interface RouteDependencies {
  /** Asked at every call, so that a replaced key counts at once. */
  readonly publicKeys: () => readonly PublicKey[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly newRequestId: () => string;
}

/**
 * Puts routes on an app. A call is checked in this order: token, kind of caller, permission, parameters, query, store,
 * body; the first failure answers {@link ApiError}. Every answer passes the response schema, so a column nobody meant to
 * publish does not leave. Logged is who called what and how it ended, never a body, a query or a token.
 */
export function serveRoutes<const Routes extends readonly Route[]>(
  app: Hono,
  routes: Routes,
  handlers: NoInfer<Handlers<Routes>>,
  dependencies: RouteDependencies,
): void {
  for (const route of routes) {
    const handler = (handlers as unknown as Readonly<Record<string, Handler>>)[route.name];
    if (handler === undefined) throw new TypeError(`no handler for route ${route.name}`);
    app.on(route.method, route.path.replaceAll(/\{([^}]*)\}/g, ':$1'), (context) =>
      answer(context, route, handler, dependencies),
    );
  }
  app.notFound((context) => {
    const { status, body } = commonError('route/not-found');
    return context.json(body, status as 404);
  });
}

/**
 * A handler that is one transaction of the caller's tenant: read-only under GET, undone when the answer is a refusal.
 * The work must do nothing but its transaction, because it is run again after a conflict ({@link transientRetry}).
 */
export function inTransaction<R extends Route>(
  database: Database,
  route: R,
  work: (request: RouteRequest<R> & { readonly tx: Transaction }) => ReturnType<Handler<R>>,
): Handler<R> {
  return async (request) => {
    const identity: Identity | undefined = request.identity;
    if (identity === undefined) throw new TypeError(`${route.name} is public and has no tenant`);
    const run = async (tx: Transaction) => {
      const result = await work({ ...request, tx });
      if (!result.ok) throw new Refused(result.refusal);
      return result;
    };
    try {
      return await transientRetry(() =>
        route.method === 'GET'
          ? database.withReadOnlyTenant(identity.tenantId, run)
          : database.withTenant(identity.tenantId, run),
      );
    } catch (error) {
      if (error instanceof Refused) return refuse(error.refusal);
      throw error;
    }
  };
}

/** Carries a refusal out of a transaction that must be undone; never leaves this file. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

async function answer(
  context: Context,
  route: Route,
  handler: Handler,
  dependencies: RouteDependencies,
): Promise<Response> {
  const startedAt = performance.now();
  const given = context.req.header('x-request-id') ?? '';
  const requestId = REQUEST_ID.test(given) ? given : dependencies.newRequestId();
  const log = dependencies.log.child({ requestId, route: route.name });
  let caller: Identity | undefined;
  let status = 200;
  let code: string | undefined;
  context.header('x-request-id', requestId);
  // Answers belong to one tenant; no cache between us and the caller may keep them.
  context.header('cache-control', 'no-store');
  try {
    const checked = await check(context, route, dependencies);
    if (!checked.ok) return fail(checked.refusal.answer);
    caller = checked.value.identity;
    const result = await handler({ ...checked.value, requestId } as RouteRequest);
    if (!result.ok) return fail(refusalOf(route, result.refusal, log));
    const { value } = result;
    if (route.stream === true) return streamResponse(context, value as ReadableStream<Uint8Array>);
    if (route.bytes !== undefined) return bytesResponse(context, route.bytes, value as KeptBytes);
    return context.json(route.response.parse(value) as object);
  } catch (error) {
    const found = thrownAnswer(error);
    if (found.isOurs) log.error({ err: error }, 'a call failed on our side');
    return fail(found);
  } finally {
    log.info({ status, code, ms: Math.round(performance.now() - startedAt), ...whoOf(caller) }, 'call');
  }

  function fail(found: ErrorAnswer): Response {
    status = found.status;
    code = found.body.error.code;
    return context.json(found.body, found.status as 400);
  }
}

const REQUEST_ID = /^[\w-]{8,64}$/;

interface Unanswerable extends Refusal<'unanswerable'> {
  readonly answer: ErrorAnswer;
}
type Checked = Result<
  {
    identity: Identity | undefined;
    expiresAt: Instant | null;
    params: Record<string, string>;
    query: unknown;
    body: unknown;
  },
  Unanswerable
>;

const stop = (found: ErrorAnswer): Checked => refuse({ code: 'unanswerable', answer: found });

async function check(context: Context, route: Route, dependencies: RouteDependencies): Promise<Checked> {
  let identity: Identity | undefined;
  let expiresAt: Instant | null = null;
  if (route.identity !== 'public') {
    const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    if (token === undefined) return stop(commonError('token/missing'));
    const verified = await verifyToken(dependencies.publicKeys(), token, dependencies.clock.now());
    if (!verified.ok) return stop(commonError(verified.refusal.code));
    ({ identity, expiresAt } = verified.value);
    if (!takesCaller(route.identity, identity.kind)) return stop(commonError('identity/wrong-kind'));
    if (!isPermitted(identity, route.permission)) {
      return stop(commonError('permission/missing', { details: { permission: route.permission } }));
    }
  }
  const params = context.req.param() as Record<string, string>;
  for (const name of pathParams(route.path)) {
    if (!isWellFormed(name, params[name]))
      return stop(commonError('request/invalid', { field: `params.${name}` }));
  }
  const query = route.query?.safeParse(context.req.query());
  if (query?.success === false) return stop(invalidRequest('query', query.error));
  let body: unknown;
  if (route.body !== undefined) {
    const read = await readJsonBody(context);
    if (!read.ok)
      return stop(
        read.refusal.code === 'too-large'
          ? commonError('request/too-large')
          : commonError('request/invalid', { field: 'body' }),
      );
    const parsed = route.body.safeParse(read.value);
    if (!parsed.success) return stop(invalidRequest('body', parsed.error));
    body = parsed.data;
  }
  for (const source of [params, query?.data, body]) {
    const storeId = (source as { storeId?: unknown } | null | undefined)?.storeId;
    if (typeof storeId === 'string' && identity !== undefined && !namesStore(identity, storeId)) {
      return stop(commonError('store/not-yours'));
    }
  }
  return ok({ identity, expiresAt, params, query: query?.data, body });
}

function isPermitted(identity: Identity, permission: string | undefined): boolean {
  if (permission === undefined || identity.kind !== 'user') return true;
  return identity.permissions.includes(permission);
}

/** `id` and `...Id` are ids; other parameters (slugs, chain hashes) are short text. */
const PARAM_LENGTH_MAX = 200;
function isWellFormed(name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (name === 'id' || name.endsWith('Id')) return isId(value);
  return value.length > 0 && value.length <= PARAM_LENGTH_MAX;
}

function refusalOf(route: Route, refusal: Refusal, log: Logger): ErrorAnswer {
  const found = refusalAnswer(refusal);
  // The documentation lies otherwise; the caller still gets the truth.
  if (!route.errors.includes(refusal.code))
    log.error({ code: refusal.code }, 'the route does not declare this error code');
  return found;
}

function whoOf(identity: Identity | undefined): Readonly<Record<string, string>> {
  if (identity === undefined) return {};
  const { tenantId } = identity;
  return identity.kind === 'user'
    ? { tenantId, userId: identity.userId }
    : { tenantId, terminalId: identity.terminalId };
}
