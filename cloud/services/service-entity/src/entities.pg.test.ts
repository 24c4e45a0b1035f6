import { randomBytes } from 'node:crypto';
import { DEFAULT_STORE_POLICIES } from '@beaveros/domain/service-entity';
import { type Id, id, idMinter, instant } from '@beaveros/kit';
import { serviceEntityRoutes } from '@beaveros/protocol/gateway';
import { SHAPES } from '@beaveros/protocol/shapes';
import {
  generateSigningKey,
  type Identity,
  issueAccessToken,
  type PublicKey,
  type Service,
  type SigningKey,
} from '@beaveros/service-kit';
import { arrayFeed, createTestDatabase, type TestDatabase } from '@beaveros/service-kit/testing';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createServiceEntityService, SERVICE_ENTITY_MIGRATIONS } from './index.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every route.
type Loose = any;

const clock = { now: () => instant(1_795_000_000_000) };
const newId = idMinter(clock, { bytes: (count) => new Uint8Array(randomBytes(count)) });
const STORE = {
  name: 'Harbour',
  code: 'H1',
  timeZone: 'Europe/Lisbon',
  dayStartMinutes: 240,
  currency: { code: 'EUR', exponent: 2 },
  taxRounding: 'per_line',
  address: null,
  receiptHeader: 'Harbour Bistro',
  receiptFooter: null,
  language: 'pt-PT',
} as const;
const PRINTER = {
  name: 'Receipts',
  kind: 'receipt-printer',
  connection: { via: 'tcp', host: '10.0.0.9', port: 9100 },
  profile: 'epson',
};

const PATTERN = {
  name: 'Weight',
  pattern: '21.....{NNDDD}.',
  measures: 'weight',
  checkDigit: 'required',
  baseCheckDigit: 'recomputed',
  zero: 'refused',
};

let test: TestDatabase;
let service: Service;
let key: SigningKey & PublicKey;
let owner: pg.Pool;
const logged: string[] = [];
let boss: string;
let tenantId: Id<'tenant'>;

beforeAll(async () => {
  test = await createTestDatabase({
    postgresUrl: inject('postgresUrl'),
    service: 'service-entity',
    migrationsDir: SERVICE_ENTITY_MIGRATIONS,
  });
  key = await generateSigningKey('test');
  owner = new pg.Pool({ connectionString: test.urls.owner, max: 2 });
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  service = createServiceEntityService({
    urls: test.urls,
    feed: arrayFeed(),
    clock,
    newId,
    log,
    publicKeys: () => [key],
    newRequestId: () => 'request-of-a-test',
  });
  await service.start();
});
afterAll(async () => {
  await service.stop();
  await owner.end();
  await test.dispose();
});
beforeEach(async () => {
  tenantId = newId();
  boss = await tokenOf({});
});

function tokenOf(more: Partial<Extract<Identity, { kind: 'user' }>>): Promise<string> {
  const identity = {
    kind: 'user',
    tenantId,
    userId: newId<'user'>(),
    storeIds: 'all',
    permissions: ['can_manage_entities', 'can_manage_devices', 'can_manage_reservations'],
    ...more,
  } as const;
  return issueAccessToken(key, identity, clock.now(), 60_000);
}

async function call(
  method: string,
  path: string,
  { token = boss, body }: { token?: string; body?: unknown } = {},
) {
  const response = await service.app.request(path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Loose };
}
const post = async (path: string, body: object, token = boss) => {
  const answer = await call('POST', path, { token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const refusal = (answer: { body: { error?: object } }) => answer.body.error;

describe('stores and what stands in them', () => {
  it('are added, listed, changed and taken away', async () => {
    const store = await post('/v1/stores', STORE);
    expect(store).toEqual({ ...STORE, id: store.id, tenantId, isActive: true });
    const at = `/v1/stores/${store.id}`;
    const till = await post(`${at}/terminals`, { name: 'Till 1', code: 'T1', kind: 'till' });
    const printer = await post(`${at}/devices`, { ...PRINTER, terminalId: till.id });
    const drawer = await post(`${at}/devices`, {
      name: 'Drawer',
      kind: 'cash-drawer',
      terminalId: till.id,
      connection: { via: 'printer', printer: printer.id, connector: 2 },
      profile: null,
    });
    const area = await post(`${at}/areas`, { name: 'Patio', description: null });
    const table = await post(`${at}/entities`, {
      name: 'Table 1',
      areaId: area.id,
      capacity: 4,
      description: null,
    });
    expect(table).toMatchObject({ storeId: store.id, currentStatus: 'available', isActive: true });

    expect((await call('GET', '/v1/stores')).body).toEqual({ items: [store], nextCursor: null });
    expect((await call('GET', at)).body).toEqual(store);
    expect((await call('GET', `${at}/terminals`)).body.items).toEqual([till]);
    expect((await call('GET', `${at}/devices`)).body.items).toEqual([drawer, printer]);
    expect((await call('GET', `${at}/areas`)).body.items).toEqual([area]);
    expect((await call('GET', `${at}/entities`)).body.items).toEqual([table]);

    expect((await call('PATCH', at, { body: { receiptFooter: 'Obrigado', isActive: false } })).body).toEqual({
      ...store,
      receiptFooter: 'Obrigado',
      isActive: false,
    });
    expect((await call('PATCH', `${at}/terminals/${till.id}`, { body: { name: 'Bar' } })).body).toEqual({
      ...till,
      name: 'Bar',
    });
    expect((await call('PATCH', `${at}/devices/${printer.id}`, { body: { profile: null } })).body).toEqual({
      ...printer,
      profile: null,
    });
    expect(
      (await call('PATCH', `${at}/entities/${table.id}`, { body: { areaId: null, capacity: null } })).body,
    ).toEqual({
      ...table,
      areaId: null,
      capacity: null,
    });
    expect(refusal(await call('DELETE', `${at}/devices/${printer.id}`))).toMatchObject({
      code: 'device/in-use',
    });
    expect((await call('DELETE', `${at}/devices/${drawer.id}`)).status).toBe(200);
    expect((await call('DELETE', `${at}/devices/${printer.id}`)).status).toBe(200);
    expect(refusal(await call('DELETE', `${at}/devices/${printer.id}`))).toMatchObject({
      code: 'device/not-found',
    });
    expect((await call('DELETE', `${at}/areas/${area.id}`)).status).toBe(200);
    expect((await call('DELETE', `${at}/entities/${table.id}`)).status).toBe(200);
  });

  it('keep the id that the person who acts minted, once', async () => {
    const storeId = newId();
    expect(await post('/v1/stores', { ...STORE, id: storeId })).toMatchObject({ id: storeId });
    expect(
      refusal(await call('POST', '/v1/stores', { body: { ...STORE, code: 'H2', id: storeId } })),
    ).toMatchObject({
      code: 'store/duplicate',
      field: 'body.id',
    });
  });

  it('are listed by pages in order of name', async () => {
    const store = await post('/v1/stores', STORE);
    for (const [at, name] of ['C', 'A', 'B', 'B'].entries()) {
      await post(`/v1/stores/${store.id}/terminals`, { name, code: `T${at}`, kind: 'till' });
    }
    const names: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 5; page += 1) {
      const { body }: { body: Loose } = await call(
        'GET',
        `/v1/stores/${store.id}/terminals?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      names.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.nextCursor;
    }
    expect(names).toEqual(['A', 'B', 'B', 'C']);
  });

  it('have names and codes of their own', async () => {
    const store = await post('/v1/stores', STORE);
    const at = `/v1/stores/${store.id}`;
    const till = await post(`${at}/terminals`, { name: 'Till', code: 'T1', kind: 'till' });
    await post(`${at}/devices`, { ...PRINTER, terminalId: till.id });
    const area = await post(`${at}/areas`, { name: 'Patio', description: null });
    for (const areaId of [area.id, null])
      await post(`${at}/entities`, { name: '1', areaId, capacity: null, description: null });
    const again = [
      ['/v1/stores', STORE, 'store/duplicate', 'body.code'],
      [`${at}/terminals`, { name: 'Other', code: 'T1', kind: 'till' }, 'terminal/duplicate', 'body.code'],
      [`${at}/devices`, { ...PRINTER, terminalId: till.id }, 'device/duplicate', 'body.name'],
      [`${at}/areas`, { name: 'Patio', description: null }, 'area/duplicate', 'body.name'],
      [
        `${at}/entities`,
        { name: '1', areaId: area.id, capacity: null, description: null },
        'entity/duplicate',
        'body.name',
      ],
      // The seed's constraint let this one pass.
      [
        `${at}/entities`,
        { name: '1', areaId: null, capacity: null, description: null },
        'entity/duplicate',
        'body.name',
      ],
    ] as const;
    for (const [path, body, code, field] of again)
      expect(refusal(await call('POST', path, { body }))).toMatchObject({ code, field });
  });

  it('refer only to what stands in the same store, and a drawer to a printer of its own till', async () => {
    const [one, two] = [await post('/v1/stores', STORE), await post('/v1/stores', { ...STORE, code: 'H2' })];
    const at = (store: { id: string }) => `/v1/stores/${store.id}`;
    const till = (store: { id: string }, code: string) =>
      post(`${at(store)}/terminals`, { name: code, code, kind: 'till' });
    const [here, beside, there] = [await till(one, 'T1'), await till(one, 'T2'), await till(two, 'T1')];
    const area = await post(`${at(two)}/areas`, { name: 'Patio', description: null });
    const printer = await post(`${at(one)}/devices`, { ...PRINTER, terminalId: here.id });
    const drawer = (terminalId: string) => ({
      name: 'Drawer',
      kind: 'cash-drawer',
      terminalId,
      connection: { via: 'printer', printer: printer.id, connector: 5 },
      profile: null,
    });
    const attempts = [
      [`${at(one)}/devices`, { ...PRINTER, terminalId: there.id }, 'terminal/not-found', 'body.terminalId'],
      [`${at(one)}/devices`, drawer(beside.id), 'device/printer-not-found', 'body.connection.printer'],
      [
        `${at(one)}/entities`,
        { name: '1', areaId: area.id, capacity: 1, description: null },
        'area/not-found',
        'body.areaId',
      ],
      [
        `/v1/stores/${newId()}/terminals`,
        { name: 'x', code: 'x', kind: 'till' },
        'store/not-found',
        'params.storeId',
      ],
    ] as const;
    for (const [path, body, code, field] of attempts)
      expect(refusal(await call('POST', path, { body }))).toMatchObject({ code, field });
    expect(
      refusal(await call('PATCH', `${at(one)}/areas/${area.id}`, { body: { name: 'Mine' } })),
    ).toMatchObject({ code: 'area/not-found' });
    await post(`${at(two)}/entities`, { name: '1', areaId: area.id, capacity: 1, description: null });
    expect(refusal(await call('DELETE', `${at(two)}/areas/${area.id}`))).toMatchObject({
      code: 'area/in-use',
    });
  });

  it.each([
    ['/v1/stores', { ...STORE, timeZone: 'Europe/Atlantis' }, 'store/unknown-time-zone', 'body.timeZone'],
    ['/v1/stores', { ...STORE, dayStartMinutes: 1_440 }, 'request/invalid', 'body.dayStartMinutes'],
    [
      '/v1/stores',
      { ...STORE, currency: { code: 'eur', exponent: 2 } },
      'request/invalid',
      'body.currency.code',
    ],
    ['/v1/stores', { ...STORE, isActive: false }, 'request/invalid', 'body.isActive'],
    [
      '/v1/stores',
      { ...STORE, tenantId: '0192f0c0-0000-7000-8000-00000000000b' },
      'request/invalid',
      'body.tenantId',
    ],
  ])('names the bad field: %s %j', async (path, body, code, field) => {
    expect(refusal(await call('POST', path, { body }))).toMatchObject({ code, field });
  });

  it('are for callers whose token names the store and the permission', async () => {
    const [one, two] = [
      await post('/v1/stores', STORE),
      await post('/v1/stores', { ...STORE, code: 'H2', name: 'Hill' }),
    ];
    const token = await tokenOf({ storeIds: [id(one.id)], permissions: ['can_manage_devices'] });
    expect((await call('GET', '/v1/stores', { token })).body.items).toEqual([one]);
    const isRefused = async (method: string, path: string, body: object | undefined, code: string) =>
      expect(
        refusal(await call(method, path, { token, ...(body === undefined ? {} : { body }) })),
      ).toMatchObject({ code });
    await isRefused('GET', `/v1/stores/${two.id}`, undefined, 'store/not-yours');
    await isRefused('GET', `/v1/stores/${two.id}/devices`, undefined, 'store/not-yours');
    await isRefused(
      'POST',
      `/v1/stores/${two.id}/terminals`,
      { name: 'x', code: 'x', kind: 'till' },
      'store/not-yours',
    );
    await isRefused(
      'POST',
      `/v1/stores/${one.id}/areas`,
      { name: 'x', description: null },
      'permission/missing',
    );
    await isRefused('PATCH', `/v1/stores/${one.id}`, { name: 'x' }, 'permission/missing');
    const manager = await tokenOf({ storeIds: [id(one.id)] });
    expect(
      refusal(await call('POST', '/v1/stores', { token: manager, body: { ...STORE, code: 'H3' } })),
    ).toMatchObject({ code: 'store/forbidden' });
  });
});

describe('the tables', () => {
  it.each(
    SHAPES.filter((shape) => shape.service === 'service-entity').map(
      (shape) => [shape.table, shape] as const,
    ),
  )('%s has the columns that come down, and the reader sees no other', async (table, shape) => {
    const { rows } = await owner.query<{ column: string; published: boolean }>(
      `select column_name as column, has_column_privilege($2, $1::text, column_name, 'select') as published
         from information_schema.columns where table_schema = 'public' and table_name = $1::text`,
      [table, new URL(test.urls.reader).username],
    );
    const published = rows.filter((row) => row.published).map((row) => row.column);
    expect(published.toSorted()).toEqual(shape.columns.map(({ column }) => column).toSorted());
    const kept = rows
      .filter((row) => !row.published)
      .map((row) => row.column)
      .toSorted();
    const own: Record<string, string[]> = { devices: ['printer_id'], service_entities: ['current_status'] };
    expect(kept).toEqual(['created_at', 'updated_at', ...(own[table] ?? [])].toSorted());
  });
});

describe('the policies of a store', () => {
  it('are the defaults until somebody chooses, field by field', async () => {
    const store = await post('/v1/stores', STORE);
    const at = `/v1/stores/${store.id}/policies`;
    expect((await call('GET', at)).body).toEqual(DEFAULT_STORE_POLICIES);
    const cashRounding = { stepMinor: 5, method: 'HALF_UP', scope: 'cash_only' };
    await Promise.all([
      call('PATCH', at, { body: { cashRounding, isTableDirtyAfterClose: true } }),
      call('PATCH', at, { body: { scanPatterns: [PATTERN] } }),
    ]);
    const chosen = {
      ...DEFAULT_STORE_POLICIES,
      cashRounding,
      isTableDirtyAfterClose: true,
      scanPatterns: [PATTERN],
    };
    expect((await call('GET', at)).body).toEqual(chosen);
    expect((await call('PATCH', at, { body: { cashRounding: null } })).body).toEqual({
      ...chosen,
      cashRounding: null,
    });
  });

  it.each([
    ['body.reservationSlotMinutes', { reservationSlotMinutes: 0 }],
    ['body.pricing.rounding', { pricing: { ...DEFAULT_STORE_POLICIES.pricing, rounding: 'none' } }],
    ['body.scanPatterns.0.pattern', { scanPatterns: [{ ...PATTERN, pattern: '21.....' }] }],
  ])('are refused with the field %s that is wrong', async (field, body) => {
    const store = await post('/v1/stores', STORE);
    const answer = await call('PATCH', `/v1/stores/${store.id}/policies`, { body });
    expect([answer.status, refusal(answer)]).toMatchObject([400, { field }]);
  });
});

describe('a neighbour', () => {
  it('is out of sight and reach of every route', async () => {
    const their = { store: '', terminal: '', device: '', area: '', entity: '' };
    their.store = (await post('/v1/stores', { ...STORE, name: 'canary store', code: 'canary' })).id;
    const at = `/v1/stores/${their.store}`;
    their.terminal = (await post(`${at}/terminals`, { name: 'canary', code: 'canary', kind: 'till' })).id;
    their.device = (
      await post(`${at}/devices`, { ...PRINTER, name: 'canary', terminalId: their.terminal })
    ).id;
    their.area = (await post(`${at}/areas`, { name: 'canary', description: null })).id;
    their.entity = (
      await post(`${at}/entities`, { name: 'canary', areaId: their.area, capacity: 1, description: 'canary' })
    ).id;
    const label = { ...PATTERN, name: 'canary' };
    await call('PATCH', `${at}/policies`, { body: { scanPatterns: [label], isTableDirtyAfterClose: true } });
    const everything = async () => {
      const tables = [
        'stores',
        'store_policies',
        'terminals',
        'devices',
        'service_areas',
        'service_entities',
      ];
      return await Promise.all(
        tables.map(
          async (table) =>
            (await owner.query(`select * from ${table} where tenant_id = $1`, [tenantId])).rows,
        ),
      );
    };
    const before = await everything();
    const theirs = tenantId;
    tenantId = newId();
    const stranger = await tokenOf({});
    logged.length = 0;
    const bodies: Record<string, object> = {
      createStore: STORE,
      createTerminal: { name: 'spy', code: 'spy', kind: 'till' },
      createDevice: { ...PRINTER, terminalId: their.terminal },
      createServiceArea: { name: 'spy', description: null },
      createServiceEntity: { name: 'spy', areaId: their.area, capacity: 1, description: null },
      changeStorePolicies: { isTableDirtyAfterClose: false },
    };
    for (const route of serviceEntityRoutes) {
      const path = route.path.replace(/\{(\w+)Id\}/g, (_, what: keyof typeof their) => their[what]);
      const body = bodies[route.name] ?? (route.method === 'PATCH' ? { name: 'spy' } : undefined);
      const query = route.name === 'listReservations' ? '?date=2026-01-01' : '';
      const answer = await call(route.method, path + query, {
        token: stranger,
        ...(body === undefined ? {} : { body }),
      });
      expect(JSON.stringify(answer.body), route.name).not.toContain('canary');
      expect(JSON.stringify(answer.body), route.name).not.toContain(theirs);
      // A book is of a store that the caller's tenant must have.
      if (route.method === 'GET' && route.name.startsWith('list') && query === '')
        expect(answer.body.items, route.name).toHaveLength(0);
      else if (route.name !== 'createStore')
        expect(answer.status, `${route.name} ${JSON.stringify(answer.body)}`).toBe(404);
    }
    tenantId = theirs;
    expect(await everything()).toEqual(before);
    expect(logged.join('')).not.toContain('canary');
  });
});
