// A walk through every page of the back office, on a laptop and on a phone: pictures, and axe, which must find nothing serious.
import type { HouseTenant } from '../src/house/house.ts';
import { BEER, sellByCall, untilCloudCounts } from './flow.ts';
import { DESK_SIZES, lookAt, PHONE_SIZE } from './look-at.ts';
import { BackOfficePage } from './pages/backoffice.ts';
import { expect, restaurant, test } from './play.ts';

/** Some ten to twenty states, each painted four to six times and judged twice, on a busy machine. */
const WALK_MS = 180_000;

let castor: HouseTenant;
test.describe.configure({ timeout: WALK_MS });
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'screens-office', { tills: ['T1'] });
  await sellByCall(castor, 'T1', 3);
  await untilCloudCounts(castor, 3);
});

test('the back office, page by page', async ({ house, open }) => {
  const backOffice = new BackOfficePage(await open('backoffice'));
  const { page } = backOffice;
  const look = (state: string): Promise<void> =>
    lookAt(page, ['backoffice', state], { sizes: [...DESK_SIZES, PHONE_SIZE] });
  const { plan } = castor;
  await expect(backOffice.at('sign-in-submit')).toBeVisible();
  await look('sign-in');
  await backOffice.fillSignIn({ tenant: plan.slug, username: plan.admin.username, password: 'not it' });
  await expect(backOffice.at('sign-in-problem')).toBeVisible();
  await look('sign-in-refused');
  await backOffice.signIn({
    tenant: plan.slug,
    username: plan.admin.username,
    password: plan.admin.password,
  });
  await expect(backOffice.at('home-total')).toBeVisible();
  await look('home');
  await page.goto(`${house.cloud.url}/orders`);
  await expect(backOffice.at('order-row').first()).toBeVisible();
  await look('orders');
  await backOffice.at('order-row').first().click();
  await expect(backOffice.at('order-detail')).toBeVisible();
  await look('order');
  for (const [name, row] of [
    ['categories', 'category-row'],
    ['modifiers', 'modifier-row'],
    ['taxes', 'tax-row'],
    ['items', 'item-row'],
  ] as const) {
    await page.goto(`${house.cloud.url}/catalogue/${name}`);
    await expect(backOffice.at(row).first()).toBeVisible();
    await look(`catalogue-${name}`);
  }
  await backOffice.openItem(BEER.sku);
  await look('catalogue-item');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(backOffice.at('palette-input')).toBeVisible();
  await look('palette');
  await page.keyboard.press('Escape');
  await backOffice.at('person').click();
  await look('person');
  await page.goto(`${house.cloud.url}/nothing-here`);
  await expect(backOffice.at('not-found')).toBeVisible();
  await look('not-found');
});
