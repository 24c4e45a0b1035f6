import { spawn } from 'node:child_process';
import { Fault } from '@beaveros/kit';

/** Where a bundled entry finds what it is told. */
export const TOLD = 'BEAVER_BENCH';

/**
 * Runs a bundled entry to its end in a process of its own and gives the JSON on the last line of its stdout, if any; its
 * stderr is ours. Fault `bench/failed` when it ends badly or not in time.
 */
export async function runEntry(bundle: string, told: object, timeoutMs: number): Promise<unknown> {
  const child = spawn(process.execPath, ['--expose-gc', bundle], {
    env: { ...process.env, [TOLD]: JSON.stringify(told) },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ended) => resolve(ended));
  });
  if (status !== 0) {
    const how =
      signal === null ? `ended with ${status}` : `was ended by ${signal} (it has ${timeoutMs / 1000} s)`;
    throw new Fault('bench/failed', `the process ${how}`);
  }
  const last = stdout.trim().split('\n').at(-1)!;
  return last === '' ? null : JSON.parse(last);
}

/** What this process was told, not yet parsed. */
export function told(): unknown {
  return JSON.parse(process.env[TOLD] ?? 'null');
}
