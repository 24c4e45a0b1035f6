// Every component of packages/ui in every state: looked at in both themes, and by axe.
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { SCREENS } from '../src/tooling/build-screens.ts';
import { serveFolder } from '../src/tooling/serve-folder.ts';
import { ROOT } from '../src/tooling/workspace.ts';
import { lookAt, withLargeText } from './look-at.ts';

const { out } = SCREENS.find(({ name }) => name === 'showcase')!;

test('the showcase shows every component', async ({ page }) => {
  await using served = await serveFolder(join(ROOT, out), 0);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(served.url);
  await expect(page.getByRole('button').first()).toBeVisible();
  await lookAt(page, ['showcase', 'all'], { sizes: [{ width: 1366, height: 768 }], isWholePage: true });
  await withLargeText(page, async () => {
    const sizes = [{ width: 1366, height: 768 }];
    await lookAt(page, ['showcase', 'text-200'], { sizes, isWholePage: true, isJudged: false });
  });
  expect(troubles).toEqual([]);
});
