import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Id, type Instant, ok } from '@beaveros/kit';
import { createShapeRoutes, installCapture } from '@beaveros/replication/shapes';
import { listen } from '@beaveros/service-kit';
import { createTestDatabase } from '@beaveros/service-kit/testing';
import pg from 'pg';

// A catalogue with published tables behind the real shape server on a real socket. Every token is this till's.

export const TENANT = '0192f0c0-0000-7000-8000-00000000000a' as Id<'tenant'>;
const STORE = '0192f0c0-0000-7000-8000-0000000000a1' as Id<'store'>;
const TERMINAL = '0192f0c0-0000-7000-8000-0000000000a9' as Id<'terminal'>;

const CATALOG_SQL = `
create table taxes (id uuid not null, tenant_id uuid not null, name text not null, rate numeric(9,6) not null, mode text not null,
  compound boolean not null, sequence int not null, is_active boolean not null, is_default boolean not null,
  primary key (tenant_id, id));
create table categories (id uuid not null, tenant_id uuid not null, name text not null, description text, position int not null,
  color text, is_active boolean not null, primary key (tenant_id, id));
create table till_items (id uuid not null, tenant_id uuid not null, name text not null, sku text,
  type text not null default 'product', price numeric(19,6) not null default 1, category_ids jsonb not null default '[]',
  tax_ids jsonb not null default '[]', modifiers jsonb not null default '[]', barcodes jsonb not null default '[]',
  image_url text, color text, is_active boolean not null default true, is_sold_out boolean not null default false,
  version int not null default 1, primary key (tenant_id, id));
create table till_stock (id uuid not null, tenant_id uuid not null, is_tracked boolean not null default true,
  low_quantity numeric(19,6), yield numeric(19,6) not null default 1, ingredients jsonb not null default '[]',
  options jsonb not null default '[]', version int not null default 1, primary key (tenant_id, id));
create table price_rules (id uuid not null, tenant_id uuid not null, store_id uuid, kind text not null, name text not null,
  rule jsonb not null default '{}', valid_from date, valid_to date, weekdays jsonb, times jsonb,
  is_active boolean not null default true, version int not null default 1, primary key (tenant_id, id));
select beaver_isolate('taxes'), beaver_isolate('categories'), beaver_isolate('till_items'), beaver_isolate('till_stock'),
  beaver_isolate('price_rules');
`;

export interface ShapeHouse extends AsyncDisposable {
  readonly url: string;
  readonly catalog: pg.Pool;
  /** The server anew over fresh sessions, on the same port. */
  restart(): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now() as Instant };

/** `isKnown`: whether a token is taken for this till's. */
export async function openShapeHouse(
  postgresUrl: string,
  isKnown: (token: string) => boolean,
): Promise<ShapeHouse> {
  const migrationsDir = await mkdtemp(join(tmpdir(), 'beaveros-shape-house-'));
  await writeFile(join(migrationsDir, '0001_catalog.sql'), CATALOG_SQL);
  const database = await createTestDatabase({ postgresUrl, service: 'product-catalog', migrationsDir });
  await installCapture(database.urls.owner, 'product-catalog');
  const pool = (connectionString: string) => {
    const made = new pg.Pool({ connectionString });
    made.on('error', () => {});
    return made;
  };
  const catalog = pool(database.urls.owner);
  const serve = async (port: number) => {
    const reader = pool(database.urls.reader);
    const routes = createShapeRoutes({
      readers: { 'product-catalog': reader },
      verify: async (token) =>
        isKnown(token)
          ? ok({ kind: 'terminal', tenantId: TENANT, storeId: STORE, terminalId: TERMINAL, epoch: 1 })
          : { ok: false, refusal: { code: 'token/expired' } },
      clock: systemClock,
      log: () => {},
      times: { holdMs: 400, digestIntervalMs: 0 },
    });
    const listening = await listen(routes.app, { port, hostname: '127.0.0.1' });
    const stop = async () => {
      await routes[Symbol.asyncDispose]();
      await listening.close();
      await reader.end();
    };
    return { port: listening.port, stop };
  };
  let running = await serve(0);
  return {
    url: `http://127.0.0.1:${running.port}`,
    catalog,
    restart: async () => {
      await running.stop();
      running = await serve(running.port);
    },
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await catalog.end();
      await database.dispose();
      await rm(migrationsDir, { recursive: true, force: true });
    },
  };
}
