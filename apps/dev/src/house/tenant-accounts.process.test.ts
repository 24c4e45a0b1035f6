import { join } from 'node:path';
import { amountMinor, type Id } from '@beaveros/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESTAURANT } from '../seed/restaurant.ts';
import { openOrder, openShift, payCash } from '../smoke/cash-sale.ts';
import { type House, type HouseTenant, temporaryHouse } from './house.ts';
import { TillProcess } from './till.ts';
import type { TillClient } from './till-client.ts';

// Two stores of one tenant, their tills and the cloud as real processes. A gift card of 40.00 that a till of the first
// store sells is spent at a till of the second: what belongs to the tenant comes down as a row (design decision 1).

const CODE = '6035 1234 5678 4711';
const ROWS_TIMEOUT_MS = 60_000;
const CLOUD = 'second store>cloud';

describe('a gift card of the tenant', () => {
  let house: House;
  let tenant: HouseTenant;
  let second: { readonly storeId: string; readonly till: TillProcess };

  beforeAll(async () => {
    house = await temporaryHouse([{ plan: RESTAURANT, tills: ['T1'], hasPrinters: false }]);
    tenant = house.tenant(RESTAURANT.slug);
    const { api } = tenant;
    await api.call('createPaymentMethod', { body: { name: 'Tarjeta regalo', type: 'credit_account' } });
    await api.call('createItem', {
      body: { name: 'Tarjeta regalo', price: '10', type: 'gift_card', taxIds: [] },
    });
    second = await openSecondStore(house, tenant);
  }, 180_000);
  afterAll(() => house[Symbol.asyncDispose]());

  it('is sold at one store, known at the other, spent there as granted and alone, and comes back as one balance', async () => {
    await using seller = await tenant.signedIn('T1', 'marta');
    await using taker = second.till.client();
    await taker.untilReady(ROWS_TIMEOUT_MS);
    await taker.signIn('Rosa Lago', '9753');
    await sellCard(seller, 4_000);
    await openShift(taker);
    const known = () =>
      taker.until('balance', { kind: 'gift-card', code: CODE }, ({ account }) => account !== null);
    expect((await known()).account).toMatchObject({ balance: 4_000, available: 4_000, label: '4711' });

    // The cloud is asked, and lets it.
    const account = (await known()).account!.account;
    await spend(taker, account, 1_500);
    expect((await known()).account).toMatchObject({ balance: 2_500, available: 2_500 });
    await untilBalance(seller, 2_500);

    // Nobody is reached: what is known is spent, and no more.
    house.network.line(CLOUD).cut();
    await spend(taker, account, 1_000);
    await expect(spend(taker, account, 1_600)).rejects.toThrow('payment/account-too-low');
    expect((await known()).account).toMatchObject({ balance: 1_500, available: 1_500 });

    // It is told, and counts once everywhere: at the till that spent it, at the one that sold it, in the back office.
    house.network.line(CLOUD).heal();
    await untilBalance(seller, 1_500);
    await untilBalance(taker, 1_500);
    const [listed] = await tenant.api.all('listAccounts', { query: { label: '4711' } });
    expect(listed).toMatchObject({ id: account, balance: '15.00', available: '15.00', overdrawn: '0.00' });
    const moved = await tenant.api.all('listAccountMovements', { params: { id: account } });
    expect(new Set(moved.map(({ storeId, delta }) => `${storeId} ${delta}`))).toEqual(
      new Set([`${tenant.storeId} 40.00`, `${second.storeId} -15.00`, `${second.storeId} -10.00`]),
    );

    // Head office corrects it in the name of the first store; both tills learn it.
    await tenant.api.call('adjustAccount', {
      params: { id: account },
      body: { command: taker.newId<'Command'>(), storeId: tenant.storeId, delta: '2.50', note: 'goodwill' },
    });
    await untilBalance(taker, 1_750);
    await untilBalance(seller, 1_750);
  }, 180_000);
});

async function openSecondStore(house: House, { api, plan }: HouseTenant) {
  const store = { ...plan.store, name: 'Casa Castor 2', code: 'CC2', taxRounding: 'per_line' as const };
  const storeId = (await api.call('createStore', { body: store })).id;
  const params = { storeId };
  const terminal = { name: 'Caja', code: 'T1', kind: 'till' as const };
  const terminalId = (await api.call('createTerminal', { params, body: terminal })).id;
  const roles = await api.all('listRoles', {});
  const manager = roles.find(({ name }) => name === 'Manager')!.id;
  const body = {
    username: 'rosa',
    firstName: 'Rosa',
    lastName: 'Lago',
    password: 'rosa-of-the-second-store',
    roleIds: [manager],
    storeIds: [storeId],
  };
  const user = await api.call('createUser', { body });
  await api.call('setUserPin', { params: { userId: user.id }, body: { pin: '9753' } });
  const { port } = await house.network.add(CLOUD, () => house.cloud.port);
  const till = house.use(
    new TillProcess({
      name: 'second-T1',
      dataDir: join(house.dir, 'tills', 'second-T1'),
      logFile: house.logFile('second-T1'),
      gatewayUrl: `http://127.0.0.1:${port}`,
      enrolmentCode: async () =>
        (await api.call('createEnrolmentCode', { params: { terminalId }, body: { storeId } })).code,
    }),
  );
  await till.start();
  return { storeId, till };
}

/** A card is sold as a line of an order, for cash. */
async function sellCard(till: TillClient, amount: number): Promise<void> {
  await openShift(till);
  const order = till.newId<'Order'>();
  await till.call('openOrder', { order, kind: 'counter', table: null, guests: null });
  const { items } = await till.call('search', { text: 'Tarjeta regalo', limit: 1 });
  const sold = await till.call('sellGiftCard', {
    order,
    line: till.newId<'Line'>(),
    item: items[0]!.id,
    kind: 'gift-card',
    code: CODE,
    amount: amountMinor(amount),
    customer: null,
  });
  await payCash(till, sold.order);
}

/** Pays so much of a bill with the card, and the rest in cash. */
async function spend(till: TillClient, account: Id<'Account'>, amount: number): Promise<void> {
  const order = await openOrder(till, [{ item: 'Caña', quantity: 20 }]);
  const { methods } = await till.call('paymentMethods', {});
  const methodOf = (type: string) => methods.find((method) => method.type === type)!.id;
  expect(order.total).toBeGreaterThan(amount);
  await till.call('payAndClose', {
    order: order.order,
    document: till.newId<'Document'>(),
    tenders: [
      {
        payment: till.newId<'Payment'>(),
        method: methodOf('credit_account'),
        tendered: amountMinor(amount),
        account: { kind: 'gift-card', id: account },
      },
      {
        payment: till.newId<'Payment'>(),
        method: methodOf('cash'),
        tendered: amountMinor(order.total - amount),
      },
    ],
    printer: null,
  });
}

async function untilBalance(till: TillClient, balance: number): Promise<void> {
  await till.until(
    'balance',
    { kind: 'gift-card', code: CODE },
    ({ account }) => account?.balance === balance,
  );
}
