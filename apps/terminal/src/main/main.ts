import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers';
import { enrol } from '@beaveros/terminal-core';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  safeStorage,
  session,
} from 'electron';
import { CoreSupervisor } from './core-supervisor.ts';
import { forkCore } from './fork-core.ts';
import { guardPages } from './guard-pages.ts';
import { handLines } from './hand-lines.ts';
import { registerScheme, servePages } from './serve-pages.ts';
import { type Keychain, takeSealKey } from './seal-key.ts';
import { readSettings } from './settings.ts';
import { openWindow } from './windows.ts';

// The till on a counter. Windows, the keychain and the core's life; everything else is the core's or a page's.

/** The bundle's folder: this file is dist/main/main.mjs. */
const DIST = join(import.meta.dirname, '..');

registerScheme();
if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(giveUp);
else app.quit();

async function start(): Promise<void> {
  const dataDir = process.env['BEAVER_DATA_DIR'] ?? join(app.getPath('userData'), 'till');
  await enrolIfAsked(dataDir);
  const settings = readSettings(join(app.getPath('userData'), 'settings.json'));
  const windows: BrowserWindow[] = [];
  const sealKey = takeSealKey(dataDir, keychain());
  const core = new CoreSupervisor<MessagePortMain>({
    fork: () =>
      forkCore({
        dist: DIST,
        env: { BEAVER_DATA_DIR: dataDir, ...(sealKey === null ? {} : { BEAVER_SEAL_KEY: sealKey }) },
        onLog: (text) => process.stderr.write(text),
      }),
    after: (delayMs, action) => void after(action, delayMs),
    onGone: () => {
      for (const window of windows) if (!window.isDestroyed()) window.webContents.send('beaver:gone');
    },
    onHopeless: (code) => giveUp(new Error(`The till's core ended with ${code}: see the log.`)),
    log: (text) => process.stderr.write(`${text}\n`),
  });

  guardPages(app, session.defaultSession);
  servePages({ screens: join(DIST, 'screens'), pictures: join(dataDir, 'pictures') });
  handLines<MessagePortMain>(ipcMain, {
    newChannel: () => new MessageChannelMain(),
    toCore: (kind, port) => core.line(kind, port),
  });
  core.start();
  for (const each of settings.windows)
    windows.push(openWindow(each, { isKiosk: settings.isKiosk, isPackaged: app.isPackaged, dist: DIST }));

  app.on('second-instance', () => {
    windows[0]?.restore();
    windows[0]?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', () => core.stop());
}

/** `--enrol=<gateway>,<code>` on the first start makes this machine a till; the code comes from the back office. */
async function enrolIfAsked(dataDir: string): Promise<void> {
  const path = join(dataDir, 'identity.json');
  if (existsSync(path)) return;
  const [gatewayUrl, code] = app.commandLine.getSwitchValue('enrol').split(',');
  if (!gatewayUrl || !code)
    throw new Error('This machine is no till yet. Start it once with --enrol=<gateway>,<code>.');
  await enrol({ gatewayUrl, code, path });
}

/** What only a person can mend is said in a box, once. */
function giveUp(error: unknown): void {
  dialog.showErrorBox('BeaverOS', error instanceof Error ? error.message : String(error));
  app.exit(1);
}

/** On Linux without a keyring safeStorage would only pretend. */
function keychain(): Keychain {
  const isPretending =
    process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  return {
    isAvailable: safeStorage.isEncryptionAvailable() && !isPretending,
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  };
}
