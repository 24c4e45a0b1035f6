import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from './workspace.ts';

export interface ToolRun {
  /** 0 is success; a tool that was killed or did not start has 1. */
  readonly status: number;
  readonly stdout: string;
  /** stdout and stderr as they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface ToolOptions {
  readonly cwd?: string;
  /** The package whose tool it is, relative to the root; the root's own without it. */
  readonly of?: string;
  /** Besides our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Also copy what the tool says to our stderr while it runs. */
  readonly live?: boolean;
}

const BIN = join(ROOT, 'node_modules', '.bin');
const IS_WINDOWS = process.platform === 'win32';

/** Runs a tool of a node_modules/.bin, the root's unless told, to its end. Never rejects: a tool that does not start is a failed run. */
export function runTool(name: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolRun> {
  const started = performance.now();
  return new Promise((resolve) => {
    const bin = options.of === undefined ? BIN : join(ROOT, options.of, 'node_modules', '.bin');
    const child = spawn(join(bin, IS_WINDOWS ? `${name}.cmd` : name), args, {
      cwd: options.cwd ?? ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: IS_WINDOWS,
      env: { ...process.env, ...options.env, PATH: `${BIN}${delimiter}${process.env['PATH'] ?? ''}` },
    });
    let stdout = '';
    let output = '';
    const take = (text: string): void => {
      output += text;
      if (options.live === true) process.stderr.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    const end = (status: number): void =>
      resolve({ status, stdout, output, seconds: (performance.now() - started) / 1000 });
    child.on('error', (error) => {
      take(`${name}: ${error.message}\n`);
      end(1);
    });
    child.on('close', (status) => end(status ?? 1));
  });
}

/** At most `limit` jobs at a time, started in the order they were asked for. */
export function lanes(limit: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (job) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
