import { join } from 'node:path';
import { type MessagePortMain, utilityProcess } from 'electron';
import type { CoreChild } from './core-supervisor.ts';

export interface ForkOptions {
  readonly dist: string;
  /** The core's own settings (terminal-core/src/main.ts). */
  readonly env: Readonly<Record<string, string>>;
  /** What the core says on stderr, as it comes. */
  readonly onLog: (text: string) => void;
}

/** The core in Electron's utility process: plain Node beside the windows, so that no screen can hold it up. */
export function forkCore({ dist, env, onLog }: ForkOptions): CoreChild<MessagePortMain> {
  const child = utilityProcess.fork(join(dist, 'core', 'main.mjs'), [], {
    env: { ...process.env, ...env },
    serviceName: 'BeaverOS core',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr?.on('data', (bytes: Buffer) => onLog(bytes.toString('utf8')));
  return {
    postMessage: (message, ports) => child.postMessage(message, [...(ports ?? [])]),
    // The first and only thing the core says on stdout is that it answers.
    whenReady: (listener) => void child.stdout?.once('data', listener),
    whenEnded: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
