import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Fault } from '@beaveros/kit';

const run = promisify(execFile);

/** Whom the server's processes run as; `undefined` means as ourselves. */
export type OsUser = { readonly uid: number; readonly gid: number } | undefined;

/** The distribution's own user when Postgres was ever installed, else one of ours. */
const NAMES = ['postgres', 'beaveros-pg'] as const;

/**
 * PostgreSQL refuses to run as root, so under uid 0 (containers, CI) it gets an unprivileged system user, created when
 * there is none. Faults: `postgres/no-os-user`.
 */
export async function findOsUser(): Promise<OsUser> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of NAMES) {
    const user = await lookUp(name);
    if (user !== undefined) return user;
  }
  const name = NAMES[1];
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
  } catch (cause) {
    throw new Fault(
      'postgres/no-os-user',
      `PostgreSQL does not run as root, and the system user ${name} could not be created`,
      { cause },
    );
  }
  const created = await lookUp(name);
  if (created === undefined)
    throw new Fault('postgres/no-os-user', `the system user ${name} was created but is not found`);
  return created;
}

/** Asked by trying it as that user: modes, ACLs, mount options and parents are then all taken into account. */
export async function canEnter(dir: string, user: OsUser): Promise<boolean> {
  if (user === undefined) return true;
  return await succeeds('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], user);
}

/** True when the program starts as that user, with the libraries that it loads. */
export async function canRun(program: string, user: OsUser): Promise<boolean> {
  return await succeeds(program, ['--version'], user);
}

async function succeeds(program: string, args: readonly string[], user: OsUser): Promise<boolean> {
  try {
    // cwd is '/' because a child keeps the caller's directory, which that user may not be allowed to read.
    await run(program, [...args], { ...user, cwd: '/', timeout: PROBE_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

/** Printing a version takes milliseconds; ten seconds covers a cold disk. */
const PROBE_TIMEOUT_MS = 10_000;

async function lookUp(name: string): Promise<OsUser> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
