import type { HouseTenant } from '../house/house.ts';

const MARK = ' *';
/** Marks a name, or takes the mark away again: every call changes every row. */
const turned = (name: string): string =>
  name.endsWith(MARK) ? name.slice(0, -MARK.length) : `${name}${MARK}`;

/** Changes every row of every shape that a till has, through the gateway, and answers how many. */
export async function changeEveryRow({ api, storeId }: HouseTenant): Promise<number> {
  const inStore = { params: { storeId } };
  const of = (key: string, id: string) => ({ params: { storeId, [key]: id } as never });
  const stores = await api.call('getStore', inStore);
  const [terminals, devices, areas, entities] = await Promise.all([
    api.all('listTerminals', inStore),
    api.all('listDevices', inStore),
    api.all('listServiceAreas', inStore),
    api.all('listServiceEntities', inStore),
  ]);
  const [users, taxes, categories, items, methods, stages, stations] = await Promise.all([
    api.all('listUsers', {}),
    api.all('listTaxes', {}),
    api.all('listCategories', {}),
    api.all('listItems', {}),
    api.all('listPaymentMethods', {}),
    api.all('listWorkflowStages', {}),
    api.all('listStations', inStore),
  ]);
  const changes: (() => Promise<unknown>)[] = [
    () =>
      api.call('updateStore', { ...inStore, body: { receiptFooter: turned(stores.receiptFooter ?? '') } }),
    ...terminals.map(
      (row) => () =>
        api.call('updateTerminal', { ...of('terminalId', row.id), body: { name: turned(row.name) } }),
    ),
    ...devices.map(
      (row) => () =>
        api.call('updateDevice', { ...of('deviceId', row.id), body: { name: turned(row.name) } }),
    ),
    ...areas.map(
      (row) => () =>
        api.call('updateServiceArea', { ...of('areaId', row.id), body: { name: turned(row.name) } }),
    ),
    ...entities.map(
      (row) => () =>
        api.call('updateServiceEntity', { ...of('entityId', row.id), body: { name: turned(row.name) } }),
    ),
    ...users.map(
      (row) => () =>
        api.call('updateUser', {
          params: { userId: row.id },
          body: { lastName: turned(row.lastName ?? '-') },
        }),
    ),
    ...taxes.map(
      (row) => () => api.call('changeTax', { params: { id: row.id }, body: { name: turned(row.name) } }),
    ),
    ...categories.map(
      (row) => () => api.call('changeCategory', { params: { id: row.id }, body: { name: turned(row.name) } }),
    ),
    ...items.map(
      (row) => () => api.call('changeItem', { params: { id: row.id }, body: { name: turned(row.name) } }),
    ),
    ...methods.map(
      (row) => () =>
        api.call('changePaymentMethod', { params: { id: row.id }, body: { name: turned(row.name) } }),
    ),
    ...stages.map(
      (row) => () =>
        api.call('changeWorkflowStage', { params: { id: row.id }, body: { name: turned(row.name) } }),
    ),
    ...stations.map(
      (row) => () =>
        api.call('changeStation', { params: { storeId, id: row.id }, body: { name: turned(row.name) } }),
    ),
  ];
  for (let at = 0; at < changes.length; at += AT_ONCE) {
    await Promise.all(changes.slice(at, at + AT_ONCE).map((change) => change()));
  }
  return changes.length;
}

/** A back office with many hands; more only queues in the pool. */
const AT_ONCE = 8;
