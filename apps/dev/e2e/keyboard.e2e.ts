// Once through without a pointer: Tab, arrows, Enter, digits. Focus can be seen at each step.
import type { Page } from '@playwright/test';
import type { HouseTenant } from '../src/house/house.ts';
import { MARTA } from './flow.ts';
import { tabTo } from './keys.ts';
import { TillPage } from './pages/till.ts';
import { expect, restaurant, test } from './play.ts';

let castor: HouseTenant;
test.beforeAll(async ({ house }) => {
  castor = await restaurant(house, 'keyboard', { tills: ['T1'] });
});

/** The first letter, a page that hangs for a moment, and two more that came meanwhile: one to the page, one to where it put the focus. */
async function typeOnABusyPage(page: Page, letters: string): Promise<void> {
  await page.evaluate(async ([first, second, third]) => {
    const press = (target: Element, key: string) =>
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press(document.body, first!);
    const until = performance.now() + 100;
    while (performance.now() < until) continue;
    press(document.body, second!);
    // React hears of a key before the browser writes it.
    const isWritten = press(document.activeElement!, third!);
    await Promise.resolve();
    if (isWritten) document.execCommand('insertText', false, third);
  }, letters);
}

test('a sale by keyboard only', async ({ open }) => {
  const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }));
  const { keyboard } = till.page;
  await expect(till.at(`user-tile-${MARTA.name}`)).toBeVisible();
  await tabTo(till.page, `user-tile-${MARTA.name}`);
  await keyboard.press('Enter');
  await keyboard.type(MARTA.pin);
  await keyboard.press('Enter');
  await expect(till.at('open-shift-submit')).toBeVisible();
  await keyboard.type('10000');
  await keyboard.press('Enter');
  await expect(till.at('order-panel')).toBeVisible();

  await typeOnABusyPage(till.page, 'ham');
  await expect(till.at('search')).toHaveValue('ham');
  // At the speed of a person; faster is a scanner's.
  await keyboard.type('burguesa', { delay: 40 });
  await expect(till.at('item-CC-204')).toBeVisible();
  await tabTo(till.page, 'item-CC-204');
  await keyboard.press('Enter');
  await expect(till.at('modifier-sheet')).toBeVisible();
  for (const option of ['Al punto', 'Patatas fritas']) {
    await tabTo(till.page, `option-${option}`);
    await keyboard.press('Space');
  }
  await tabTo(till.page, 'modifier-add');
  await keyboard.press('Enter');
  await expect(till.lines).toHaveCount(1);
  await till.expectTotalDigits('1450');

  await tabTo(till.page, 'pay');
  await keyboard.press('Enter');
  await expect(till.at('amount-due')).toBeVisible();
  await keyboard.type('2000');
  await keyboard.press('Enter');
  await expect(till.at('change-due')).toBeVisible();
  await expect(till.at('receipt-picture')).toBeVisible();
  await tabTo(till.page, 'new-sale');
  await keyboard.press('Enter');
  await expect(till.lines).toHaveCount(0);
});
