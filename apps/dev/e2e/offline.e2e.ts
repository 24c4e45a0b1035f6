// The same sale with the cloud away from sign-in to bump: nobody at the till or in the kitchen can tell.
import type { HouseTenant } from '../src/house/house.ts';
import { cook, expectSales, MARTA, takeOrder, untilCloudCounts } from './flow.ts';
import { KitchenPage } from './pages/kitchen.ts';
import { TillPage } from './pages/till.ts';
import { BackOfficePage } from './pages/backoffice.ts';
import { expect, restaurant, test } from './play.ts';

let castor: HouseTenant;
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'offline');
});
test.afterEach(({ house }) => house.network.heal());

test('a sale without the cloud, which catches up when it is back', async ({ house, open }) => {
  house.network.cut();
  const kitchen = new KitchenPage(await open({ till: castor.till('T2'), kind: 'kitchen' }));
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  await till.signIn(MARTA.name, MARTA.pin);
  await till.openShift('10000');
  await till.expectStanding('store-only');
  await takeOrder(till);
  await cook(kitchen);
  await till.payCash('tender-2000', '340');
  await till.newSale();
  await expect(till.at('problem')).toHaveCount(0);
  await expectSales(castor, 'T1', 1, '16.60');

  const { plan } = castor;
  const backOffice = new BackOfficePage(await open('backoffice'));
  await backOffice.signIn({
    tenant: plan.slug,
    username: plan.admin.username,
    password: plan.admin.password,
  });
  await backOffice.expectDayDigits('0');
  house.network.heal();
  await untilCloudCounts(castor, 1);
  await backOffice.expectDayDigits('1660');
  await till.expectStanding('online');
});
