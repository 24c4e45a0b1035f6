// The real binary, where it exists: the shell starts its core, shows the till, and gives no page more than it needs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { ELECTRON_MISSING, electronBinary } from '../src/tooling/electron-binary.ts';
import { ROOT } from '../src/tooling/workspace.ts';
import { MARTA } from './flow.ts';
import { TillPage } from './pages/till.ts';
import { expect, restaurant, test } from './play.ts';

const MAIN = join(ROOT, 'apps', 'terminal', 'dist', 'main', 'main.mjs');

test.skip(electronBinary() === null, ELECTRON_MISSING);

test('the Electron till signs in, sells and keeps its pages shut', async ({ house }) => {
  const castor = await restaurant(house, 'electron', { tills: ['T1'] });
  const { dataDir } = castor.till('T1');
  // The shell runs the till from here on.
  await castor.till('T1').stop();
  const profile = mkdtempSync(join(tmpdir(), 'beaveros-electron-'));
  const app = await _electron.launch({
    executablePath: electronBinary()!,
    args: [`--user-data-dir=${profile}`, ...(process.platform === 'linux' ? ['--no-sandbox'] : []), MAIN],
    env: { ...process.env, BEAVER_DATA_DIR: dataDir } as Record<string, string>,
  });
  try {
    const page = await app.firstWindow();
    expect(new URL(page.url()).protocol).toBe('beaver:');
    const till = new TillPage(page);
    await till.signIn(MARTA.name, MARTA.pin);
    await till.openShift('10000');
    await till.category('Bebidas');
    await till.tap('CC-502');
    await till.payCash('tender-exact', '0');
    expect(
      await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis)),
    ).toEqual([]);
    expect(await page.evaluate(() => Object.keys((globalThis as { beaver?: object }).beaver ?? {}))).toEqual([
      'kind',
      'askLine',
    ]);
    await page.evaluate(() => void globalThis.open('https://example.com/'));
    await page.evaluate(() => void (globalThis.location.href = 'https://example.com/'));
    expect(app.windows()).toHaveLength(1);
    expect(new URL(page.url()).protocol).toBe('beaver:');
  } finally {
    await app.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
