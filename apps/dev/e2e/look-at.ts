import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { ROOT } from '../src/tooling/workspace.ts';

/** Pictures of a run, by screen and state; git ignores them, people look at them. */
const SHOTS = join(ROOT, '.beaveros-shots');

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What tills and laptops have; and a phone, for the back office. */
export const DESK_SIZES: readonly Size[] = [
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
];
export const PHONE_SIZE: Size = { width: 390, height: 844 };

/** Of the element that axe is about. */
const HTML_SHOWN = 240;
/** Chromium paints no picture much taller. */
const HEIGHT_MAX = 16_000;

interface LookOptions {
  readonly sizes?: readonly Size[];
  /** The whole page, where it is longer than the window. */
  readonly isWholePage?: boolean;
  /** Axe too; not again for what it has judged in another size. */
  readonly isJudged?: boolean;
}

/**
 * Looks at a page as it stands, in light and dark: pictures `<screen>--<state>--<theme>-<size>.png` in every size, and axe,
 * which must find nothing serious. Leaves theme and size as they were. What axe finds is a soft failure, so that the
 * pictures of what comes after are made, too.
 */
export async function lookAt(
  page: Page,
  [screen, state]: readonly [screen: string, state: string],
  { sizes = DESK_SIZES, isWholePage = false, isJudged = true }: LookOptions = {},
): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  const size = page.viewportSize()!;
  const theme = await themeOf(page);
  for (const each of THEMES) {
    await setTheme(page, each);
    for (const { width, height } of sizes) {
      await page.setViewportSize({ width, height });
      if (isWholePage) await page.setViewportSize({ width, height: await wholeHeight(page, height) });
      const path = join(SHOTS, `${screen}--${state}--${each}-${width}x${height}.png`);
      await page.screenshot({ path, animations: 'disabled' });
    }
    await page.setViewportSize(size);
    if (isJudged) expect.soft(await serious(page), `axe on ${screen}, ${state}, ${each}`).toEqual([]);
  }
  await setTheme(page, theme);
}

/** How tall a window shows all of the page, whose middle may scroll inside a frame. */
async function wholeHeight(page: Page, height: number): Promise<number> {
  const hidden = await page.evaluate(() =>
    Math.max(...[...document.querySelectorAll('*')].map((each) => each.scrollHeight - each.clientHeight)),
  );
  return Math.min(height + hidden, HEIGHT_MAX);
}

/** Each serious or critical finding with the elements it is about. */
async function serious(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, HTML_SHOWN)} ${failureSummary}`),
    );
}

async function themeOf(page: Page): Promise<Theme> {
  const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
  return theme === 'dark' ? 'dark' : 'light';
}

/** As packages/ui paints it; the person's choice in storage stays what it was. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((theme) => {
    document.documentElement.dataset['theme'] = theme;
  }, theme);
}

/** Runs `look` with text twice as large, as a person sets it in their browser, and sets it back. */
export async function withLargeText(page: Page, look: () => Promise<void>): Promise<void> {
  const setTo = (size: string): Promise<void> =>
    page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, size);
  await setTo('200%');
  await look();
  await setTo('');
}
