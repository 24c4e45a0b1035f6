import { SHAPES } from '@beaveros/protocol/shapes';
import { listen } from '@beaveros/service-kit';
import { Hono } from 'hono';
import type pg from 'pg';
import { systemClock } from './_fixtures.ts';
import { Bell } from './bell.ts';
import { parsePosition } from './shape-request.ts';
import { ShapeServer } from './shape-server.ts';
import { shapeSql } from './shape-sql.ts';

export interface RawElectric extends AsyncDisposable {
  readonly url: string;
  /** Every request as it came in: its query, and the length of its body. */
  readonly requests: { readonly query: Record<string, string>; readonly bodyLength: number }[];
}

/**
 * Our server mounted as a real Electric is: `GET /v1/shape` with table, columns, a filter of equalities and a secret, for
 * the tables of the registry. It stands in for the container in the test of the proxy.
 */
export async function startRawElectric(pool: pg.Pool, secret: string): Promise<RawElectric> {
  const bell = new Bell(pool, () => {});
  const server = new ShapeServer({ pool, bell, clock: systemClock });
  const requests: RawElectric['requests'] = [];
  const stopping = new AbortController();
  const app = new Hono();
  app.all('/v1/shape', async (context) => {
    const query = new URL(context.req.url).searchParams;
    requests.push({ query: Object.fromEntries(query), bodyLength: (await context.req.text()).length });
    if (query.get('secret') !== secret) return context.json({ message: 'Unauthorized' }, 401);
    const columns = [...(query.get('columns') ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
    const shape = SHAPES.find(
      (each) =>
        each.table === query.get('table') &&
        each.columns.map((column) => column.column).join() === columns.join(),
    );
    const equalities = (query.get('where') ?? '')
      .split(' AND ')
      .map((each) => /^"(\w+)" = \$(\d+)$/.exec(each));
    if (shape === undefined || equalities.includes(null))
      return context.json({ message: 'Invalid request' }, 400);
    const given = new Map(equalities.map((match) => [match![1]!, query.get(`params[${match![2]}]`) ?? '']));
    const values = Object.keys(shape.filter).map((column) => given.get(column) ?? '');
    const position = parsePosition(query);
    if (!position.ok || values.includes('')) return context.json({ message: 'Invalid request' }, 400);
    const bound = {
      sql: shapeSql(shape, SHAPES),
      values,
      identity: `${shape.name} ${values.join()}`,
      tenant: given.get('tenant_id')!,
    };
    return await server.answer({
      ...position.value,
      bound,
      signal: AbortSignal.any([context.req.raw.signal, stopping.signal]),
    });
  });
  const listening = await listen(app, { port: 0, hostname: '127.0.0.1' });
  return {
    url: listening.url,
    requests,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await bell[Symbol.asyncDispose]();
      await listening.close();
    },
  };
}
