import { PERMISSIONS } from '@beaveros/domain/auth-user';
import { pathParams, takesCaller } from '@beaveros/protocol/gateway';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { API_ROUTES } from './api-routes.ts';
import { errorCodesOf, openApi } from './openapi.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every route.
type Loose = any;

const document = JSON.parse(JSON.stringify(openApi(API_ROUTES)));

describe('the OpenAPI document', () => {
  it('names every route once, with its identity, permission and parts', () => {
    expect(document.openapi).toBe('3.1.0');
    const operations: Loose[] = Object.values(document.paths).flatMap((path: Loose) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
      API_ROUTES.map(({ name }) => name).toSorted(),
    );
    expect(new Set(API_ROUTES.map(({ name }) => name)).size).toBe(API_ROUTES.length);
    for (const route of API_ROUTES) {
      const operation = document.paths[route.path][route.method.toLowerCase()];
      const callers = (['user', 'terminal'] as const).filter((kind) => takesCaller(route.identity, kind));
      expect(operation.security).toEqual(callers.map((kind) => ({ [kind]: [] })));
      const inPath = operation.parameters
        .filter((one: { in: string }) => one.in === 'path')
        .map((one: { name: string }) => one.name);
      expect(inPath).toEqual(pathParams(route.path));
      const inQuery = operation.parameters
        .filter((one: { in: string }) => one.in === 'query')
        .map((one: { name: string }) => one.name);
      expect(inQuery).toEqual(Object.keys(route.query?.shape ?? {}));
      expect(operation.requestBody === undefined).toBe(route.body === undefined);
    }
  });

  it('lists every code that a route may answer, under its status', () => {
    for (const route of API_ROUTES) {
      const { responses } = document.paths[route.path][route.method.toLowerCase()];
      const listed = Object.entries(responses).flatMap(([status, response]: [string, Loose]) =>
        status === '200'
          ? []
          : response.content['application/json'].schema.allOf[1].properties.error.properties.code.enum,
      );
      expect(listed.toSorted(), route.name).toEqual(errorCodesOf(route));
      for (const code of route.errors) expect(listed, route.name).toContain(code);
    }
    const { responses } = document.paths['/v1/users/{userId}'].patch;
    const codesOf = (status: number) =>
      responses[status].content['application/json'].schema.allOf[1].properties.error.properties.code.enum;
    expect(codesOf(404)).toEqual(['user/not-found']);
    expect(codesOf(409)).toEqual(['user/duplicate']);
    expect(codesOf(401)).toContain('token/expired');
  });

  it('holds JSON Schemas that read back and judge as the server does', () => {
    for (const route of API_ROUTES) {
      const operation = document.paths[route.path][route.method.toLowerCase()];
      const { content } = operation.responses['200'];
      expect(Object.keys(content), route.name).toEqual(
        route.bytes ?? [route.stream === true ? 'text/event-stream' : 'application/json'],
      );
      for (const schema of [
        ...Object.values<{ schema?: Loose }>(content).map((each) => each.schema),
        operation.requestBody?.content['application/json'].schema,
      ]) {
        if (schema !== undefined) expect(() => z.fromJSONSchema(schema), route.name).not.toThrow();
      }
    }
    const signIn = z.fromJSONSchema(
      document.paths['/v1/sign-in'].post.requestBody.content['application/json'].schema,
    );
    const body = { tenant: 'bistro', username: 'ada', password: 'x' };
    expect(signIn.safeParse(body).success).toBe(true);
    for (const wrong of [{ ...body, tenant: 'Not A Slug' }, { ...body, extra: 1 }, { tenant: 'bistro' }]) {
      expect(signIn.safeParse(wrong).success).toBe(false);
    }
  });

  it('has each literal path before a pattern that would take it', () => {
    const taken = (pattern: string, path: string) =>
      new RegExp(`^${pattern.replaceAll(/\{[^}]*\}/g, '[^/]+')}$`).test(path);
    const literal = API_ROUTES.filter(({ path }) => pathParams(path).length === 0);
    for (const { name, method, path } of literal) {
      const first = API_ROUTES.find((route) => route.method === method && taken(route.path, path));
      expect(first?.name).toBe(name);
    }
  });

  it('pages every list', () => {
    for (const { name, method, query } of API_ROUTES) {
      if (method === 'GET' && name.startsWith('list'))
        expect(Object.keys(query?.shape ?? {}), name).toEqual(expect.arrayContaining(['limit', 'cursor']));
    }
  });

  it('asks only for permissions that the domain knows', () => {
    for (const { name, permission } of API_ROUTES) {
      if (permission !== undefined) expect(PERMISSIONS as readonly string[], name).toContain(permission);
    }
  });
});
