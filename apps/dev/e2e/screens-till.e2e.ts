// A walk through every screen and state of the till: pictures in two themes and two sizes, and axe, which must find nothing
// serious; and what a cashier must reach with text twice as large.
import type { Locator } from '@playwright/test';
import type { HouseTenant } from '../src/house/house.ts';
import { BEER, BURGER, FRUIT, giveReasons, MARTA, PABLO, takeOrder } from './flow.ts';
import { DESK_SIZES, lookAt, withLargeText } from './look-at.ts';
import { TillPage } from './pages/till.ts';
import { expect, restaurant, test } from './play.ts';

/** Some ten to twenty states, each painted four to six times and judged twice, on a busy machine. */
const WALK_MS = 180_000;

/** What is covered stays covered. */
const REACH_MS = 1_000;

let castor: HouseTenant;
test.describe.configure({ timeout: WALK_MS });
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'screens-till');
});

test('the till, screen by screen', async ({ house, open }) => {
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  const look = (state: string): Promise<void> => lookAt(till.page, ['till', state]);
  await expect(till.at(`user-tile-${MARTA.name}`)).toBeVisible();
  await look('sign-in');
  await till.at(`user-tile-${MARTA.name}`).click();
  await till.type(till.at('pin-pad'), '00');
  await look('sign-in-pin');
  await till.type(till.at('pin-pad'), '00');
  await till.at('pin-pad').getByTestId('key-submit').click();
  await expect(till.at('problem')).toBeVisible();
  await look('sign-in-wrong-pin');
  await till.signIn(MARTA.name, MARTA.pin);
  await look('open-shift');
  await till.openShift('10000');
  await expect(till.tiles.first()).toBeVisible();
  await look('sell-empty');
  await till.category(BURGER.category);
  await till.tap(BURGER.sku);
  await expect(till.at('modifier-sheet')).toBeVisible();
  await look('sell-modifiers');
  for (const option of ['Al punto', 'Patatas fritas']) await till.at(`option-${option}`).click();
  await look('sell-modifiers-chosen');
  await till.page.keyboard.press('Escape');
  await expect(till.at('modifier-sheet')).toBeHidden();
  await takeOrder(till);
  await look('sell-order');
  await giveReasons(till, castor, 'T1');
  await till.expectTotalDigits('2408');
  const why = till.line(FRUIT.name).getByTestId('line-reason');
  await expect(why).toHaveCount(2);
  await expect(why.first()).toHaveAttribute('data-kind', 'promotion');
  await expect(till.line(BEER.name).getByTestId('line-reason')).toHaveCount(2);
  await expect(till.line(BURGER.name).getByTestId('line-seat')).toContainText('2');
  await expect(till.at('price-reason')).toHaveCount(1);
  await look('sell-why');
  await withLargeText(till.page, () => look('sell-why-text-200'));
  await till.at('search').fill('queso');
  await expect(till.tiles.first()).toBeVisible();
  await look('sell-search');
  await till.at('search').fill('zzzz');
  await expect(till.tiles).toHaveCount(0);
  await look('sell-search-nothing');
  await till.at('search').fill('');
  await till.at('state-pill').click();
  await expect(till.at('state-sheet')).toBeVisible();
  await look('state-online');
  house.network.cut();
  await expect(till.at('state-pill').locator('[data-standing="store-only"]')).toBeAttached();
  await look('state-store-only');
  house.network.heal();
  await till.page.keyboard.press('Escape');
  await till.at('person').click();
  await expect(till.at(`user-tile-${PABLO.name}`)).toBeVisible();
  await look('switch-person-over-order');
  await till.at('sign-in-back').click();
  await till.at('open-orders').click();
  await expect(till.at('open-orders-sheet')).toBeVisible();
  await look('open-orders');
  await till.page.keyboard.press('Escape');
  await till.at('pay').click();
  await expect(till.at('amount-due')).toBeVisible();
  await expect(till.at('pay-why').getByTestId('price-reason')).toHaveCount(3);
  await look('pay');
  await till.type(till.at('pay-keypad'), '3000');
  await look('pay-typed');
  await till.at('pay-submit').click();
  await expect(till.at('receipt-picture')).toBeVisible();
  await expect(till.at('receipt-why').getByTestId('price-reason')).toHaveCount(3);
  await look('receipt');
  await castor.till('T1').kill();
  await till.expectStanding('restarting');
  await look('receipt-core-away');
  await castor.till('T1').start();
  await till.newSale();
});

test('the till with text twice as large still shows what a cashier must reach', async ({ open }) => {
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  await till.begin(MARTA.name, MARTA.pin);
  await till.category(BEER.category);
  await till.tap(BEER.sku);
  await withLargeText(till.page, async () => {
    await lookAt(till.page, ['till', 'sell-text-200']);
    for (const size of DESK_SIZES) {
      await till.page.setViewportSize(size);
      for (const what of ['pay', 'order-total'])
        await expect.soft(till.at(what), `${what} at ${size.width}`).toBeInViewport({ ratio: 1 });
      await expectReachable(till.tiles.first(), `an item at ${size.width}`);
    }
    await till.at('pay').click();
    await expect(till.at('amount-due')).toBeVisible();
    await lookAt(till.page, ['till', 'pay-text-200']);
    for (const size of DESK_SIZES) {
      await till.page.setViewportSize(size);
      // One column now: the amount first, the button behind it within reach.
      await till.at('amount-due').scrollIntoViewIfNeeded();
      await expect.soft(till.at('amount-due'), `amount due at ${size.width}`).toBeInViewport({ ratio: 1 });
      for (const what of ['tender-exact', 'key-5', 'key-0', 'pay-submit'])
        await expectReachable(till.at(what), `${what} at ${size.width}`);
    }
  });
});

/** It can be scrolled to, and nothing lies over it. */
async function expectReachable(target: Locator, what: string): Promise<void> {
  const reached = await target.click({ trial: true, timeout: REACH_MS }).then(
    () => true,
    () => false,
  );
  expect.soft(reached, `${what} can be pressed`).toBe(true);
}
