import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Message, type Row, ShapeStream } from '@electric-sql/client';
import { type Clock, type Instant, ok, refuse } from '@beaveros/kit';
import { listen } from '@beaveros/service-kit';
import { createTestDatabase } from '@beaveros/service-kit/testing';
import pg from 'pg';
import { installCapture } from './install-capture.ts';
import { createShapeRoutes, type ShapeRoutesOptions } from './shape-routes.ts';

// A catalogue and a kitchen as their services would have them, published, behind the real routes on a real socket.

export const TENANT = '0192f0c0-0000-7000-8000-00000000000a';
export const NEIGHBOUR = '0192f0c0-0000-7000-8000-00000000000b';
export const STORE = '0192f0c0-0000-7000-8000-0000000000a1';
export const OTHER_STORE = '0192f0c0-0000-7000-8000-0000000000a2';

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
  version int not null default 1, secret text, primary key (tenant_id, id));
create table till_stock (id uuid not null, tenant_id uuid not null, is_tracked boolean not null default true,
  low_quantity numeric(19,6), yield numeric(19,6) not null default 1, ingredients jsonb not null default '[]',
  options jsonb not null default '[]', version int not null default 1, primary key (tenant_id, id));
create table price_rules (id uuid not null, tenant_id uuid not null, store_id uuid, kind text not null, name text not null,
  rule jsonb not null default '{}', valid_from date, valid_to date, weekdays jsonb, times jsonb,
  is_active boolean not null default true, version int not null default 1, primary key (tenant_id, id));
select beaver_isolate('taxes'), beaver_isolate('categories'), beaver_isolate('till_items'), beaver_isolate('till_stock'),
  beaver_isolate('price_rules');
`;
const WORKFLOW_SQL = `
create table workflow_stages (id uuid not null, tenant_id uuid not null, name text not null, description text,
  order_sequence int not null, is_final_stage boolean not null, primary key (tenant_id, id));
create table stations (id uuid not null, tenant_id uuid not null, store_id uuid not null, name text not null, position int not null default 1,
  category_ids jsonb not null default '[]', item_ids jsonb not null default '[]', is_expeditor boolean not null default false,
  is_active boolean not null default true, primary key (tenant_id, id));
create table automations (id uuid not null, tenant_id uuid not null, name text not null, trigger text not null,
  conditions jsonb not null default '[]', actions jsonb not null default '[]', per_hour int not null default 1,
  is_active boolean not null default true, primary key (tenant_id, id));
select beaver_isolate('workflow_stages'), beaver_isolate('stations'), beaver_isolate('automations');
`;

export const ITEMS = 'product-catalog.till_items.v1';
export const STATIONS = 'workflow.stations.v1';

export interface House extends AsyncDisposable {
  readonly url: string;
  readonly catalog: pg.Pool;
  readonly workflow: pg.Pool;
  readonly ownerUrls: Readonly<Record<'product-catalog' | 'workflow', string>>;
  /** Everything that left the server, over all requests. */
  readonly bytes: () => string;
  shapeUrl(name: string, tenant?: string): string;
  /** The routes anew over fresh pools, on the same port: a restart of the server. */
  restart(): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now() as Instant };

/** Tokens of these tests are the identity itself; how real ones are verified is service-kit's own test. */
export function token(tenantId: string = TENANT, storeId: string = STORE): string {
  return Buffer.from(JSON.stringify({ tenantId, storeId })).toString('base64url');
}

const verify: ShapeRoutesOptions['verify'] = async (text) => {
  try {
    const { tenantId, storeId, kind = 'terminal' } = JSON.parse(Buffer.from(text, 'base64url').toString());
    return ok({ kind, tenantId, storeId, terminalId: tenantId, epoch: 1 });
  } catch {
    return refuse({ code: 'token/malformed' });
  }
};

export async function openHouse(
  postgresUrl: string,
  { isRecorded = true, ...more }: Partial<ShapeRoutesOptions> & { readonly isRecorded?: boolean } = {},
): Promise<House> {
  const disposer = new AsyncDisposableStack();
  const database = async (service: 'product-catalog' | 'workflow', sql: string) => {
    const dir = await mkdtemp(join(tmpdir(), 'beaveros-shapes-'));
    disposer.defer(() => rm(dir, { recursive: true, force: true }));
    await writeFile(join(dir, '0001_tables.sql'), sql);
    const made = disposer.use(await createTestDatabase({ postgresUrl, service, migrationsDir: dir }));
    await installCapture(made.urls.owner, service);
    return made.urls;
  };
  const catalogUrls = await database('product-catalog', CATALOG_SQL);
  const workflowUrls = await database('workflow', WORKFLOW_SQL);
  const pool = (url: string, max = 10) => {
    const made = new pg.Pool({ connectionString: url, max });
    made.on('error', () => {});
    return made;
  };
  const catalog = pool(catalogUrls.owner);
  const workflow = pool(workflowUrls.owner);
  let sent = '';
  const serve = async (port: number) => {
    const readers = { 'product-catalog': pool(catalogUrls.reader), workflow: pool(workflowUrls.reader) };
    const routes = createShapeRoutes({ readers, verify, clock: systemClock, log: () => {}, ...more });
    const recording = {
      fetch: async (request: Request, env: unknown) => {
        const response = await routes.app.fetch(request, env);
        const body = await response.clone().text();
        sent += `${response.status} ${JSON.stringify([...response.headers])} ${body}\n`;
        return response;
      },
    };
    const listening = await listen(isRecorded ? (recording as never) : routes.app, {
      port,
      hostname: '127.0.0.1',
    });
    return {
      port: listening.port,
      stop: async () => {
        await routes[Symbol.asyncDispose]();
        await listening.close();
        await Promise.all(Object.values(readers).map((each) => each.end()));
      },
    };
  };
  let running = await serve(0);
  disposer.defer(async () => {
    await running.stop();
    await Promise.all([catalog.end(), workflow.end()]);
  });
  const url = `http://127.0.0.1:${running.port}`;
  return {
    url,
    catalog,
    workflow,
    ownerUrls: { 'product-catalog': catalogUrls.owner, workflow: workflowUrls.owner },
    bytes: () => sent,
    shapeUrl: (name, tenant = TENANT) => `${url}/v1/t/${tenant}/shapes/${name}`,
    restart: async () => {
      await running.stop();
      running = await serve(running.port);
    },
    [Symbol.asyncDispose]: () => disposer.disposeAsync(),
  };
}

export interface Followed extends Disposable {
  /** What a client holds: rows by key. */
  readonly rows: Map<string, Row>;
  readonly operations: string[];
  readonly stream: ShapeStream;
  readonly errors: Error[];
  /** Resolves when the held rows satisfy the condition at an up-to-date; at once if they do. */
  until(condition: (rows: ReadonlyMap<string, Row>) => boolean): Promise<void>;
  control: Record<string, unknown>;
}

const UNTIL_MAX_MS = 8_000;

/** Follows a shape with the official client, as it is used by a till but without the till. */
export function follow(
  url: string,
  options: { readonly token?: string; readonly offset?: string; readonly handle?: string } = {},
): Followed {
  const aborter = new AbortController();
  const stream = new ShapeStream({
    url,
    headers: { authorization: `Bearer ${options.token ?? token()}` },
    signal: aborter.signal,
    liveSse: false,
    ...(options.offset === undefined ? {} : { offset: options.offset as never }),
    ...(options.handle === undefined ? {} : { handle: options.handle }),
    backoffOptions: { initialDelay: 20, maxDelay: 100, multiplier: 2 },
    onError: (error) => {
      errors.push(error);
    },
  });
  const errors: Error[] = [];
  const rows = new Map<string, Row>();
  const operations: string[] = [];
  const waiting = new Set<() => void>();
  const followed: Followed = {
    rows,
    operations,
    stream,
    errors,
    control: {},
    until: (condition) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(check);
          reject(
            new Error(
              `not reached; held: ${JSON.stringify([...rows.values()]).slice(0, 2_000)}, errors: ${String(errors)}`,
            ),
          );
        }, UNTIL_MAX_MS);
        const check = () => {
          if (!isUpToDate || !condition(rows)) return;
          waiting.delete(check);
          clearTimeout(late);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    [Symbol.dispose]: () => aborter.abort(),
  };
  let isUpToDate = false;
  stream.subscribe((messages: Message[]) => {
    for (const message of messages) {
      if ('key' in message) {
        isUpToDate = false;
        operations.push(`${message.headers.operation} ${message.key}`);
        if (message.headers.operation === 'delete') rows.delete(message.key);
        else rows.set(message.key, message.value);
      } else if (message.headers.control === 'must-refetch') {
        operations.push('must-refetch');
        rows.clear();
        isUpToDate = false;
      } else if (message.headers.control === 'up-to-date') {
        isUpToDate = true;
        followed.control = message.headers;
      }
    }
    for (const check of waiting) check();
  });
  return followed;
}

export const itemKey = (id: string) => `"public"."till_items"/"${id}"`;
export const nthId = (n: number) => `0192f0c0-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export async function insertItem(
  db: pg.Pool | pg.PoolClient,
  n: number,
  name = `item ${n}`,
  tenant: string = TENANT,
): Promise<void> {
  await db.query('insert into till_items (tenant_id, id, name, secret) values ($1, $2, $3, $4)', [
    tenant,
    nthId(n),
    name,
    'UNPUBLISHED',
  ]);
}
