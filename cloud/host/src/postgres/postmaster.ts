import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Fault } from '@beaveros/kit';
import type { OsUser } from './os-user.ts';
import { isAlive } from './owner.ts';

const run = promisify(execFile);

/** Crash recovery replays WAL before the server is ready; past two minutes somebody has to look. */
const READY_TIMEOUT_MS = 120_000;
/** A fast shutdown writes one checkpoint: 15 ms idle, seconds on a slow disk behind a large buffer. */
const FAST_STOP_TIMEOUT_MS = 30_000;
/** An immediate shutdown writes nothing; the next start recovers from the WAL. */
const IMMEDIATE_STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 10;
/** The log of one server is begun anew at start beyond this size, so that it cannot fill a till's disk. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;
const LOG_TAIL_BYTES = 4096;

/** Starts the server and returns when it accepts connections. Faults: `postgres/exited`, `postgres/not-ready`. */
export async function spawnPostmaster(
  program: string,
  args: readonly string[],
  { dataDir, logFile, user }: { readonly dataDir: string; readonly logFile: string; readonly user: OsUser },
): Promise<ChildProcess> {
  const logSize = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  // Opened by us and inherited: the server needs no right to create it, and a dead parent breaks no pipe.
  const log = await open(logFile, logSize > LOG_BYTES_MAX ? 'w' : 'a', 0o600);
  try {
    // cwd as the data directory: the caller's may be unreadable for that user.
    const child = spawn(program, args, { ...user, cwd: dataDir, stdio: ['ignore', log.fd, log.fd] });
    const failed = new Promise<Error>((resolve) => child.once('error', resolve));
    await untilReady(child, dataDir, { logFile, failed });
    return child;
  } finally {
    await log.close();
  }
}

async function untilReady(
  child: ChildProcess,
  dataDir: string,
  { logFile, failed }: { readonly logFile: string; readonly failed: Promise<Error> },
): Promise<void> {
  let spawnError: Error | undefined;
  void failed.then((error) => {
    spawnError = error;
  });
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (spawnError !== undefined) {
      throw new Fault('postgres/exited', 'PostgreSQL could not be started', { cause: spawnError });
    }
    if (hasExited(child)) {
      throw new Fault('postgres/exited', 'PostgreSQL ended before it was ready', {
        details: { exitCode: child.exitCode, signal: child.signalCode, log: await tail(logFile) },
      });
    }
    const lines = await pidFile(dataDir);
    // Line 1 guards against the file of the predecessor; line 8 is the state (miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
    if (Number(lines?.[0]) === child.pid && lines?.[7]?.startsWith('ready')) return;
    await sleep(POLL_MS);
  }
  child.kill('SIGQUIT');
  throw new Fault('postgres/not-ready', `PostgreSQL was not ready after ${READY_TIMEOUT_MS} ms`, {
    details: { log: await tail(logFile) },
  });
}

/** Ends a server that outlived its parent. Does nothing when there is none. Faults: `postgres/stop-timeout`. */
export async function endOrphan(dataDir: string): Promise<boolean> {
  const pid = Number((await pidFile(dataDir))?.[0]);
  if (!isAlive(pid) || !(await isServerOf(pid, dataDir))) return false;
  await endProcess(pid, () => !isAlive(pid));
  return true;
}

/** Fast shutdown: sessions are ended, a checkpoint is written. Returns when the process is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (hasExited(child) || child.pid === undefined) return;
  await endProcess(child.pid, () => hasExited(child));
}

async function endProcess(pid: number, isGone: () => boolean): Promise<void> {
  const steps = [
    ['SIGINT', FAST_STOP_TIMEOUT_MS],
    ['SIGQUIT', IMMEDIATE_STOP_TIMEOUT_MS],
  ] as const;
  for (const [signal, timeoutMs] of steps) {
    if (isAlive(pid)) process.kill(pid, signal);
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      if (isGone()) return;
      await sleep(POLL_MS);
    }
  }
  throw new Fault('postgres/stop-timeout', `PostgreSQL process ${pid} does not end`, { details: { pid } });
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A free TCP port of the loopback interface. Somebody may take it before we do; the caller tries again. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string')
    throw new Fault('postgres/no-port', 'no free port on 127.0.0.1');
  return address.port;
}

async function pidFile(dataDir: string): Promise<readonly string[] | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => undefined);
  return text?.split('\n');
}

/** By its command line, which names the data directory: a reused pid is never signalled. */
async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  const ofProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  const command = ofProc?.split('\0') ?? (await commandByPs(pid));
  return command.some((word) => word === dataDir) && /postgres(\.exe)?$/.test(command[0] ?? '');
}

async function commandByPs(pid: number): Promise<readonly string[]> {
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim().split(' ');
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(-LOG_TAIL_BYTES);
}
