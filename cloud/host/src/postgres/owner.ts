import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@beaveros/kit';

/**
 * Says in `home/owner` that this process runs the server there. A living owner is never robbed; a dead one (kill -9)
 * is replaced. Faults: `postgres/already-running`.
 */
export async function claim(home: string): Promise<{ readonly release: () => Promise<void> }> {
  const file = join(home, 'owner');
  const previous = await readFile(file, 'utf8').catch(() => undefined);
  if (previous !== undefined) {
    const pid = Number(previous.split(' ')[0]);
    if ((await identity(pid)) === previous) {
      throw new Fault('postgres/already-running', `process ${pid} already runs the PostgreSQL of ${home}`, {
        details: { pid, home },
      });
    }
    await rm(file, { force: true });
  }
  const mine = await identity(process.pid);
  if (mine === undefined) throw new Fault('postgres/already-running', 'this process cannot be named');
  // Two starters that replace the same dead owner meet here: 'wx' lets one pass.
  await writeFile(file, mine, { flag: 'wx', mode: 0o644 }).catch((cause: unknown) => {
    throw new Fault('postgres/already-running', `another process just claimed ${home}`, {
      cause,
      retryable: true,
    });
  });
  return { release: () => rm(file, { force: true }) };
}

/** Pid and start time, so that a reused pid is not taken for its predecessor; start time only where /proc tells it. */
async function identity(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Field 22; counted behind the command name, which stands in parentheses and may hold blanks (proc_pid_stat(5)).
  const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${startTicks}`;
}

export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
