import { Fault } from '@beaveros/kit';
import * as gateway from '@beaveros/protocol/gateway';
import { type PathParams, pathParams, type Route } from '@beaveros/protocol/gateway';
import type * as z from 'zod';
import { ROUTES, type RouteName, type RouteNamed } from './routes.ts';

type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type Given<R extends Route> = ([PathParams<R['path']>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<PathParams<R['path']>, string>> }) &
  (R['body'] extends z.ZodType ? { readonly body: Input<R['body']> } : { readonly body?: undefined }) &
  (R['query'] extends z.ZodObject
    ? { readonly query?: Readonly<Record<string, string | number>> }
    : { readonly query?: undefined });

export interface GatewayAccount {
  /** The tenant's slug. */
  readonly tenant: string;
  readonly username: string;
  readonly password: string;
}

const ANSWER_TIMEOUT_MS = 60_000;
/** A token that ends within this is replaced before it is used. */
const RENEW_BEFORE_MS = 30_000;
/** Far more pages than any list of the house has. */
const PAGES_MAX = 10_000;

/** The back office of one person: every route by its name, typed by the protocol; signs in by itself, again when needed. */
export class GatewayClient {
  readonly #url: () => string;
  readonly #account: GatewayAccount;
  #session: { readonly accessToken: string; readonly expiresAt: number } | null = null;

  /** `url` is asked at every call. */
  constructor(url: () => string, account: GatewayAccount) {
    this.#url = url;
    this.#account = account;
  }

  /** Calls a route. A refusal or failure is a Fault with the API's own code, `field`, and `details.status`. */
  async call<Name extends RouteName>(
    name: Name,
    given: Given<RouteNamed<Name>>,
  ): Promise<z.output<RouteNamed<Name>['response']>> {
    const route = ROUTES[name] as Route;
    const {
      params = {},
      query = {},
      body,
    } = given as {
      readonly params?: Readonly<Record<string, string>>;
      readonly query?: Readonly<Record<string, string | number>>;
      readonly body?: unknown;
    };
    const path = pathParams(route.path).reduce(
      (all, param) => all.replace(`{${param}}`, encodeURIComponent(params[param] ?? '')),
      route.path,
    );
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const url = new URL(`${path}${search.size === 0 ? '' : `?${search.toString()}`}`, this.#url());
    const answer = await ask(url, {
      method: route.method,
      headers: {
        ...(route.identity === 'user' ? { authorization: `Bearer ${await this.#token()}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return route.response.parse(answer) as z.output<RouteNamed<Name>['response']>;
  }

  /** Every item of a list, page by page. */
  async all<Name extends RouteName>(
    name: Name,
    given: Given<RouteNamed<Name>>,
  ): Promise<
    z.output<RouteNamed<Name>['response']> extends { readonly items: readonly (infer Item)[] }
      ? Item[]
      : never
  > {
    const items: unknown[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const query = {
        ...given.query,
        limit: gateway.PAGE_LIMIT_MAX,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = (await this.call(name, { ...given, query } as never)) as gateway.Page<unknown>;
      items.push(...page.items);
      if (page.nextCursor === null) return items as never;
      cursor = page.nextCursor;
    }
    throw new Fault('house/endless-list', `${name} does not end`);
  }

  /** A valid access token, for calls past this client. */
  async token(): Promise<string> {
    return await this.#token();
  }

  async #token(): Promise<string> {
    if (this.#session === null || this.#session.expiresAt - RENEW_BEFORE_MS < Date.now()) {
      const { tenant, username, password } = this.#account;
      this.#session = await this.call('signIn', { body: { tenant, username, password } });
    }
    return this.#session.accessToken;
  }
}

async function ask(url: URL, init: RequestInit): Promise<unknown> {
  const what = `${init.method} ${url.pathname}`;
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch(
    (cause) => {
      throw new Fault('gateway/unreachable', `${what}: the cloud is not reachable`, {
        retryable: true,
        cause,
      });
    },
  );
  const body = (await response.json().catch(() => null)) as { readonly error?: ApiProblem } | null;
  if (response.ok) return body;
  const problem = body?.error ?? {};
  const code = problem.code ?? 'gateway/unreadable';
  throw new Fault(
    code,
    `${what}: ${response.status} ${code} ${problem.field ?? ''} ${problem.message ?? ''}`.trim(),
    {
      ...(problem.field === undefined ? {} : { field: problem.field }),
      details: { status: response.status },
    },
  );
}

interface ApiProblem {
  readonly code?: string;
  readonly field?: string;
  readonly message?: string;
}
