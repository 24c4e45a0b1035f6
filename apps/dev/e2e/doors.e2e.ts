// How a page gets in: by a link that works once; and that two screens of one till share a browser.
import type { HouseTenant } from '../src/house/house.ts';
import { screenUrl } from '../src/house/screens.ts';
import { MARTA } from './flow.ts';
import { KitchenPage } from './pages/kitchen.ts';
import { TillPage } from './pages/till.ts';
import { expect, restaurant, test } from './play.ts';

let castor: HouseTenant;
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'doors', { tills: ['T1'] });
});

test('till and kitchen of one till live in one browser, as after `npm start`', async ({ open }) => {
  const core = castor.till('T1');
  const till = new TillPage(await open({ till: core, kind: 'till' }));
  await expect(till.at(`user-tile-${MARTA.name}`)).toBeVisible();
  const kitchen = new KitchenPage(await till.page.context().newPage());
  await kitchen.page.goto(await screenUrl(core, 'kitchen'));
  await expect(kitchen.at('no-tickets')).toBeVisible();
  await till.page.reload();
  await till.begin(MARTA.name, MARTA.pin);
  await kitchen.page.reload();
  await expect(kitchen.at('no-tickets')).toBeVisible();
});

test('a page that nobody opened says so and shows nothing', async ({ open }) => {
  const opened = await open({ till: castor.till('T1'), kind: 'kitchen' });
  const stranger = new TillPage(await opened.context().browser()!.newPage());
  const answer = await stranger.page.goto(`${castor.till('T1').ipcUrl.replace('ws', 'http')}/till/`);
  expect(answer!.status()).toBe(200);
  await expect(stranger.page.getByRole('main')).toBeVisible();
  await expect(stranger.at(`user-tile-${MARTA.name}`)).toHaveCount(0);
  expect(await stranger.page.evaluate(async () => (await fetch('../screen?kind=till')).status)).toBe(401);
  await stranger.page.context().close();
});
