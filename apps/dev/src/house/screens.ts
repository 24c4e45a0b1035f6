import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ScreenKind } from '@beaveros/terminal-core';
import { electronBinary } from '../tooling/electron-binary.ts';
import { ROOT } from '../tooling/workspace.ts';
import type { TillProcess } from './till.ts';

/**
 * A URL that opens a page of a till in a browser: its token is good for one opening; the page then has a cookie that
 * outlives a restart of the core.
 */
export async function screenUrl(till: TillProcess, kind: ScreenKind): Promise<string> {
  const door = till.ipcUrl.replace(/^ws/, 'http');
  return `${door}/open?token=${await till.token(kind)}`;
}

/**
 * The till as a shop has it: stops the core's own process and starts Electron's shell on its folder and ports, with the
 * same peers. Answers null where Electron's binary is missing. `ended` resolves when the person closes it.
 */
export async function openInElectron(till: TillProcess): Promise<{ readonly ended: Promise<void> } | null> {
  const binary = electronBinary();
  if (binary === null) return null;
  const portOf = (url: string): string => new URL(url).port;
  const env = {
    ...process.env,
    BEAVER_DATA_DIR: till.dataDir,
    BEAVER_IPC_PORT: portOf(till.ipcUrl),
    BEAVER_PEER_PORT: portOf(till.peerUrl),
  };
  await till.stop();
  const shell = spawn(binary, [join(ROOT, 'apps', 'terminal', 'dist', 'main', 'main.mjs')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    shell.once('close', () => resolve());
    shell.once('error', () => resolve());
  });
  process.once('exit', () => shell.kill());
  return { ended };
}
