import { Defect } from '@beaveros/kit';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import {
  defineRoute,
  type PathParams,
  page,
  pageQuery,
  pathParams,
  type RouteIdentity,
  takesCaller,
} from './index.ts';

const base = {
  name: 'getItem',
  service: 'product-catalog',
  method: 'GET',
  path: '/v1/items/{id}',
  identity: 'user',
  response: z.object({ name: z.string() }),
  errors: ['item/not-found'],
  description: 'One item.',
} as const;

describe('defineRoute', () => {
  it('keeps the data and types the parts', () => {
    const route = defineRoute({ ...base, query: z.object({ expand: z.string().optional() }) });
    expect(route).toMatchObject({ name: 'getItem', path: '/v1/items/{id}', errors: ['item/not-found'] });
    expect(route.body).toBeUndefined();
    expectTypeOf<PathParams<'/v1/stores/{storeId}/items/{id}'>>().toEqualTypeOf<'storeId' | 'id'>();
    expectTypeOf(route.path).toEqualTypeOf<'/v1/items/{id}'>();
    expectTypeOf(route.identity).toEqualTypeOf<'user'>();
    expectTypeOf(route.body).toEqualTypeOf<undefined>();
    expectTypeOf<z.output<typeof route.query>>().toEqualTypeOf<{ expand?: string | undefined }>();
  });

  it.each([
    ['a path without a version', { path: '/items/{id}' }],
    ['a path in capitals', { path: '/v1/Items' }],
    ['a parameter twice', { path: '/v1/items/{id}/parts/{id}' }],
    ['a permission for the public', { identity: 'public', permission: 'items.read' }],
    ['a body to a GET', { body: z.object({}) }],
    ['a code without a room', { errors: ['notfound'] }],
    ['a name that is no verb phrase', { name: 'Get item' }],
    ['a POST that streams', { method: 'POST', stream: true }],
    ['a POST that answers bytes', { method: 'POST', bytes: ['image/png'] }],
    ['a stream of bytes', { stream: true, bytes: ['image/png'] }],
  ] as const)('is a defect with %s', (_name, wrong) => {
    expect(() => defineRoute({ ...base, ...wrong })).toThrow(Defect);
  });

  it('takes the kinds of caller that it names', () => {
    const kinds = ['user', 'terminal'] as const;
    const taken = (identity: RouteIdentity) => kinds.filter((kind) => takesCaller(identity, kind));
    expect(taken('public')).toEqual([]);
    expect(taken('user')).toEqual(['user']);
    expect(taken('terminal')).toEqual(['terminal']);
    expect(taken('user-or-terminal')).toEqual(['user', 'terminal']);
  });

  it('finds the parameters of a path in order', () => {
    expect(pathParams('/v1/stores/{storeId}/items/{id}')).toEqual(['storeId', 'id']);
    expect(pathParams('/v1/items')).toEqual([]);
  });
});

describe('paging', () => {
  it('takes at most 200, 50 when not said, and no fraction', () => {
    expect(pageQuery.parse({})).toEqual({ limit: 50 });
    expect(pageQuery.parse({ limit: '200', cursor: 'abc' })).toEqual({ limit: 200, cursor: 'abc' });
    for (const limit of ['201', '0', '-1', '1.5', 'many'])
      expect(pageQuery.safeParse({ limit }).success).toBe(false);
    expect(pageQuery.safeParse({ cursor: '' }).success).toBe(false);
  });

  it('answers items and a cursor that may be null', () => {
    const schema = page(z.object({ n: z.number() }));
    expect(schema.parse({ items: [{ n: 1 }], nextCursor: null })).toEqual({
      items: [{ n: 1 }],
      nextCursor: null,
    });
    expect(schema.safeParse({ items: [] }).success).toBe(false);
  });
});
