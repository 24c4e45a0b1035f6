// boot.mjs in a tiny house of its own: a copy of it, one script, and an `npx` that only notes that it was called.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from './workspace.ts';

describe.skipIf(process.platform === 'win32')('boot.mjs', () => {
  let house: string;

  beforeEach(async () => {
    house = await mkdtemp(join(tmpdir(), 'beaveros-boot-'));
    for (const folder of ['apps/dev/src', 'packages/kit', 'fake-bin', 'node_modules']) {
      await mkdir(join(house, folder), { recursive: true });
    }
    await copyFile(join(ROOT, 'boot.mjs'), join(house, 'boot.mjs'));
    await writeFile(join(house, 'pnpm-lock.yaml'), 'lockfileVersion: 9\n');
    await writeFile(join(house, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n');
    await writeFile(join(house, 'packages/kit/package.json'), '{}');
    await writeFile(
      join(house, 'package.json'),
      JSON.stringify({ scripts: { 'say:hello': 'node boot.mjs say:hello' } }),
    );
    await npx('echo installing');
    await script('console.log(`hello ${process.argv.slice(2)}`);');
  });

  afterEach(async () => {
    await rm(house, { recursive: true, force: true });
  });

  it('installs once, keeps stdout for the script, and installs again when a manifest changed', async () => {
    const first = await boot('say:hello', 'a', 'b');
    expect(first).toMatchObject({ status: 0, stdout: 'hello a,b\n' });
    expect(first.stderr).toContain('installing');
    expect((await boot('say:hello')).stderr).toBe('');
    expect(await installs()).toBe(1);

    await writeFile(join(house, 'packages/kit/package.json'), '{"name":"kit"}');
    await boot('say:hello');
    expect(await installs()).toBe(2);
  });

  it('names the scripts there are when asked for another, and installs nothing', async () => {
    const run = await boot('nope');
    expect(run).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'boot: unknown script "nope"; the scripts are: say:hello\n',
    });
    expect(await installs()).toBe(0);
  });

  it('passes the exit status on', async () => {
    await script('process.exitCode = 7;');
    expect((await boot('say:hello')).status).toBe(7);
  });

  it('tries again when the network failed, but not when the manifests are wrong', async () => {
    await npx('[ $(wc -l < "$LOG") -gt 1 ] || { echo "ERR_PNPM_META_FETCH_FAIL ECONNRESET"; exit 1; }');
    expect(await boot('say:hello')).toMatchObject({ status: 0, stdout: 'hello \n' });
    expect(await installs()).toBe(2);

    await writeFile(join(house, 'pnpm-lock.yaml'), 'lockfileVersion: 10\n');
    await npx('echo ERR_PNPM_OUTDATED_LOCKFILE; exit 3');
    expect(await boot('say:hello')).toMatchObject({ status: 3, stdout: '' });
    expect(await installs()).toBe(3);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('hands %s to the script and waits for its end', async (signal) => {
    await script(
      `process.on('${signal}', () => { console.log('bye'); process.exit(5); }); setInterval(() => {}, 1000); console.log('up');`,
    );
    const child = start('say:hello');
    await once(child.stdout!, 'data');
    child.kill(signal);
    const [rest, [status]] = await Promise.all([text(child.stdout!), once(child, 'close')]);
    expect({ rest, status }).toEqual({ rest: 'bye\n', status: 5 });
  });

  /** The installer of this house: notes the call, then does `body`. */
  async function npx(body: string): Promise<void> {
    const file = join(house, 'fake-bin', 'npx');
    await writeFile(file, `#!/bin/sh\nLOG="${house}/installs.log"\necho "$@" >> "$LOG"\n${body}\n`);
    await chmod(file, 0o755);
  }

  async function installs(): Promise<number> {
    const log = await readFile(join(house, 'installs.log'), 'utf8').catch(() => '');
    return log.split('\n').filter((line) => line.includes('install --frozen-lockfile')).length;
  }

  async function script(source: string): Promise<void> {
    await writeFile(join(house, 'apps/dev/src/say-hello.ts'), source);
  }

  function start(...args: readonly string[]): ChildProcess {
    const env = {
      ...process.env,
      PATH: `${join(house, 'fake-bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    };
    return spawn(process.execPath, [join(house, 'boot.mjs'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function boot(
    ...args: readonly string[]
  ): Promise<{ status: unknown; stdout: string; stderr: string }> {
    const child = start(...args);
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout!),
      text(child.stderr!),
      once(child, 'close'),
    ]);
    return { status, stdout, stderr };
  }
});
