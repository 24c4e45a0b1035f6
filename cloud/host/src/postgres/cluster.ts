import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '@beaveros/kit';
import type { Binaries } from './binaries.ts';
import { canEnter, type OsUser } from './os-user.ts';

const run = promisify(execFile);

/** Where one server keeps everything: `data/` (PGDATA), `password` (0600), `server.log`, `owner` (our pid). */
export interface Cluster {
  readonly home: string;
  readonly dataDir: string;
  readonly password: string;
  /** True when this call created the cluster. */
  readonly created: boolean;
}

export const SUPERUSER = 'postgres';

/**
 * Where the server's files really live: `dir`, or, when the server's OS user cannot get there (root's checkout in a
 * 0700 directory), a directory under /var/lib/beaveros that `dir/location` names from then on. Removing `dir` therefore
 * always begins anew.
 */
export async function homeOf(dir: string, user: OsUser): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o755 });
  const pointer = join(dir, 'location');
  const known = await readFile(pointer, 'utf8').catch(() => undefined);
  if (known !== undefined) return known.trim();
  if (await canEnter(dir, user)) return dir;
  const home = join(RELOCATED_DIR, `postgres-${randomBytes(6).toString('hex')}`);
  await mkdir(home, { recursive: true, mode: 0o755 });
  if (!(await canEnter(home, user))) {
    throw new Fault(
      'postgres/unreachable-dir',
      `neither ${dir} nor ${home} can be entered by uid ${user?.uid}`,
    );
  }
  await writeFile(pointer, `${home}\n`);
  return home;
}

const RELOCATED_DIR = '/var/lib/beaveros';

/**
 * Opens the cluster, creating it when there is none. initdb works beside its place and is renamed into it, so a crash
 * never leaves half a cluster. Faults: `postgres/initdb-failed`, `postgres/password-lost`.
 */
export async function openCluster(
  home: string,
  { user, binaries, sync }: { readonly user: OsUser; readonly binaries: Binaries; readonly sync: boolean },
): Promise<Cluster> {
  const dataDir = join(home, 'data');
  const passwordFile = join(home, 'password');
  const exists = await access(join(dataDir, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (exists) return { home, dataDir, password: await readPassword(passwordFile), created: false };

  const password = randomBytes(24).toString('base64url');
  await writePassword(passwordFile, password, user);
  const staging = join(home, 'data.new');
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: 0o700 });
  if (user !== undefined) await chown(staging, user.uid, user.gid);
  const args = [
    '-D',
    staging,
    '-U',
    SUPERUSER,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
  ];
  args.push(
    '--locale=C.UTF-8',
    '--no-instructions',
    '--data-checksums',
    sync ? '--sync-method=fsync' : '--no-sync',
  );
  try {
    await run(binaries.initdb, args, { ...user, cwd: staging, timeout: INITDB_TIMEOUT_MS });
  } catch (cause) {
    throw new Fault('postgres/initdb-failed', `initdb could not create ${staging}`, { cause });
  }
  await rename(staging, dataDir);
  return { home, dataDir, password, created: true };
}

/** 0.8 s measured on two cores (2026-11); two minutes covers a very slow disk. */
const INITDB_TIMEOUT_MS = 120_000;

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new Fault('postgres/password-lost', `the cluster exists but ${file} cannot be read`, { cause });
  }
}

/** Belongs to the server's user because initdb reads it as that user; nobody else but root can. */
async function writePassword(file: string, password: string, user: OsUser): Promise<void> {
  await rm(file, { force: true });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${password}\n`);
    if (user !== undefined) await handle.chown(user.uid, user.gid);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
