import { EntityRows } from './entity-table.ts';

// The five tables of this service. A constraint that is not named here cannot be broken through the routes.

export const stores = new EntityRows({
  shape: 'service-entity.stores.v1',
  refusalByConstraint: {
    stores_pkey: { code: 'store/duplicate', field: 'body.id' },
    stores_code_unique: { code: 'store/duplicate', field: 'body.code' },
  },
});

export const terminals = new EntityRows({
  shape: 'service-entity.terminals.v1',
  refusalByConstraint: {
    terminals_pkey: { code: 'terminal/duplicate', field: 'body.id' },
    terminals_code_unique: { code: 'terminal/duplicate', field: 'body.code' },
    terminals_store_fkey: { code: 'store/not-found', field: 'params.storeId' },
  },
});

export const devices = new EntityRows({
  shape: 'service-entity.devices.v1',
  refusalByConstraint: {
    devices_pkey: { code: 'device/duplicate', field: 'body.id' },
    devices_name_unique: { code: 'device/duplicate', field: 'body.name' },
    devices_terminal_fkey: { code: 'terminal/not-found', field: 'body.terminalId' },
    devices_printer_fkey: { code: 'device/printer-not-found', field: 'body.connection.printer' },
  },
  inUse: 'device/in-use',
});

export const areas = new EntityRows({
  shape: 'service-entity.service_areas.v1',
  refusalByConstraint: {
    service_areas_pkey: { code: 'area/duplicate', field: 'body.id' },
    unique_area_name_per_store: { code: 'area/duplicate', field: 'body.name' },
    service_areas_store_fkey: { code: 'store/not-found', field: 'params.storeId' },
  },
  inUse: 'area/in-use',
});

export const serviceEntities = new EntityRows({
  shape: 'service-entity.service_entities.v1',
  seen: { currentStatus: 'current_status' },
  refusalByConstraint: {
    service_entities_pkey: { code: 'entity/duplicate', field: 'body.id' },
    unique_entity_name_per_area: { code: 'entity/duplicate', field: 'body.name' },
    service_entities_area_fkey: { code: 'area/not-found', field: 'body.areaId' },
    service_entities_store_fkey: { code: 'store/not-found', field: 'params.storeId' },
  },
});
