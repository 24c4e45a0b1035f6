import {
  type DeviceRow,
  type ServiceAreaRow,
  type ServiceEntityRow,
  type StorePolicies,
  storePoliciesOf,
  type StoreRow,
  type TerminalRow,
} from '@beaveros/domain/service-entity';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, getColumns } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS } from '../shape-rows.ts';
import {
  devices,
  SERVICE_ENTITY_ROWS,
  serviceAreas,
  serviceEntities,
  storePolicies,
  stores,
  terminals,
} from './rows-tables.ts';

/** The store this till stands in. Lists hold all rows, also inactive ones, by name. */
export interface EntityRows {
  store(): StoreRow | undefined;
  /** What the store chose; the defaults where it chose nothing or nothing has come down. */
  policies(): StorePolicies;
  terminals(): readonly TerminalRow[];
  devices(): readonly DeviceRow[];
  serviceAreas(): readonly ServiceAreaRow[];
  serviceEntities(): readonly ServiceEntityRow[];
}

export function openEntityRows(dir: string, shapes: readonly Shape[], onApplied: (shape: string) => void) {
  // Read with every command: parsed once for each change.
  let policies: StorePolicies | null = null;
  const file = new RowFile(dir, 'service-entity', SERVICE_ENTITY_ROWS);
  const rowsOf = (table: string) => {
    const shape = shapes.find((each) => each.table === table)!;
    return new ShapeRows({ shape, file, writer: new PlainRowWriter(file.db, shape), onApplied });
  };
  const storeRows = rowsOf('stores');
  const policyShape = shapes.find((each) => each.table === 'store_policies')!;
  const policyRows = new ShapeRows({
    shape: policyShape,
    file,
    writer: new PlainRowWriter(file.db, policyShape),
    onApplied: (shape) => {
      policies = null;
      onApplied(shape);
    },
  });
  const terminalRows = rowsOf('terminals');
  const deviceRows = rowsOf('devices');
  const areaRows = rowsOf('service_areas');
  const entityRows = rowsOf('service_entities');
  const db = drizzle({ client: file.db });
  const of = SLOTS.map((slot) => {
    const [store, terminal, device] = [stores(slot), terminals(slot), devices(slot)];
    const [area, entity] = [serviceAreas(slot), serviceEntities(slot)];
    const policy = storePolicies(slot);
    const { wireDigest: _1, ...storeFields } = getColumns(store);
    const { wireDigest: _2, ...terminalFields } = getColumns(terminal);
    const { wireDigest: _3, ...deviceFields } = getColumns(device);
    const { wireDigest: _4, ...areaFields } = getColumns(area);
    const { wireDigest: _5, ...entityFields } = getColumns(entity);
    return {
      store: db.select(storeFields).from(store).limit(1).prepare(),
      policies: db.select({ policies: policy.policies }).from(policy).limit(1).prepare(),
      terminals: db
        .select(terminalFields)
        .from(terminal)
        .orderBy(asc(terminal.name), asc(terminal.id))
        .prepare(),
      devices: db.select(deviceFields).from(device).orderBy(asc(device.name), asc(device.id)).prepare(),
      areas: db.select(areaFields).from(area).orderBy(asc(area.name), asc(area.id)).prepare(),
      entities: db.select(entityFields).from(entity).orderBy(asc(entity.name), asc(entity.id)).prepare(),
    };
  });
  const reader: EntityRows = {
    store: () => of[storeRows.live]!.store.get(),
    policies: () => (policies ??= storePoliciesOf(of[policyRows.live]!.policies.get()?.policies)),
    terminals: () => of[terminalRows.live]!.terminals.all(),
    devices: () => of[deviceRows.live]!.devices.all(),
    serviceAreas: () => of[areaRows.live]!.areas.all(),
    serviceEntities: () => of[entityRows.live]!.entities.all(),
  };
  return { file, shapes: [storeRows, policyRows, terminalRows, deviceRows, areaRows, entityRows], reader };
}
