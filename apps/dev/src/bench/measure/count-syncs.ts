import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Counted {
  /** Syncs of the file while the work ran. */
  readonly ofFile: number;
  readonly how: string;
}

/** Programs of the machine, not of a package. */
const STRACE = 'strace';
const APT = 'apt-get';
const INSTALL_TIMEOUT_MS = 120_000;
const ATTACH_TIMEOUT_MS = 10_000;

/** Counts the syncs of a WAL file that a process makes while the work runs: as system calls, else as commits in the file. */
export async function countSyncs(pid: number, wal: string, work: () => Promise<void>): Promise<Counted> {
  if (!hasStrace()) return await countCommits(wal, work);
  const log = join(tmpdir(), `beaveros-bench-${process.pid}.strace`);
  const strace = spawn(STRACE, ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', log, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => void strace.once('close', () => resolve()));
  const isAttached = new Promise<boolean>((resolve) => {
    createInterface({ input: strace.stderr }).on('line', (line) => {
      if (line.includes('attached')) resolve(true);
    });
    void ended.then(() => resolve(false));
    setTimeout(() => resolve(false), ATTACH_TIMEOUT_MS).unref();
  });
  if (!(await isAttached)) {
    // A container that forbids ptrace.
    strace.kill('SIGKILL');
    return await countCommits(wal, work);
  }
  await work();
  strace.kill('SIGINT');
  await ended;
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /\bf(?:data)?sync\(/.test(line));
  rmSync(log);
  const ofFile = calls.filter((line) => line.includes(`<${wal}>`)).length;
  const others = calls.length - ofFile;
  return {
    ofFile,
    how: `counted by strace; ${others} of other files (checkpoints of stores that are not durable)`,
  };
}

/** In FULL each commit is one sync. Only where strace is not to be had: it trusts SQLite. */
async function countCommits(wal: string, work: () => Promise<void>): Promise<Counted> {
  const before = commitsIn(wal);
  await work();
  return {
    ofFile: commitsIn(wal) - before,
    how: 'counted as commits in its WAL, because strace cannot be had here',
  };
}

/** https://sqlite.org/fileformat2.html#walformat: 32 bytes of header, then frames; a commit's frame says the file's size. */
function commitsIn(wal: string): number {
  const bytes = readFileSync(wal);
  const frame = 24 + bytes.readUInt32BE(8);
  const salt = bytes.subarray(16, 24);
  let commits = 0;
  for (let at = 32; at + frame <= bytes.length; at += frame) {
    if (!bytes.subarray(at + 8, at + 16).equals(salt)) break;
    if (bytes.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

/** Installs it where that is one command of Debian's. */
function hasStrace(): boolean {
  if (process.platform !== 'linux') return false;
  const isThere = (): boolean => spawnSync(STRACE, ['-V'], { stdio: 'ignore' }).status === 0;
  if (isThere()) return true;
  if (process.getuid?.() !== 0) return false;
  spawnSync(
    APT,
    ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', 'strace'],
    {
      stdio: ['ignore', 2, 2],
      timeout: INSTALL_TIMEOUT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  );
  return isThere();
}
