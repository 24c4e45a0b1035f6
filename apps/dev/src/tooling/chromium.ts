import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Fault } from '@beaveros/kit';

/** Where a Chromium or Chrome is usually installed, the leanest first. */
const USUAL_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};
/** 113 MB; 12 s where it was measured (2026-11). A lock held by another apt is waited for. */
const INSTALL_MS = 300_000;
const APT = ['-o', 'DPkg::Lock::Timeout=120'];

/**
 * How Chromium is started for tests. No sandbox, because CI runs as root; no GPU, because there is none and its probe takes
 * seconds; `--test-type` hides the bar about the missing sandbox; the rest keeps it from calling home.
 */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--test-type',
];

/**
 * The browser that tests play in: BEAVER_CHROMIUM, one in its usual place, or on Debian as root a new one by apt-get (told
 * through `say`). Fault `tooling/no-chromium` says what to do where there is none.
 */
export function chromiumPath(
  say: (step: string) => void = () => {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = env['BEAVER_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw missing(`BEAVER_CHROMIUM names ${named}, which is not there`);
  }
  const found = installedChromium();
  if (found !== undefined) return found;
  if (!canInstall()) throw missing('no Chromium was found');
  say('installing Chromium from Debian, once');
  installChromium();
  const installed = installedChromium();
  if (installed === undefined) throw missing('apt-get installed no Chromium');
  return installed;
}

function installedChromium(): string | undefined {
  return USUAL_PLACES[process.platform]?.find((path) => existsSync(path));
}

function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Its output is shown only when it fails. */
function installChromium(): void {
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'];
  for (const args of [
    [...APT, 'update'],
    [...APT, 'install', '-y', '--no-install-recommends', ...packages],
  ]) {
    const run = spawnSync('apt-get', args, {
      encoding: 'utf8',
      timeout: INSTALL_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (run.status !== 0) throw missing(`apt-get failed: ${run.stderr || String(run.error ?? '')}`);
  }
}

function missing(why: string): Fault {
  return new Fault(
    'tooling/no-chromium',
    `${why}. The screens are tested in Chromium: install chromium (Debian: apt-get install chromium) or Google Chrome, ` +
      'or put the path of one into BEAVER_CHROMIUM.',
  );
}
