import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TillFixture } from './_till-fixture.ts';
import { writeIdentity } from './enrolment/identity-file.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

let till: TillFixture;
let child: ChildProcess | null = null;
beforeEach(() => {
  till = new TillFixture();
  writeIdentity(till.path('identity.json'), till.identity);
  mkdirSync(till.path('screens/kitchen'), { recursive: true });
  writeFileSync(till.path('screens/kitchen/index.html'), '<p>kitchen</p>');
});
afterEach(async () => {
  await kill();
  till[Symbol.dispose]();
});

/** The core as a process; the port it listens on. */
async function start(port = '0'): Promise<string> {
  const env = {
    ...process.env,
    BEAVER_DATA_DIR: till.dataDir,
    BEAVER_SCREENS_DIR: till.path('screens'),
    BEAVER_IPC_PORT: port,
    BEAVER_LOG_LEVEL: 'silent',
  };
  child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return new URL((JSON.parse(line) as { ipc: string }).ipc).port;
}

async function kill(): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function token(kind: string): Promise<string> {
  const answered = once(child!, 'message') as Promise<[{ token: string }]>;
  child!.send({ want: 'token', kind });
  return (await answered)[0].token;
}

it('opens a kitchen in a browser, which is known after a kill and may ask about tickets only', async () => {
  const port = await start();
  const door = `http://127.0.0.1:${port}`;
  const opened = await fetch(`${door}/open?token=${await token('kitchen')}`, { redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '/kitchen/']);
  const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  await kill();
  expect(await start(port)).toBe(port);
  expect(await (await fetch(`${door}/kitchen/`)).text()).toBe('<p>kitchen</p>');
  expect(await (await fetch(`${door}/screen?kind=kitchen`, { headers: { cookie } })).json()).toEqual({
    kind: 'kitchen',
  });
  const line = new WebSocket(`ws://127.0.0.1:${port}/ipc?kind=kitchen`, {
    headers: { cookie, origin: door },
  });
  await once(line, 'open');
  const ask = async (call: string): Promise<unknown> => {
    line.send(JSON.stringify({ v: 2, id: 1, call, session: null, commandId: null, input: {} }));
    const [data] = (await once(line, 'message')) as [Buffer];
    return JSON.parse(data.toString());
  };
  expect(await ask('stations')).toEqual({ id: 1, ok: true, value: { stations: [] } });
  expect(await ask('staff')).toMatchObject({ ok: false, fault: { code: 'ipc/not-for-this-screen' } });
  line.terminate();
});
