import { pathParams, type Route } from '@beaveros/protocol/gateway';
import { COMMON_ERRORS, type CommonErrorCode, refusalAnswer } from '@beaveros/service-kit';
import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** The API as an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12: what is served, generated from its table. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'BeaverOS',
      version: '1',
      description:
        'Amounts are integers of the minor unit, prices and quantities of 10^-6; instants are milliseconds.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    paths,
    components: {
      schemas: { Error: ERROR_SCHEMA },
      securitySchemes: {
        user: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a session.',
        },
        terminal: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The token of an enrolled terminal.',
        },
      },
    },
  };
}

const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', description: 'Stable; what programs act on.' },
        message: { type: 'string', description: 'For developers, in English.' },
        field: { type: 'string', description: 'The bad part of the request: body.lines.0.price.' },
        details: { type: 'object' },
      },
    },
  },
};

function operation(route: Route): Json {
  const { name, service, identity, permission, description, body } = route;
  return {
    operationId: name,
    tags: [service],
    description: permission === undefined ? description : `${description} Permission: ${permission}.`,
    ...(permission === undefined ? {} : { 'x-permission': permission }),
    security: SECURITY[identity],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }),
    responses: {
      '200': answer(route),
      ...errorResponses(route),
    },
  };
}

/** Either of two schemes is two requirements (OpenAPI 3.1, section 4.8.30). */
const SECURITY: Readonly<Record<Route['identity'], readonly Json[]>> = {
  public: [],
  user: [{ user: [] }],
  terminal: [{ terminal: [] }],
  'user-or-terminal': [{ user: [] }, { terminal: [] }],
};

function answer({ response, stream, bytes }: Route): Json {
  if (bytes !== undefined)
    return { description: 'The bytes.', content: Object.fromEntries(bytes.map((type) => [type, {}])) };
  const schema = jsonSchema(response, 'output');
  if (stream !== true) return { description: 'Done.', content: { 'application/json': { schema } } };
  return {
    description:
      'Events called `changed`, each with this as its data, until the token ends or the caller leaves.',
    content: { 'text/event-stream': { schema } },
  };
}

function pathParameters({ path }: Route): readonly Json[] {
  return pathParams(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema:
      name === 'id' || name.endsWith('Id')
        ? { type: 'string', format: 'uuid' }
        : { type: 'string', maxLength: 200 },
  }));
}

function queryParameters({ query }: Route): readonly Json[] {
  if (query === undefined) return [];
  const schema = jsonSchema(query, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

/** The codes a caller must expect of this route: its own, and those of its identity, parts and method. */
export function errorCodesOf({ identity, permission, path, query, body, errors }: Route): readonly string[] {
  const codes = new Set<string>([...errors, 'service/unavailable', 'internal', 'gateway/timeout']);
  const add = (...more: readonly (CommonErrorCode | 'gateway/too-many')[]) =>
    more.forEach((code) => codes.add(code));
  if (identity === 'public') add('gateway/too-many');
  else add('token/missing', 'token/malformed', 'token/expired', 'token/invalid', 'identity/wrong-kind');
  if (permission !== undefined) add('permission/missing');
  if (pathParams(path).includes('storeId')) add('store/not-yours');
  if (pathParams(path).length > 0 || query !== undefined || body !== undefined) add('request/invalid');
  if (body !== undefined) add('request/too-large');
  return [...codes].toSorted();
}

function errorResponses(route: Route): Json {
  const codesByStatus = new Map<number, string[]>();
  for (const code of errorCodesOf(route)) {
    const status = code === 'gateway/timeout' ? 504 : refusalAnswer({ code }).status;
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => messageOf(code)).join(' '),
        content: {
          'application/json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Error' },
                { properties: { error: { properties: { code: { enum: codes } } } } },
              ],
            },
          },
        },
      },
    ]),
  );
}

function messageOf(code: string): string {
  return Object.hasOwn(COMMON_ERRORS, code) ? COMMON_ERRORS[code as CommonErrorCode].message : `\`${code}\`.`;
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  // `any` for what JSON Schema cannot say (a refinement stays a plain string): the server still checks it.
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}
