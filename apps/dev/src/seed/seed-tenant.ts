import type { DeviceRow } from '@beaveros/domain/service-entity';
import { Fault } from '@beaveros/kit';
import { IMPORT_ITEMS_MAX, type PriceRuleBody } from '@beaveros/protocol/gateway';
import type { GatewayClient } from '../house/gateway-client.ts';
import { readSeedPicture } from './seed-pictures.ts';
import type { TenantPlan } from './tenant-plan.ts';

/** Where a till's receipt printer listens. */
export interface PrinterAddress {
  readonly host: string;
  readonly port: number;
}

export interface SeededTenant {
  readonly storeId: string;
  /** By code. */
  readonly terminalIds: Readonly<Record<string, string>>;
}

type IdByName = ReadonlyMap<string, string>;

/**
 * Brings a tenant to what its plan says, through the routes a back office uses, in their order: what is there by name
 * stays, what is missing is added, a printer that moved is told its new address. So a second run changes nothing, and one
 * that was interrupted is finished by the next.
 */
export async function seedTenant(
  api: GatewayClient,
  plan: TenantPlan,
  printers: Readonly<Record<string, PrinterAddress>>,
): Promise<SeededTenant> {
  const storeId = await seedStore(api, plan);
  const terminalIds = await seedTerminals(api, plan, storeId);
  await seedDevices(api, { storeId, terminalIds, printers });
  await seedTables(api, plan, storeId);
  await seedPeople(api, plan, storeId);
  await seedPaymentMethods(api, plan);
  const categoryIds = await seedCatalogue(api, plan);
  await seedKitchen(api, plan, { storeId, categoryIds });
  await seedRules(api, plan, categoryIds);
  return { storeId, terminalIds: Object.fromEntries(terminalIds) };
}

/** Adds what the plan names and the list does not have, one after the other; ids by name of both. */
async function ensure<Planned>(
  existing: readonly { readonly id: string; readonly name: string }[],
  planned: readonly Planned[],
  nameOf: (planned: Planned) => string,
  add: (planned: Planned, position: number) => Promise<{ readonly id: string }>,
): Promise<IdByName> {
  const ids = new Map(existing.map(({ name, id }) => [name, id]));
  for (const [position, each] of planned.entries()) {
    const name = nameOf(each);
    if (!ids.has(name)) ids.set(name, (await add(each, position)).id);
  }
  return ids;
}

function idOf(ids: IdByName, name: string): string {
  const id = ids.get(name);
  if (id === undefined)
    throw new Fault('seed/unknown-name', `the plan names ${name}, which it does not have`);
  return id;
}

async function seedStore(api: GatewayClient, { store }: TenantPlan): Promise<string> {
  const known = (await api.all('listStores', {})).find(({ code }) => code === store.code);
  const body = { ...store, taxRounding: 'per_line' as const };
  return (known ?? (await api.call('createStore', { body }))).id;
}

async function seedTerminals(api: GatewayClient, plan: TenantPlan, storeId: string): Promise<IdByName> {
  const params = { storeId };
  const known = await api.all('listTerminals', { params });
  return await ensure(
    known.map(({ id, code }) => ({ id, name: code })),
    plan.terminals,
    ({ code }) => code,
    (body) => api.call('createTerminal', { params, body }),
  );
}

/** A receipt printer for each till that has one in reach, and a drawer on its connector. */
async function seedDevices(
  api: GatewayClient,
  {
    storeId,
    terminalIds,
    printers,
  }: { storeId: string; terminalIds: IdByName; printers: Readonly<Record<string, PrinterAddress>> },
): Promise<void> {
  const params = { storeId };
  const known = await api.all('listDevices', { params });
  for (const [code, { host, port }] of Object.entries(printers)) {
    const terminalId = idOf(terminalIds, code);
    const connection = { via: 'tcp', host, port } as const;
    const name = `Receipt printer ${code}`;
    let printer = known.find((device) => device.name === name);
    if (printer === undefined) {
      const body = { terminalId, name, kind: 'receipt-printer' as const, connection, profile: 'epson-80mm' };
      printer = await api.call('createDevice', { params, body });
    } else if (!isAt(printer.connection, { host, port })) {
      await api.call('updateDevice', { params: { storeId, deviceId: printer.id }, body: { connection } });
    }
    const drawerName = `Cash drawer ${code}`;
    if (known.some((device) => device.name === drawerName)) continue;
    await api.call('createDevice', {
      params,
      body: {
        terminalId,
        name: drawerName,
        kind: 'cash-drawer',
        connection: { via: 'printer', printer: printer.id, connector: 2 },
        profile: null,
      },
    });
  }
}

function isAt(connection: DeviceRow['connection'], { host, port }: PrinterAddress): boolean {
  return connection.via === 'tcp' && connection.host === host && connection.port === port;
}

async function seedTables(api: GatewayClient, plan: TenantPlan, storeId: string): Promise<void> {
  const params = { storeId };
  const areaIds = await ensure(
    await api.all('listServiceAreas', { params }),
    plan.areas,
    ({ name }) => name,
    ({ name }) => api.call('createServiceArea', { params, body: { name, description: null } }),
  );
  const tables = plan.areas.flatMap((area) =>
    area.tables.map(([name, capacity]) => ({ name, capacity, areaId: idOf(areaIds, area.name) })),
  );
  await ensure(
    await api.all('listServiceEntities', { params }),
    tables,
    ({ name }) => name,
    ({ name, capacity, areaId }) =>
      api.call('createServiceEntity', { params, body: { name, capacity, areaId, description: null } }),
  );
}

async function seedPeople(api: GatewayClient, plan: TenantPlan, storeId: string): Promise<void> {
  const roles = new Map((await api.all('listRoles', {})).map(({ name, id }) => [name, id as string]));
  const users = await api.all('listUsers', {});
  for (const { username, firstName, lastName, role, pin } of plan.people) {
    let user = users.find((each) => each.username === username);
    user ??= await api.call('createUser', {
      body: {
        username,
        firstName,
        lastName,
        // Who works at a till signs in there by PIN; the password is for the back office.
        password: passwordOf(plan, username),
        roleIds: [idOf(roles, role)],
        storeIds: [storeId],
      },
    });
    if (!user.hasPin) await api.call('setUserPin', { params: { userId: user.id }, body: { pin } });
  }
}

/** The password of a seeded person in the back office. */
function passwordOf(plan: TenantPlan, username: string): string {
  return `${username}-of-${plan.slug}`;
}

async function seedPaymentMethods(api: GatewayClient, plan: TenantPlan): Promise<void> {
  await ensure(
    await api.all('listPaymentMethods', {}),
    plan.paymentMethods,
    ([name]) => name,
    ([name, type]) => api.call('createPaymentMethod', { body: { name, type } }),
  );
}

async function seedCatalogue(api: GatewayClient, plan: TenantPlan): Promise<IdByName> {
  const taxIds = await ensure(
    await api.all('listTaxes', {}),
    plan.taxes,
    ({ name }) => name,
    ({ name, rate, mode }, sequence) => api.call('createTax', { body: { name, rate, mode, sequence } }),
  );
  const modifierIds = await ensure(
    await api.all('listModifiers', {}),
    plan.modifiers,
    ({ name }) => name,
    ({ options, ...modifier }) =>
      api.call('createModifier', {
        body: { ...modifier, options: options.map(([name, priceAdjustment]) => ({ name, priceAdjustment })) },
      }),
  );
  const categoryIds = await ensure(
    await api.all('listCategories', {}),
    plan.categories,
    ({ name }) => name,
    ({ name, color }, position) => api.call('createCategory', { body: { name, color, position } }),
  );
  await seedItems(api, plan, { taxIds, modifierIds, categoryIds });
  await seedPictures(api, plan);
  return categoryIds;
}

async function seedItems(
  api: GatewayClient,
  plan: TenantPlan,
  ids: { readonly taxIds: IdByName; readonly modifierIds: IdByName; readonly categoryIds: IdByName },
): Promise<void> {
  const known = new Set((await api.all('listItems', {})).map(({ sku }) => sku));
  const missing = plan.items.filter(({ sku }) => !known.has(sku));
  const isPlain = (item: TenantPlan['items'][number]): boolean => item.modifiers.length === 0;
  for (const { name, sku, price, category, taxes, modifiers, barcodes } of missing.filter(
    (item) => !isPlain(item),
  )) {
    const body = {
      name,
      sku,
      price,
      type: 'product' as const,
      categoryIds: [idOf(ids.categoryIds, category)],
      taxIds: taxes.map((tax) => idOf(ids.taxIds, tax)),
      modifierIds: modifiers.map((modifier) => idOf(ids.modifierIds, modifier)),
      barcodes: [...barcodes],
    };
    await api.call('createItem', { body });
  }
  const plain = missing.filter(isPlain).map(({ name, sku, price, category, taxes, barcodes }) => ({
    name,
    sku,
    price,
    categories: [category],
    taxes: [...taxes],
    barcodes: [...barcodes],
  }));
  for (let at = 0; at < plain.length; at += IMPORT_ITEMS_MAX) {
    await api.call('importCatalogue', { body: { items: plain.slice(at, at + IMPORT_ITEMS_MAX) } });
  }
}

/** Items that have no picture get the one of the plan; what a person chose stays. */
async function seedPictures(api: GatewayClient, plan: TenantPlan): Promise<void> {
  const planned = plan.items.filter(({ picture }) => picture !== undefined);
  if (planned.length === 0) return;
  const known = new Map((await api.all('listItems', {})).map((item) => [item.sku, item]));
  for (const { sku, picture } of planned) {
    const item = known.get(sku);
    if (item === undefined || item.imageUrl !== null) continue;
    const { url } = await api.call('createPicture', { body: await readSeedPicture(picture!) });
    await api.call('changeItem', { params: { id: item.id }, body: { imageUrl: url } });
  }
}

async function seedRules(api: GatewayClient, { rules }: TenantPlan, categoryIds: IdByName): Promise<void> {
  if (rules.length === 0) return;
  const byName = (rows: readonly { readonly id: string; readonly name: string }[]): IdByName =>
    new Map(rows.map(({ id, name }) => [name, id]));
  const itemIds = byName(await api.all('listItems', {}));
  const taxIds = byName(await api.all('listTaxes', {}));
  await ensure(
    await api.all('listPriceRules', {}),
    rules,
    ({ name }) => name,
    ({ name, weekdays, times, isActive, terms, ...named }) => {
      const ids = {
        items: named.items.map((item) => idOf(itemIds, item)),
        categories: named.categories.map((category) => idOf(categoryIds, category)),
        taxes: named.taxes.map((tax) => idOf(taxIds, tax)),
      };
      const head = { name, weekdays, times, isActive, storeId: null, validFrom: null, validTo: null };
      // Kind and rule come from one plan, and the route judges them.
      return api.call('createPriceRule', { body: { ...head, ...terms(ids) } as PriceRuleBody });
    },
  );
}

async function seedKitchen(
  api: GatewayClient,
  plan: TenantPlan,
  { storeId, categoryIds }: { readonly storeId: string; readonly categoryIds: IdByName },
): Promise<void> {
  await ensure(
    await api.all('listWorkflowStages', {}),
    plan.stages,
    ({ name }) => name,
    ({ name, isFinal }, orderSequence) =>
      api.call('createWorkflowStage', { body: { name, orderSequence, isFinalStage: isFinal } }),
  );
  const params = { storeId };
  await ensure(
    await api.all('listStations', { params }),
    plan.stations,
    ({ name }) => name,
    ({ name, categories }, position) => {
      const cooked = categories.map((category) => idOf(categoryIds, category));
      return api.call('createStation', { params, body: { name, position, categoryIds: cooked } });
    },
  );
}
