import type { ScreenKind } from '@beaveros/terminal-core';
import { type Browser, type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { type House, type HouseTenant, openTemporaryHouse } from '../src/house/house.ts';
import { FREE_PORTS } from '../src/house/ports.ts';
import { screenUrl } from '../src/house/screens.ts';
import type { TillProcess } from '../src/house/till.ts';
import { RESTAURANT } from '../src/seed/restaurant.ts';
import type { TenantPlan } from '../src/seed/tenant-plan.ts';
import { SCREEN_FOLDERS } from '../src/tooling/build-screens.ts';

/** How a screen is looked at. */
export interface Look {
  readonly language?: 'en' | 'es';
  readonly theme?: 'light' | 'dark' | 'contrast';
  readonly width?: number;
  readonly height?: number;
}

/** The back office of this house, or the page of a till. */
type Where = { readonly till: TillProcess; readonly kind: ScreenKind } | 'backoffice';

interface Played {
  /** Opens a page in a browser of its own (cookies and storage), which goes with the test. */
  readonly open: (where: Where, look?: Look) => Promise<Page>;
}

interface Shared {
  /** A house with its network and its screens, and no tenant yet: each file adds its own by {@link restaurant}. */
  readonly house: House;
}

/** A house starts in about ten seconds, on a busy machine in three times that. */
const HOUSE_MS = 120_000;

export const test = base.extend<Played, Shared>({
  house: [
    // Playwright reads what a fixture needs from this pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, give) => {
      await using house = await openTemporaryHouse({
        ports: FREE_PORTS,
        hasNetwork: true,
        screens: SCREEN_FOLDERS,
        tenants: [],
      });
      await give(house);
    },
    { scope: 'worker', timeout: HOUSE_MS },
  ],
  open: async ({ browser, house }, give) => {
    const contexts: BrowserContext[] = [];
    const troubles: string[] = [];
    await give(async (where, look = {}) => {
      const context = await lookingLike(browser, look);
      contexts.push(context);
      watch(context, troubles);
      const page = await context.newPage();
      await page.goto(
        where === 'backoffice' ? `${house.cloud.url}/` : await screenUrl(where.till, where.kind),
      );
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(troubles, 'no page of this test has thrown or broken its content security policy').toEqual([]);
  },
});

export { expect };

/** A restaurant of this file's own in the worker's house. */
export async function restaurant(
  house: House,
  name: string,
  options: { readonly tills?: readonly string[]; readonly hasPrinters?: boolean } = {},
): Promise<HouseTenant> {
  const { tills = ['T1', 'T2'], hasPrinters = false } = options;
  // A worker that a failed test ended starts the file again in a new house, so the slug is free there.
  const plan: TenantPlan = { ...RESTAURANT, slug: `castor-${name}` };
  return await house.add({ plan, tills, hasPrinters });
}

async function lookingLike(browser: Browser, look: Look): Promise<BrowserContext> {
  const { language = 'en', theme = 'light', width = 1366, height = 768 } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    locale: language === 'es' ? 'es-ES' : 'en-GB',
    // Pictures of a screen in motion would differ from run to run.
    reducedMotion: 'reduce',
    // Elsewhere than the store, so that a time in the machine's zone would show.
    timezoneId: 'America/New_York',
  });
  await context.addInitScript(
    ([language, theme]) => {
      // The empty page before the first has no storage.
      if (location.protocol === 'about:') return;
      // What a person chooses on the page stays: only a page without a choice is told.
      if (localStorage.getItem('beaveros.language') === null)
        localStorage.setItem('beaveros.language', language!);
      if (localStorage.getItem('beaveros.theme') === null) localStorage.setItem('beaveros.theme', theme!);
    },
    [language, theme],
  );
  return context;
}

/** A lost connection is said on the console and is no trouble; what a page throws is, and what its policy forbids. */
function watch(context: BrowserContext, troubles: string[]): void {
  context.on('weberror', (error) => troubles.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy'))
      troubles.push(message.text());
  });
}
