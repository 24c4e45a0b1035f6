// The first sale in people's hands: till, kitchen and back office of one restaurant, in both languages and themes.
import type { HouseTenant } from '../src/house/house.ts';
import { DEEP_PLAYS } from '../src/tooling/run-suite.ts';
import { BEER, cook, MARTA, takeOrder } from './flow.ts';
import { BackOfficePage } from './pages/backoffice.ts';
import { KitchenPage } from './pages/kitchen.ts';
import { digitsOf, TillPage } from './pages/till.ts';
import { expect, type Look, restaurant, test } from './play.ts';

/** Two looks show every language and theme; the deep run pairs each with each. */
const LOOKS: readonly Look[] = [
  { language: 'en', theme: 'light' },
  { language: 'es', theme: 'dark' },
  ...(process.env[DEEP_PLAYS] === undefined
    ? []
    : ([
        { language: 'es', theme: 'light' },
        { language: 'en', theme: 'dark' },
        { language: 'es', theme: 'contrast', width: 1024, height: 768 },
      ] as const)),
];

for (const look of LOOKS) {
  test(`a sale from sign-in to the manager's day, ${look.language} ${look.theme}`, async ({
    house,
    open,
  }) => {
    const castor = await restaurant(house, `sale-${look.language}-${look.theme}`);
    const backOffice = new BackOfficePage(await open('backoffice', look));
    await backOffice.signIn(accountOf(castor));
    await backOffice.expectDayDigits('0');
    await backOffice.mark();
    const kitchen = new KitchenPage(await open({ till: castor.till('T2'), kind: 'kitchen' }, look));
    const till = new TillPage(await open({ till: castor.till('T1'), kind: 'till' }, look));
    await expect(till.page.locator('html')).toHaveAttribute('lang', look.language!);

    await till.signIn(MARTA.name, MARTA.pin);
    await till.openShift('10000');
    await takeOrder(till);
    await cook(kitchen);
    await till.payCash('tender-2000', '340');
    await expect(till.at('receipt-picture')).toHaveJSProperty('complete', true);

    // By push: nothing on this page was touched or loaded again.
    await backOffice.expectDayDigits('1660');
    await backOffice.expectNoReload();

    await till.newSale();
    await till.category(BEER.category);
    expect(digitsOf(await till.at(`item-${BEER.sku}`).innerText())).toContain('260');
    await backOffice.changePrice(BEER.sku, look.language === 'es' ? '3,10' : '3.10');
    await expect.poll(async () => digitsOf(await till.at(`item-${BEER.sku}`).innerText())).toContain('310');
    await till.tap(BEER.sku);
    await till.expectTotalDigits('310');
  });
}

function accountOf({ plan }: HouseTenant) {
  return { tenant: plan.slug, username: plan.admin.username, password: plan.admin.password };
}
