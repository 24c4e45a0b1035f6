// A walk through every state of the kitchen's board: pictures, and axe, which must find nothing serious.
import type { HouseTenant } from '../src/house/house.ts';
import { BURGER, FLAN, MARTA, orderAndFire } from './flow.ts';
import { lookAt } from './look-at.ts';
import { KitchenPage } from './pages/kitchen.ts';
import { TillPage } from './pages/till.ts';
import { expect, restaurant, test } from './play.ts';

/** Some ten to twenty states, each painted four to six times and judged twice, on a busy machine. */
const WALK_MS = 180_000;

let castor: HouseTenant;
test.describe.configure({ timeout: WALK_MS });
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'screens-kitchen');
});

test('the kitchen, state by state', async ({ open }) => {
  const kitchen = new KitchenPage(await open({ till: castor.till('T2'), kind: 'kitchen' }));
  const look = (state: string): Promise<void> => lookAt(kitchen.page, ['kitchen', state]);
  await kitchen.bumpAll();
  await expect(kitchen.at('no-tickets')).toBeVisible();
  await look('empty');
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  await till.begin(MARTA.name, MARTA.pin);
  await orderAndFire(till);
  await till.payCash('tender-exact', '0');
  await till.newSale();
  for (const [category, sku] of [
    ['Entrantes', 'CC-103'],
    ['Postres', FLAN.sku],
    ['Pescados y arroces', 'CC-305'],
  ] as const) {
    await till.category(category);
    await till.tap(sku);
  }
  await till.at('fire').click();
  await expect(kitchen.ticketWith('Croquetas')).toBeVisible();
  await look('tickets');
  await kitchen.ticketWith('Croquetas').getByTestId('ticket-line').first().click();
  await till.voidLine('Croquetas');
  await expect(kitchen.ticketWith('Croquetas').locator('[data-voided]')).toBeVisible();
  await look('line-advanced-and-voided');
  await kitchen.at('all-day-toggle').click();
  await expect(kitchen.at('all-day')).toBeVisible();
  await look('all-day');
  await kitchen.at('all-day-toggle').click();
  await kitchen.bump(BURGER.name);
  await look('bumped');
  await kitchen.at('open-recall').click();
  await expect(kitchen.at('recall-list')).toBeVisible();
  await look('recall');
  await kitchen.page.keyboard.press('Escape');
  await kitchen.at('open-settings').click();
  await look('settings');
  await kitchen.page.keyboard.press('Escape');
  await castor.till('T2').kill();
  await expect(kitchen.at('connection-lost')).toBeVisible();
  await look('connection-lost');
  await castor.till('T2').start();
  await expect(kitchen.at('connection-lost')).toBeHidden();
});
