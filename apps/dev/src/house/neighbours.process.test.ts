import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSIONS } from '@beaveros/domain/report';
import { instant, isId } from '@beaveros/kit';
import { SHAPES } from '@beaveros/protocol/shapes';
import { pathParams, type Route, takesCaller } from '@beaveros/protocol/gateway';
import { eventsOf } from '@beaveros/service-kit/testing';
import { createSigner, terminalTokens } from '@beaveros/terminal-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESTAURANT } from '../seed/restaurant.ts';
import type { TenantPlan } from '../seed/tenant-plan.ts';
import { type Document, openOrder, openShift, payCash } from '../smoke/cash-sale.ts';
import { untilListed, untilReported } from '../smoke/report.ts';
import { type House, type HouseTenant, temporaryHouse } from './house.ts';
import { ROUTES } from './routes.ts';

/** In every text of the neighbour, and nowhere else in the world. */
const CANARY = 'CANARY';

/** Words that are references or codes, not the tenant's own. */
const NOT_OWN = new Set(
  (
    'slug username password role pin code timeZone currency language mode kind ' +
    'selectionType price rate color barcodes picture paymentMethods'
  ).split(' '),
);

/** The restaurant again, every text of its own marked. */
function neighbourOf(plan: TenantPlan): TenantPlan {
  const marked = (value: unknown, key: string): unknown => {
    if (NOT_OWN.has(key)) return value;
    if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? value : `${CANARY} ${value}`;
    if (Array.isArray(value)) return value.map((each) => marked(each, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, marked(each, name)]));
  };
  const copy = marked(plan, '') as TenantPlan;
  const paymentMethods = plan.paymentMethods.map(([name, type]) => [`${CANARY} ${name}`, type] as const);
  return { ...copy, slug: 'neighbour', paymentMethods };
}

/** A picture by its first bytes, with the canary behind them. */
function canaryPicture(): string {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000101000000003725db56', 'hex');
  return Buffer.concat([header, Buffer.from(CANARY)]).toString('base64');
}

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

/** All of an answer; of a stream, which has no end, what it says at once. */
async function textOf(response: Response, route: Route): Promise<string> {
  if (route.stream !== true || !response.ok) return await response.text();
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** What a route cannot be asked without; where that is an id, each of theirs. */
function queriesOf({ name }: Route, theirIds: readonly string[]): readonly string[] {
  const days = `from=${dayFromNow(-2)}&to=${dayFromNow(2)}`;
  if (name === 'readSales') return [`?${days}&by=day`];
  if (name === 'readSalesBy') return DIMENSIONS.map((dimension) => `?${days}&dimension=${dimension}`);
  if (name === 'readDays') return [`?${days}`];
  if (name === 'listStockMovements') return theirIds.filter(isId).map((id) => `?itemId=${id}`);
  return [''];
}

describe('a neighbour', () => {
  let house: House;
  let ours: HouseTenant;
  let theirs: HouseTenant;
  /** What each sold first. */
  const sold = new Map<HouseTenant, Document>();
  let theirPicture: { readonly hash: string; readonly url: string };

  beforeAll(async () => {
    const plan = neighbourOf(RESTAURANT);
    house = await temporaryHouse([
      { plan: RESTAURANT, tills: ['T1'], hasPrinters: false },
      { plan, tills: ['T1'], hasPrinters: false },
    ]);
    [ours, theirs] = [house.tenant(RESTAURANT.slug), house.tenant(plan.slug)];
    for (const [tenant, item] of [
      [ours, 'Caña'],
      [theirs, `${CANARY} Caña`],
    ] as const) {
      await using till = await tenant.signedIn('T1', 'marta');
      await openShift(till);
      const order = await openOrder(till, [{ item, quantity: 2 }]);
      await till.call('nameGuest', {
        order: order.order,
        guest: {
          id: till.newId<'Side'>(),
          salt: '0'.repeat(32),
          value: tenant === theirs ? `${CANARY} guest` : 'Ana',
        },
      });
      await till.call('fireOrder', { order: order.order, firing: till.newId<'Firing'>(), lines: null });
      const paid = await payCash(till, order);
      sold.set(tenant, paid);
      await untilListed(tenant, [paid]);
    }
    theirPicture = await theirs.api.call('createPicture', {
      body: { contentType: 'image/png', base64: canaryPicture() },
    });
  }, 120_000);
  afterAll(() => house[Symbol.asyncDispose]());

  it('is there: its own administrator sees it', async () => {
    const items = await theirs.api.all('listItems', {});
    expect(items.every((item) => item.name.startsWith(CANARY))).toBe(true);
  });

  it('is in no answer of any route to us, and cannot be asked for by its ids', async () => {
    const tokens = { user: await ours.api.token(), terminal: await terminalToken(ours) };
    const theirIds = await idsOf(theirs);
    const asked: string[] = [];
    for (const route of Object.values(ROUTES) as readonly Route[]) {
      if (route.method !== 'GET') continue;
      const params = pathParams(route.path);
      // With our store where a store is asked for, then with each id of theirs in every place.
      const fillings =
        params.length === 0
          ? [[]]
          : [params.map(() => ours.storeId), ...theirIds.map((id) => params.map(() => id))];
      for (const kind of ['user', 'terminal'] as const) {
        if (!takesCaller(route.identity, kind)) continue;
        for (const filling of fillings) {
          const path = params.reduce((all, name, at) => all.replace(`{${name}}`, filling[at]!), route.path);
          for (const query of queriesOf(route, theirIds)) {
            const response = await fetch(new URL(`${path}${query}`, house.cloud.url), {
              headers: { authorization: `Bearer ${tokens[kind]}` },
            });
            const text = JSON.stringify([...response.headers]) + (await textOf(response, route));
            expect(text, `${route.name} ${path}${query}`).not.toContain(CANARY);
            // A question that is refused for its form would prove nothing.
            if (params.length === 0) expect(response.status, `${route.name} ${text}`).not.toBe(400);
            asked.push(route.name);
          }
        }
      }
    }
    expect(new Set(asked).size).toBeGreaterThan(15);
    expect(asked).toEqual(expect.arrayContaining(['readPicture', 'watchSales', 'watchOrders', 'watchItems']));
    // Who may see it finds the canary in the picture, so it could have been found.
    const own = await fetch(new URL(theirPicture.url, house.cloud.url), {
      headers: { authorization: `Bearer ${await theirs.api.token()}` },
    });
    expect(await own.text()).toContain(CANARY);
  });

  it('is not heard by who watches our orders and sales', async () => {
    const headers = { authorization: `Bearer ${await ours.api.token()}` };
    const watched = await Promise.all(
      ['/v1/orders/live', '/v1/reports/live'].map(async (path) =>
        eventsOf(await fetch(new URL(path, house.cloud.url), { headers })),
      ),
    );
    for (const [tenant, item] of [
      [theirs, `${CANARY} Caña`],
      [ours, 'Caña'],
    ] as const) {
      await using till = await tenant.signedIn('T1', 'marta');
      const paid = await payCash(till, await openOrder(till, [{ item, quantity: 1 }]));
      const documents = [sold.get(tenant)!, paid];
      await untilListed(tenant, documents);
      await untilReported(tenant, documents);
    }
    // Theirs was there before ours was sold: heard, it would come first.
    for (const stream of watched) {
      expect(await stream.next()).toEqual({ storeId: ours.storeId });
      await stream.cancel();
    }
  });

  it('is in no shape of ours, and its shapes are not there for our till', async () => {
    const token = await terminalToken(ours);
    for (const { name } of SHAPES) {
      const own = await shape(ours.id, name, token);
      expect(own.status, name).toBe(200);
      expect(own.text, name).not.toContain(CANARY);
      const foreign = await shape(theirs.id, name, token);
      expect(foreign.status, name).toBeGreaterThanOrEqual(400);
      expect(foreign.text, name).not.toContain(CANARY);
      // A till that widens its own question is refused by the name of what it asked for.
      for (const widening of ['where=true', `params[1]=${theirs.id}`, 'table=tenants', 'columns=id']) {
        const widened = await shape(ours.id, name, token, `&${widening}`);
        expect(widened.status, `${name} ${widening}`).toBe(400);
        expect(widened.text, `${name} ${widening}`).not.toContain(CANARY);
      }
    }
  });

  it('is in no file and no log of our till', async () => {
    const till = ours.till('T1');
    await till.stop();
    const files = [...filesUnder(till.dataDir), house.logFile(till.name)];
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) expect(readFileSync(file).includes(CANARY), file).toBe(false);
    // The same search finds the canary where it belongs, so it can find it at all.
    const neighbour = theirs.till('T1');
    await neighbour.stop();
    expect(filesUnder(neighbour.dataDir).some((file) => readFileSync(file).includes(CANARY))).toBe(true);
  });

  it('is named in no log of the cloud: logs hold no rows', () => {
    expect(readFileSync(house.logFile('cloud')).includes(CANARY)).toBe(false);
  });

  async function terminalToken(tenant: HouseTenant): Promise<string> {
    const { identity } = tenant.till('T1');
    const clock = { now: () => instant(Date.now()) };
    const signer = createSigner(identity.privateKey);
    return await terminalTokens({ ...identity, gatewayUrl: house.cloud.url, signer, clock })();
  }

  async function shape(tenant: string, name: string, token: string, more = '') {
    const url = new URL(`/v1/t/${tenant}/shapes/${name}?offset=-1${more}`, house.cloud.url);
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, text: JSON.stringify([...response.headers]) + (await response.text()) };
  }

  async function idsOf(tenant: HouseTenant): Promise<string[]> {
    const [items, documents, users] = await Promise.all([
      tenant.api.all('listItems', {}),
      tenant.api.all('listDocuments', {}),
      tenant.api.all('listUsers', {}),
    ]);
    expect(documents).toHaveLength(1);
    return [
      tenant.id,
      tenant.storeId,
      items[0]!.id,
      documents[0]!.id,
      documents[0]!.orderId,
      users[0]!.id,
      theirPicture.hash,
    ];
  }
});
