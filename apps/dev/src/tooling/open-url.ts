import { spawn } from 'node:child_process';

/**
 * Shows a page to the person at this machine, in the browser of their choice. Silent where there is no display and where
 * BEAVER_NO_OPEN=1 asks for silence; a browser that does not start is no error, because the URL was printed.
 * Answers whether it tried.
 */
export function openUrl(
  url: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const opener = openerOf(process.platform, env);
  if (opener === null) return false;
  const [command, ...args] = opener;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
  return true;
}

/** The command that opens a URL, `null` where nothing should be opened. */
export function openerOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] | null {
  if (env['BEAVER_NO_OPEN'] === '1' || (env['CI'] ?? '') !== '') return null;
  if (platform === 'darwin') return ['open'];
  // The empty argument is the window's title; without it `start` takes the URL for one.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  const hasDisplay = (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
  return hasDisplay ? ['xdg-open'] : null;
}
