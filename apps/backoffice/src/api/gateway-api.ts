import { ok, type Result, refuse } from '@beaveros/kit';
import { pathParams } from '@beaveros/protocol/gateway';
import { clientProblem, faultOf, isTokenProblem, type Problem, problemOf } from './problem.ts';
import { type Answer, type Given, ROUTES, type RouteName } from './routes.ts';
import type { SessionCalls } from './session.ts';

/** The gateway gives a service 30 s; five more for the way there and back. */
const CALL_TIMEOUT_MS = 35_000;

/** A good token, or another one than the given. */
export interface TokenSource {
  accessToken(): Promise<Result<string, Problem>>;
  renew(stale: string): Promise<Result<string, Problem>>;
}

export interface GatewayApi {
  /** One call of a route. What the gateway refuses or does not answer is a value. */
  call<Name extends RouteName>(name: Name, given: Given<Name>): Promise<Result<Answer<Name>, Problem>>;
  /** The same, thrown as a Fault with the problem's code: for react-query. */
  ask<Name extends RouteName>(name: Name, given: Given<Name>, signal?: AbortSignal): Promise<Answer<Name>>;
  /** A path with the token and no schema: streams and pictures. A token that is not taken is renewed once. */
  fetch(path: string, init?: RequestInit): Promise<Result<Response, Problem>>;
}

/** `baseUrl`: where the page came from; tests name a port. */
export function createGatewayApi(baseUrl: string, tokens: TokenSource): GatewayApi {
  const fetch: GatewayApi['fetch'] = async (path, init = {}) => {
    const token = await tokens.accessToken();
    if (!token.ok) return token;
    const first = await send(baseUrl, path, withToken(init, token.value));
    if (first.ok || !isTokenProblem(first.refusal)) return first;
    const fresh = await tokens.renew(token.value);
    if (!fresh.ok) return fresh;
    const second = await send(baseUrl, path, withToken(init, fresh.value));
    const isRefused = !second.ok && isTokenProblem(second.refusal);
    return isRefused ? refuse(clientProblem('client/signed-out')) : second;
  };
  return {
    fetch,
    call: async (name, given) => await callOver(fetch, name, given),
    ask: async (name, given, signal) => {
      const answer = await callOver(fetch, name, given, signal);
      if (!answer.ok) throw faultOf(answer.refusal);
      return answer.value;
    },
  };
}

/** The calls that open and renew a session: they go without a token. */
export function createSessionCalls(baseUrl: string): SessionCalls {
  const without = (path: string, init: RequestInit) => send(baseUrl, path, init);
  return {
    signIn: async (body) => await callOver(without, 'signIn', { body }),
    refreshSession: async (body) => await callOver(without, 'refreshSession', { body }),
    signOut: async (body) => await callOver(without, 'signOut', { body }),
  };
}

async function callOver<Name extends RouteName>(
  fetch: (path: string, init: RequestInit) => Promise<Result<Response, Problem>>,
  name: Name,
  given: Given<Name>,
  signal?: AbortSignal,
): Promise<Result<Answer<Name>, Problem>> {
  const route = ROUTES[name];
  const late = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const init: RequestInit = {
    method: route.method,
    signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    ...(given.body === undefined
      ? {}
      : { body: JSON.stringify(given.body), headers: { 'content-type': 'application/json' } }),
  };
  const response = await fetch(urlOf(route.path, given), init);
  if (!response.ok) return response;
  const body = await bodyOf(response.value);
  const read = route.response.safeParse(body);
  return read.success ? ok(read.data as Answer<Name>) : refuse(clientProblem('client/unreadable'));
}

/** The path with its parameters and the query with what is given: `urlOf('/v1/items/{id}', {params: {id: 'a b'}})`. */
export function urlOf(
  path: string,
  given: {
    readonly params?: Readonly<Record<string, string>> | undefined;
    readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  },
): string {
  const { params = {}, query = {} } = given;
  const filled = pathParams(path).reduce(
    (all, name) => all.replace(`{${name}}`, encodeURIComponent(params[name] ?? '')),
    path,
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

async function send(baseUrl: string, path: string, init: RequestInit): Promise<Result<Response, Problem>> {
  let response: Response;
  try {
    response = await fetch(new URL(path, baseUrl), init);
  } catch (error) {
    // The caller's own signal: react-query drops a query that nobody wants any more, and knows it by this throw.
    if (init.signal?.aborted === true && !isTimeout(init.signal.reason)) throw error;
    return refuse(clientProblem(isTimeout(error) ? 'client/timeout' : 'client/offline'));
  }
  return response.ok ? ok(response) : refuse(problemOf(response.status, await bodyOf(response)));
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function withToken(init: RequestInit, token: string): RequestInit {
  return { ...init, headers: { ...(init.headers as object), authorization: `Bearer ${token}` } };
}
