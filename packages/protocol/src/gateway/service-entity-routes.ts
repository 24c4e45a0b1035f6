import {
  zDeviceRow,
  zServiceAreaRow,
  zServiceEntityRow,
  zStorePolicies,
  zStoreRow,
  zTerminalRow,
} from '@beaveros/domain/service-entity';
import { zId } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { defineRoute, page, pageQuery } from './route.ts';

const base = { service: 'service-entity', identity: 'user' } as const;
const entities = { ...base, permission: 'can_manage_entities' } as const;
const devices = { ...base, permission: 'can_manage_devices' } as const;

/** Minted where the person acts; without it the service mints one. */
const zNewId = <Of extends string>() => zId<Of>().optional();
const zDone = z.strictObject({});

// What a person writes: the row less what the path, the token or the service says. A row's own schema is the meaning;
// `.shape` keeps the two from drifting apart.
const store = zStoreRow.omit({ id: true, tenantId: true, isActive: true });
const terminal = zTerminalRow.omit({ id: true, tenantId: true, storeId: true, isActive: true });
const device = zDeviceRow.omit({ id: true, tenantId: true, storeId: true, isActive: true });
const area = zServiceAreaRow.omit({ id: true, tenantId: true, storeId: true, isActive: true });
const entity = zServiceEntityRow.omit({ id: true, tenantId: true, storeId: true, isActive: true });
const isActive = { isActive: z.boolean() };

const zServiceEntityView = zServiceEntityRow.extend({
  /** Folded from facts. */
  currentStatus: z.enum([
    'available',
    'occupied',
    'waiting',
    'served',
    'bill',
    'dirty',
    'out-of-service',
    // Of before facts were folded; nobody writes them.
    'cleaning',
    'reserved',
  ]),
});

const listStores = defineRoute({
  ...base,
  name: 'listStores',
  method: 'GET',
  path: '/v1/stores',
  query: pageQuery,
  response: page(zStoreRow),
  errors: [],
  description: 'The stores that the token names.',
});
const getStore = defineRoute({
  ...base,
  name: 'getStore',
  method: 'GET',
  path: '/v1/stores/{storeId}',
  response: zStoreRow,
  errors: ['store/not-found'],
  description: 'One store.',
});
const createStore = defineRoute({
  ...entities,
  name: 'createStore',
  method: 'POST',
  path: '/v1/stores',
  body: store.extend({ id: zNewId<'Store'>() }),
  response: zStoreRow,
  errors: ['store/forbidden', 'store/duplicate', 'store/unknown-time-zone'],
  description: 'Opens a store; only for callers with all stores.',
});
const updateStore = defineRoute({
  ...entities,
  name: 'updateStore',
  method: 'PATCH',
  path: '/v1/stores/{storeId}',
  body: store.omit({ currency: true }).extend(isActive).partial(),
  response: zStoreRow,
  errors: ['store/not-found', 'store/duplicate', 'store/unknown-time-zone'],
  description: 'Changes what is given. The currency of a store is fixed: its documents are in it.',
});

const readStorePolicies = defineRoute({
  ...base,
  name: 'readStorePolicies',
  method: 'GET',
  path: '/v1/stores/{storeId}/policies',
  response: zStorePolicies,
  errors: ['store/not-found'],
  description: 'How a store prices, rounds and limits; what nobody chose has its default.',
});
const changeStorePolicies = defineRoute({
  ...entities,
  name: 'changeStorePolicies',
  method: 'PATCH',
  path: '/v1/stores/{storeId}/policies',
  body: zStorePolicies.partial(),
  response: zStorePolicies,
  errors: ['store/not-found'],
  description: 'Chooses the fields that are given, each as a whole. Open orders keep what they captured.',
});

const listTerminals = defineRoute({
  ...base,
  name: 'listTerminals',
  method: 'GET',
  path: '/v1/stores/{storeId}/terminals',
  query: pageQuery,
  response: page(zTerminalRow),
  errors: [],
  description: 'Tills and kitchen screens of a store.',
});
const createTerminal = defineRoute({
  ...devices,
  name: 'createTerminal',
  method: 'POST',
  path: '/v1/stores/{storeId}/terminals',
  body: terminal.extend({ id: zNewId<'Terminal'>() }),
  response: zTerminalRow,
  errors: ['store/not-found', 'terminal/duplicate'],
  description: 'Adds a terminal. It sells when it is enrolled.',
});
const updateTerminal = defineRoute({
  ...devices,
  name: 'updateTerminal',
  method: 'PATCH',
  path: '/v1/stores/{storeId}/terminals/{terminalId}',
  // The code is printed in receipt numbers and stays.
  body: terminal.omit({ code: true, kind: true }).extend(isActive).partial(),
  response: zTerminalRow,
  errors: ['terminal/not-found'],
  description: 'Changes what is given.',
});

const listDevices = defineRoute({
  ...base,
  name: 'listDevices',
  method: 'GET',
  path: '/v1/stores/{storeId}/devices',
  query: pageQuery,
  response: page(zDeviceRow),
  errors: [],
  description: 'Printers and drawers of a store.',
});
const createDevice = defineRoute({
  ...devices,
  name: 'createDevice',
  method: 'POST',
  path: '/v1/stores/{storeId}/devices',
  body: device.extend({ id: zNewId<'Device'>() }),
  response: zDeviceRow,
  errors: ['terminal/not-found', 'device/printer-not-found', 'device/duplicate'],
  description: 'Adds a device of a till; a drawer names a printer of the same till.',
});
const updateDevice = defineRoute({
  ...devices,
  name: 'updateDevice',
  method: 'PATCH',
  path: '/v1/stores/{storeId}/devices/{deviceId}',
  body: device.omit({ kind: true, terminalId: true }).extend(isActive).partial(),
  response: zDeviceRow,
  errors: ['device/not-found', 'device/printer-not-found', 'device/duplicate'],
  description: 'Changes what is given.',
});
const deleteDevice = defineRoute({
  ...devices,
  name: 'deleteDevice',
  method: 'DELETE',
  path: '/v1/stores/{storeId}/devices/{deviceId}',
  response: zDone,
  errors: ['device/not-found', 'device/in-use'],
  description: 'Takes a device away; a printer that a drawer hangs on stays.',
});

const listServiceAreas = defineRoute({
  ...base,
  name: 'listServiceAreas',
  method: 'GET',
  path: '/v1/stores/{storeId}/areas',
  query: pageQuery,
  response: page(zServiceAreaRow),
  errors: [],
  description: 'Areas of a store: dining room, patio.',
});
const createServiceArea = defineRoute({
  ...entities,
  name: 'createServiceArea',
  method: 'POST',
  path: '/v1/stores/{storeId}/areas',
  body: area.extend({ id: zNewId<'ServiceArea'>() }),
  response: zServiceAreaRow,
  errors: ['store/not-found', 'area/duplicate'],
  description: 'Adds an area.',
});
const updateServiceArea = defineRoute({
  ...entities,
  name: 'updateServiceArea',
  method: 'PATCH',
  path: '/v1/stores/{storeId}/areas/{areaId}',
  body: area.extend(isActive).partial(),
  response: zServiceAreaRow,
  errors: ['area/not-found', 'area/duplicate'],
  description: 'Changes what is given.',
});
const deleteServiceArea = defineRoute({
  ...entities,
  name: 'deleteServiceArea',
  method: 'DELETE',
  path: '/v1/stores/{storeId}/areas/{areaId}',
  response: zDone,
  errors: ['area/not-found', 'area/in-use'],
  description: 'Takes an empty area away.',
});

const listServiceEntities = defineRoute({
  ...base,
  name: 'listServiceEntities',
  method: 'GET',
  path: '/v1/stores/{storeId}/entities',
  query: pageQuery,
  response: page(zServiceEntityView),
  errors: [],
  description: 'Tables, rooms and bays of a store, with their status.',
});
const createServiceEntity = defineRoute({
  ...entities,
  name: 'createServiceEntity',
  method: 'POST',
  path: '/v1/stores/{storeId}/entities',
  body: entity.extend({ id: zNewId<'ServiceEntity'>() }),
  response: zServiceEntityView,
  errors: ['store/not-found', 'area/not-found', 'entity/duplicate'],
  description: 'Adds a table, room or bay.',
});
const updateServiceEntity = defineRoute({
  ...entities,
  name: 'updateServiceEntity',
  method: 'PATCH',
  path: '/v1/stores/{storeId}/entities/{entityId}',
  body: entity.extend(isActive).partial(),
  response: zServiceEntityView,
  errors: ['entity/not-found', 'area/not-found', 'entity/duplicate'],
  description: 'Changes what is given. Orders that name it keep the name they captured.',
});
const deleteServiceEntity = defineRoute({
  ...entities,
  name: 'deleteServiceEntity',
  method: 'DELETE',
  path: '/v1/stores/{storeId}/entities/{entityId}',
  response: zDone,
  errors: ['entity/not-found'],
  description: 'Takes a table, room or bay away.',
});

const zMoment = z.int().min(0);
const listReservations = defineRoute({
  ...base,
  permission: 'can_manage_reservations',
  name: 'listReservations',
  method: 'GET',
  path: '/v1/stores/{storeId}/reservations',
  query: pageQuery.extend({ date: z.iso.date().optional() }),
  response: page(
    z.strictObject({
      id: zId(),
      status: z.enum(['booked', 'seated', 'cancelled', 'no-show']),
      startsAt: zMoment,
      endsAt: zMoment,
      guests: z.int(),
      entities: z.array(z.strictObject({ id: zId(), name: z.string() })),
      note: z.string().nullable(),
      /** Side records that hold name and phone; they are not in this database. */
      nameSide: zId(),
      phoneSide: zId().nullable(),
      orderId: zId().nullable(),
      madeAt: zMoment,
      madeBy: zId().nullable(),
    }),
  ),
  errors: ['store/not-found'],
  description:
    'The book of a store, the first reservation first; with `date` only that day by the wall clock of the store.',
});

/** The routes of cloud/services/service-entity. */
export const serviceEntityRoutes = [
  listStores,
  getStore,
  createStore,
  updateStore,
  readStorePolicies,
  changeStorePolicies,
  listTerminals,
  createTerminal,
  updateTerminal,
  listDevices,
  createDevice,
  updateDevice,
  deleteDevice,
  listServiceAreas,
  createServiceArea,
  updateServiceArea,
  deleteServiceArea,
  listServiceEntities,
  createServiceEntity,
  updateServiceEntity,
  deleteServiceEntity,
  listReservations,
] as const;
