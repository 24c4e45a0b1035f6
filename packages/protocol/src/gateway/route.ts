import { assert } from '@beaveros/kit';
import * as z from 'zod';

/** Who may call: anybody, a signed-in person, an enrolled terminal, or either of those two. */
export type RouteIdentity = 'public' | 'user' | 'terminal' | 'user-or-terminal';

/** Whether a route takes this kind of caller. */
export function takesCaller(identity: RouteIdentity, kind: 'user' | 'terminal'): boolean {
  return identity === kind || identity === 'user-or-terminal';
}

export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The names in braces of a path: `'/v1/orders/{id}'` has `'id'`. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParams<Rest>
  : never;

/** One call of the HTTP API, as data: the services serve it, the gateway documents it, clients type themselves by it. */
export interface Route {
  /** Unique in the API and a verb phrase, the OpenAPI operationId: `listItems`. */
  readonly name: string;
  /** The service that serves it, by its folder's name. */
  readonly service: string;
  readonly method: RouteMethod;
  /** Begins with the API's version: `/v1/stores/{storeId}/items/{id}`. */
  readonly path: string;
  readonly identity: RouteIdentity;
  /** What a user's role must hold; only with identity `user`. */
  readonly permission?: string;
  /** All fields arrive as text: numbers need `z.coerce`. */
  readonly query: z.ZodObject | undefined;
  readonly body: z.ZodType | undefined;
  /** What it answers as JSON; of a stream, what each event says; of bytes, nothing ({@link zBytes}). */
  readonly response: z.ZodType;
  /** It answers `text/event-stream`, which goes on until somebody ends it; events are called `changed`. */
  readonly stream?: true;
  /** It answers bytes of one of these media types, as they are, and the caller may keep them for ever. */
  readonly bytes?: readonly string[];
  /** Stable codes of refusals that this route may answer, besides those that every route may. */
  readonly errors: readonly string[];
  readonly description: string;
}

type RouteSpec = Omit<Route, 'query' | 'body'> & { readonly query?: z.ZodObject; readonly body?: z.ZodType };

/** A route with its name, path and identity as literals and its schemas as they are, so that handlers are typed by it. */
export type Defined<Spec extends RouteSpec> = Readonly<Omit<Spec, 'query' | 'body'>> & {
  readonly query: Spec extends { readonly query: infer Query extends z.ZodObject } ? Query : undefined;
  readonly body: Spec extends { readonly body: infer Body extends z.ZodType } ? Body : undefined;
};

/** The response of a route that answers bytes: there is no JSON to describe. */
export const zBytes = z.undefined();

const PATH = /^\/v[1-9]\d*(\/([a-z0-9-]+|\{[a-z][A-Za-z0-9]*\}))+$/;
const CODE = /^[a-z0-9-]+\/[a-z0-9-]+$/;

/** Checks a route's data once, when its module is read. Whatever is wrong is a defect. */
export function defineRoute<const Spec extends RouteSpec>(route: Spec): Defined<Spec> {
  const { name, method, path, identity, permission, errors, query, body, stream, bytes } = route;
  assert(/^[a-z][A-Za-z0-9]*$/.test(name), `a route needs a verb phrase as its name: ${name}`);
  assert(PATH.test(path), `not a versioned path: ${path}`);
  assert(
    new Set(pathParams(path)).size === pathParams(path).length,
    `${name}: a path parameter occurs twice`,
  );
  assert(permission === undefined || identity === 'user', `${name}: only a user has permissions`);
  assert(body === undefined || (method !== 'GET' && method !== 'DELETE'), `${name}: ${method} has no body`);
  assert(
    (stream === undefined && bytes === undefined) || method === 'GET',
    `${name}: only a GET streams or answers bytes`,
  );
  assert(stream === undefined || bytes === undefined, `${name}: a stream of events is no bytes`);
  for (const code of errors) assert(CODE.test(code), `${name}: not an error code: ${code}`);
  // The spread cannot show the compiler that an absent schema became `undefined`.
  return { ...route, query, body } as unknown as Defined<Spec>;
}

/** The names in braces, in order. */
export function pathParams(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!);
}

/** One page; a full one already is some 100 kB. */
export const PAGE_LIMIT_MAX = 200;
const PAGE_LIMIT_DEFAULT = 50;
/** A cursor is the last row's sort values, encoded; longer ones were not made by us. */
const CURSOR_LENGTH_MAX = 500;

/** What every list takes: `limit` items at most, from behind `cursor`. Extend it with a list's own filters. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().min(1).max(CURSOR_LENGTH_MAX).optional(),
});

/** What every list answers. `nextCursor` is opaque, and null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The schema of {@link Page}. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item).max(PAGE_LIMIT_MAX).readonly(),
    nextCursor: z.string().max(CURSOR_LENGTH_MAX).nullable(),
  });
}
