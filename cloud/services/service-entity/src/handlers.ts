import { ok, type Refusal, refuse } from '@beaveros/kit';
import type { serviceEntityRoutes } from '@beaveros/protocol/gateway';
import {
  decodeCursor,
  type Handler,
  type Handlers,
  type Identity,
  pageOf,
  type RouteRequest,
  type Transaction,
} from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';
import type { EntityRows, Fields, Within } from './entity-table.ts';
import { chooseStorePolicies, readStorePolicies } from './store-policies.ts';
import { areas, devices, serviceEntities, stores, terminals } from './tables.ts';

type Named<N extends string> = Extract<(typeof serviceEntityRoutes)[number], { readonly name: N }>;
type Name = (typeof serviceEntityRoutes)[number]['name'];

/** What is the same in every request of this service, whichever table it is about. */
interface EntityRequest {
  readonly tx: Transaction;
  readonly identity: Extract<Identity, { kind: 'user' }>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: { readonly limit: number; readonly cursor?: string | undefined };
  readonly body: Fields;
}

/** Handlers of the five tables: list, add, change, take away, each within the tenant and stores of the token. */
export function serviceEntityHandlers({
  transaction,
  newId,
}: Pick<IslandTools<typeof serviceEntityRoutes>, 'transaction' | 'newId'>): Omit<
  Handlers<typeof serviceEntityRoutes>,
  'listReservations'
> {
  // The one cast: rows are as untyped as SQL here, and every request and answer is parsed by its route's schema.
  const handle = <N extends Name>(
    name: N,
    work: (request: EntityRequest) => Promise<unknown>,
  ): Handler<Named<N>> => {
    const untyped = work as unknown as (
      request: RouteRequest<Named<N>> & { readonly tx: Transaction },
    ) => ReturnType<Handler<Named<N>>>;
    return transaction(name, untyped as never) as never;
  };
  const ofStore = ({ params }: EntityRequest): Within => ({ storeId: params['storeId']! });
  const ofToken = ({ identity }: EntityRequest): Within => ({ stores: identity.storeIds });

  const list =
    (rows: EntityRows, within: (request: EntityRequest) => Within) => async (request: EntityRequest) => {
      const {
        tx,
        query: { limit, cursor },
      } = request;
      const after = cursor === undefined ? (['', LOWEST_ID] as const) : decodeCursor(AFTER, cursor);
      const found = await rows.list(tx, within(request), { after, limit });
      return ok(
        pageOf(found, { limit, item: (row) => row, key: (row) => [String(row['name']), String(row['id'])] }),
      );
    };

  const add = (rows: EntityRows) => async (request: EntityRequest) => {
    const { tx, identity, params, body } = request;
    const id = typeof body['id'] === 'string' ? body['id'] : newId();
    const written = await rows.insert(tx, {
      ...body,
      id,
      tenantId: identity.tenantId,
      storeId: params['storeId'],
      isActive: true,
    });
    return written.ok ? ok((await rows.byId(tx, ofStore(request), id))!) : written;
  };

  const change = (rows: EntityRows, param: string, missing: string) => async (request: EntityRequest) => {
    const { tx, params, body } = request;
    const id = params[param]!;
    const written = await rows.update(tx, ofStore(request), id, body);
    if (!written.ok) return written;
    return written.value ? ok((await rows.byId(tx, ofStore(request), id))!) : refuse({ code: missing });
  };

  const takeAway = (rows: EntityRows, param: string, missing: string) => async (request: EntityRequest) => {
    const gone = await rows.delete(request.tx, ofStore(request), request.params[param]!);
    if (!gone.ok) return gone;
    return gone.value ? ok({}) : refuse({ code: missing });
  };

  return {
    listStores: handle('listStores', list(stores, ofToken)),
    getStore: handle('getStore', async (request) => {
      const store = await stores.byId(request.tx, ofToken(request), request.params['storeId']!);
      return store === undefined ? refuse({ code: 'store/not-found' }) : ok(store);
    }),
    createStore: handle('createStore', async (request) => {
      const { tx, identity, body } = request;
      // A store that the caller's token cannot name would be out of their sight at once.
      if (identity.storeIds !== 'all') return refuse({ code: 'store/forbidden' });
      const unknownZone = refuseUnknownZone(body);
      if (unknownZone !== null) return unknownZone;
      const id = typeof body['id'] === 'string' ? body['id'] : newId();
      const written = await stores.insert(tx, { ...body, id, tenantId: identity.tenantId, isActive: true });
      return written.ok ? ok((await stores.byId(tx, ofToken(request), id))!) : written;
    }),
    updateStore: handle('updateStore', async (request) => {
      const { tx, params, body } = request;
      const unknownZone = refuseUnknownZone(body);
      if (unknownZone !== null) return unknownZone;
      const written = await stores.update(tx, ofToken(request), params['storeId']!, body);
      if (!written.ok) return written;
      return written.value
        ? ok((await stores.byId(tx, ofToken(request), params['storeId']!))!)
        : refuse({ code: 'store/not-found' });
    }),

    readStorePolicies: handle('readStorePolicies', async (request) => {
      const storeId = request.params['storeId']!;
      const store = await stores.byId(request.tx, ofToken(request), storeId);
      return store === undefined
        ? refuse({ code: 'store/not-found' })
        : ok(await readStorePolicies(request.tx, storeId));
    }),
    changeStorePolicies: handle('changeStorePolicies', async (request) => {
      const { tx, identity, params, body } = request;
      const storeId = params['storeId']!;
      const store = await stores.byId(tx, ofToken(request), storeId);
      if (store === undefined) return refuse({ code: 'store/not-found' });
      await chooseStorePolicies(tx, { tenantId: identity.tenantId, storeId }, body);
      return ok(await readStorePolicies(tx, storeId));
    }),

    listTerminals: handle('listTerminals', list(terminals, ofStore)),
    createTerminal: handle('createTerminal', add(terminals)),
    updateTerminal: handle('updateTerminal', change(terminals, 'terminalId', 'terminal/not-found')),

    listDevices: handle('listDevices', list(devices, ofStore)),
    createDevice: handle('createDevice', add(devices)),
    updateDevice: handle('updateDevice', change(devices, 'deviceId', 'device/not-found')),
    deleteDevice: handle('deleteDevice', takeAway(devices, 'deviceId', 'device/not-found')),

    listServiceAreas: handle('listServiceAreas', list(areas, ofStore)),
    createServiceArea: handle('createServiceArea', add(areas)),
    updateServiceArea: handle('updateServiceArea', change(areas, 'areaId', 'area/not-found')),
    deleteServiceArea: handle('deleteServiceArea', takeAway(areas, 'areaId', 'area/not-found')),

    listServiceEntities: handle('listServiceEntities', list(serviceEntities, ofStore)),
    createServiceEntity: handle('createServiceEntity', add(serviceEntities)),
    updateServiceEntity: handle(
      'updateServiceEntity',
      change(serviceEntities, 'entityId', 'entity/not-found'),
    ),
    deleteServiceEntity: handle(
      'deleteServiceEntity',
      takeAway(serviceEntities, 'entityId', 'entity/not-found'),
    ),
  };
}

const AFTER = z.tuple([z.string(), z.uuid()]);
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Tills reckon the business date in it, so a zone that this machine does not know is refused here and not there. */
function refuseUnknownZone({
  timeZone,
}: Fields): ReturnType<typeof refuse<Refusal & { readonly field: string }>> | null {
  if (typeof timeZone !== 'string') return null;
  try {
    Intl.DateTimeFormat('en', { timeZone });
    return null;
  } catch {
    return refuse({ code: 'store/unknown-time-zone', field: 'body.timeZone' });
  }
}
