import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from './workspace.ts';

/** For a skipped test and for whoever starts the house without it. */
export const ELECTRON_MISSING =
  'ELECTRON BINARY MISSING - run "npx install-electron" in apps/terminal where the internet is reachable';

/**
 * Electron's executable, or null. Only looks: `require('electron')` would start a download. ELECTRON_OVERRIDE_DIST_PATH
 * names another build's folder, as it does for Electron's own launcher.
 */
export function electronBinary(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  try {
    const fromTerminal = createRequire(join(ROOT, 'apps', 'terminal', 'package.json'));
    const folder = dirname(fromTerminal.resolve('electron/package.json'));
    const other = env['ELECTRON_OVERRIDE_DIST_PATH'];
    const path =
      other === undefined
        ? join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
        : join(other, process.platform === 'win32' ? 'electron.exe' : 'electron');
    return existsSync(path) ? path : null;
  } catch {
    // No package, or no path.txt: it was never downloaded.
    return null;
  }
}
