// The till's core dies in the middle of an order while fingers go on; it comes back, and nothing is lost or doubled.
import type { HouseTenant } from '../src/house/house.ts';
import { BEER, expectSales, MARTA } from './flow.ts';
import { KitchenPage } from './pages/kitchen.ts';
import { TillPage } from './pages/till.ts';
import { expect, restaurant, test } from './play.ts';

/** Dishes of one category without options, in its order, and what they cost together: 2.90 9.50 6.50 6.90 15.50 7.25. */
const DISHES = ['CC-102', 'CC-103', 'CC-105', 'CC-107', 'CC-108', 'CC-110'] as const;
const CATEGORY = 'Entrantes';

let castor: HouseTenant;
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'killed');
});

test('taps while the core is away are done once, and the sale closes', async ({ open }) => {
  const core = castor.till('T1');
  const till = new TillPage(await open({ till: core, kind: 'till' }));
  await till.signIn(MARTA.name, MARTA.pin);
  await till.openShift('10000');
  await till.category(CATEGORY);
  await till.tap(DISHES[0]);
  await till.tap(DISHES[1]);
  // The next tap is on its way when the core dies, and the others find nobody.
  const dies = core.kill();
  await till.tap(DISHES[2]);
  await dies;
  await till.tap(DISHES[3]);
  await till.tap(DISHES[4]);
  await expect(till.lines).toHaveCount(5);
  const painted = (await till.shownLines()).map(({ id }) => id);
  await core.start();
  await till.tap(DISHES[5]);
  await expect(till.lines).toHaveCount(6);

  // What was painted stands, under the same ids and in the same order; the core says the same.
  const lines = await till.shownLines();
  expect(lines.map(({ id }) => id).slice(0, 5)).toEqual(painted);
  await till.expectTotalDigits('4855');
  await using screen = await castor.signedIn('T1', 'marta');
  const { orders } = await screen.until('orders', { status: 'open', limit: 10, offset: 0 }, ({ orders }) =>
    orders.some(({ total }) => total === 4_855),
  );
  expect(orders).toHaveLength(1);
  const { order } = await screen.call('order', { order: orders[0]!.order });
  expect(order!.lines.map(({ line }) => line)).toEqual(lines.map(({ id }) => id));

  await till.payCash('tender-exact', '0');
  await expectSales(castor, 'T1', 1, '48.55');
});

test('a board keeps its tickets while its core is away, and says again what was bumped', async ({ open }) => {
  const core = castor.till('T2');
  const kitchen = new KitchenPage(await open({ till: core, kind: 'kitchen' }));
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  await till.begin(MARTA.name, MARTA.pin);
  for (const dish of [DISHES[0], DISHES[1]]) {
    await till.category(CATEGORY);
    await till.tap(dish);
    await till.at('fire').click();
    await till.payCash('tender-exact', '0');
    await till.newSale();
  }
  await expect(kitchen.tickets).toHaveCount(2);
  await core.kill();
  await expect(kitchen.at('connection-lost')).toBeVisible();
  await expect(kitchen.tickets).toHaveCount(2);
  await kitchen.bump('Aceitunas');
  await core.start();
  await expect(kitchen.at('connection-lost')).toBeHidden();
  await expect(kitchen.tickets).toHaveCount(1);
  // The other till heard of the bump.
  await using screen = await castor.signedIn('T1', 'marta');
  await screen.until('tickets', { station: null, includeDone: true }, ({ tickets }) =>
    tickets.some(({ isDone, lines }) => isDone && lines.some(({ name }) => name.startsWith('Aceitunas'))),
  );
});

test('a reload in the middle of an order finds it again', async ({ open }) => {
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  await till.begin(MARTA.name, MARTA.pin);
  await till.category(BEER.category);
  await till.tap(BEER.sku);
  await till.line(BEER.name).getByTestId('line-more').click();
  await till.expectTotalDigits('520');
  await till.page.reload();
  await expect(till.lines).toHaveCount(1);
  await till.expectTotalDigits('520');
  await till.payCash('tender-exact', '0');
});
